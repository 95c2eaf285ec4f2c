"""Numbers and log lines: each question counted once at its door, and never its words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from assistant.model import Answer, Outcome
from assistant.records.store import Records, open_records
from assistant.web import logs, metrics
from assistant.web.staff.model import Desk, Talk
from assistant.web.staff.talk import ask
from ingest.config import Settings
from tests.assistant.web.fake import FakeEngine
from tests.assistant.web.served import Served

ANSWER = Answer(
    "1",
    "我叫李四，电话13812345678",
    Outcome.ANSWERED,
    "文",
    generation="g",
    timings_ms={"understand": 20.0, "retrieve": 480.0},
)


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.INFO, "anze.questions")
    yield caplog
    logs.words.setLevel(logging.WARNING)


def test_an_answer_is_counted_and_its_steps_measured() -> None:
    before = [
        value("anze_questions_total", outcome="answered", door="widget"),
        value("anze_step_seconds_sum", step="retrieve"),
    ]
    metrics.note(ANSWER, "widget")
    assert value("anze_questions_total", outcome="answered", door="widget") == before[0] + 1
    assert value("anze_step_seconds_sum", step="retrieve") == pytest.approx(before[1] + 0.48)
    assert value("anze_answer_seconds_bucket", door="widget", le="0.5") >= 1


def test_questions_in_progress_go_up_and_down_again() -> None:
    def breaks() -> None:
        with metrics.asking("widget"):
            assert value("anze_questions_in_progress", door="widget") == 1
            raise ValueError("坏")

    with pytest.raises(ValueError, match="坏"):
        breaks()
    assert value("anze_questions_in_progress", door="widget") == 0


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_question_of_the_api_is_counted_once(client: TestClient, accept: str) -> None:
    before = value("anze_questions_total", outcome="answered", door="api")
    client.post("/api/v1/ask", json={"question": "迟报"}, headers={"accept": accept})
    assert value("anze_questions_total", outcome="answered", door="api") == before + 1
    assert value("anze_questions_in_progress", door="api") == 0


def test_a_question_of_the_page_is_counted_once(engine: FakeEngine, tmp_path_factory: pytest.TempPathFactory) -> None:
    records: Records = open_records(f"sqlite:///{tmp_path_factory.mktemp('talk') / 'r.sqlite'}")
    before = value("anze_questions_total", outcome="answered", door="staff")
    list(ask(Desk(engine, records), Talk("li"), "迟报", ()))  # type: ignore[arg-type]
    records.close()
    assert value("anze_questions_total", outcome="answered", door="staff") == before + 1


def test_the_numbers_as_prometheus_reads_them(client: TestClient) -> None:
    metrics.limited("api_key")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'anze_generation_info{generation="20260101-000000-fake"} 1.0' in answer.text
    assert 'anze_limited_total{kind="api_key"}' in answer.text
    assert "python_info" not in answer.text  # the registry is our own


def test_a_line_for_each_question_without_its_words(lines: pytest.LogCaptureFixture) -> None:
    metrics.note(ANSWER, "api")
    (record,) = lines.records
    assert record.getMessage() == "回答 answered 500.0ms 入口=api 引文=0 索引=g"
    written = json.loads(logs.Lines().format(record))
    assert {k: written[k] for k in ("outcome", "ms", "door", "citations", "generation")} == {
        "outcome": "answered", "ms": 500.0, "door": "api", "citations": 0, "generation": "g",
    }  # fmt: skip
    assert "李四" not in json.dumps(written, ensure_ascii=False)


def test_with_its_words_where_that_was_asked_for_but_no_personal_number(lines: pytest.LogCaptureFixture) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure(replace(Settings(), log="json", log_questions=True))
        root.addHandler(lines.handler)
        metrics.note(ANSWER, "api")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    (record,) = lines.records
    assert json.loads(logs.Lines().format(record))["question"] == "我叫李四，电话〔手机号已隐去〕"


def test_the_program_writes_json_lines(served: Served) -> None:
    served.ask("POST", "/api/v1/ask", {"question": "福建细则第三条，问的人是王五"})
    written = [json.loads(line) for line in served.log.read_text().splitlines() if line.startswith("{")]
    mine = [line for line in written if line["logger"] == "anze.questions"]
    assert mine[-1]["door"] == "api"
    assert "王五" not in served.log.read_text()
    shown = served.ask("GET", "/metrics").body.decode()
    assert 'anze_questions_total{door="api",outcome="answered"}' in shown
    assert "王五" not in shown
