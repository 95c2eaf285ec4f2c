"""An honest model: its sentences stand, with the label of generated content; and what it was told is fenced, and nothing more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.engine import Engine
from tests.llm.conftest import KEY, QUESTIONS, plain_answer, streamed
from tests.llm.scripted import Says, Scripted
from tests.llm.test_tricks import folded
from tests.llm.writing import evidence, faithful, fenced, honest


@pytest.mark.parametrize("question", QUESTIONS)
def test_its_sentences_stand(question: str, model: Scripted, worded: Engine, index: Path) -> None:
    model.behaviour = Says(honest, seed=len(question))
    events, answer = streamed(worded, question)
    plain = plain_answer(index, question)
    assert answer.mode == "generated"
    assert answer.outcome is plain.outcome
    assert {c.provision for c in answer.citations} <= {c.provision for c in plain.citations}
    for sentence in faithful(evidence(model.asked[-1].prompt)):
        assert folded(sentence) in folded(answer.text)
    assert answer.worded is not None
    assert answer.worded.struck == 0
    assert answer.worded.model == "scripted"
    assert answer.worded.label
    assert answer.worded.prompt
    shown = "\n".join(str(e.data["text"]) for e in events if e.kind == "sentence")
    assert "[[" not in shown + answer.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_it_is_told(question: str, model: Scripted, worded: Engine, index: Path) -> None:
    model.behaviour = Says(honest)
    before = len(model.asked)
    streamed(worded, question)
    for asked in model.asked[before:]:
        assert asked.headers["authorization"] == f"Bearer {KEY}"
        assert not {"tools", "functions", "tool_choice"} & set(asked.body)
        assert asked.body["messages"][0]["role"] == "system"
        parts = fenced(asked.prompt)
        assert parts["问题"] == question
        system = str(asked.body["messages"][0]["content"])
        assert question not in system
        for citation in plain_answer(index, question).citations:
            assert citation.quote not in system
            assert citation.label not in asked.prompt
            assert citation.provision not in asked.prompt
        outside = asked.prompt
        for part in parts.values():
            outside = outside.replace(part, "")
        assert not re.search(r"第[一二三四五六七八九十百]+条", outside)
