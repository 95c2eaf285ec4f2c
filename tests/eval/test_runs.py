"""Runs on disk: the same bytes whether or not they were cut off, by whomever they were asked; what does not fit is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.run import make
from eval.runs import read_run
from ingest.config import Settings, load_settings
from ingest.model import BadInput
from tests.conftest import ROOT
from tests.eval.conftest import RunOf, answered, case, written

QUESTIONS = ("福建第二十条", "河北县委书记多久调研一次", "上海呢", "你好", "枣庄第五条", "今天天气怎么样")
CASES = [case(f"c{i}", question) for i, question in enumerate(QUESTIONS * 8)]


@pytest.fixture
def settings(index: Path) -> Settings:
    return load_settings({"ANZE_INDEX": str(index)})


def test_a_run_that_was_cut_off_goes_on_and_gives_the_same_bytes(tmp_path: Path, settings: Settings) -> None:
    make(tmp_path / "whole", CASES[:6], settings, "", 2, 1)
    whole = (tmp_path / "whole" / "answers.jsonl").read_bytes()
    make(tmp_path / "cut", CASES[:6], settings, "", 2, 1)
    cut = tmp_path / "cut" / "answers.jsonl"
    cut.write_bytes(whole[: len(whole) * 2 // 3])  # in the middle of a line
    assert not read_run(tmp_path / "cut").complete
    assert 0 < make(tmp_path / "cut", CASES[:6], settings, "", 2, 1) < 12
    assert cut.read_bytes() == whole
    assert read_run(tmp_path / "cut").complete


def test_a_killed_process_and_many_processes(tmp_path: Path, index: Path, settings: Settings) -> None:
    """The command is killed while it asks; going on with two processes ends where one alone would have."""
    file = written(tmp_path / "cases.jsonl", *CASES)
    folder = tmp_path / "killed"
    command = [sys.executable, "-m", "eval", "run", "--cases", str(file), "--out", str(folder), "--repeat", "40"]
    environment = {**os.environ, "ANZE_INDEX": str(index)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        answers = folder / "answers.jsonl"
        for _ in range(600):
            if answers.exists() and answers.stat().st_size:
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
    before = len(read_run(folder).answers)
    assert 0 < before < 40 * len(CASES)
    about = read_run(folder).about
    (folder / "run.json").write_text(about.model_copy(update={"repeat": 1}).model_dump_json(), "utf-8")
    make(folder, CASES, settings, "", 1, 2)
    make(tmp_path / "alone", CASES, settings, "", 1, 1)
    assert answers.read_bytes() == (tmp_path / "alone" / "answers.jsonl").read_bytes()


def test_a_folder_of_something_else(tmp_path: Path, settings: Settings) -> None:
    make(tmp_path / "run", CASES[:2], settings, "", 1, 1)
    with pytest.raises(BadInput, match=r"已有的运行与这次不同（cases、cases_digest）"):
        make(tmp_path / "run", CASES[:3], settings, "", 1, 1)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").touch()
    with pytest.raises(BadInput, match=r"不是空的，也不是一次运行"):
        make(tmp_path / "photos", CASES[:3], settings, "", 1, 1)
    with pytest.raises(BadInput, match=r"没有 run\.json"):
        read_run(tmp_path / "photos")


def test_a_broken_line_is_named(run_of: RunOf) -> None:
    run = run_of([case("a"), case("b")], [answered("a"), answered("b")])
    path = run.folder / "answers.jsonl"
    path.write_text("{}\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(BadInput, match=r"answers\.jsonl:1 读不出来"):
        read_run(run.folder)


def test_a_fault_of_one_question_fails_that_one(tmp_path: Path, settings: Settings) -> None:
    make(tmp_path / "run", [case("bad", "问" * 600), CASES[0]], settings, "", 1, 1)
    first, second = read_run(tmp_path / "run").answers
    assert "问题有 600 字" in first.fault
    assert (first.answer["outcome"], second.fault, second.answer["outcome"]) == ("unavailable", "", "answered")


def test_what_the_command_says_and_returns(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANZE_INDEX", str(index))
    good = written(tmp_path / "good.jsonl", case("a", "福建第二十条", cites=["fujian/20"], tags=["t"]))
    bad = written(tmp_path / "bad.jsonl", case("a", "福建第二十条", outcome="off_topic", tags=["t"]))
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{", encoding="utf-8")
    for number, (arguments, code) in enumerate([
        ([str(good)], 0),
        ([str(bad)], 1),
        ([str(bad), "--floor", "0"], 0),
        ([str(broken)], 2),
        ([str(good), "--tag", "none"], 3),
        ([str(good), "--repeat", "0"], 2),
        ([str(good), "--floor", "2"], 2),
    ]):  # fmt: skip
        assert main(["run", "--out", str(tmp_path / f"r{number}"), "--cases", *arguments]) == code, arguments
    said = capsys.readouterr()
    assert "没有符合条件的用例" in said.err
    assert "合计\t1/1（100.0 %）" in said.out
    assert main(["score", str(tmp_path / "r1"), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["passed"] == [0, 1]
    assert figures["failures"][0]["told"] == "结果应为 off_topic，实为 answered"
