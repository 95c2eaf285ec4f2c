"""Did an answer meet its case, and did it keep the two promises? Rules only, no judge.

In: a Case, what was recorded of its answer, the generation. Out: a Verdict. A fault counts as a failure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from eval.cases import Case
from eval.quotes import Quoted, quoted
from eval.runs import Answered
from eval.sentences import loose_ends, unsupported_values, wrong_places
from ingest.fold import find_span, fold_text
from ingest.generation import Generation

REFUSALS = frozenset({"not_in_corpus", "off_topic"})
"""Outcomes that say that there is no answer here. `clarify` asks back and `unavailable` is a fault: neither is a refusal."""


class Verdict(BaseModel):
    """One answer against its case: `problems` are why it failed; the counts make precision and recall over all cases.

    `strays` are provisions of documents that the case does not expect; `values` are numbers, dates, 文号 and provision
    numbers of sentences that their own citations do not hold; `step` is the first step of the chain that went wrong.
    """

    model_config = ConfigDict(frozen=True)
    case: str
    repeat: int
    tags: tuple[str, ...]
    expected: str
    outcome: str
    problems: tuple[str, ...]
    cited: int
    wanted: int
    met: int
    unexpected: tuple[str, ...]
    quotes: tuple[Quoted, ...]
    broken: tuple[str, ...]
    strays: tuple[str, ...]
    values: tuple[str, ...]
    step: str
    digest: str

    @property
    def passed(self) -> bool:
        return not self.problems


def judge_answer(case: Case, answered: Answered, generation: Generation, step: str = "", digest: str = "") -> Verdict:
    """Compare one answer with its expectation."""
    answer, expect = answered.answer, case.expect
    citations: Sequence[Mapping[str, Any]] = answer["citations"]
    met = [id for id in expect.cites if meets(id, citations, generation)]
    quotes = tuple(quoted(c, generation) for c in citations)
    broken = tuple(str(c["provision"]) for c, q in zip(citations, quotes, strict=True) if q is not Quoted.SUPPORTED)
    allowed = (*expect.cites, *expect.also_ok)
    asked = (case.question, *case.history)
    values = unsupported_values(answer["text"], citations, asked)
    problems = [
        *([f"出错：{answered.fault}"] if answered.fault else []),
        *([] if answer["outcome"] == expect.outcome else [f"结果应为 {expect.outcome}，实为 {answer['outcome']}"]),
        *(f"缺引 {id}" for id in expect.cites if id not in met),
        *_wording(case, answer["text"], citations),
        *(
            f"引文不符 {c['provision']}（{q}）"
            for c, q in zip(citations, quotes, strict=True)
            if q is not Quoted.SUPPORTED
        ),
        *(f"引文里没有 {value}" for value in values),
        *(f"引文不在{place}" for place in wrong_places(answer["text"], citations, asked, generation)),
        *loose_ends(answer["text"], citations),
    ]
    return Verdict(
        case=case.id, repeat=answered.repeat, tags=case.tags, expected=expect.outcome, outcome=answer["outcome"],
        problems=tuple(problems), cited=len(citations), wanted=len(expect.cites), met=len(met),
        unexpected=tuple(str(c["provision"]) for c in citations if not _related_to_any(c, allowed)),
        quotes=quotes, broken=broken, strays=_strays(citations, allowed), values=values, step=step, digest=digest,
    )  # fmt: skip


def _wording(case: Case, text: str, citations: Sequence[Mapping[str, Any]]) -> list[str]:
    said = fold_text(text + "".join(str(c["quote"]) for c in citations))
    missing = [f"应含「{w}」" for w in case.expect.contains if fold_text(w) not in said]
    return missing + [f"不应含「{w}」" for w in case.expect.excludes if fold_text(w) in fold_text(text)]


def _strays(citations: Sequence[Mapping[str, Any]], allowed: Sequence[str]) -> tuple[str, ...]:
    """Provisions of documents that no expected provision is of; nothing where no provision is expected."""
    documents = {id.partition("/")[0] for id in allowed}
    cited = [str(c["provision"]) for c in citations]
    return tuple(id for id in cited if documents and id.partition("/")[0] not in documents)


def _related_to_any(citation: Mapping[str, Any], allowed: Sequence[str]) -> bool:
    return any(related(str(citation["provision"]), id) for id in allowed)


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
