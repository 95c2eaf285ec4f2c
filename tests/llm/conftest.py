"""What these tests share: the engine over the real index with a model at some address, and the questions that are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from assistant.engine import Engine, Event
from assistant.model import Answer, Question
from ingest.config import Settings, load_settings
from tests.llm import tiny
from tests.llm.scripted import Says, Scripted, scripted
from tests.llm.writing import honest

QUESTIONS = (
    "迟报生产安全事故后，福建适用哪些问责措施",
    "枣庄市区级党委主要负责人有哪些安全生产职责",
    "河北政府主要负责人有哪些安全生产职责",
    "北京市哪些情形可以从轻、减轻追究责任",
    "河北一票否决是怎么规定的",
    "吉林细则有哪些亮点",
    "枣庄终身问责",
    "福建细则什么时候施行",
    "枣庄的办法什么时候施行",
    "福建省督查多久一次",
    "北京市党委主要负责人有哪些安全生产职责",
    "福建政府主要负责人有哪些安全生产职责",
    "福建和河北述职有什么不同",
    "福建尽职免责是怎么规定的",
    "枣庄区（市）党委主要负责人多久调研一次",
)
"""About all five texts: duties, frequencies, measures, conditions, dates, and two places side by side."""
KEY = "sk-geheim-0123456789"


def settings_for(index: Path, url: str, **changed: float | str) -> Settings:
    """The settings of a program whose model answers at an address; patient by default."""
    settings = replace(load_settings({}), index=index, llm_base_url=url, llm_model="scripted", llm_api_key=KEY)
    return replace(settings, **changed)  # type: ignore[arg-type]


def engine_for(index: Path, url: str, **changed: float | str) -> Engine:
    engine = Engine(settings_for(index, url, **changed))
    engine.load()
    return engine


@cache
def without(index: Path) -> Engine:
    """The same program without a model."""
    return engine_for(index, "")


@cache
def plain_answer(index: Path, question: str) -> Answer:
    """What is answered without a model."""
    return without(index).ask(Question(question))


def streamed(engine: Engine, question: str) -> tuple[list[Event], Answer]:
    """Every event, and the answer at the end."""
    events = list(engine.stream(Question(question)))
    answer = events[-1].answer
    assert answer is not None
    return events, answer


@pytest.fixture(scope="session")
def model() -> Iterator[Scripted]:
    """One scripted server for the whole run; a test sets its behaviour."""
    with scripted(Says(honest)) as server:
        yield server


@pytest.fixture(scope="session")
def worded(model: Scripted, index: Path) -> Engine:
    """The engine with that model."""
    return engine_for(index, model.url)


@pytest.fixture(scope="session")
def nonsense(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tiny.Tiny]:
    """The real inference server over random weights."""
    with tiny.serving(tiny.build(tmp_path_factory.mktemp("tiny"))) as server:
        yield server
