"""Is the evaluation itself to be trusted? Planted regressions must all be noticed, unchanged runs must raise no alarm.

In: the cases, the program. Out: what went unnoticed, and false alarms; none of either is a pass. Everything goes through the
same files and the same gate as a release: runs are written, read again, scored, compared and judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import gate as gates
from eval.cases import Case
from eval.diff import compare
from eval.gate import Gate
from eval.measures import Verdict
from eval.plants import PLANTS, spoiled
from eval.run import make
from eval.runs import Answered, Recorder, Run, Took, cases_digest, read_run
from eval.score import figures_of, verdicts_of
from eval.summary import inert
from ingest.config import Settings
from ingest.generation import Generation

UNCHANGED = 30
"""Runs of the same program that must raise no alarm."""
SAMPLE = 40
"""Cases that each of them asks."""
STRICT = Gate(
    floors={"passed": 1.0}, ceilings=dict.fromkeys(gates.COUNTS, 0), drops=dict.fromkeys(gates.SHARES, 0.0)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noticed:
    """One regression: which case it was planted in, and what the gate and the comparison said of it."""

    name: str
    case: str
    gate: tuple[str, ...]
    regressed: bool

    @property
    def noticed(self) -> bool:
        return bool(self.gate) and self.regressed


def plant_all(good: Run, generation: Generation, folder: Path) -> Iterator[Noticed]:
    """Each regression planted in one case, a different one each time; a run that differs in nothing else is judged."""
    cases = {case.id: case for case in good.cases}
    before = verdicts_of(good, generation)
    baseline = _baseline(good, before, folder / "baseline.json")
    for number, plant in enumerate(PLANTS):
        start = number * len(good.answers) // len(PLANTS)
        tried = (*good.answers[start:], *good.answers[:start])
        bad = next(filter(None, (spoiled(plant, cases[a.case], a, generation) for a in tried)), None)
        if bad is None:
            yield Noticed(plant.name, "", (), False)
            continue
        run = write_run(folder / f"plant{number}", good, [bad if a.case == bad.case else a for a in good.answers])
        after = verdicts_of(run, generation)
        problems = gates.problems(STRICT, figures_of(run, after), after, run.cases, baseline)
        regressed = [change.case for change in compare(good, run, before, after).of("regressed")]
        yield Noticed(plant.name, bad.case, tuple(problems), regressed == [bad.case])


def repeat_unchanged(
    cases: Sequence[Case], settings: Settings, generation: Generation, folder: Path, jobs: int
) -> list[str]:  # fmt: skip
    """The program asked the same again and again; what the gate or the comparison said against it."""
    alarms, first, verdicts = [], None, list[Verdict]()
    for number in range(UNCHANGED):
        make(folder / f"same{number}", cases, settings, "", 1, jobs)
        run = read_run(folder / f"same{number}")
        now = verdicts_of(run, generation)
        if first is None:
            first, verdicts = run, now
            baseline = _baseline(run, now, folder / "same.json")
            continue
        found = compare(first, run, verdicts, now)
        problems = gates.problems(STRICT, figures_of(run, now), now, run.cases, baseline)
        alarms += [f"第 {number + 1} 次：{p}" for p in (*problems, *(c.case for c in found.changes), *found.reworded)]
    return alarms


def _baseline(run: Run, verdicts: Sequence[Verdict], path: Path) -> gates.Baseline:
    gates.write_baseline(path, figures_of(run, verdicts), verdicts, run.cases)
    return gates.read_baseline(path)


def write_run(folder: Path, like: Run, answers: Sequence[Answered]) -> Run:
    """A run on disk with these answers."""
    recorder = Recorder(folder, like.about, like.cases)
    for answered in answers:
        recorder.add(answered, Took(case=answered.case, repeat=answered.repeat, milliseconds=1.0, steps={}))
    recorder.close()
    return read_run(folder)


def only_passing(run: Run, verdicts: Sequence[Verdict], folder: Path) -> Run:
    """The part of a run that is beyond reproach: what is planted there is the only thing wrong."""
    fine = {v.case for v in verdicts if v.passed and not v.unexpected}
    cases = [case for case in run.cases if case.id in fine]
    about = run.about.model_copy(update={"cases": len(cases), "cases_digest": cases_digest(cases)})
    like = Run(run.folder, about, tuple(cases), (), ())
    return write_run(folder, like, [a for a in run.answers if a.case in fine])


def lines(found: Sequence[Noticed], alarms: Sequence[str]) -> Iterator[str]:
    """What became of each plant, how many were noticed, and the first false alarms."""
    for one in found:
        told = f"发现：{one.gate[0]}" if one.noticed else "没有发现" if one.case else "没有能植入的题"
        yield f"{one.name}\t{one.case}\t{inert(told)}"
    noticed = sum(one.noticed for one in found)
    yield f"植入 {len(found)} 种变差，发现 {noticed} 种；没有变的运行 {UNCHANGED} 次，误报 {len(alarms)} 处"
    yield from map(inert, alarms[:20])
