"""An administrator brings a document, looks, publishes, asks about it, withdraws it and goes back: in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, serving

TEXT = """上海市党政领导干部安全生产责任制试行办法

第一条　为了加强安全生产工作，制定本办法。
第二条　党委主要负责人应当每月至少调研2次安全生产工作。
第三条　本办法自2026年1月1日起施行。
"""
QUESTION = "上海党委主要负责人多久调研一次安全生产"


@pytest.fixture(scope="module")
def own_server(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Over a copy of the index, since it is changed."""
    folder = tmp_path_factory.mktemp("managed")
    with serving(Path(shutil.copytree(index, folder / "index")), folder) as server:
        yield server


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:  # type: ignore[override]
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def ask(page: Page, question: str) -> None:
    page.get_by_role("navigation", name="站内").get_by_role("link", name="问答").click()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("#live .asked p").first).to_have_text(question)
    expect(page.locator("#live .turn:not(.pending) .badge, #live .card").first).to_be_visible()


def manage(page: Page) -> None:
    page.get_by_role("navigation", name="站内").get_by_role("link", name="管理").click()
    expect(page.locator("#view h1")).to_have_text("管理文件")


def test_from_a_file_to_an_answer_and_back(own_server: Server, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "上海试行办法.txt"
    file.write_text(TEXT, encoding="utf-8")
    page.goto(own_server.url)
    expect(page.locator("#listed")).to_contain_text("对话")
    ask(page, QUESTION)
    expect(page.locator("#live .badge")).to_have_text("未收录或没有规定")

    manage(page)
    page.locator("#file").set_input_files(file)
    expect(page.locator("[data-file]")).to_have_text("上海试行办法.txt")
    page.get_by_role("button", name="上传并查看").click()
    expect(page.locator("#view h1")).to_contain_text("上海市党政领导干部安全生产责任制试行办法")
    expect(page.get_by_role("region", name="解析出的条款")).to_contain_text("第二条")
    expect(page.get_by_label("地区", exact=True)).to_have_value("上海市")
    page.get_by_label("代号").fill("shanghai")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("#view h1")).to_have_text("发布完成", timeout=60_000)

    ask(page, QUESTION)
    expect(page.locator("#live .text")).to_contain_text("每月至少调研2次")
    expect(page.locator("#live .card .label").first).to_contain_text("第二条")

    manage(page)
    page.locator("#view li", has_text="shanghai").get_by_role("button", name="撤下").click()
    expect(page.locator("#view h1")).to_have_text("撤下完成", timeout=60_000)
    ask(page, "上海党委主要负责人多久调研一次")
    expect(page.locator("#live .badge")).to_have_text("未收录或没有规定")

    manage(page)
    page.get_by_role("row", name="发布 上海市").get_by_role("button", name="回到这一次").click()
    expect(page.locator("#view h1")).to_have_text("回到完成", timeout=60_000)
    ask(page, QUESTION)
    expect(page.locator("#live .text")).to_contain_text("每月至少调研2次")


def test_a_file_of_another_kind_is_refused_in_words(own_server: Server, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "程序.exe"
    file.write_bytes(b"MZ")
    page.goto(f"{own_server.url}/manage")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="上传并查看").click()
    expect(page.get_by_role("alert")).to_contain_text("「程序.exe」不是能收的文件")


def test_a_file_too_large_is_refused_in_words(own_server: Server, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "大.txt"
    file.write_bytes(b"x" * (23 * 2**20))
    page.goto(own_server.url)
    expect(page.locator("#listed")).to_contain_text("对话")
    manage(page)
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="上传并查看").click()
    expect(page.locator("#view").get_by_role("alert")).to_contain_text("最多 20 MB")
