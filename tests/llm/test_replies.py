"""Replies that a chat model of today wrote to the prompts of this program, and nothing but the prompts: most of them stand.

replies.jsonl: 80 questions from data/cases, half of them worded for staff and half for citizens; [[A]] is the token of the first
quotation. rereads.jsonl: how it put the questions that the rules were unsure of (to reread-1, less a field that is gone). What a dishonest model may not say is in
test_tricks; this is the other side, that an honest one is not struck dumb.
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
from assistant.model import Answer, Outcome, Question
from eval.cases import Case, load_cases
from ingest.config import ROOT
from ingest.generation import Generation, open_generation
from tests.llm.conftest import without
from tests.llm.scripted import Says, Scripted

HERE = Path(__file__).parent
REPLIES = [json.loads(line) for line in (HERE / "replies.jsonl").read_text("utf-8").splitlines()]
REREADS = {
    row["case"]: row["reply"] for row in map(json.loads, (HERE / "rereads.jsonl").read_text("utf-8").splitlines())
}
CITED = (Outcome.ANSWERED, Outcome.PARTIAL)


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


def right(answer: Answer, case: Case) -> bool:
    """The outcome expected and the provisions that a right answer cites."""
    return answer.outcome == case.expect.outcome and set(case.expect.cites) <= {c.provision for c in answer.citations}


def test_what_the_rules_are_unsure_of_is_understood_better_and_nothing_worse(
    engine: Engine, worded: Engine, model: Scripted
) -> None:
    before, after, answered = 0, 0, []
    for case in (c for c in load_cases([ROOT / "data" / "cases"]) if c.id in REREADS):
        question = Question(case.question, history=case.history, regions=case.regions)
        model.behaviour = Says(lambda prompt, id=case.id: "无。" if "材料" in prompt else REREADS[id])  # type: ignore[misc]
        plain, reread = engine.ask(question), worded.ask(question)
        before += right(plain, case)
        after += right(reread, case)
        if reread.outcome in CITED and case.expect.outcome not in CITED:
            answered.append(case.id)
    print(f"\n{len(REREADS)} 题没有读懂的：不用模型 {before} 题对，用模型 {after} 题对")
    assert answered == []
    assert after >= before + 6
