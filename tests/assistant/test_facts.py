"""What is known of a document besides its text, in words: what the text does not say stays unsaid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.facts import (
    UNSTATED,
    count_line,
    date,
    extent,
    fact_rows,
    force_line,
    is_interpretation,
    source_of,
    standing,
)
from ingest.generation import Generation
from ingest.model import Document, Source
from tests.assistant.steps import law, text_of

BARE = Source("x", "", "", "办法")


def held(generation: Generation, id: str) -> tuple[Source, Document]:
    source = source_of(generation, id)
    assert source is not None
    return source, text_of(generation, id)


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2018-09-28", "2018年9月28日"),
        ("2019-06-04", "2019年6月4日"),
        ("2018-09", "2018-09"),  # not a day: left as it is
        ("", ""),
        ("自印发之日起", "自印发之日起"),
    ],
)
def test_a_date_in_words(iso: str, shown: str) -> None:
    assert date(iso) == shown


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("fujian", "已施行，自2018年9月28日起施行"),
        ("zaozhuang", "已施行，自2019年6月27日起施行"),
        ("beijing", "已施行，2019年6月4日印发，自发布之日起施行"),  # its own words, no date made of them
        ("hebei", "已施行，自印发之日起施行"),
        ("jilin", "解读材料，不是法规正文"),
    ],
)
def test_since_when_a_text_applies(generation: Generation, id: str, line: str) -> None:
    assert force_line(*held(generation, id)) == line


def test_where_the_text_says_nothing_that_is_said(generation: Generation) -> None:
    assert force_line(BARE) == "施行日期文中未载明"
    assert force_line(BARE, law("第一条 为了安全，制定本办法。")) == "施行日期文中未载明"
    assert force_line(replace(BARE, issued="2020-01-02")) == "2020年1月2日印发，施行日期文中未载明"


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("fujian", "已施行，自2018年9月28日起施行"),  # it names nobody who interprets it
        (
            "hebei",
            "已施行，自印发之日起施行；解释：省安全生产监督管理局商省委组织部；"
            "同时废止《河北省安全生产“党政同责、一岗双责”暂行规定》",
        ),
    ],
)
def test_what_goes_with_every_answer(generation: Generation, id: str, line: str) -> None:
    assert standing(*held(generation, id)) == line


def test_the_facts_at_the_head_of_a_page(generation: Generation) -> None:
    fujian = dict(fact_rows(held(generation, "fujian")[0]))
    assert fujian["施行日期"] == "2018年9月28日"
    assert (fujian["文号"], fujian["印发日期"], fujian["解释机关"]) == (UNSTATED, UNSTATED, UNSTATED)
    assert "制发机关" not in fujian  # unknown, and not always shown
    assert "同时废止" not in fujian
    assert dict(fact_rows(held(generation, "hebei")[0]))["同时废止"].startswith("《河北省安全生产")
    jilin = dict(fact_rows(held(generation, "jilin")[0]))
    assert UNSTATED not in jilin.values()  # of an interpretation nothing of the kind is expected
    assert jilin["印发日期"] == "2018年11月20日"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (replace(BARE, kind="解读"), True),
        (replace(BARE, interprets="某细则"), True),
        (replace(BARE, kind="通知"), False),
        (BARE, False),
    ],
)
def test_what_is_an_interpretation(source: Source, expected: bool) -> None:
    assert is_interpretation(source) is expected


@pytest.mark.parametrize(
    ("id", "reach", "count"),
    [
        ("fujian", "第一条至第二十九条", "29 条"),
        ("hebei", "第一条至第三十一条", "31 条"),
        ("jilin", "第一部分至第六部分", "6 个部分"),
        ("tongzhou", "第一部分至第三部分", "3 个部分"),
    ],
)
def test_how_far_a_text_goes(generation: Generation, id: str, reach: str, count: str) -> None:
    assert extent(text_of(generation, id)) == reach
    assert count_line(text_of(generation, id)) == count


def test_a_text_of_one_article_and_one_of_none() -> None:
    assert extent(law("第一条 为了安全，制定本办法。")) == "第一条"
    assert extent(Document("x", "通知", "各单位：", ())) == "全文（不分条）"


def test_a_document_that_is_not_held(generation: Generation) -> None:
    assert source_of(generation, "shanghai") is None
    found = source_of(generation, "fujian")
    assert found is not None
    assert found.region == "福建省"
