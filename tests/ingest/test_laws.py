"""The 3,423 texts of the national body of law: nothing crashes, spans are exact, articles are counted, gaps are reported.

Needs ../shared/laws beside the checkout; two processes, well under a minute.
"""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.audit import audit
from ingest.model import Document
from ingest.normalise import normalise
from ingest.numerals import to_int
from ingest.parse import parse
from ingest.references import find_references

LAWS = Path(__file__).parents[2].parent / "shared" / "laws"
pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason=f"{LAWS} is not here: the laws lie beside the checkout")

ARTICLE_LINE = re.compile(
    r"^(?:#+\s*)?第[零〇一二两三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?\s", re.MULTILINE
)

EXCEPTIONS = {  # articles parsed that a plain count of lines does not see, and the other way round
    "宪法修正案（2018年）": 21 - 26,  # five of 26 lines are articles of the constitution, quoted
    "飞行基本规则(2007-10-18)": 124 - 12,  # a chapter on one line
    "刑事诉讼法(2018-10-26)": 1,  # 「第一百二十八 条侦查人员」
    "最高人民法院关于适用《刑事诉讼法》的解释(2021-01-26)": 4,  # likewise 第一百二十四, 二百七十一, 三百七十二, 四百一十四
    "青岛市海上交通安全条例(2014-09-26)": 1,  # likewise 第七十五
    "浙江省农村生活污水处理设施管理条例(2019-09-27)": 1,  # likewise 第三十五
    "重庆市合同格式条款监督条例(2010-07-30)": 1,  # likewise 第十五
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file."""

    name: str
    lines: int
    articles: int
    provisions: int
    wrong: tuple[str, ...]
    codes: frozenset[str]


def check(path: Path) -> Checked:
    raw = path.read_text(encoding="utf-8")
    shown = normalise(raw, "md")
    document = parse(shown, document="x")
    findings = audit(document, find_references(document), raw)
    return Checked(
        path.stem,
        len(ARTICLE_LINE.findall(shown)),
        len(document.articles),
        len(document.provisions),
        tuple(wrong_in(document, [f.message for f in findings])),
        frozenset(f.code for f in findings),
    )


def wrong_in(document: Document, messages: list[str]) -> Iterator[str]:
    numbers = [p.number for p in document.provisions]
    if len(set(numbers)) < len(numbers):
        yield "an id comes twice"
    spans = {p.number: (p.start, p.end) for p in document.provisions}
    ends: dict[str, int] = {}
    for p in document.provisions:
        if document.text[p.start : p.end] != p.text or not p.text.strip():
            yield f"{p.number}: the span is not the text"
        above = p.number.rpartition(".")[0]
        if above and not spans[above][0] <= p.start <= p.end <= spans[above][1]:
            yield f"{p.number} is not inside {above}"
        if p.start < ends.get(above, 0):
            yield f"{p.number} overlaps its sibling"
        ends[above] = p.end
    yield from unreported_gaps(document, messages)


def unreported_gaps(document: Document, messages: list[str]) -> Iterator[str]:
    heads = [int(p.number.partition("-")[0]) for p in document.articles]
    reported = {to_int(m[1]) for message in messages if (m := re.search("之前缺第(.+)条$", message))}
    begun = any("条文从" in message for message in messages)
    if heads and heads[0] != 1 and not begun:
        yield f"begins at {heads[0]}, unsaid"
    for before, after in pairwise(heads):
        if after not in (before, before + 1) and before + 1 not in reported:
            yield f"{before + 1} is missing, unsaid"


@pytest.fixture(scope="module")
def checked() -> list[Checked]:
    paths = sorted(LAWS.rglob("*.md"))
    spawn = multiprocessing.get_context("spawn")  # the test process may have threads by now
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        return list(pool.map(check, paths, chunksize=50))


def test_all_are_read(checked: list[Checked]) -> None:
    assert len(checked) == 3423
    assert sum(c.articles for c in checked) > 147_000


def test_spans_ids_and_gaps(checked: list[Checked]) -> None:
    assert [(c.name, wrong) for c in checked for wrong in c.wrong] == []


def test_as_many_articles_as_lines_that_begin_one(checked: list[Checked]) -> None:
    different = {c.name: c.articles - c.lines for c in checked if c.articles != c.lines}
    assert different == EXCEPTIONS


def test_no_file_is_refused(checked: list[Checked]) -> None:
    assert [c.name for c in checked if c.codes & {"duplicate", "empty"}] == []
