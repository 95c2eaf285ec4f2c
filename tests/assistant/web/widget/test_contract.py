"""What the widget relies on, over HTTP from a real server process."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.web.boot import create
from assistant.web.guard import guard
from assistant.web.widget.scripts import script_files
from ingest.config import Settings
from tests.assistant.web.fake import FakeEngine
from tests.assistant.web.widget.serving import FUJIAN, LATE_REPORT, SUB, WWW, Server, set_up
from tests.conftest import ROOT

TEXTS = {
    "title", "greeting", "placeholder", "office", "contact", "complaint", "privacy", "made_of", "generated_label", "as_of",
    "examples",
}  # fmt: skip


def test_a_session_brings_the_words_and_a_token(server: Server) -> None:
    reply = server.post("/widget/c/demo/session", {})
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == WWW
    assert "Origin" in reply.headers["vary"]
    assert "access-control-allow-credentials" not in reply.headers
    assert "set-cookie" not in reply.headers
    assert reply.json["expires_in"] == 1800
    assert set(reply.json["texts"]) == TEXTS
    assert all(reply.json["texts"].values())
    assert reply.json["limits"] == {"question": 500}
    assert "region_note" not in reply.json


def test_a_wildcard_lets_its_subdomains_in_and_names_each_itself(server: Server) -> None:
    reply = server.post("/widget/c/demo/session", {}, SUB)
    assert reply.headers["access-control-allow-origin"] == SUB


def test_a_preflight_names_the_headers_and_the_age(server: Server) -> None:
    for action, method in (("session", "POST"), ("ask", "POST"), ("feedback", "POST"), ("provisions/fujian/19", "GET")):
        reply = server.call(
            "OPTIONS", f"/widget/c/demo/{action}", {"origin": WWW, "access-control-request-method": method}
        )
        assert reply.status == 204
        assert reply.headers["access-control-allow-origin"] == WWW
        assert reply.headers["access-control-allow-methods"] == method
        assert reply.headers["access-control-allow-headers"] == "authorization, content-type, last-event-id"
        assert reply.headers["access-control-max-age"] == "600"
        assert reply.headers["vary"] == "Origin"


def test_a_question_is_answered_in_numbered_events(server: Server) -> None:
    reply = server.ask(server.session())
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/event-stream")
    ids = [id for id, _, _ in reply.events]
    assert ids == list(range(1, len(ids) + 1))
    kinds = [kind for _, kind, _ in reply.events]
    assert kinds[0] == "step"
    assert kinds[-1] == "answer"
    assert reply.answer["outcome"] == "answered"
    assert reply.answer["worded"] is None
    assert "诫勉" in reply.answer["plain"]
    sentences = [data["text"] for _, kind, data in reply.events if kind == "sentence"]
    assert "\n\n".join(sentences) == reply.answer["text"]


def test_the_same_id_gives_the_very_same_answer_from_any_place_on(server: Server) -> None:
    token, id = server.session(), str(uuid.uuid4())
    first = server.ask(token, id=id)
    again = server.ask(token, id=id)
    assert again.body == first.body
    rest = server.ask(token, id=id, last_event_id="10")
    assert rest.events == first.events[10:]
    assert server.ask(token, id=id, stream=False).json == first.answer
    assert server.ask(token).answer["id"] != first.answer["id"]


def test_a_renewed_token_keeps_the_session(server: Server) -> None:
    token = server.session()
    time.sleep(1.1)  # the time in a token is in seconds
    renewed = server.session(token=token)
    assert renewed != token
    assert renewed.partition(".")[0] == token.partition(".")[0]
    assert server.session(token="nonsense").partition(".")[0] != token.partition(".")[0]


def test_a_provision_comes_as_plain_nodes(server: Server) -> None:
    headers = {"origin": WWW, "authorization": f"Bearer {server.session()}"}
    quote = "%E8%BF%9F%E6%8A%A5%E3%80%81%E6%BC%8F%E6%8A%A5"  # 迟报、漏报
    found = server.call("GET", f"/widget/c/demo/provisions/fujian/19.1.3?quote={quote}", headers).json
    assert found["label"].endswith("第十九条")
    assert found["path"] == ["第五章 责任追究"]
    assert found["force"]
    marked = [s["text"] for n in found["nodes"] for s in n["spans"] if s["mark"]]
    assert marked == ["迟报、漏报"]
    third = next(n for n in found["nodes"] if n["number"] == "1.3")
    assert (third["label"], third["level"]) == ("（三）", 1)
    assert all("".join(s["text"] for s in n["spans"]) == n["text"] for n in found["nodes"])
    assert {"label", "url", "id"} == set(found["referred_by"][0])
    missing = server.call("GET", "/widget/c/demo/provisions/fujian/99", headers)
    assert (missing.status, missing.kind) == (404, "provision")


def test_feedback_is_kept_masked_and_only_then_the_question(server: Server) -> None:
    token = server.session()
    answer = server.ask(token, "枣庄谁负责问责，我的手机号13812345678").answer
    told = server.post(
        "/widget/c/demo/feedback",
        {"answer": answer["id"], "helpful": False, "reason": "unclear", "note": "打13912345678找我"},
        token=token,
    )
    assert told.json == {"kept": True}
    path = server.url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT f.note, f.reason, t.question, t.answer, f.person FROM feedback f JOIN turns t ON t.id = f.turn"
        ).fetchall()
        assert connection.execute("SELECT count(*) FROM turns").fetchone()[0] == len(rows)
    connection.close()
    row = next(r for r in rows if answer["id"] in r[3])
    assert row[1] == "unclear"
    assert "138" not in row[2] + row[3]
    assert "139" not in row[0]
    assert row[4].startswith("visitor:demo:")
    again = {"answer": answer["id"], "helpful": True}
    assert server.post("/widget/c/demo/feedback", again, token=token).json == {"kept": True}


def test_a_channel_speaks_only_of_its_documents(server: Server) -> None:
    session = server.post("/widget/c/fj/session", {}, FUJIAN).json
    assert "福建省" in session["region_note"]
    token = session["token"]
    for question in ("党委主要负责人多久研究一次安全生产工作", "河北书记的职责", "对比福建和北京的问责", LATE_REPORT):
        reply = server.ask(token, question, "fj", FUJIAN)
        assert {c["document"] for c in reply.answer["citations"]} <= {"fujian"}, question
        assert not any("枣庄" in s or "北京" in s for s in reply.answer["suggestions"])
    for question in ("你好", "收录了哪些文件", "河北怎么问责", "上海怎么问责"):
        reply = server.ask(token, question, "fj", FUJIAN)
        told = "\n\n".join(data["text"] for _, kind, data in reply.events if kind == "sentence")
        assert told == reply.answer["text"]
        assert "福建" in told, question
        assert not any(place in told for place in ("枣庄", "北京", "河北", "吉林")), told
    headers = {"origin": FUJIAN, "authorization": f"Bearer {token}"}
    assert server.call("GET", "/widget/c/fj/provisions/hebei/5", headers).status == 404
    assert server.call("GET", "/widget/c/fj/provisions/fujian/5", headers).status == 200


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"question": " "}, 422, "invalid"),
        ({"question": "问" * 501}, 422, "too_long"),
        ({"question": "问", "history": ["问"] * 21}, 422, "invalid"),
        ({"question": "问", "history": [1]}, 422, "invalid"),
        ({"question": "问", "id": "1"}, 422, "invalid"),
        ({"question": "问", "stream": "yes"}, 422, "invalid"),
        ({"question": "问", "regions": ["福建"]}, 422, "invalid"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_chinese(
    server: Server, body: dict[str, object], status: int, kind: str
) -> None:
    reply = server.post("/widget/c/demo/ask", {"id": str(uuid.uuid4()), **body}, token=server.session())
    assert (reply.status, reply.kind) == (status, kind)
    assert any("\u4e00" <= c <= "\u9fff" for c in reply.json["error"]["message"])
    assert reply.headers["access-control-allow-origin"] == WWW


def test_limits_are_held_and_say_when(server: Server) -> None:
    token = server.session("tight")
    statuses = [server.ask(token, "枣庄谁负责问责", "tight").status for _ in range(3)]
    assert statuses == [200, 200, 200]
    reply = server.ask(token, channel="tight")
    assert (reply.status, reply.kind) == (429, "limited")
    assert int(reply.headers["retry-after"]) == reply.json["error"]["retry_after"] > 0
    other = server.session("tight")
    assert server.ask(other, channel="tight").status == 429, "a new session of the same address is limited as well"


def test_a_channel_that_is_off_says_why(server: Server) -> None:
    reply = server.post("/widget/c/closed/session", {})
    assert (reply.status, reply.kind) == (503, "off")
    assert "门户改版" in reply.json["error"]["message"]
    assert reply.headers["access-control-allow-origin"] == WWW


def test_a_change_on_the_command_line_shows_within_five_seconds(server: Server) -> None:
    def run(*words: str) -> None:
        command = [sys.executable, "-m", "assistant", "channels", *words]
        subprocess.run(
            command, cwd=ROOT, env={"ANZE_DATABASE_URL": server.url, "PATH": ""}, check=True, stdout=subprocess.DEVNULL
        )

    run("add", "later", "--name", "后加的", "--origin", "https://later.portal.test")
    assert _within(server, 200) < 5
    run("off", "later", "--reason", "维护")
    assert _within(server, 503) < 5
    run("on", "later")
    run("set", "later", "--origin", "https://other.portal.test")
    assert _within(server, 403) < 5
    run("remove", "later")
    assert _within(server, 404) < 5


def _within(server: Server, status: int) -> float:
    """Seconds until a session of the channel ends in this way."""
    start = time.monotonic()
    while server.post("/widget/c/later/session", {}, "https://later.portal.test").status != status:
        assert time.monotonic() - start < 30, status
        time.sleep(0.1)
    return time.monotonic() - start


def test_scripts_are_for_every_page(tmp_path: Path) -> None:
    (tmp_path / "widget.js").write_text("1", encoding="utf-8")
    (tmp_path / "panel.js").write_text("2", encoding="utf-8")
    (tmp_path / ".hidden.js").write_text("3", encoding="utf-8")
    files = script_files(tmp_path)
    assert set(files) == {"/widget.js", "/widget/panel.js"}
    client = TestClient(guard(files["/widget/panel.js"]))  # type: ignore[arg-type]
    reply = client.get("/widget/panel.js", headers={"origin": "https://any.test"})
    assert reply.text == "2"
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cache-control"] == "public, max-age=300"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert client.get("/widget/panel.js", headers={"if-none-match": reply.headers["etag"]}).status_code == 304
    assert client.get("/widget/panel.js", headers={"if-none-match": '"old"'}).status_code == 200
    assert client.post("/widget/panel.js").status_code == 405


def test_the_scripts_of_this_program_are_served(server: Server) -> None:
    assert server.call("GET", "/widget/none.js").status == 404
    for path in script_files():
        assert server.call("GET", path).status == 200, path


def test_before_the_engine_is_there_visitors_are_told_to_wait(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    set_up(url)
    wait = threading.Event()

    class Slow(FakeEngine):
        def load(self) -> None:
            wait.wait(30)
            super().load()

    with TestClient(create(Settings(database_url=url), Slow), "http://127.0.0.1") as client:  # type: ignore[arg-type]
        headers = {"origin": WWW, "content-type": "application/json"}
        until = time.monotonic() + 30
        while (reply := client.post("/widget/c/demo/session", json={}, headers=headers)).status_code == 503:
            assert "正在载入" in reply.json()["error"]["message"]
            assert time.monotonic() < until
            time.sleep(0.05)
        token = reply.json()["token"]
        body = {"id": str(uuid.uuid4()), "question": "问责"}
        asked = client.post("/widget/c/demo/ask", json=body, headers={**headers, "authorization": f"Bearer {token}"})
        assert (asked.status_code, asked.json()["error"]["kind"]) == (503, "loading")
        assert asked.headers["access-control-allow-origin"] == WWW
        assert asked.headers["retry-after"] == "3"
        assert client.get(f"/widget/check?channel=demo&origin={WWW}").json()["ready"] is False
        wait.set()


def test_what_is_not_the_widgets_keeps_no_access_control(server: Server) -> None:
    for path in ("/d/fujian/19", "/api/v1/documents", "/"):
        reply = server.call("GET", path, {"origin": WWW})
        assert not any(name.startswith("access-control-") for name in reply.headers), path


def test_scripts_are_packed_for_who_can_unpack_them(tmp_path: Path) -> None:
    (tmp_path / "widget.js").write_text("/* 说明 */" * 100, encoding="utf-8")
    client = TestClient(guard(script_files(tmp_path)["/widget.js"]))  # type: ignore[arg-type]
    packed = client.get("/widget.js", headers={"accept-encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 200
    assert packed.text == "/* 说明 */" * 100
    for without in ("identity", "gzip;q=0", "gzip; q=0.0, br"):
        plain = client.get("/widget.js", headers={"accept-encoding": without})
        assert "content-encoding" not in plain.headers
        assert plain.text == packed.text
    assert packed.headers["vary"] == "Accept-Encoding"
