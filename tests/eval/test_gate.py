"""The gate: what it lets pass, what it says, and its exit codes."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.__main__ import main
from eval.gate import DEFAULT, Gate, NotComparable, problems, read_baseline, read_gate, write_baseline
from eval.runs import Run
from eval.score import figures_of, verdicts_of
from ingest.generation import Generation
from ingest.model import BadInput
from tests.eval.conftest import RunOf, answered, case

CASES = [case(f"c{i}", tags=["t"], outcome="meta") for i in range(10)]


def run_with(run_of: RunOf, failing: int, **about: str) -> Run:
    answers = [answered(c.id, "off_topic" if i < failing else "meta") for i, c in enumerate(CASES)]
    return run_of(CASES, answers, **about)


def found(gate: Gate, run: Run, generation: Generation, baseline: Path | None = None) -> list[str]:
    verdicts = verdicts_of(run, generation, any_corpus=True)
    return problems(gate, figures_of(run, verdicts), verdicts, run.cases, read_baseline(baseline) if baseline else None)


def kept(run: Run, generation: Generation, path: Path) -> Path:
    verdicts = verdicts_of(run, generation, any_corpus=True)
    write_baseline(path, figures_of(run, verdicts), verdicts, run.cases)
    return path


def test_floors_and_ceilings(run_of: RunOf, generation: Generation) -> None:
    run = run_with(run_of, 2)
    assert found(Gate(floors={"passed": 0.8}), run, generation) == []
    assert found(Gate(floors={"passed": 0.81}), run, generation) == ["通过 8/10（80.0 %），低于 81.0%"]
    assert found(Gate(floors={"refused": 0.5}), run, generation) == ["该拒的拒了：没有这样的题，门槛 50.0% 无从判断"]
    broken = run_of([case("a")], [answered("a", fujian_20="没有的话")])
    assert found(Gate(ceilings={"broken_quotes": 0}), broken, generation) == ["不合格的引文 1，多于 0"]


def test_critical_cases(run_of: RunOf, generation: Generation) -> None:
    run = run_with(run_of, 1)
    assert found(Gate.model_validate({"critical": {"cases": ["c5"]}}), run, generation) == []
    gate = Gate.model_validate({"critical": {"cases": ["c0", "nobody"]}})
    assert found(gate, run, generation) == ["不许失败的 nobody 没有问", "不许失败的 c0 没有通过"]
    assert found(Gate.model_validate({"critical": {"tags": ["t"]}}), run, generation) == ["不许失败的 c0 没有通过"]


def test_drops_against_a_baseline(run_of: RunOf, generation: Generation, tmp_path: Path) -> None:
    baseline = kept(run_with(run_of, 1), generation, tmp_path / "b.json")
    gate = Gate(drops={"passed": 0.1, "outcome": 0.1})
    assert found(gate, run_with(run_of, 2), generation, baseline) == []
    assert found(gate, run_with(run_of, 3), generation, baseline) == [
        "通过比基线少 2 题（10 题里），超过 10.0%：c1、c2",
        "结果正确 7/10（70.0 %），基线 9/10（90.0 %），降幅超过 10.0%",
    ]


def test_a_baseline_that_does_not_fit(run_of: RunOf, generation: Generation, tmp_path: Path) -> None:
    gate, run = Gate(drops={"passed": 0.1}), run_with(run_of, 0)
    with pytest.raises(NotComparable, match="没有基线"):
        found(gate, run, generation)
    with pytest.raises(NotComparable, match="没有可用的基线"):
        found(gate, run, generation, tmp_path / "none.json")
    other = kept(run_with(run_of, 0, corpus="0" * 64), generation, tmp_path / "other.json")
    with pytest.raises(NotComparable, match="基线的语料（00000000）与这次运行"):
        found(gate, run, generation, other)
    few = run_of(CASES[:5], [answered(c.id, "meta") for c in CASES[:5]])
    whole = kept(run, generation, tmp_path / "whole.json")
    with pytest.raises(NotComparable, match="10 题里只有 5 题还在"):
        found(gate, few, generation, whole)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("floors = 1", "floors 不合格式"),
        ("[floors]\npased = 1", r"floors\.pased 不认识；可用的有 passed"),
        ("[flors]", "flors 不合格式"),
        ("[", "不是 TOML"),
    ],
)
def test_a_bad_gate_file(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "gate.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        read_gate(tmp_path / "gate.toml")


def test_the_baseline_tells_nothing_of_what_is_expected(run_of: RunOf, generation: Generation, tmp_path: Path) -> None:
    run = run_of([case("h", "秘密的问题", tags=["holdout"], cites=["fujian/20"])], [answered("h")])
    text = kept(run, generation, tmp_path / "b.json").read_text("utf-8")
    assert "秘密" not in text
    assert "fujian" not in text


def test_exit_codes(run_of: RunOf, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZE_INDEX", str(index))
    gate, baseline = tmp_path / "gate.toml", tmp_path / "baseline.json"
    gate.write_text("[floors]\npassed = 0.9\n[drops]\npassed = 0\n", encoding="utf-8")
    good, bad = run_with(run_of, 0), run_with(run_of, 2)
    cut, empty = run_of(CASES, [answered("c0", "meta")]), run_of(CASES, [])
    files = ["--gate", str(gate), "--baseline", str(baseline)]
    assert main(["gate", str(good.folder), *files]) == 4
    assert main(["gate", str(good.folder), *files, "--save-baseline", str(baseline)]) == 0
    assert main(["gate", str(bad.folder), *files, "--junit", str(tmp_path / "j.xml")]) == 1
    assert main(["gate", str(cut.folder), *files]) == 3
    assert main(["gate", str(empty.folder), *files]) == 3
    assert main(["gate", str(tmp_path / "nothing"), *files]) == 2
    suite = ElementTree.parse(tmp_path / "j.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("11", "3")
    assert [t.get("name") for t in suite if t.find("failure") is not None] == ["c0", "c1", "gate"]


def test_the_gate_of_the_project_can_be_read() -> None:
    gate = read_gate(DEFAULT)
    assert gate.ceilings["broken_quotes"] == gate.ceilings["values"] == gate.ceilings["faults"] == 0
    assert gate.drops
    assert gate.critical.tags
