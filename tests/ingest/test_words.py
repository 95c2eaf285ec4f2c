"""The one tokenizer."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from ingest import words as module
from ingest.words import words

ROWS = [
    ("安全生产责任制", ["安全", "生产", "责任", "责任制"]),  # a compound comes with its parts
    ("党政同责、一岗双责", ["党政", "同责", "一岗双责"]),
    ("第十九条", ["第十", "十九", "九条", "第十九", "第十九条"]),
    ("ＡＢＣ １２３", ["abc", "123"]),  # full-width, upper case
    ("迟报，漏报！", ["迟报", "漏报"]),
    ("对迟报的", ["迟报"]),
    ("多久述职一次？", ["多久", "述职", "一次"]),
    ("的了和与", []),
    ("，。！？（）《》 \n\t　", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0][:8].strip() or "blank" for row in ROWS])
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_width_and_layout_do_not_matter() -> None:
    assert words("安全生产，ＧＤＰ（２０１９）") == words("安全生产,gdp(2019)")


def test_a_question_has_the_words_of_the_text_it_asks_for() -> None:
    text = words("对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的")
    assert set(words("迟报事故的领导责任")) <= set(text)


def test_the_name_tells_the_version() -> None:
    assert f"rjieba-{version('rjieba')}-search" == module.NAME
