"""Runs with a chat model: they repeat offline from the replies that were kept, and tell which model and prompts they are of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.diff import models_changed
from eval.run import make
from eval.runs import read_run
from ingest.config import Settings, load_settings
from tests.assistant.wording import evidence, words
from tests.eval.conftest import RunOf, answered, case, written
from tests.llm.scripted import scripted

QUESTIONS = ("福建第二十条", "北京一票否决", "上海呢", "你好", "福建那边的事情该咋整")
CASES = [case(f"c{i}", question) for i, question in enumerate(QUESTIONS)]


def repeats_the_first(pairs: list[tuple[str, str]]) -> str:
    return "".join(f"{quote.split('；')[0].strip('。')}[[{token}]]。" for token, quote in pairs[:1]) or "没有材料"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, index: Path) -> Callable[[str], Settings]:
    """Settings as the command reads them, with this address of a model."""

    def settings(url: str) -> Settings:
        values = {"ANZE_LLM_MODEL": "m-1", "ANZE_LLM_BASE_URL": url, "ANZE_INDEX": str(index)}
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return load_settings()

    return settings


def test_a_run_repeats_without_a_server(asked: Callable[[str], Settings], tmp_path: Path) -> None:
    replies = str(tmp_path / "replies")
    with scripted(words(repeats_the_first)) as server:
        make(tmp_path / "a", CASES, replace(asked(server.url), llm_replay=replies), "", 1, 1)
        requests = len(server.asked)
        assert [bool(evidence(asked.prompt)) for asked in server.asked].count(True) == 2
    make(tmp_path / "b", CASES, replace(asked(""), llm_replay=replies), "", 1, 1)
    assert (tmp_path / "a" / "answers.jsonl").read_bytes() == (tmp_path / "b" / "answers.jsonl").read_bytes()
    assert len(list(Path(replies).iterdir())) == requests
    run = read_run(tmp_path / "b")
    assert [bool(a.answer.get("worded")) for a in run.answers] == [True, True, False, False, False]
    assert run.about.settings["model"] == "m-1"
    assert run.about.settings["prompts"]["wording-staff"] == "wording-staff-2"


def test_the_command_replays(
    asked: Callable[[str], Settings], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = written(tmp_path / "cases.jsonl", *CASES[:1])
    command = ["run", "--cases", str(cases), "--jobs", "1", "--replay", str(tmp_path / "replies"), "--floor", "0"]
    with scripted(words(repeats_the_first)) as server:
        asked(server.url)
        main([*command, "--out", str(tmp_path / "a")])
    asked("")
    main([*command, "--out", str(tmp_path / "b")])
    assert capsys.readouterr().err.count("语言模型 m-1：1 题里有 1 题由它成文，其中删去 0 句；其余只列原文") == 2
    answers = [json.loads((tmp_path / name / "answers.jsonl").read_text()) for name in ("a", "b")]
    assert answers[0] == answers[1]


def test_replies_of_no_model_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ANZE_LLM_MODEL", raising=False)
    assert main(["run", "--replay", str(tmp_path)]) == 2
    assert "请设 ANZE_LLM_MODEL" in capsys.readouterr().err


def test_a_run_without_a_model_says_nothing_of_one(tmp_path: Path, index: Path) -> None:
    make(tmp_path / "a", CASES[:1], load_settings({"ANZE_INDEX": str(index)}), "", 1, 1)
    assert set(read_run(tmp_path / "a").about.settings) == {"question_limit"}


def test_what_changed_of_model_and_prompts_is_told(run_of: RunOf) -> None:
    one = run_of([case()], [answered()], settings={"model": "a", "prompts": {"reread": "reread-1", "x": "x-1"}})
    other = run_of([case()], [answered()], settings={"model": "b", "prompts": {"reread": "reread-2", "x": "x-1"}})
    assert models_changed(one, other) == ["语言模型变了：a → b", "提示变了：reread-1 → reread-2"]
    assert models_changed(one, one) == []
    assert models_changed(run_of([case()], [answered()]), one) == ["语言模型变了：没有用 → a"]
