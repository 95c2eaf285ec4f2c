"""Every fault of a model, over a real socket: the answer without it arrives, in time, and says so in one line."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.model import Answer, Outcome
from tests.llm.conftest import KEY, QUESTIONS, engine_for, plain_answer, streamed
from tests.llm.faults import FAULTS, Fault, redirect, refused, unreachable
from tests.llm.scripted import Asked, Faulty, Says, Scripted, Wire, scripted
from tests.llm.test_tricks import folded, said
from tests.llm.writing import honest

LIMITS = {"llm_react_s": 0.4, "llm_first_s": 0.6, "llm_gap_s": 0.4, "llm_total_s": 2.0, "llm_cool_s": 0.001}
PATIENCE = 10.0
"""Seconds: twice the limits with one more attempt, and room for a busy machine. A hang guard."""
QUESTION = QUESTIONS[0]


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with scripted(Says(honest)) as server:
        yield server


@pytest.fixture(scope="module")
def engine(server: Scripted, index: Path) -> Engine:
    """Impatient, and with a breaker that tries again at once."""
    return engine_for(index, server.url, **LIMITS)


def stands(engine: Engine, index: Path, question: str = QUESTION) -> Answer:
    """Ask: the answer must be the one without a model, whatever it has been told before."""
    begun = time.monotonic()
    events, answer = streamed(engine, question)
    assert time.monotonic() - begun < PATIENCE
    plain = plain_answer(index, question)
    assert answer.outcome is plain.outcome is not Outcome.UNAVAILABLE
    assert {c.provision for c in answer.citations} == {c.provision for c in plain.citations}
    assert all(folded(line) in folded(answer.text) for line in plain.text.split("\n\n")), answer.text
    shown = "\n".join(said(events, answer))
    assert KEY not in shown
    assert "<script" not in shown
    assert "Traceback" not in shown
    return answer


@pytest.mark.parametrize("fault", [f for f in FAULTS if not f.midway], ids=lambda f: f.name)
def test_a_fault_costs_the_wording_and_nothing_else(
    fault: Fault, server: Scripted, engine: Engine, index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.behaviour = Faulty(fault.send)
    caplog.set_level(logging.DEBUG)
    before = len(server.asked)
    answer = stands(engine, index)
    assert answer.mode == "extractive"
    assert 1 <= len(server.asked) - before <= 4
    assert KEY not in caplog.text
    server.settle()


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.midway], ids=lambda f: f.name)
def test_a_fault_midway_leaves_what_was_true(fault: Fault, server: Scripted, engine: Engine, index: Path) -> None:
    server.behaviour = Faulty(fault.send)
    begun = time.monotonic()
    _, answer = streamed(engine, QUESTION)
    assert time.monotonic() - begun < PATIENCE
    plain = plain_answer(index, QUESTION)
    assert answer.outcome is plain.outcome
    assert {c.provision for c in answer.citations} == {c.provision for c in plain.citations}
    server.settle()


@pytest.mark.parametrize("name", ["迟迟不回响应头", "有响应头，迟迟没有第一片", "只有心跳注释", "出了 20 片以后不动"])
def test_each_limit_holds_by_itself(name: str, server: Scripted, index: Path) -> None:
    """Of the first reaction, the first piece and the gaps, without the limit of the whole coming to their help."""
    server.behaviour = Faulty(next(f for f in FAULTS if f.name == name).send)
    begun = time.monotonic()
    streamed(engine_for(index, server.url, **{**LIMITS, "llm_total_s": 3600.0}), QUESTION)
    assert time.monotonic() - begun < PATIENCE
    server.settle()


def test_nobody_listens(index: Path) -> None:
    with refused() as url:
        assert stands(engine_for(index, url, **LIMITS), index).mode == "extractive"


def test_nobody_takes_the_connection(index: Path) -> None:
    with unreachable() as url:
        assert stands(engine_for(index, url, **LIMITS), index).mode == "extractive"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed_elsewhere(status: str, server: Scripted, engine: Engine, index: Path) -> None:
    with scripted(Says(honest)) as elsewhere:
        server.behaviour = Faulty(redirect(f"{elsewhere.url}/chat/completions", status).send)
        assert stands(engine, index).mode == "extractive"
    assert elsewhere.asked == []


def test_a_server_that_repeats_the_key_does_not_get_it_into_the_log(
    server: Scripted, engine: Engine, index: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def send(wire: Wire, asked: Asked) -> None:
        wire.head("401 Unauthorized", "application/json")
        wire.raw(f'{{"error":{{"message":"Incorrect API key: {asked.headers["authorization"]}"}}}}'.encode())

    server.behaviour = Faulty(send)
    caplog.set_level(logging.DEBUG)
    stands(engine, index)
    assert KEY in server.asked[-1].headers["authorization"]
    out, err = capfd.readouterr()
    assert KEY not in caplog.text + out + err
    assert KEY not in repr(engine.settings)


def test_no_second_attempt_once_something_was_shown(server: Scripted, engine: Engine, index: Path) -> None:
    for fault in (f for f in FAULTS if f.name in ("半路连接被重置", "出了 20 片以后不动")):
        server.behaviour = Faulty(fault.send)
        before = len(server.asked)
        streamed(engine, QUESTION)
        assert len(server.asked) - before == 1, fault.name
        server.settle()


def test_it_answers_well_again_when_the_fault_is_over(server: Scripted, engine: Engine) -> None:
    server.behaviour = Says(honest)
    _, answer = streamed(engine, QUESTION)
    assert answer.mode == "generated"
