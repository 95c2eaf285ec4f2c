"""Did an answer meet its case, and did it keep the two promises? Rules only, no judge.

In: a Case, the answer's JSON, the generation. Out: a Verdict. An error counts as a failure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Case
from ingest.fold import find_span, fold_text
from ingest.generation import Generation


@dataclass(frozen=True, slots=True)
class Verdict:
    """One case: `problems` are why it failed; the counts make precision and recall over all cases."""

    case: str
    tags: tuple[str, ...]
    problems: tuple[str, ...]
    cited: int
    wanted: int
    met: int
    unexpected: tuple[str, ...]
    broken: tuple[str, ...]
    milliseconds: float

    @property
    def passed(self) -> bool:
        return not self.problems


def judge_answer(case: Case, answer: Mapping[str, Any], generation: Generation, milliseconds: float) -> Verdict:
    """Compare one answer with its expectation."""
    citations: Sequence[Mapping[str, Any]] = answer["citations"]
    problems: list[str] = []
    if answer["outcome"] != case.expect.outcome:
        problems.append(f"结果应为 {case.expect.outcome}，实为 {answer['outcome']}")
    met = [id for id in case.expect.cites if meets(id, citations, generation)]
    problems += [f"缺引 {id}" for id in case.expect.cites if id not in met]
    said = answer["text"] + "".join(str(c["quote"]) for c in citations)
    problems += [f"应含「{w}」" for w in case.expect.contains if fold_text(w) not in fold_text(said)]
    problems += [f"不应含「{w}」" for w in case.expect.excludes if fold_text(w) in fold_text(answer["text"])]
    broken = broken_citations(citations, generation)
    problems += [f"引文不符 {id}" for id in broken]
    allowed = (*case.expect.cites, *case.expect.also_ok)
    unexpected = tuple(
        str(c["provision"]) for c in citations if not any(related(str(c["provision"]), id) for id in allowed)
    )
    return Verdict(
        case.id,
        case.tags,
        tuple(problems),
        len(citations),
        len(case.expect.cites),
        len(met),
        unexpected,
        broken,
        milliseconds,
    )


def related(cited: str, wanted: str) -> bool:
    """Whether one of two provisions holds the other."""
    return cited == wanted or cited.startswith(wanted + ".") or wanted.startswith(cited + ".")


def meets(wanted: str, citations: Sequence[Mapping[str, Any]], generation: Generation) -> bool:
    """Cited at that level or inside it; an article cited whole meets its item when its quote holds the item's text."""
    provision = generation.provision(wanted)
    for c in citations:
        cited = str(c["provision"])
        if cited == wanted or cited.startswith(wanted + "."):
            return True
        if wanted.startswith(cited + ".") and provision and find_span(provision.text, str(c["quote"])):
            return True
    return False


def broken_citations(citations: Sequence[Mapping[str, Any]], generation: Generation) -> tuple[str, ...]:
    """Citations of provisions that do not exist, or whose quote is not in them word for word."""
    out = []
    for c in citations:
        provision = generation.provision(str(c["provision"]))
        if provision is None or not c["quote"] or str(c["quote"]) not in provision.text:
            out.append(str(c["provision"]))
    return tuple(out)
