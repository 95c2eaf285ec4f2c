"""Case files are read strictly, and every case stands on the texts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.cases import DEFAULT, HOLDOUT, check_against, check_files, load_cases
from ingest.generation import open_generation
from ingest.manifest import file_digest
from ingest.model import BadInput

GOOD = '{"id": "a", "question": "问", "expect": {"outcome": "answered", "cites": ["fujian/20"]}, "tags": ["t"]}'


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_case_is_read(tmp_path: Path) -> None:
    (case,) = load_cases([write(tmp_path, GOOD)])
    assert case.expect.cites == ("fujian/20",)


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("{", r"cases.jsonl:2：整行 不合格式"),
        (GOOD.replace('"answered"', '"maybe"'), r"cases.jsonl:2：expect.outcome 不合格式"),
        (GOOD.replace('"question": "问"', '"question": ""'), r"cases.jsonl:2：question"),
        (GOOD.replace('"tags"', '"label"'), r"cases.jsonl:2：label"),
        (GOOD.replace('"a"', '"b"').replace('"cites"', '"cite"'), r"cases.jsonl:2：expect.cite"),
        (GOOD, r"cases.jsonl:2：id「a」与 cases.jsonl:1 重复"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, match: str) -> None:
    with pytest.raises(BadInput, match=match):
        load_cases([write(tmp_path, GOOD, line)])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个用例文件"):
        load_cases([tmp_path / "none.jsonl"])


def test_the_cases_stand_on_the_texts(index: Path) -> None:
    cases = load_cases()
    assert len(cases) >= 120
    assert check_against(cases, open_generation(index)) == []
    kinds = Counter(case.tags[0] for case in cases)
    assert {"lookup", "accountability", "duties", "frequency", "scope", "places", "off_topic"} <= set(kinds)


HEAD = '{"schema": 1, "written": "2026-11-23", "author": "甲", "basis": "原文"}'


def test_the_first_line_says_how_a_file_came_to_be(tmp_path: Path) -> None:
    assert len(load_cases([write(tmp_path, HEAD, GOOD)])) == 1
    assert check_files(tmp_path) == []
    write(tmp_path, GOOD)
    assert check_files(tmp_path) == ["cases.jsonl：第一行应说明格式、日期、作者和依据"]
    for line, match in [
        (HEAD.replace("1,", "2,", 1), r"cases.jsonl:1：用例格式 2，本程序用 1"),
        (HEAD.replace("2026-11-23", "昨天"), r"cases.jsonl:1：written 不合格式"),
        (HEAD.replace('"author"', '"by"'), r"cases.jsonl:1：author 不合格式"),
    ]:
        with pytest.raises(BadInput, match=match):
            load_cases([write(tmp_path, line, GOOD)])


def test_a_frozen_file_cannot_be_changed_unnoticed(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    (tmp_path / "holdout.lock").write_text(json.dumps({path.name: file_digest(path)}), encoding="utf-8")
    assert len(load_cases([tmp_path])) == 1
    path.write_text(path.read_text("utf-8").replace("fujian/20", "fujian/21"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"留出的题被改动过"):
        load_cases([tmp_path])


def test_the_cases_of_the_project() -> None:
    """How many there are, of what kinds, and that the hold-out is frozen."""
    cases = load_cases()
    locked = json.loads((DEFAULT / "holdout.lock").read_text("utf-8"))
    held = [case for case in cases if HOLDOUT in case.tags]
    assert sorted(locked) == ["holdout.jsonl", "holdout2.jsonl", "holdout3.jsonl", "holdout4.jsonl"]
    assert len(held) == len(load_cases([DEFAULT / name for name in locked])) >= len(cases) / 3
    assert len(cases) >= 1_500
    assert sum(case.expect.outcome in ("not_in_corpus", "off_topic") for case in cases) >= 100
    assert check_files(DEFAULT) == []
