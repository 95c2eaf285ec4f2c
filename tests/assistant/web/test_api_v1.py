"""The rest of the API over the real engine and records: comparison, duties, feedback, and how an answer is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from assistant.access.people import Person, Role, put
from assistant.records.conversations import conversations
from assistant.records.feedback import reports
from assistant.records.store import Records, open_records
from assistant.web.api import build
from assistant.web.guard import guard
from assistant.web.problems import KIND
from tests.assistant.web.real import real_engine

ASK, FEEDBACK = "/api/v1/ask", "/api/v1/feedback"
PORTAL = Person("key:portal", Role.STAFF, "政务门户")
OTHER = Person("key:other", Role.STAFF, "另一个")
ZHANG = Person("张三", Role.STAFF, "张三")
BROWSER = Person("browser:1", Role.ADMIN)


class Site:
    """The API with whoever asks put in as the gate does."""

    def __init__(self, index: Path, records: Records) -> None:
        self.app = guard(build(real_engine(index), real_engine(index).settings, records))
        self.person: Person | None = PORTAL

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(put(scope, self.person) if scope["type"] == "http" else scope, receive, send)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def site(index: Path, records: Records) -> Site:
    return Site(index, records)


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(site, raise_server_exceptions=False) as client:
        yield client


def test_an_answer_is_kept_under_its_id_and_rated_by_it(client: TestClient, records: Records) -> None:
    question = {
        "question": "我的电话13812345678，迟报事故怎么问责",
        "history": ["身份证11010519491231002X，你好"],
        "regions": ["福建"],
    }
    id = client.post(ASK, json=question).json()["id"]
    said = {
        "answer": id,
        "helpful": False,
        "reason": "missing_provision",
        "provision": "第二十条",
        "note": "打13812345678",
    }
    assert client.post(FEEDBACK, json=said).json() == {"answer": id, "kept": True}
    (report,) = reports(records)
    assert report.question == "我的电话〔手机号已隐去〕，迟报事故怎么问责"
    assert report.history == ("身份证〔身份证号已隐去〕，你好",)
    assert report.regions == ("福建",)
    assert report.feedback.note == "打〔手机号已隐去〕"
    assert "history" not in report.answer
    raw = Path(records.place).read_bytes() + Path(f"{records.place}-wal").read_bytes()
    assert b"13812345678" not in raw
    assert b"11010519491231002X" not in raw


def test_a_streamed_answer_can_be_rated_too(client: TestClient) -> None:
    streamed = client.post(ASK, json={"question": "福建细则第三条"}, headers={"accept": "text/event-stream"})
    last = streamed.text.strip().split("\n\n")[-1]
    answer = json.loads(last.split("\ndata: ")[1])
    assert last.startswith("event: answer")
    assert client.post(FEEDBACK, json={"answer": answer["id"], "helpful": True}).status_code == 200


def test_the_later_of_two_ratings_counts(client: TestClient, records: Records) -> None:
    id = client.post(ASK, json={"question": "福建细则第三条"}).json()["id"]
    client.post(FEEDBACK, json={"answer": id, "helpful": True})
    client.post(FEEDBACK, json={"answer": id, "helpful": False, "reason": "unclear"})
    assert [r.feedback.helpful for r in reports(records)] == [False]


def test_nobody_rates_the_answer_of_another(client: TestClient, site: Site, records: Records) -> None:
    id = client.post(ASK, json={"question": "福建细则第三条"}).json()["id"]
    for other in (OTHER, ZHANG, BROWSER, None):
        site.person = other
        refused = client.post(FEEDBACK, json={"answer": id, "helpful": True})
        assert refused.status_code == 404
        assert "没有编号为" in refused.json()["detail"]
    assert reports(records) == []


def test_without_sign_in_a_program_needs_no_cookie_to_rate(client: TestClient, site: Site) -> None:
    site.person = BROWSER
    id = client.post(ASK, json={"question": "福建细则第三条"}).json()["id"]
    site.person = Person("browser:2", Role.ADMIN)
    assert client.post(FEEDBACK, json={"answer": id, "helpful": True}).status_code == 200


def test_what_is_asked_here_is_not_among_the_conversations_of_the_page(
    client: TestClient, site: Site, records: Records
) -> None:
    site.person = ZHANG
    client.post(ASK, json={"question": "福建细则第三条"})
    assert conversations(records, "张三") == []
    assert len(conversations(records, "api:张三")) == 1


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"answer": "0" * 32, "helpful": True}, 404, "没有编号为「0000"),
        ({"answer": "x", "helpful": True}, 422, "answer"),
        ({"answer": "0" * 32}, 422, "缺少 helpful"),
        ({"answer": "0" * 32, "helpful": 1}, 422, "helpful 应为 true 或 false"),
        ({"answer": "0" * 32, "helpful": False, "reason": "bad"}, 422, "reason 应为以下之一：'wrong_provision'"),
        ({"answer": "0" * 32, "helpful": True, "reason": "other"}, 422, "不带原因"),
        ({"answer": "0" * 32, "helpful": False, "note": "长" * 501}, 422, "note 太长：最多 500 个字"),
    ],
)
def test_a_rating_that_cannot_be_kept(client: TestClient, body: object, status: int, says: str) -> None:
    refused = client.post(FEEDBACK, json=body)
    assert (refused.status_code, refused.headers["content-type"]) == (status, KIND)
    assert says in refused.json()["detail"]


def test_an_answer_is_given_when_it_cannot_be_kept(client: TestClient, records: Records) -> None:
    records.engine.dispose()
    for file in Path(records.place).parent.glob("records.sqlite*"):
        file.unlink()
    Path(records.place).write_bytes(b"no database at all" * 100)
    answer = client.post(ASK, json={"question": "福建细则第三条"}).json()
    assert (answer["id"], answer["outcome"]) == ("", "answered")
    refused = client.post(FEEDBACK, json={"answer": "0" * 32, "helpful": True})
    assert refused.status_code == 503
    assert records.place not in refused.text


def test_compare_side_by_side(client: TestClient) -> None:
    table = client.get("/api/v1/compare", params={"place": ["福建", "hebei"], "topic": "督查督办"}).json()
    assert [c["document"] for c in table["columns"]] == ["fujian", "hebei"]
    assert table["rows"]
    for row in table["rows"]:
        assert len(row["cells"]) == 2
        for cell in row["cells"]:
            assert bool(cell["quotes"]) != bool(cell["silence"])
            for piece in cell["quotes"]:
                text = client.get(f"/api/v1/provisions/{piece['provision']}").json()["text"]
                assert piece["quote"] in text
                assert all(0 <= m["start"] < m["end"] <= len(piece["quote"]) for m in piece["marks"])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"place": ["福建", "上海"], "topic": "考核"}, "上海"),
        ({"place": ["福建"], "topic": "考核"}, ""),
        ({"topic": "考核"}, "缺少 place"),
        ({"place": ["福建", "河北"]}, "缺少 topic"),
        ({"place": ["福建", "河北"], "topic": " "}, "没有写要对比的事项"),
    ],
)
def test_what_cannot_be_compared(client: TestClient, query: dict[str, object], says: str) -> None:
    refused = client.get("/api/v1/compare", params=query)  # type: ignore[arg-type]
    assert refused.status_code == 422
    assert says in refused.json()["detail"]


def test_duties_page_by_page(client: TestClient) -> None:
    whole = client.get("/api/v1/duties", params={"region": "河北", "limit": 200}).json()
    assert whole["total"] == len(whole["duties"]) > 20
    assert whole["next"] is None
    url: str | None = "/api/v1/duties?region=河北&limit=20"
    found = []
    while url:
        part = client.get(url).json()
        found += part["duties"]
        url = part["next"]
        assert url is None or not urlsplit(url).netloc
    assert found == whole["duties"]


def test_duties_of_somebody_so_often(client: TestClient) -> None:
    rows = client.get("/api/v1/duties", params={"region": "河北", "who": "书记", "every": "每季度"}).json()["duties"]
    assert rows
    assert all("季" in row["every"] for row in rows)
    assert all(row["quote"] in client.get(f"/api/v1/provisions/{row['provision']}").json()["text"] for row in rows)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"every": "偶尔"}, "every 偶尔：认不出这个频次"),
        ({"who": "，"}, "who ，：里面没有字可查"),
        ({"region": "上海"}, "上海"),
        ({"region": ""}, "region 是空的"),
        ({"limit": "0"}, "limit 至少为 1"),
        ({"limit": "x"}, "limit 应为整数"),
        ({"offset": "-1"}, "offset 至少为 0"),
    ],
)
def test_filters_that_are_none_are_named_as_they_are_here(client: TestClient, query: dict[str, str], says: str) -> None:
    refused = client.get("/api/v1/duties", params=query)
    assert refused.status_code == 422
    assert says in refused.json()["detail"]
    assert "--" not in refused.json()["detail"]


def test_the_outline_of_a_text(client: TestClient) -> None:
    outline = client.get("/api/v1/documents/fujian").json()
    assert outline["extent"] == "第一条至第二十九条"
    ids = [a["id"] for part in outline["outline"] for a in part["articles"]]
    assert ids == [f"fujian/{n}" for n in range(1, 30)]
    assert client.get("/api/v1/documents/shanghai").status_code == 404


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html, */*;q=0.8", "application/json"),
        ("application/json;q=0.9, text/event-stream", "text/event-stream"),
        ("text/event-stream;q=0.5, application/json", "application/json"),
        ("text/event-stream;q=0, application/*", "application/json"),
    ],
)
def test_the_form_that_is_preferred(client: TestClient, accept: str, kind: str) -> None:
    answer = client.post(ASK, json={"question": "你好"}, headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == kind


def test_a_wrong_method_names_the_right_one(client: TestClient) -> None:
    refused = client.delete(ASK)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    problem = refused.json()
    assert list(problem) == ["type", "title", "status", "detail", "detail_en", "instance", "error"]
    assert (problem["instance"], problem["error"]) == (ASK, {"message": problem["detail"]})
