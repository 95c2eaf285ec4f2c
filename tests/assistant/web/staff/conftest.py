"""A desk over real records and an engine that is told what to say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.records.store import open_records
from assistant.web.staff import talk
from assistant.web.staff.model import Desk, Screen, Talk
from ingest.config import Settings
from tests.assistant.web.fake import FakeEngine

ASKED = "迟报怎么问责"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = FakeEngine(Settings(question_limit=60))
    engine.load()
    records = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield Desk(engine, records)  # type: ignore[arg-type]
    records.close()


def last(screens: Iterator[Screen]) -> Screen:
    return list(screens)[-1]


def ask(desk: Desk, here: Talk, text: str, regions: tuple[str, ...] = ()) -> Screen:
    return last(talk.ask(desk, here, text, regions))
