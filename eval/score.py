"""Score a saved run without asking again: a verdict for every answer, and the figures over all of them.

In: a Run and the generation that it was of. Out: Verdicts; figures as JSON. Every share has its denominator, and none of them
can be NaN: a share of nothing is None.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from ir_measures import RR, ScoredDoc, Success, calc_aggregate, nDCG
from ir_measures import Qrel as Judged

from eval.blame import ORDER, blame
from eval.cases import Case
from eval.measures import REFUSALS, Verdict, judge_answer
from eval.quotes import Quoted
from eval.runs import Answered, Run
from ingest.generation import Generation
from ingest.model import BadInput

RETRIEVAL = {"hit@5": Success @ 5, "MRR@10": RR @ 10, "nDCG@10": nDCG @ 10}


class EmptyRun(BadInput):
    """A run without a single answer."""

    exit_code = 3


def verdicts_of(run: Run, generation: Generation, *, any_corpus: bool = False) -> list[Verdict]:
    """A verdict for every answer, in order. Raises BadInput when the index holds another corpus than the run was of."""
    if run.about.corpus != generation.manifest.corpus_digest and not any_corpus:
        raise BadInput(
            f"{run.folder}：运行时的语料（{run.about.corpus[:8]}）不是现在索引里的（{generation.manifest.corpus_digest[:8]}）；"
            "请用当时的索引，或加 --any-corpus"
        )
    cases = {case.id: case for case in run.cases}
    return [verdict_of(cases[a.case], a, generation) for a in run.answers]


def verdict_of(case: Case, answered: Answered, generation: Generation) -> Verdict:
    """The verdict on one answer, with the step that a failure is laid to."""
    v = judge_answer(case, answered, generation)
    digest = answer_digest(answered.answer)
    if v.passed:
        return v.model_copy(update={"digest": digest})
    missing = tuple(id for id in case.expect.cites if f"缺引 {id}" in v.problems)
    step = blame(case, answered, missing, bool(v.broken or v.values))
    return v.model_copy(update={"digest": digest, "step": step})


def answer_digest(answer: Mapping[str, Any]) -> str:
    """Over what a reader sees: outcome, text, and the citations with their quotes."""
    seen = [answer["outcome"], answer["text"], [[c["provision"], c["quote"]] for c in answer["citations"]]]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()[:16]


def figures_of(run: Run, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The figures of a run. Raises EmptyRun for an empty one, which has none."""
    if not verdicts:
        raise EmptyRun(f"{run.folder}：这次运行一个答复也没有，没有可算的数")
    quotes = Counter(quote for v in verdicts for quote in v.quotes)
    refusals = [v for v in verdicts if v.expected in REFUSALS]
    answerable = [v for v in verdicts if v.expected in ("answered", "partial")]
    cited, unexpected = sum(v.cited for v in verdicts), sum(len(v.unexpected) for v in verdicts)
    return {
        "about": run.about.model_dump(),
        "complete": run.complete,
        "passed": share([v.passed for v in verdicts]),
        "outcome": share([v.outcome == v.expected for v in verdicts]),
        "refused": share([v.outcome in REFUSALS for v in refusals]),
        "refused_wrongly": share([v.outcome not in ("answered", "partial") for v in answerable]),
        "citation_recall": [sum(v.met for v in verdicts), sum(v.wanted for v in verdicts)],
        "citation_precision": [cited - unexpected, cited],
        "article_recall": _article_recall(run, verdicts),
        "quotes": {quote: quotes[quote] for quote in Quoted},
        "strays": sum(len(v.strays) for v in verdicts),
        "values": sum(len(v.values) for v in verdicts),
        "faults": sum(bool(a.fault) for a in run.answers),
        "varying": varying(verdicts),
        "retrieval": retrieval(run),
        "latency_ms": _latency(run),
        "steps": dict(Counter(v.step or "?" for v in verdicts if not v.passed)),
        "by_tag": {tag: share(passed) for tag, passed in sorted(_by_tag(verdicts).items())},
    }


def share(flags: Sequence[bool]) -> list[int]:
    """[how many, of how many]."""
    return [sum(flags), len(flags)]


def _by_tag(verdicts: Sequence[Verdict]) -> dict[str, list[bool]]:
    out: dict[str, list[bool]] = defaultdict(list)
    for v in verdicts:
        for tag in v.tags:
            out[tag].append(v.passed)
    return out


def _article_recall(run: Run, verdicts: Sequence[Verdict]) -> list[int]:
    """Expected articles, of which any part was cited."""
    wanted = {case.id: {_article(id) for id in case.expect.cites} for case in run.cases}
    met = all_ = 0
    for answered in run.answers:
        cited = {_article(str(c["provision"])) for c in answered.answer["citations"]}
        met += len(wanted[answered.case] & cited)
        all_ += len(wanted[answered.case])
    return [met, all_]


def _article(id: str) -> str:
    return id.split(".")[0]


def varying(verdicts: Sequence[Verdict]) -> list[str]:
    """The cases whose answers are not the same each time."""
    digests: dict[str, set[str]] = defaultdict(set)
    for v in verdicts:
        digests[v.case].add(v.digest)
    return sorted(case for case, seen in digests.items() if len(seen) > 1)


def retrieval(run: Run) -> dict[str, float | int] | None:
    """How the expected articles stand among those retrieved, where retrieval ran; None without traces."""
    cases = {case.id: case for case in run.cases}
    qrels, ranked = [], []
    for a in run.answers:
        if a.repeat or a.trace is None or not a.trace.candidates:
            continue
        wanted = {_article(id) for id in cases[a.case].expect.cites}
        qrels += [Judged(a.case, id, 1) for id in sorted(wanted)]
        if wanted:
            articles = dict.fromkeys(_article(id) for id in a.trace.candidates)
            ranked += [ScoredDoc(a.case, id, float(-place)) for place, id in enumerate(articles)]
    if not qrels:
        return None
    found = calc_aggregate(list(RETRIEVAL.values()), qrels, ranked)
    return {
        "cases": len({q.query_id for q in qrels}),
        **{name: round(float(found[m]), 4) for name, m in RETRIEVAL.items()},
    }


def _latency(run: Run) -> dict[str, float] | None:
    if not run.times:
        return None
    p50, p95 = np.percentile([t.milliseconds for t in run.times], [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}


def percent(part: int, whole: int) -> str:
    """945/972（97.2 %）; the share of nothing is not a number."""
    return f"{part}/{whole}" + (f"（{100 * part / whole:.1f} %）" if whole else "（没有这样的题）")


def step_order(steps: Mapping[str, int]) -> list[tuple[str, int]]:
    """Steps with how many failures are laid to them, in the order of the chain."""
    known = [name for name in ORDER if name in steps]
    return [(name, steps[name]) for name in (*known, *(n for n in steps if n not in known))]
