"""The real engine over the real index, loaded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.model import Answer, Question
from ingest.config import load_settings
from ingest.generation import Generation, open_generation

Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def engine(index: Path) -> Engine:
    """Loaded over the session's index."""
    engine = Engine(replace(load_settings(), index=index))
    engine.load()
    return engine


@pytest.fixture(scope="session")
def generation(index: Path) -> Generation:
    """The session's index, opened without an encoder."""
    return open_generation(index)


@pytest.fixture(scope="session")
def ask(engine: Engine) -> Ask:
    """ask(question, *history, regions=(…)) -> Answer."""

    def run(question: str, *history: str, regions: tuple[str, ...] = ()) -> Answer:
        return engine.ask(Question(question, history=history, regions=regions))

    return run
