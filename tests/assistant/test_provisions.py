"""Provisions named in a question, in the ways people write them."""

from __future__ import annotations

import pytest

from assistant.understand.provisions import find_mentions


@pytest.mark.parametrize(
    ("text", "article", "sub", "paragraph", "item"),
    [
        ("第十九条第（三）项", 19, None, None, 3),
        ("第19条第3项", 19, None, None, 3),
        ("闽细则19条3项", 19, None, None, 3),
        ("十九条(三)", 19, None, None, 3),
        ("第12条（二）怎么写的", 12, None, None, 2),
        ("细则十九条是咋写的", 19, None, None, None),
        ("第一百二十条之一", 120, 1, None, None),
        ("第十五条第四款", 15, None, 4, None),
        ("第十五条第二款第（三）项", 15, None, 2, 3),
        ("19.3", 19, None, None, 3),
        ("第 19 条", 19, None, None, None),
        ("第十九条第0项", 19, None, None, 0),  # zero is a number that was named
        ("第零条", 0, None, None, None),
    ],
)
def test_an_article_is_read(text: str, article: int, sub: int | None, paragraph: int | None, item: int | None) -> None:
    (found,) = find_mentions(text)
    assert (found.article, found.sub, found.paragraph, found.item) == (article, sub, paragraph, item)


@pytest.mark.parametrize(
    "text",
    [
        "有哪几条规定",  # asks which, names none
        "一条龙服务",
        "2018.10.22印发",  # a date, not article 2018
        "同等条件下优先提拔",
        "每半年至少1次",
        "按照有关条例处理",
    ],
)
def test_what_is_no_provision_is_not_read(text: str) -> None:
    assert find_mentions(text) == ()


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        ("上一条呢", "上条"),
        ("再看看下一条", "下条"),
        ("最后一条写的啥", "最后条"),
        ("该条第二款", "该条"),
        ("前两条", "前条"),
    ],
)
def test_a_relative_mention_is_read(text: str, relative: str) -> None:
    (found,) = find_mentions(text)
    assert found.relative.replace("一", "").replace("两", "") == relative


def test_chapters_and_sections_are_read() -> None:
    assert [m.chapter for m in find_mentions("第二章和附则")] == ["第二章", "附则"]
    assert [m.section for m in find_mentions("通知第二部分说了什么")] == [2]


def test_a_lone_item_is_read() -> None:
    (found,) = find_mentions("第二项具体是什么")
    assert (found.article, found.item) == (None, 2)
