"""The first step of the chain that went wrong in a failing case, found by following what was expected through the trace.

In: a Case, what was recorded, the problems. Out: the name of a step, or an empty string where there is no trace (a server).
"""

from __future__ import annotations

from eval.cases import Case
from eval.measures import REFUSALS, related
from eval.runs import Answered
from eval.trace import Trace

ANSWERS = frozenset({"answered", "partial"})


def blame(case: Case, answered: Answered, missing: tuple[str, ...], broken: bool) -> str:
    """The step: `missing` are the expected provisions that were not cited, `broken` whether a citation is wrong."""
    t, outcome = answered.trace, answered.answer["outcome"]
    if t is None:
        return ""
    if broken:
        return "verify"
    lost = [_lost(id, t) for id in missing]
    if lost:
        return min(lost, key=ORDER.index)
    if outcome == case.expect.outcome:
        return "compose"  # the right provisions, but not the words that were expected of them
    if outcome == "unavailable":
        return "verify" if t.struck else "compose"
    return _outcome(case, t)


ORDER = ("understand", "lookup", "retrieve", "expand", "judge", "compose", "verify")


def _lost(id: str, t: Trace) -> str:
    """Where one expected provision went missing."""
    document, _, number = id.partition("/")
    block = f"{document}/{number.split('.')[0]}"
    if t.outside or (t.documents is not None and document not in t.documents):
        return "understand"
    if not _has(t.chosen, id):
        if t.named:
            return "lookup"
        retrieved = any(c == id or c.split(".")[0] == block for c in t.candidates)
        return "expand" if retrieved else "retrieve"
    if t.judged not in ANSWERS:
        return "judge"
    return "verify" if _has(t.drafted, id) else "compose"


def _has(ids: tuple[str, ...], wanted: str) -> bool:
    return any(related(id, wanted) for id in ids)


def _outcome(case: Case, t: Trace) -> str:
    """The outcome is wrong though nothing expected is missing."""
    expected = case.expect.outcome
    if expected in ("off_topic", "meta", "clarify") or t.judged in ("off_topic", "meta", "clarify"):
        return "understand"
    if expected in REFUSALS and t.named:
        return "lookup"
    return "judge"
