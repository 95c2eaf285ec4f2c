from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.assistant.web.fake import FakeEngine

ASK = "/api/v1/ask"


def events(text: str) -> list[tuple[str, Any]]:
    out = []
    for block in text.strip().split("\n\n"):
        kind, data = block.split("\n")
        out.append((kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return out


def test_ask_gives_the_answer_json(client: TestClient) -> None:
    body = client.post(ASK, json={"question": "迟报怎么办", "regions": ["福建", "fujian"]}).json()
    assert body["outcome"] == "answered"
    assert list(body)[:6] == ["id", "question", "outcome", "mode", "text", "citations"]
    assert [c["provision"] for c in body["citations"]] == ["fujian/19.1.3", "fujian/20", "fujian/22.1.4"]
    assert body["citations"][0]["url"] == "/d/fujian/19#p1.3"


def test_history_and_regions_reach_the_engine(client: TestClient, engine: FakeEngine) -> None:
    client.post(ASK, json={"question": "那河北呢", "history": ["迟报怎么办"], "regions": ["河北省"]})
    assert engine.asked[0].history == ("迟报怎么办",)
    assert engine.asked[0].regions == ("河北省",)


def test_stream_sends_steps_then_sentences_then_the_answer(client: TestClient) -> None:
    answer = client.post(ASK, json={"question": "迟报怎么办"}, headers={"accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    assert [kind for kind, _ in found] == ["step", "step", "step", "sentence", "answer"]
    assert found[0][1] == {"name": "understand", "label": "理解问题"}
    assert found[-1][1]["outcome"] == "answered"


def test_fault_is_an_error_and_never_an_answer(client: TestClient) -> None:
    answer = client.post(ASK, json={"question": "坏"})
    assert answer.status_code == 500
    assert "出了故障" in answer.json()["error"]["message"]
    assert "坏了" not in answer.text
    streamed = client.post(ASK, json={"question": "坏"}, headers={"accept": "text/event-stream"})
    assert events(streamed.text)[-1][0] == "error"


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"question": ""}, 422, "问题是空的"),
        ({"question": " \n"}, 422, "问题是空的"),
        ({"question": "长" * 61}, 422, "问题有 61 个字，最多 60 个字"),
        ({"question": "问", "history": ["长" * 61]}, 422, "history 里的问题有 61 个字"),
        ({"question": "问", "history": ["前"] * 21}, 422, "最多 20 个"),
        ({"question": "问", "regions": ["上海"]}, 422, "没有收录「上海」；可选的地区有：福建省、枣庄市"),
        ({"question": "问", "regions": ["shanghai"]}, 422, "没有收录「shanghai」"),
        ({"question": "问", "regions": "福建"}, 422, "regions 应为文字的列表"),
        ({"question": 1}, 422, "question 应为文字"),
        ({"question": "问", "region": ["福建"]}, 422, "不认识的字段 region"),
        ({}, 422, "缺少 question"),
        ([], 422, "格式不对"),
    ],
)
def test_refusals_say_in_chinese_what_is_wrong(client: TestClient, body: object, status: int, says: str) -> None:
    answer = client.post(ASK, json=body)
    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]


def test_body_that_is_no_json(client: TestClient) -> None:
    answer = client.post(ASK, content="{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "请求体不是合法的 JSON")


def test_body_that_is_too_large(client: TestClient) -> None:
    answer = client.post(ASK, content=b"x" * 300_000, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert "最多 256 KB" in answer.json()["error"]["message"]


def test_documents(client: TestClient) -> None:
    rows = client.get("/api/v1/documents").json()["documents"]
    assert [row["id"] for row in rows] == ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"]
    assert rows[1]["number"] == "室字〔2019〕88号"
    assert rows[0]["url"] == "/d/fujian"


def test_provision_with_its_references(client: TestClient) -> None:
    body = client.get("/api/v1/provisions/fujian/19").json()
    assert body["label"].endswith("第十九条")
    assert body["path"] == ["第五章 责任追究"]
    assert body["text"].startswith("党政领导干部在落实")
    assert {m["id"] for m in body["referred_by"]} >= {"fujian/20.1"}
    assert body["refers_to"][0]["targets"][0]["url"] == "/d/fujian/5"
    assert client.get("/api/v1/provisions/fujian/19.1.3").json()["kind"] == "item"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/api/v1/provisions/fujian/30", "收录的是第一条至第二十九条"),
        ("/api/v1/provisions/jilin/1", "收录的是第一部分至第六部分"),
        ("/api/v1/provisions/shanghai/1", "没有收录代号为「shanghai」的文件"),
        ("/api/v1/nothing", "没有这个接口"),
    ],
)
def test_what_is_not_there_is_404_in_chinese(client: TestClient, path: str, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert says in answer.json()["error"]["message"]


def test_wrong_method(client: TestClient) -> None:
    answer = client.get(ASK)
    assert answer.status_code == 405
    assert "不接受 GET" in answer.json()["error"]["message"]


def test_description_is_chinese_and_has_no_page(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    names = ("documents", "documents/{document}", "provisions/{document}/{number}", "compare", "duties", "feedback")
    assert set(described["paths"]) == {ASK, *(f"/api/v1/{name}" for name in names)}
    assert described["paths"][ASK]["post"]["summary"] == "提问"
    assert "HTTPValidationError" not in described["components"]["schemas"]
    assert client.get("/docs").status_code == 404


def test_no_cross_origin_access(client: TestClient) -> None:
    asked = {"origin": "http://evil.test", "host": "anze.gov.test", "access-control-request-method": "POST"}
    for answer in (client.options(ASK, headers=asked), client.get("/api/v1/documents", headers=asked)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_many_people_ask_at_once(client: TestClient, engine: FakeEngine) -> None:
    engine.delay = 0.1
    started = perf_counter()
    with ThreadPoolExecutor(12) as pool:
        headers = {"accept": "text/event-stream"}
        answers = list(pool.map(lambda _: client.post(ASK, json={"question": "迟报"}, headers=headers), range(12)))
    assert all("event: answer" in a.text for a in answers)
    assert perf_counter() - started < 2.0, "one after another would take 3.6 s"
