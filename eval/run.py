"""Ask every case and sum up: pass rate by tag, citation recall and precision, latency, the two promises.

In: Cases and a loaded Engine. Out: Verdicts, and a report as text or JSON. Denominators are printed with every share.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from assistant.engine import Engine
from assistant.model import Question
from eval.cases import Case
from eval.measures import Verdict, judge_answer

RELEASE_FLOOR = 0.93
"""Share of data/cases that must pass before a release; what falls short is listed in the README."""


def ask_all(cases: Sequence[Case], engine: Engine, answers: Path | None = None) -> list[Verdict]:
    """Ask the cases one after another; each answer is appended to `answers` as it comes."""
    out: list[Verdict] = []
    sink = answers.open("w", encoding="utf-8") if answers else None
    try:
        for i, case in enumerate(cases, start=1):
            start = time.perf_counter()
            question = Question(case.question, id=case.id, history=case.history, regions=case.regions)
            answer = engine.ask(question).to_json()
            took = (time.perf_counter() - start) * 1000
            out.append(judge_answer(case, answer, engine.generation, took))
            if sink:
                sink.write(json.dumps(answer, ensure_ascii=False) + "\n")
            if sys.stderr.isatty():
                print(f"\r{i}/{len(cases)}", end="", file=sys.stderr, flush=True)
    finally:
        if sink:
            sink.close()
        if sys.stderr.isatty():
            print("\r", end="", file=sys.stderr)
    return out


def summary(verdicts: Sequence[Verdict], generation: str) -> dict[str, Any]:
    """The figures of a run. Raises ValueError on an empty one, which has none."""
    if not verdicts:
        raise ValueError("no verdicts")
    by_tag: dict[str, list[bool]] = defaultdict(list)
    for v in verdicts:
        for tag in v.tags:
            by_tag[tag].append(v.passed)
    times = np.array([v.milliseconds for v in verdicts])
    cited, unexpected = sum(v.cited for v in verdicts), sum(len(v.unexpected) for v in verdicts)
    return {
        "generation": generation,
        "cases": len(verdicts),
        "passed": sum(v.passed for v in verdicts),
        "by_tag": {tag: {"passed": sum(p), "cases": len(p)} for tag, p in sorted(by_tag.items())},
        "citations": {
            "wanted": sum(v.wanted for v in verdicts),
            "met": sum(v.met for v in verdicts),
            "cited": cited,
            "expected": cited - unexpected,
        },
        "broken_citations": sum(len(v.broken) for v in verdicts),
        "latency_ms": {
            "p50": round(float(np.percentile(times, 50)), 1),
            "p95": round(float(np.percentile(times, 95)), 1),
        },
        "failures": [asdict(v) for v in verdicts if not v.passed],
    }


def lines(figures: dict[str, Any]) -> Iterable[str]:
    """The report for people."""
    yield f"索引 {figures['generation']}"
    for failure in figures["failures"]:
        yield f"  未通过 {failure['case']}：{'；'.join(failure['problems'])}"
    for tag, row in figures["by_tag"].items():
        yield f"{tag}\t{_share(row['passed'], row['cases'])}"
    c = figures["citations"]
    yield f"合计\t{_share(figures['passed'], figures['cases'])}"
    yield f"应引条款引到 {_share(c['met'], c['wanted'])}；所引条款合格 {_share(c['expected'], c['cited'])}"
    yield f"引文逐字且条款存在 {_share(c['cited'] - figures['broken_citations'], c['cited'])}"
    yield f"单题用时 p50 {figures['latency_ms']['p50']} ms，p95 {figures['latency_ms']['p95']} ms"


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" + (f"（{100 * part / whole:.1f} %）" if whole else "")
