"""Two runs side by side, case by case: what became worse, what better, which step changed, and whether it may be chance.

In: two Runs of one corpus and their Verdicts. Out: a Diff. A case counts as passed when every repeat of it passed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from eval.measures import Verdict
from eval.runs import Answered, Run
from ingest.model import BadInput

RESAMPLES = 2_000
SEED = 7
FIELDS = (
    ("understand", "documents"),
    ("lookup", "named"),
    ("retrieve", "candidates"),
    ("expand", "chosen"),
    ("judge", "judged"),
    ("compose", "drafted"),
    ("verify", "struck"),
)
"""What of a trace each step made."""


@dataclass(frozen=True, slots=True)
class Change:
    """One case in both runs: `kind` is regressed, fixed, failing (before and after), new, missing or incomparable.

    `step` is the first whose result differs; `problems` are those of the later run, or of the earlier where there is none.
    """

    case: str
    kind: str
    tags: tuple[str, ...]
    step: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagChange:
    """How a tag's pass rate changed over the cases of both runs: the difference with its 95 % interval by paired bootstrap,
    and the two-sided p of the exact sign test over the cases that changed."""

    tag: str
    cases: int
    before: int
    after: int
    difference: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes, the cases whose answer changed though the verdict did not, and the tags; 合计 is over all cases."""

    changes: tuple[Change, ...]
    reworded: tuple[str, ...]
    tags: tuple[TagChange, ...]

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]


def models_changed(a: Run, b: Run) -> list[str]:
    """What of the chat model and its prompts is not the same in both runs."""
    one, other = a.about.settings, b.about.settings
    out = []
    if one.get("model") != other.get("model"):
        out.append(f"语言模型变了：{one.get('model') or '没有用'} → {other.get('model') or '没有用'}")
    before, after = one.get("prompts", {}), other.get("prompts", {})
    for name in sorted({*before, *after}) if before and after else ():
        if before.get(name) != after.get(name):
            out.append(f"提示变了：{before.get(name, '没有')} → {after.get(name, '没有')}")
    return out


def require_comparable(a: Run, b: Run, *, any_corpus: bool) -> None:
    """Raise BadInput when the runs are of different corpora: then a change may be that of the texts."""
    if a.about.corpus != b.about.corpus and not any_corpus:
        raise BadInput(
            f"{a.folder} 与 {b.folder} 的语料不同（{a.about.corpus[:8]}、{b.about.corpus[:8]}）；"
            "变化可能来自法规文本；确要比较请加 --any-corpus"
        )


def compare(a: Run, b: Run, before: Sequence[Verdict], after: Sequence[Verdict]) -> Diff:
    """What changed from run `a` to run `b`."""
    old, new = _by_case(before), _by_case(after)
    expected = [{case.id: case for case in run.cases} for run in (a, b)]
    traces = [{answered.case: answered for answered in reversed(run.answers)} for run in (a, b)]
    changes, reworded, both = [], [], dict[str, tuple[bool, bool]]()
    for id in dict.fromkeys([*old, *new]):
        vs = new.get(id) or old[id]
        kind = _kind(id, old, new, expected)
        step = first_difference(traces[0][id], traces[1][id]) if id in old and id in new else ""
        if kind in ("same", "regressed", "fixed", "failing"):
            both[id] = _passed(old[id]), _passed(new[id])
        if kind == "same":
            reworded += [id] if old[id][0].digest != new[id][0].digest else []
            continue
        problems = tuple(dict.fromkeys(p for v in (vs if not _passed(vs) else old.get(id, vs)) for p in v.problems))
        changes.append(Change(id, kind, vs[0].tags, step, problems))
    tags = {id: (new.get(id) or old[id])[0].tags for id in both}
    return Diff(tuple(changes), tuple(reworded), _tag_changes(both, tags))


def _by_case(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    out: dict[str, list[Verdict]] = defaultdict(list)
    for v in verdicts:
        out[v.case].append(v)
    return dict(out)


def _passed(verdicts: Sequence[Verdict]) -> bool:
    return all(v.passed for v in verdicts)


def _kind(
    id: str, old: Mapping[str, Sequence[Verdict]], new: Mapping[str, Sequence[Verdict]],
    expected: Sequence[Mapping[str, object]],
) -> str:  # fmt: skip
    if id not in old:
        return "new"
    if id not in new:
        return "missing"
    if expected[0][id] != expected[1][id]:
        return "incomparable"
    return {(True, True): "same", (True, False): "regressed", (False, True): "fixed", (False, False): "failing"}[
        _passed(old[id]), _passed(new[id])
    ]


def first_difference(before: Answered, after: Answered) -> str:
    """The first step whose result is not the same; empty when none differs or a trace is missing."""
    if before.trace is None or after.trace is None:
        return ""
    for step, field in FIELDS:
        if getattr(before.trace, field) != getattr(after.trace, field):
            return step
    return "compose" if before.answer["text"] != after.answer["text"] else ""


def _tag_changes(both: Mapping[str, tuple[bool, bool]], tags: Mapping[str, tuple[str, ...]]) -> tuple[TagChange, ...]:
    grouped: dict[str, list[tuple[bool, bool]]] = {"合计": list(both.values())}
    for id, pair in both.items():
        for tag in tags[id]:
            grouped.setdefault(tag, []).append(pair)
    return tuple(tag_change(tag, pairs) for tag, pairs in grouped.items() if pairs)


def tag_change(tag: str, pairs: Sequence[tuple[bool, bool]]) -> TagChange:
    """The change over (passed before, passed after) of each case."""
    differences = np.array([int(after) - int(before) for before, after in pairs])
    low, high = 0.0, 0.0
    if differences.any():
        drawn = np.random.default_rng(SEED).choice(differences, size=(RESAMPLES, len(differences)))
        low, high = (float(x) for x in np.percentile(drawn.mean(axis=1), [2.5, 97.5]))
    better, worse = int((differences > 0).sum()), int((differences < 0).sum())
    before, after = sum(b for b, _ in pairs), sum(a for _, a in pairs)
    return TagChange(tag, len(pairs), before, after, float(differences.mean()), low, high, sign_test(better, worse))


def sign_test(better: int, worse: int) -> float:
    """Two-sided p that as many of the changed cases go one way by chance: exact, from the binomial distribution."""
    changed, least = better + worse, min(better, worse)
    return min(1.0, 2 * sum(comb(changed, k) for k in range(least + 1)) / 2**changed) if changed else 1.0
