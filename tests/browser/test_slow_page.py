"""The staff page while an answer takes its time, and with people who sign in: a real server over an engine that waits when told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar
from urllib.request import urlopen

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import delete

from assistant.access.people import Role
from assistant.access.users import add
from assistant.records.schema import sessions
from assistant.records.store import open_records
from assistant.web.boot import create
from eval.bench import free_port
from ingest.config import Settings
from tests.assistant.web.fake import FakeEngine

PASSWORD = "correct horse"
ASKED = "迟报怎么问责"


class Waiting(FakeEngine):
    """Three questions wait until they are released: 卡在开头 before the first step, 卡在半路 and 慢慢来 after two have been seen.

    `over` holds the questions that it works on no longer.
    """

    released = threading.Event()
    over: ClassVar[list[str]] = []

    def stream(self, question: object) -> Iterator[object]:  # type: ignore[override]
        text: str = question.text  # type: ignore[attr-defined]
        stuck = {"卡在开头": 0, "卡在半路": 2, "慢慢来": 2}.get(text, -1)
        try:
            for n, event in enumerate(super().stream(question)):  # type: ignore[arg-type]
                if n == stuck:
                    self.released.wait(60)
                elif stuck > 0:
                    time.sleep(0.15)
                yield event
        finally:
            self.over.append(text)


@pytest.fixture
def held() -> Iterator[Callable[[], None]]:
    """Questions wait; the function lets them go on, and returns once they are over."""
    Waiting.released.clear()
    Waiting.over.clear()

    def release() -> None:
        Waiting.released.set()
        end = time.monotonic() + 30
        while not {"卡在开头", "卡在半路", "慢慢来"} & set(Waiting.over):
            assert time.monotonic() < end, "it is still being answered"
            time.sleep(0.02)

    yield release
    Waiting.released.set()


Serve = Callable[[Settings], str]


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Start a server over this engine; its address."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(settings: Settings) -> str:
        port = free_port()
        config = uvicorn.Config(create(settings, Waiting), port=port, log_level="warning", timeout_graceful_shutdown=1)  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/readyz")
        return url

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(20)


def _wait(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


@pytest.fixture(scope="module")
def open_to_all(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("open")
    return serve(Settings(database_url=f"sqlite:///{folder / 'records.sqlite'}", library=folder / "library"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("office")
    add(folder / "users.toml", "张三", Role.STAFF, PASSWORD)
    add(folder / "users.toml", "李四", Role.ADMIN, PASSWORD)
    database = f"sqlite:///{folder / 'records.sqlite'}"
    return Settings(database_url=database, library=folder / "library", users_file=folder / "users.toml")


@pytest.fixture(scope="module")
def guarded(serve: Serve, office: Settings) -> str:
    return serve(office)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


def send(page: Page, text: str) -> None:
    page.fill("#question textarea", text)
    page.press("#question textarea", "Enter")


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#listed")).to_contain_text("对话", timeout=20_000)
    return page


def enter(page: Page, url: str, name: str = "张三") -> None:
    page.goto(url)
    page.get_by_label("姓名").fill(name)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#question textarea")).to_be_visible()


def test_steps_are_shown_and_the_question_can_be_stopped(
    context: BrowserContext, open_to_all: str, held: Callable[[], None]
) -> None:
    page = opened(context, open_to_all)
    send(page, "慢慢来")
    expect(page.locator("#live .asked p").first).to_have_text("慢慢来")
    expect(page.locator("#live .steps")).to_contain_text("检索条文")
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#live")).to_contain_text("已停止，这个问题没有回答完")
    held()
    send(page, ASKED)
    expect(page.locator("#live .card")).to_have_count(3)
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first).to_contain_text("已停止")


@pytest.mark.parametrize(("question", "returned"), [("卡在开头", "卡在开头"), ("卡在半路", "")])
def test_a_stop_tells_at_once_and_waits_for_no_step(
    context: BrowserContext, open_to_all: str, held: Callable[[], None], question: str, returned: str
) -> None:
    """Before the server has shown anything, and while a step goes on that cannot be interrupted."""
    page = opened(context, open_to_all)
    send(page, question)
    expect(page.locator("#live .turn")).to_have_count(1)
    expect(page.locator("#question textarea")).to_have_value("")
    if returned:
        # What else comes meanwhile, here the list of conversations, takes nothing away.
        page.evaluate("window.anze.show(JSON.stringify({ listed: '', at: Date.now() * 1e6 }))")
        expect(page.locator("#live .pending")).to_be_visible()
    else:
        expect(page.locator("#live .turn:not(.pending) .steps")).to_contain_text("检索条文")
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#live")).to_contain_text("已停止，这个问题没有回答完")
    expect(page.locator("#question textarea")).to_have_value(returned)
    send(page, ASKED)
    expect(page.locator("#live .card")).to_have_count(3)
    held()
    page.reload()
    expect(page.locator("#live .asked p").first).to_have_text(ASKED)
    expect(page.locator("#listed .title")).to_have_text([ASKED])


def test_enter_while_an_answer_is_coming_sends_nothing(
    context: BrowserContext, open_to_all: str, held: Callable[[], None]
) -> None:
    page = opened(context, open_to_all)
    send(page, "慢慢来")
    expect(page.locator("#live .steps")).to_contain_text("检索条文")
    send(page, "第二问")
    expect(page.locator("#question textarea")).to_have_value("第二问")
    held()
    expect(page.locator("#live .badge")).to_be_visible()
    expect(page.locator("#live .asked p").first).to_have_text("慢慢来")
    expect(page.locator("#question textarea")).to_have_value("第二问"), "what was written meanwhile stays"


def test_two_people_do_not_wait_for_each_other(chromium: Browser, open_to_all: str, held: Callable[[], None]) -> None:
    contexts = [chromium.new_context() for _ in range(2)]
    slow, quick = (opened(context, open_to_all) for context in contexts)
    send(slow, "慢慢来")
    expect(slow.locator("#live .steps")).to_contain_text("检索条文")
    send(quick, ASKED)
    expect(quick.locator("#live .card")).to_have_count(3)
    expect(slow.locator("#live .steps")).to_be_visible()
    for context in contexts:
        context.close()


def test_opening_another_conversation_ends_the_one_that_is_being_answered(
    context: BrowserContext, open_to_all: str, held: Callable[[], None]
) -> None:
    page = opened(context, open_to_all)
    send(page, ASKED)
    expect(page.locator("#live .card")).to_have_count(3)
    page.locator("#new").click()
    expect(page.locator(".turn")).to_have_count(0)
    send(page, "慢慢来")
    expect(page.locator("#live .steps")).to_contain_text("检索条文")
    page.locator("#listed .title").first.click()
    expect(page.locator("#live .card")).to_have_count(3)
    held()
    page.locator("#listed .title").first.click()
    expect(page.locator("#live .asked p").first).to_have_text(ASKED)


def test_a_fault_is_never_worded_as_no_rule(context: BrowserContext, open_to_all: str) -> None:
    page = opened(context, open_to_all)
    send(page, "坏")
    expect(page.locator("#live .badge")).to_have_text("暂时不可用")
    expect(page.locator("#live")).to_contain_text("不代表没有相关规定")


def test_signing_in_leads_to_the_page_that_was_wanted(context: BrowserContext, guarded: str) -> None:
    page = context.new_page()
    page.goto(f"{guarded}/compare")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.get_by_label("姓名").fill("张三")
    page.get_by_label("口令").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("姓名或口令不对")
    expect(page.get_by_label("姓名")).to_have_value("张三")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="对比", exact=True)).to_be_visible()


def test_a_session_that_expired_is_told_and_the_question_stays(
    context: BrowserContext, guarded: str, office: Settings
) -> None:
    page = context.new_page()
    enter(page, guarded)
    send(page, ASKED)
    expect(page.locator("#live .card")).to_have_count(3)
    records = open_records(office.database_url)
    with records.writing() as connection:
        connection.execute(delete(sessions))
    records.close()
    send(page, "那上海呢")
    expect(page.locator("#banner")).to_contain_text("登录已过期")
    expect(page.locator("#question textarea")).to_have_value("那上海呢")
    views = page.get_by_role("navigation", name="站内")
    views.get_by_role("link", name="对比").click()
    expect(page.locator("#view").get_by_role("alert")).to_contain_text("登录已过期")
    expect(page.locator("#view").get_by_role("link", name="重新登录")).to_have_attribute(
        "href", "/login?next=%2Fcompare"
    )
    views.get_by_role("link", name="问答").click()
    expect(page.locator("#question textarea")).to_have_value("那上海呢")
    page.locator("#banner").get_by_role("link", name="重新登录").click()
    page.get_by_label("姓名").fill("张三")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#live .asked p").first).to_have_text(ASKED)


def test_only_an_administrator_sees_the_way_to_the_documents(
    context: BrowserContext, chromium: Browser, guarded: str
) -> None:
    page = context.new_page()
    enter(page, guarded)
    views = page.get_by_role("navigation", name="站内")
    expect(views.get_by_role("link", name="管理")).to_have_count(0)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    enter(page, guarded, "李四")
    views.get_by_role("link", name="管理").click()
    expect(page.locator("#view h1")).to_have_text("管理文件")


@pytest.fixture
def narrow(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A server that answers one at a time and lets one wait."""
    monkeypatch.setattr("assistant.web.staff.page.ASKING", 1)
    monkeypatch.setattr("assistant.web.staff.page.WAITING", 1)
    return serve(Settings(database_url=f"sqlite:///{tmp_path / 'records.sqlite'}", library=tmp_path / "library"))


def test_a_full_queue_is_told_in_chinese(chromium: Browser, narrow: str, held: Callable[[], None]) -> None:
    contexts = [chromium.new_context() for _ in range(3)]
    pages = [opened(context, narrow) for context in contexts]
    first, second, last = pages
    send(first, "慢慢来")
    expect(first.locator("#live .steps")).to_contain_text("检索条文")
    with second.expect_response("**/gradio_api/queue/join*"):
        send(second, "慢慢来")
    send(last, "慢慢来")
    expect(last.locator("#banner")).to_contain_text("现在提问的人太多，请稍候再问")
    expect(last.locator("#question textarea")).to_have_value("慢慢来")
    held()
    expect(first.locator("#live .badge")).to_be_visible()
    expect(second.locator("#live .badge")).to_be_visible()
    for context in contexts:
        context.close()
