"""A real inference server over random weights, and a babbler who uses real tokens: no nonsense reaches a reader."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.texts import message
from tests.llm import tiny
from tests.llm.babble import babble
from tests.llm.conftest import streamed
from tests.llm.nonsense import ask_all, of_the_model, questions
from tests.llm.scripted import Says, Scripted
from tests.llm.test_tricks import folded
from tests.llm.writing import evidence

FEW = 60
"""Questions of the suite; `python -m tests.llm.nonsense` asks a thousand."""


def test_not_one_sentence_of_a_random_model_is_shown(nonsense: tiny.Tiny, index: Path, tmp_path: Path) -> None:
    counts = ask_all(index, nonsense, questions(FEW), tmp_path)
    print(counts)
    assert counts.asked == FEW
    assert counts.replies >= FEW * 0.9
    assert counts.sentences >= counts.replies
    assert counts.faults == 0
    assert counts.shown == 0
    assert counts.different == 0


@pytest.mark.parametrize("seed", range(40))
def test_of_a_babbler_with_real_tokens_only_the_text_itself_is_shown(
    seed: int, model: Scripted, worded: Engine
) -> None:
    """Clauses cut out anywhere and put together anyhow: what passes must stand in the provision, word for word."""
    dice = random.Random(seed)
    model.behaviour = Says(lambda prompt: babble(prompt, seed), seed=seed, most=40)
    while True:  # until one comes to which something is found
        before = len(model.asked)
        events, answer = streamed(worded, dice.choice(questions(200)))
        if len(model.asked) > before and evidence(model.asked[-1].prompt):
            break
    roles = {c.n: f"{message(f'role.{c.role}')}：" for c in answer.citations}
    texts = {c.n: folded(worded.generation.provision(c.provision).text) for c in answer.citations}  # type: ignore[union-attr]
    for sentence in of_the_model(events):
        numbers = [int(n) for n in re.findall(r"\[(\d+)\]", sentence)]
        assert numbers
        for n in numbers:
            own = sentence.removeprefix("据解读，").removeprefix(roles[n])  # what the program itself sets before it
            assert in_order(folded(own), texts[n]), sentence


def in_order(sentence: str, text: str) -> bool:
    """Whether the characters of a sentence stand in a text in their order, but for what may join them."""
    at = 0
    for c in sentence.replace("。", ""):
        found = text.find(c, at)
        if found < 0 and c not in "，的、":
            return False
        at = found + 1 if found >= 0 else at
    return True
