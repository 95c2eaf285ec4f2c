"""Case files are read strictly, and every case stands on the texts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.cases import check_against, load_cases
from ingest.generation import open_generation
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
