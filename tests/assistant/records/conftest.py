"""The records under test: each test runs on SQLite and on a real PostgreSQL, in a database of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.model import Answer, Citation, Outcome, Question
from assistant.records.store import Records, open_records
from tests.assistant.records.server import Server, running

NUMBERS = itertools.count(1)


class Clock:
    """A clock that stands still until it is moved, and then a microsecond for every look at it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(microseconds=1)
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that holds nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'records.sqlite'}"
    server: Server = request.getfixturevalue("postgres")
    name = f"test_{next(NUMBERS)}"
    server.run(f"CREATE DATABASE {name}")
    return server.url(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(url: str, clock: Clock) -> Iterator[Records]:
    records = open_records(url, clock)
    yield records
    records.close()


def question(text: str = "河北县委书记多久调研一次", *regions: str) -> Question:
    return Question(text, regions=regions)


def answer(text: str = "每季度至少调研1次。[1]", outcome: Outcome = Outcome.ANSWERED, *cites: str) -> Answer:
    """An answer that cites these, hebei/5.1.3 unless others are named."""
    citations = tuple(
        Citation(n, id, id, id.partition("/")[0], "河北省", "每季度至少调研1次", "duty", f"/d/{id}", "")
        for n, id in enumerate(cites or ("hebei/5.1.3",), start=1)
    )
    return Answer("a1", "问", outcome, text, citations, generation="20261123-000000-fake")
