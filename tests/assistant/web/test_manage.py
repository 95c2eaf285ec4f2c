"""The administrator's pages over a real index with quick vectors: bring, look, publish, withdraw, go back; and who may."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from assistant.access.people import Person, Role, put
from assistant.manage.drafts import LIMIT
from assistant.manage.jobs import Job, Workshop
from assistant.records.actions import actions
from assistant.records.store import Records, open_records
from assistant.web import manage
from ingest.build import Index
from ingest.config import Settings
from ingest.generation import Generation, open_generation
from ingest.library import Shelf, held_now
from ingest.sources import DEFAULT
from tests.ingest.conftest import Letters, in_process
from tests.ingest.test_library import built
from tests.ingest.test_load_docx import zipped
from tests.ingest.test_load_pdf import LOCK, handwritten

__all__ = ["built", "in_process"]
ADMIN, STAFF = Person("李四", Role.ADMIN, "李四"), Person("张三", Role.STAFF, "张三")
TEXT = "上海市安全生产试行办法\n\n第一条　为了加强安全生产工作，制定本办法。\n第二条　本办法自2026年1月1日起施行。\n"
pytestmark = pytest.mark.usefixtures("in_process")


class Served:
    """What the pages need of an engine: the generation in use and an encoder."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.encoder = settings, Letters()
        self.refresh()

    def refresh(self) -> None:
        self.generation: Generation = open_generation(self.settings.index)


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    """Over a copy of one index."""
    index = Path(shutil.copytree(built, tmp_path / "index"))
    return Settings(index=index, library=tmp_path / "library")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield opened
    opened.close()


Open = Callable[[Person], TestClient]


@pytest.fixture
def opened(settings: Settings, records: Records) -> Open:
    workshop = Workshop(Served(settings), records, Shelf(settings.library, DEFAULT))  # type: ignore[arg-type]
    app = FastAPI()
    app.include_router(manage.router(workshop))
    app.add_exception_handler(manage.NotAllowed, lambda request, _: manage.not_allowed_page(request))

    def client(person: Person) -> TestClient:
        async def gated(scope: Scope, receive: Receive, send: Send) -> None:
            await app(put(scope, person) if scope["type"] == "http" else scope, receive, send)

        return TestClient(gated)

    return client


@pytest.fixture
def admin(opened: Open) -> TestClient:
    return opened(ADMIN)


def bring(client: TestClient, text: str = TEXT, name: str = "试行办法.txt") -> str:
    """Upload, and the address of the draft."""
    sent = client.post("/manage/drafts", files={"file": (name, text.encode())}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def fields(client: TestClient, draft: str) -> dict[str, str]:
    """The form as it is filled in."""
    return dict(re.findall(r'<input id="f-\w+" name="(\w+)" value="([^"]*)"', client.get(draft).text))


def finish(client: TestClient, started: str, seconds: float = 60) -> str:
    """The page of a job once it is done."""
    end = time.monotonic() + seconds
    while "data-again" in (page := client.get(started).text):
        assert time.monotonic() < end, page
        time.sleep(0.05)
    return page


def publish(client: TestClient, draft: str, **changed: str) -> str:
    row = {**fields(client, draft), **changed, "do": "publish"}
    sent = client.post(draft, data=row, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return finish(client, sent.headers["location"])


def held(settings: Settings) -> set[str]:
    return {s.id for s in held_now(Index(settings.index))}


def test_a_draft_is_seen_beside_its_source_before_anything_changes(admin: TestClient, settings: Settings) -> None:
    before = held(settings)
    page = admin.get(bring(admin)).text
    assert "上海市安全生产试行办法" in page
    assert "2 条，共" in page
    assert "<pre>上海市安全生产试行办法" in page
    assert re.search(r"<b>第一条</b>\s*为了加强", page)
    assert held(settings) == before


def test_findings_name_their_place_as_the_law_does(admin: TestClient) -> None:
    page = admin.get(bring(admin, TEXT + "第三条　依照第九条执行。\n")).text
    found = re.search(r'<li class="warning">.*第九条.*</li>', page)
    assert found
    assert "（第三条）" in found[0]


def test_the_form_is_filled_in_from_the_text(admin: TestClient) -> None:
    row = fields(admin, bring(admin))
    assert (row["region"], row["kind"], row["effective"]) == ("上海市", "办法", "2026-01-01")
    assert re.fullmatch(r"[a-z0-9-]+", row["id"])


def test_publishing_withdrawing_and_going_back(admin: TestClient, settings: Settings, records: Records) -> None:
    before = held(settings)
    page = publish(admin, bring(admin), id="shanghai")
    assert "发布完成" in page
    assert "已切换到新的索引" in page
    assert held(settings) == {*before, "shanghai"}
    assert "/d/shanghai" in admin.get("/manage").text
    finish(admin, admin.post("/manage/documents/shanghai/withdraw", follow_redirects=False).headers["location"])
    assert held(settings) == before
    finish(admin, admin.post("/manage/back/1", follow_redirects=False).headers["location"])
    assert held(settings) == {*before, "shanghai"}
    done = [(a.person, a.action) for a in actions(records)]
    assert done == [("李四", "回到"), ("李四", "撤下"), ("李四", "发布"), ("李四", "上传草稿")]


def test_pasted_words_become_a_draft(admin: TestClient) -> None:
    body = {"title": "上海市安全生产试行办法", "text": "第一条　甲。\n第二条　乙。"}
    page = admin.post("/manage/drafts", data=body).text
    assert "上海市安全生产试行办法.txt" in page
    assert "2 条，共" in page


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("木马.exe", b"MZ", "不是能收的文件；只收"),
        ("空.txt", b"  \n", "是空的"),
        ("大.txt", b"x" * (LIMIT + 1), "最多 20 MB"),
        ("../../etc/passwd", b"root", "「passwd」不是能收的文件"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words(
    admin: TestClient, settings: Settings, name: str, data: bytes, said: str
) -> None:
    answer = admin.post("/manage/drafts", files={"file": (name, data)})
    assert answer.status_code == 422
    assert said in answer.text
    assert not (settings.library / "drafts").exists()


def test_a_broken_document_is_shown_as_such_and_cannot_be_published(admin: TestClient, settings: Settings) -> None:
    draft = bring(admin, "PK\x03\x04 not a zip", "坏.docx")
    page = admin.get(draft).text
    assert "坏.docx：" in page
    assert 'value="publish"' not in page
    before = held(settings)
    answer = admin.post(draft, data={"id": "x", "title": "x", "do": "publish"})
    assert answer.status_code == 422
    assert held(settings) == before


def test_hostile_files_are_told_and_cannot_be_published(admin: TestClient, tmp_path: Path) -> None:
    """A docx that would expand to 20 MB of blanks, and a PDF that wants a password."""
    bomb = zipped(tmp_path, word_document_xml=b" " * (20 * 2**20)).read_bytes()
    for name, data, said in (
        ("炸弹.docx", bomb, "疑似压缩炸弹"),
        ("加锁.pdf", handwritten("", trailer=LOCK), "请去掉密码"),
    ):
        sent = admin.post("/manage/drafts", files={"file": (name, data)})
        assert name in sent.text
        assert said in sent.text
        assert 'value="publish"' not in sent.text


def test_a_text_that_fails_the_audit_is_not_published(admin: TestClient, settings: Settings) -> None:
    draft = bring(admin, "某某市安全生产试行办法\n")
    page = admin.get(draft).text
    assert "没有任何条文" in page
    assert "不能发布" in page
    assert admin.post(draft, data={**fields(admin, draft), "do": "publish"}).status_code == 422


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "上海"}, "代号「上海」不合格式"),
        ({"title": ""}, "标题是空的"),
        ({"effective": "2026-02-30"}, "施行日期「2026-02-30」不是日期"),
        ({"region": "桃花源"}, "不认识地区「桃花源」"),
        ({"kind": "解读"}, "解读要写明所解读的法规全称"),
    ],
)
def test_a_row_that_will_not_do_is_kept_and_told(admin: TestClient, changed: dict[str, str], said: str) -> None:
    draft = bring(admin)
    answer = admin.post(draft, data={**fields(admin, draft), **changed, "do": "publish"})
    assert answer.status_code == 422
    assert said in answer.text
    assert said in admin.get(draft).text


def test_replacing_a_document_is_said_beforehand(admin: TestClient) -> None:
    draft = bring(admin)
    page = admin.post(draft, data={**fields(admin, draft), "id": "fujian", "do": "look"}).text
    assert "代号 fujian 已经收录" in page


def test_a_draft_can_be_thrown_away(admin: TestClient) -> None:
    draft = bring(admin)
    assert admin.post(f"{draft}/discard").status_code == 200
    assert admin.get(draft).status_code == 404
    assert admin.get("/manage/drafts/0123456789abcdef").status_code == 404


def test_nobody_else_may(opened: Open, admin: TestClient) -> None:
    draft = bring(admin)
    other = opened(STAFF)
    for method, path in [
        ("GET", "/manage"), ("GET", draft), ("POST", draft), ("POST", f"{draft}/discard"), ("POST", "/manage/drafts"),
        ("POST", "/manage/documents/fujian/withdraw"), ("POST", "/manage/back/0"), ("GET", "/manage/jobs/1"),
    ]:  # fmt: skip
        answer = other.request(method, path)
        assert answer.status_code == 403, path
        assert "只有管理员可以管理文件" in answer.text


def test_hostile_names_and_texts_stay_text(admin: TestClient) -> None:
    attack = "<script>alert(1)</script>"
    draft = bring(admin, f"{attack}办法\n第一条　{attack}。\n", f"{attack}.txt")
    for page in (admin.get(draft).text, admin.get("/manage").text):
        assert "<script>alert" not in page


def test_a_count_that_goes_on_takes_one_line() -> None:
    job = Job(1, "发布", "")
    for line in ("编码：4 段新文本", "写入词索引：33/326", "写入词索引：326/326", "核对：1/2", "核对：2/2"):
        job.say(line)
    assert job.lines == ["编码：4 段新文本", "写入词索引：326/326", "核对：2/2"]


def test_two_jobs_do_not_run_at_once(admin: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = bring(admin)
    row = {**fields(admin, slow), "id": "shanghai", "do": "publish"}

    seen = threading.Event()

    def waiting(*given: object) -> object:
        assert seen.wait(60)
        raise manage.BadInput("等过了")

    monkeypatch.setattr("ingest.library.publish", waiting)
    started = admin.post(slow, data=row, follow_redirects=False).headers["location"]
    busy = admin.post("/manage/documents/jilin/withdraw")
    seen.set()
    assert busy.status_code == 409
    assert "正在发布（李四），请等它结束再试" in busy.text
    page = finish(admin, started)
    assert "发布没有做成" in page
    assert "等过了" in page
    assert admin.get(slow).status_code == 200
