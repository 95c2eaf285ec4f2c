"""Replies that a chat model of today wrote to the prompts of this program, and nothing but the prompts: most of them stand.

replies.jsonl: 80 questions from data/cases, half of them worded for staff and half for citizens; [[A]] is the token of the first
quotation. What a dishonest model may not say is in test_tricks; this is the other side, that an honest one is not struck dumb.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.compose.wording.pieces import pieces_of
from assistant.compose.wording.stream import Cutter
from assistant.compose.wording.write import Tally, key
from assistant.engine import Engine
from assistant.model import Question
from ingest.generation import Generation, open_generation
from tests.llm.conftest import without

REPLIES = [json.loads(line) for line in (Path(__file__).parent / "replies.jsonl").read_text("utf-8").splitlines()]


@dataclass
class Read:
    """Of a number of replies: how many are used, how many decline, and their sentences."""

    used: int = 0
    declined: int = 0
    kept: int = 0
    struck: int = 0


@pytest.fixture(scope="module")
def engine(index: Path) -> Engine:
    return without(index)


@pytest.fixture(scope="module")
def generation(index: Path) -> Generation:
    return open_generation(index)


def taken(engine: Engine, generation: Generation, row: dict[str, str]) -> Tally:
    """What the checks make of a reply."""
    history, regions = tuple(row.get("history", ())), tuple(row.get("regions", ()))
    answer = engine.ask(Question(row["question"], history=history, regions=regions))
    pieces = pieces_of(row["question"], answer.citations, generation)
    reply = re.sub(r"\[\[([A-L])\]\]", lambda m: f"[[{pieces[ord(m[1]) - 65].token}]]", row["reply"])
    tally, cutter = Tally(), Cutter()
    for sentence in [*cutter.feed(reply), *cutter.close()]:
        tally.take(sentence, pieces)
    assert key(answer)
    return tally


@pytest.mark.parametrize(("wording", "stand"), [("staff", 0.95), ("citizen", 0.9)])
def test_most_of_what_a_model_writes_stands(engine: Engine, generation: Generation, wording: str, stand: float) -> None:
    read = Read()
    for row in (r for r in REPLIES if r["wording"] == wording):
        tally = taken(engine, generation, row)
        read.used += not tally.untrusted and not tally.hopeless
        read.declined += tally.declined and not tally.kept
        read.kept += len(tally.kept)
        read.struck += tally.struck
    print(f"\n{wording}：{read}")
    assert read.kept >= stand * (read.kept + read.struck), read
    assert read.used + read.declined >= 0.85 * sum(r["wording"] == wording for r in REPLIES), read
