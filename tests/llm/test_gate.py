"""The release gate with an honest model and without one: no case worse, not one value outside its citation; and again offline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.cases import load_cases
from eval.runs import Run, read_run
from ingest.config import ROOT
from tests.llm.scripted import Says, Scripted, scripted
from tests.llm.writing import honest

EVERY = 9
"""Of all cases each ninth, some 170; the whole set is asked by hand."""
GATE = """
[ceilings]
broken_quotes = 0
values = 0
faults = 0
varying = 0
[drops]
passed = 0.0
outcome = 0.0
refused = 0.0
citation_recall = 0.0
citation_precision = 0.0
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cases and a gate that lets nothing become worse."""
    made = tmp_path_factory.mktemp("gate")
    cases = load_cases([ROOT / "data" / "cases"])[::EVERY]
    (made / "cases.jsonl").write_text("".join(c.model_dump_json() + "\n" for c in cases), encoding="utf-8")
    (made / "gate.toml").write_text(GATE, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with scripted(Says(honest, most=60)) as server:
        yield server


def run(folder: Path, name: str, *more: str) -> Run:
    """The cases asked as a maintainer would."""
    arguments = ["run", "--cases", str(folder / "cases.jsonl"), "--out", str(folder / name), "--floor", "0"]
    assert main([*arguments, "--jobs", "1", *more]) == 0
    return read_run(folder / name)


def test_the_gate_holds_with_a_model_as_without(
    folder: Path, server: Scripted, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = ["gate", "--gate", str(folder / "gate.toml")]
    plain = run(folder, "plain")
    assert len(plain.answers) >= 150
    saved = ["--baseline", str(folder / "base.json"), "--save-baseline", str(folder / "base.json")]
    assert main([*gate, str(folder / "plain"), *saved]) == 0

    monkeypatch.setenv("ANZE_LLM_MODEL", "scripted")
    monkeypatch.setenv("ANZE_LLM_BASE_URL", server.url)
    replies = ["--replay", str(folder / "replies")]
    worded = run(folder, "worded", *replies)
    stood = [a.answer["worded"] for a in worded.answers if "worded" in a.answer]
    assert len(stood) > 0.8 * sum(a.answer["outcome"] in ("answered", "partial") for a in plain.answers)
    assert sum(w["struck"] for w in stood) <= 0.02 * len(stood)
    assert main([*gate, str(folder / "worded"), "--baseline", str(folder / "base.json")]) == 0
    assert main(["diff", str(folder / "plain"), str(folder / "worded")]) == 0
    assert "变差 0，修好 0" in capsys.readouterr().out

    asked = len(server.asked)
    monkeypatch.delenv("ANZE_LLM_BASE_URL")
    run(folder, "offline", *replies)
    assert len(server.asked) == asked
    answers = [(folder / name / "answers.jsonl").read_bytes() for name in ("worded", "offline")]
    assert answers[0] == answers[1]

    spoil(folder / "worded" / "answers.jsonl")
    assert main([*gate, str(folder / "worded"), "--baseline", str(folder / "base.json")]) == 1
    assert "句中数值不在引文里" in capsys.readouterr().out


def spoil(path: Path) -> None:
    """Let one wording say a number that its citation does not say: the gate must notice."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    spoiled = next(r for r in rows if "worded" in r["answer"])
    spoiled["answer"]["text"] = "每月至少检查9次。[1]\n\n" + spoiled["answer"]["text"]
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
