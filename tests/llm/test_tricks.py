"""A dishonest model: every trick of the table is struck, on every question where it can be played, and what is true stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.engine import Engine, Event
from assistant.model import Answer
from tests.llm.conftest import QUESTIONS, plain_answer, streamed
from tests.llm.nonsense import of_the_model
from tests.llm.scripted import Says, Scripted
from tests.llm.tricks import TRICKS, Trick
from tests.llm.writing import Shown, among, evidence, faithful, honest

EACH = 3
"""Questions on which a trick is played at most."""


def folded(text: str) -> str:
    """What a reader sees: without markers, marks of quotation, spaces and what is invisible, nor a full stop behind a colon."""
    text = re.sub(r"[：:]。", "：", re.sub(r"\[\d+\]|\[\[\w+\]\]|[\s“”\"*]", "", text))
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def said(events: Sequence[Event], answer: Answer) -> list[str]:
    """Everything that reaches a reader, each piece by itself."""
    return [answer.text, *(str(e.data.get("text", "")) for e in events if e.kind == "sentence")]


@pytest.fixture(scope="module")
def shown(model: Scripted, worded: Engine) -> dict[str, list[Shown]]:
    """What the model is shown with each question: the tokens are the same whenever it is asked."""
    out: dict[str, list[Shown]] = {}
    for question in QUESTIONS:
        model.behaviour = Says(honest)
        streamed(worded, question)
        out[question] = evidence(model.asked[-1].prompt)
    return out


def test_there_are_enough_tricks_and_each_has_a_name_and_a_reason() -> None:
    assert len(TRICKS) >= 60
    assert len({t.name for t in TRICKS}) == len(TRICKS)
    assert all(t.why for t in TRICKS)


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.name)
def test_struck(trick: Trick, model: Scripted, worded: Engine, shown: dict[str, list[Shown]], index: Path) -> None:
    played = 0
    for seed, question in enumerate(QUESTIONS):
        lie = trick.lie(shown[question])
        if lie is None or played == EACH:
            continue
        played += 1
        text = among(shown[question], [lie.sent], seed)
        model.behaviour = Says(lambda prompt, text=text: text, seed=seed)  # type: ignore[misc]
        events, answer = streamed(worded, question)
        true = folded(plain_answer(index, question).text)
        for piece in said(events, answer):
            if lie.claim and folded(lie.claim) not in true:
                assert folded(lie.claim) not in folded(piece), question
        assert folded(lie.sent) not in {folded(sentence) for sentence in of_the_model(events)}, question
        assert answer.worded is not None
        assert answer.worded.struck >= (not trick.unheard), question
        assert answer.mode == "generated", question
        for sentence in faithful(shown[question]):
            assert folded(sentence) in folded(answer.text), question
    assert played, "no question offers this trick anything to twist"
