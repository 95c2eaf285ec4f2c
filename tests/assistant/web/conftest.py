"""The site over a fake engine: loaded, and at moments before that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.web.api import build
from assistant.web.guard import guard
from ingest.config import Settings
from tests.assistant.web.fake import FakeEngine, FakeGeneration
from tests.assistant.web.served import Served, serving

SETTINGS = Settings(question_limit=60)


@pytest.fixture(scope="session")
def generation() -> FakeGeneration:
    return FakeGeneration()


@pytest.fixture
def engine() -> FakeEngine:
    engine = FakeEngine(SETTINGS)
    engine.load()
    return engine


@pytest.fixture
def client(engine: FakeEngine) -> Iterator[TestClient]:
    """The API and the provision pages, guarded as they are served."""
    with TestClient(guard(build(engine, SETTINGS)), raise_server_exceptions=False) as client:  # type: ignore[arg-type]
        yield client


@pytest.fixture(scope="session")
def served(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The program itself in a process of its own, for tests over real sockets."""
    folder = tmp_path_factory.mktemp("served")
    with serving(index, folder, ANZE_PUBLIC_URL="https://anze.example.gov.cn") as server:
        yield server
