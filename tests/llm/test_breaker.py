"""The breaker over a real socket: after three failures nobody is asked, and it costs next to nothing; then it recovers alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from assistant.engine import Engine
from assistant.model import Question
from tests.llm.conftest import QUESTIONS, engine_for, streamed, without
from tests.llm.faults import FAULTS
from tests.llm.scripted import Faulty, Says, scripted
from tests.llm.writing import honest

COST = 0.050
"""Seconds that an open breaker may add to an answer."""


def fastest(ask: Callable[[], object], times: int = 8) -> float:
    """The best of some: what it takes when nothing else runs."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        took.append(time.perf_counter() - begun)
    return min(took)


def test_it_opens_costs_nothing_and_recovers(index: Path) -> None:
    broken = next(f for f in FAULTS if f.name.startswith("500"))
    question = QUESTIONS[4]
    with scripted(Faulty(broken.send)) as server:
        engine = engine_for(index, server.url, llm_cool_s=2.0)
        asked = []
        for _ in range(6):
            streamed(engine, question)
            asked.append(len(server.asked))
        opened = time.monotonic()
        assert asked[0] < asked[1] < asked[2] == asked[3] == asked[4] == asked[5]
        here, there = (fastest(lambda e=e: e.ask(Question(question))) for e in (engine, without(index)))  # type: ignore[misc]
        assert len(server.asked) == asked[2]
        assert here - there < COST
        server.behaviour = Says(honest)
        modes = [generated(engine, question)]
        while not modes[-1]:
            assert time.monotonic() - opened < 30, "it did not recover"
            time.sleep(0.1)
            modes.append(generated(engine, question))
        server.behaviour = Faulty(broken.send)
        assert not generated(engine, question)  # one failure is not three
        server.behaviour = Says(honest)
        assert generated(engine, question)


def generated(engine: Engine, question: str) -> bool:
    return streamed(engine, question)[1].mode == "generated"
