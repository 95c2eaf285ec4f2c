"""What a channel may say: its documents, and an answer held to them once more."""

from __future__ import annotations

from dataclasses import replace

from assistant.channels.model import Channel
from assistant.channels.scope import open_documents, regions_line, unknown_documents, within
from assistant.engine import Engine
from assistant.model import Outcome, Question
from ingest.generation import Generation


def channel(*documents: str) -> Channel:
    return Channel("a", "a", documents=documents)


def test_names_and_ids_open_documents(generation: Generation) -> None:
    catalog = generation.catalog
    assert open_documents(channel(), catalog) is None
    assert open_documents(channel("福建", "hebei"), catalog) == {"fujian", "hebei"}
    assert open_documents(channel("通州区"), catalog) == {"tongzhou", "beijing"}, "what binds a place"
    assert open_documents(channel("西藏"), catalog) == frozenset()
    assert unknown_documents(channel("福建", "西藏"), catalog) == ("西藏自治区",)
    assert regions_line({"fujian", "hebei"}, catalog) == "福建省、河北省"


def test_an_answer_that_cites_outside_is_held_back(engine: Engine, generation: Generation) -> None:
    answer = engine.ask(Question("河北书记的职责"))
    assert within(answer, None, generation) is answer
    assert within(answer, {"hebei"}, generation).citations == answer.citations
    held_back = within(answer, {"fujian"}, generation)
    assert held_back.outcome is Outcome.UNAVAILABLE
    assert held_back.citations == ()
    assert "河北" not in held_back.text
    nothing_open = within(answer, frozenset(), generation)
    assert nothing_open.outcome is Outcome.UNAVAILABLE


def test_suggestions_and_words_that_lead_outside_are_taken_off(engine: Engine, generation: Generation) -> None:
    answer = engine.ask(Question("迟报生产安全事故后，福建适用哪些问责措施"))
    led = replace(answer, suggestions=("枣庄是怎么规定的？", "福建由谁负责问责？"))
    assert within(led, {"fujian"}, generation).suggestions == ("福建由谁负责问责？",)
    told = within(engine.ask(Question("你好")), {"fujian"}, generation)
    assert "现收录：福建省。" in told.text
