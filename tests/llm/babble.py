"""A babbler: what a bad model would write that has learned to put real tokens behind its sentences.

In: the prompt, a seed. Out: sentences made of pieces of the evidence cut out anywhere and put together anyhow, of words that turn
a meaning round, and now and then of a whole statement; each behind one of the real tokens, or two, or another's.
"""

from __future__ import annotations

import random

from tests.llm.writing import Shown, clauses, ended, evidence

TURNS = (
    "不", "不得", "应当", "可以", "必须", "无须", "至少", "最多", "每月", "每年", "3次", "以下", "以上", "除外", "但", "全部", "一律",
    "县长", "省长", "开除", "免职", "上海", "了", "没有", "或者", "并且", "，", "、", "：",
)  # fmt: skip
SENTENCES = 12


def babble(prompt: str, seed: int) -> str:
    """The same for the same prompt and seed."""
    dice, shown = random.Random(seed), evidence(prompt)
    return "\n".join(_sentence(dice, shown) for _ in range(SENTENCES)) if shown else "{}"


def _sentence(dice: random.Random, shown: list[Shown]) -> str:
    one = dice.choice(shown)
    token = one.token + (dice.choice(shown).token if dice.random() < 0.2 else "")
    clause = dice.choice(clauses(one.text))
    kind = dice.randrange(6)
    if kind == 0:
        return ended(clause, token)
    if kind == 1:  # a stretch of it
        start = dice.randrange(len(clause))
        return ended(clause[start : start + dice.randint(2, 40)], token)
    if kind == 2:  # something put in
        at = dice.randrange(len(clause) + 1)
        return ended(clause[:at] + dice.choice(TURNS) + clause[at:], token)
    if kind == 3:  # something left out
        at = dice.randrange(len(clause))
        return ended(clause[:at] + clause[at + dice.randint(1, 6) :], token)
    if kind == 4:  # two halves
        other = dice.choice(clauses(dice.choice(shown).text))
        return ended(clause[: dice.randrange(len(clause)) + 1] + other[dice.randrange(len(other)) :], token)
    parts = clause.split("，")
    dice.shuffle(parts)
    return ended("，".join(parts), token)
