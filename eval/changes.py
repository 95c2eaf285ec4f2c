"""What changed between two runs, for people at a terminal.

In: a Diff and the cases of both runs. Out: lines. What a case of the hold-out expected is never told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eval.cases import HOLDOUT, Case
from eval.diff import Change, Diff, TagChange
from eval.score import percent
from eval.summary import STEPS, inert

KINDS = {
    "regressed": "变差",
    "fixed": "修好",
    "failing": "仍未通过",
    "new": "新增",
    "missing": "缺少",
    "incomparable": "题目或期望变了，不能比",
}


def lines(found: Diff, cases: Mapping[str, Case]) -> Iterator[str]:
    """How many of each kind, then each change, then the difference by tag."""
    counts = "，".join(f"{label} {len(found.of(kind))}" for kind, label in KINDS.items())
    yield f"{counts}；答复变了而结论没变 {len(found.reworded)}"
    for kind in ("regressed", "fixed", "new", "missing", "incomparable"):
        yield from (_change_line(change, kind, cases[change.case].question) for change in found.of(kind))
    yield ""
    yield "标签\t题数\t之前\t之后\t差（95 % 区间）\t符号检验 p"
    for t in sorted(found.tags, key=lambda t: (t.tag != "合计", t.difference)):
        if t.difference or t.tag == "合计":
            yield _tag_line(t)


def _change_line(change: Change, kind: str, question: str) -> str:
    why = ""
    if kind == "regressed":
        why = "：" + ("留出的题，期望不显示" if HOLDOUT in change.tags else inert("；".join(change.problems)))
    step = f"，从“{STEPS[change.step]}”起不同" if change.step else ""
    return f"  {KINDS[kind]} {inert(change.case)}「{inert(question)[:40]}」{step}{why}"


def _tag_line(t: TagChange) -> str:
    interval = f"{t.difference:+.1%}（{t.low:+.1%}…{t.high:+.1%}）"
    return (
        f"{inert(t.tag)}\t{t.cases}\t{percent(t.before, t.cases)}\t{percent(t.after, t.cases)}\t{interval}\t{t.p:.3f}"
    )
