"""May this be released? Floors, ceilings, drops against a baseline, and cases that may never fail, from a TOML file.

In: figures and Verdicts of a run, the gate, a baseline. Out: what is wrong, one sentence each; none means pass.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.cases import Case
from eval.measures import Verdict
from eval.score import percent
from ingest.manifest import write_file
from ingest.model import BadInput

DEFAULT = Path(__file__).resolve().parent.parent / "data" / "gate.toml"
SHARES = {
    "passed": "通过",
    "outcome": "结果正确",
    "refused": "该拒的拒了",
    "citation_recall": "应引条款引到",
    "citation_precision": "所引条款合格",
    "article_recall": "应引的条引到",
}
COUNTS = {
    "broken_quotes": "不合格的引文",
    "values": "句中数值不在引文里",
    "strays": "引到题外文件",
    "faults": "出错的题",
    "varying": "每次不一样的题",
}
COMMON = 0.9
"""Share of the baseline's cases that must still be asked, unchanged, for a comparison with it to mean anything."""


class Critical(BaseModel):
    """Cases that may never fail: by tag, by id."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tags: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


class Gate(BaseModel):
    """`floors` are least shares, `ceilings` most counts, `drops` how far a share may fall below the baseline's."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    floors: dict[str, float] = {}
    ceilings: dict[str, int] = {}
    drops: dict[str, float] = {}
    critical: Critical = Critical()


class Baseline(BaseModel):
    """What an earlier run reached: by case the digest of the case and whether it passed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    corpus: str
    shares: dict[str, tuple[int, int]]
    cases: dict[str, tuple[str, bool]]


class NotComparable(BadInput):
    """The baseline is missing, or is of something else."""

    exit_code = 4


def read_gate(path: Path) -> Gate:
    """Raises BadInput naming the key that is wrong."""
    try:
        gate = Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadInput(f"{path}：没有这个门槛文件") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}：不是 TOML（{error}）") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{path}：{'.'.join(map(str, first['loc']))} 不合格式（{first['msg']}）") from None
    for table, known in (("floors", SHARES), ("drops", SHARES), ("ceilings", COUNTS)):
        for name in getattr(gate, table):
            if name not in known:
                raise BadInput(f"{path}：{table}.{name} 不认识；可用的有 {'、'.join(known)}")
    return gate


def read_baseline(path: Path) -> Baseline:
    """Raises NotComparable when there is none that can be read."""
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        raise NotComparable(
            f"{path}：没有可用的基线；用 python -m eval gate 运行 --save-baseline {path} 存一份"
        ) from None


def write_baseline(path: Path, figures: dict[str, Any], verdicts: Sequence[Verdict], cases: Sequence[Case]) -> None:
    """Keep what a run reached. Cases are kept by digest: the file tells nothing of what the hold-out expects."""
    digests = {case.id: case_digest(case) for case in cases}
    about = figures["about"]
    baseline = Baseline(
        name=about["code"], corpus=about["corpus"], shares={name: tuple(figures[name]) for name in SHARES},
        cases={v.case: (digests[v.case], v.passed) for v in sorted(verdicts, key=lambda v: (v.case, v.passed), reverse=True)},
    )  # fmt: skip
    rows = ",\n".join(f"  {json.dumps(id)}: {json.dumps(row)}" for id, row in sorted(baseline.cases.items()))
    head = json.dumps(baseline.model_dump(exclude={"cases"}), ensure_ascii=False)[:-1]
    write_file(path, f'{head}, "cases": {{\n{rows}\n}}}}\n')


def case_digest(case: Case) -> str:
    import hashlib

    return hashlib.sha256(case.model_dump_json().encode()).hexdigest()[:12]


def problems(
    gate: Gate, figures: dict[str, Any], verdicts: Sequence[Verdict], cases: Sequence[Case], baseline: Baseline | None
) -> list[str]:
    """What is wrong. Raises NotComparable when drops are to be judged without a fitting baseline."""
    return [
        *_floors(gate, figures),
        *_ceilings(gate, figures),
        *_critical(gate, verdicts),
        *(_drops(gate, figures, verdicts, cases, baseline) if gate.drops else []),
    ]


def _floors(gate: Gate, figures: dict[str, Any]) -> Iterator[str]:
    for name, least in gate.floors.items():
        part, whole = figures[name]
        if not whole:
            yield f"{SHARES[name]}：没有这样的题，门槛 {least:.1%} 无从判断"
        elif part < least * whole:
            yield f"{SHARES[name]} {percent(part, whole)}，低于 {least:.1%}"


def _ceilings(gate: Gate, figures: dict[str, Any]) -> Iterator[str]:
    broken = sum(count for name, count in figures["quotes"].items() if name != "supported")
    counts = {**figures, "broken_quotes": broken, "varying": len(figures["varying"])}
    for name, most in gate.ceilings.items():
        if counts[name] > most:
            yield f"{COUNTS[name]} {counts[name]}，多于 {most}"


def _critical(gate: Gate, verdicts: Sequence[Verdict]) -> Iterator[str]:
    asked = {v.case for v in verdicts}
    for id in gate.critical.cases:
        if id not in asked:
            yield f"不许失败的 {id} 没有问"
    for v in verdicts:
        if not v.passed and (v.case in gate.critical.cases or set(v.tags) & set(gate.critical.tags)):
            yield f"不许失败的 {v.case} 没有通过"


def _drops(
    gate: Gate, figures: dict[str, Any], verdicts: Sequence[Verdict], cases: Sequence[Case], baseline: Baseline | None
) -> Iterator[str]:
    if baseline is None:
        raise NotComparable("门槛里有 drops，却没有基线；请给出 --baseline")
    if baseline.corpus != figures["about"]["corpus"]:
        raise NotComparable(
            f"基线的语料（{baseline.corpus[:8]}）与这次运行（{figures['about']['corpus'][:8]}）不同，不能比"
        )
    digests = {case.id: case_digest(case) for case in cases}
    common = [id for id, (digest, _) in baseline.cases.items() if digests.get(id) == digest]
    if len(common) < COMMON * len(baseline.cases):
        raise NotComparable(f"基线的 {len(baseline.cases)} 题里只有 {len(common)} 题还在，不能比；请另存基线")
    passed = {v.case: True for v in verdicts} | {v.case: False for v in verdicts if not v.passed}
    if "passed" in gate.drops:
        before, after = (sum(x) for x in ([baseline.cases[id][1] for id in common], [passed[id] for id in common]))
        if before - after > gate.drops["passed"] * len(common):
            worse = [id for id in common if baseline.cases[id][1] and not passed[id]]
            yield f"通过比基线少 {before - after} 题（{len(common)} 题里），超过 {gate.drops['passed']:.1%}：{'、'.join(worse[:20])}"
    for name, most in gate.drops.items():
        (was, of), (now, whole) = baseline.shares[name], figures[name]
        if name != "passed" and of and whole and was / of - now / whole > most:
            yield f"{SHARES[name]} {percent(now, whole)}，基线 {percent(was, of)}，降幅超过 {most:.1%}"
