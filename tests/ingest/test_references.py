"""Mentions of other provisions and what they point to."""

from __future__ import annotations

import pytest

from tests.ingest.conftest import Loaded, read


def articles(document: str, first: int, last: int) -> tuple[str, ...]:
    return tuple(f"{document}/{n}" for n in range(first, last + 1))


REAL = [
    ("fujian", "19.1.1", "本实施细则第二章", articles("fujian", 5, 11)),
    ("fujian", "20.1", "本实施细则第十九条", ("fujian/19",)),
    ("fujian", "24.1", "本实施细则第二章", articles("fujian", 5, 11)),
    ("fujian", "27.1", "本实施细则第十九条", ("fujian/19",)),
    ("zaozhuang", "30.1.1", "本办法第二章、第三章、第四章", articles("zaozhuang", 5, 19)),
    ("zaozhuang", "31.1", "本办法第三十条", ("zaozhuang/30",)),
    ("zaozhuang", "36.1", "本办法第二章、第三章、第四章", articles("zaozhuang", 5, 19)),
    ("zaozhuang", "39.1", "本办法第三十条", ("zaozhuang/30",)),
    ("beijing", "18.1.1", "本细则第二章", articles("beijing", 5, 9)),
    ("beijing", "19.1", "本细则第十八条", ("beijing/18",)),
    ("beijing", "23.1", "本细则第二章", articles("beijing", 5, 9)),
    ("beijing", "26.1", "本细则第十八条", ("beijing/18",)),
    ("hebei", "21.1.1", "本细则第二章、第三章", articles("hebei", 5, 12)),
    ("hebei", "22.1", "本细则第二十一条", ("hebei/21",)),
    ("hebei", "26.1", "本细则第二章、第三章", articles("hebei", 5, 12)),
    ("hebei", "29.1", "本细则第二十一条", ("hebei/21",)),
    ("tongzhou", "s1.1", "《北京市党政领导干部安全生产责任制实施细则》", ("beijing",)),
]


@pytest.mark.parametrize(
    ("document", "source", "text", "targets"), REAL, ids=lambda v: v if isinstance(v, str) else None
)
def test_real_reference(
    document: str, source: str, text: str, targets: tuple[str, ...], texts: dict[str, Loaded]
) -> None:
    assert texts[document].targets(source, text) == targets


@pytest.mark.parametrize("document", ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"])
def test_no_other_reference_to_a_provision(document: str, texts: dict[str, Loaded]) -> None:
    """Complete: what is not in REAL names a whole document. jilin cites no article, because none is held."""
    found = {(r.source, r.text) for r in texts[document].references if r.kind != "document"}
    expected = {
        (f"{d}/{source}", text) for d, source, text, targets in REAL if d == document and targets != ("beijing",)
    }
    assert found == expected


@pytest.mark.parametrize("document", ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"])
def test_spans_and_targets_exist(document: str, texts: dict[str, Loaded]) -> None:
    ids = {p.id for text in texts.values() for p in text.document.provisions} | set(texts)
    for r in texts[document].references:
        assert texts[document].shown[r.start : r.end] == r.text
        assert set(r.targets) <= ids
        assert r.source in ids


def test_titles_named(texts: dict[str, Loaded]) -> None:
    titles = [r.title for r in texts["hebei"].references if r.source == "hebei/31.1"]
    assert titles == ["河北省安全生产“党政同责、一岗双责”暂行规定"]
    nested = [r.title for r in texts["beijing"].references if r.source == "beijing/1.1"]
    assert nested == ["中共中央办公厅、国务院办公厅关于印发〈地方党政领导干部安全生产责任制规定〉的通知"]


CHAPTERS = "第一章 甲\n第一条 子。\n第二章 乙\n第二条 丑。\n第三章 丙\n第三条 寅。\n第四章 丁\n第四条 卯。\n第四条之一 又卯。\n第五条 辰。\n"
ITEMS = "第六条 有下列情形之一的：\n（一）巳；\n（二）午；\n（三）未。\n甲款。\n"

ROWS = [
    # in article 7 with two paragraphs; {x} is the second
    ("依照第三条处理", "第三条", ("x/3",)),
    ("依照本办法第三条、第五条处理", "本办法第三条、第五条", ("x/3", "x/5")),
    ("依照第三条至第五条处理", "第三条至第五条", ("x/3", "x/4", "x/4-1", "x/5")),
    (
        "依照第一条、第三条至第五条和第六条处理",
        "第一条、第三条至第五条和第六条",
        ("x/1", "x/3", "x/4", "x/4-1", "x/5", "x/6"),
    ),
    ("依照第二、三条处理", "第二、三条", ("x/2", "x/3")),
    ("依照第四条之一处理", "第四条之一", ("x/4-1",)),
    ("依照第二章至第四章处理", "第二章至第四章", ("x/2", "x/3", "x/4", "x/4-1", "x/5", "x/6", "x/7", "x/8")),
    ("依照第一章、第三章处理", "第一章、第三章", ("x/1", "x/3")),
    ("依照第六条第（二）项处理", "第六条第（二）项", ("x/6.1.2",)),
    ("依照第六条第二项处理", "第六条第二项", ("x/6.1.2",)),
    ("依照第六条第一款第（一）项、第（三）项处理", "第六条第一款第（一）项、第（三）项", ("x/6.1.1", "x/6.1.3")),
    ("依照第六条第（一）项至第（三）项处理", "第六条第（一）项至第（三）项", ("x/6.1.1", "x/6.1.2", "x/6.1.3")),
    ("依照第六条第（一）至（三）项处理", "第六条第（一）至（三）项", ("x/6.1.1", "x/6.1.2", "x/6.1.3")),
    ("依照第六条第一款、第二款处理", "第六条第一款、第二款", ("x/6.1", "x/6.2")),
    ("依照前款处理", "前款", ("x/7.1",)),
    ("依照前条处理", "前条", ("x/6",)),
    ("依照前条第二款处理", "前条第二款", ("x/6.2",)),
    ("依照前条第（三）项处理", "前条第（三）项", ("x/6.1.3",)),
    ("依照前两条处理", "前两条", ("x/5", "x/6")),
    ("依照前三条处理", "前三条", ("x/4-1", "x/5", "x/6")),
    ("依照后条处理", "后条", ("x/8",)),
    ("依照本条第一款处理", "本条第一款", ("x/7.1",)),
    ("依照本款处理", "本款", ("x/7.2",)),
    ("依照第九十九条处理", "第九十九条", ()),
    ("依照第三条第五款处理", "第三条第五款", ()),
]


@pytest.mark.parametrize(("sentence", "mention", "targets"), ROWS, ids=[row[1] for row in ROWS])
def test_reference(sentence: str, mention: str, targets: tuple[str, ...]) -> None:
    text = read(CHAPTERS + ITEMS + f"第七条 申款。\n{sentence}。\n第八条 酉。")
    assert text.targets("7.2", mention) == targets


FOREIGN = [
    (
        "依照《中华人民共和国安全生产法》第二十一条处理",
        "《中华人民共和国安全生产法》第二十一条",
        "中华人民共和国安全生产法",
    ),
    ("依照刑法第三条第二款处理", "第三条第二款", "刑法"),
    ("依照宪法第三条处理", "第三条", "宪法"),
    ("应当依据中华人民共和国刑法第三条处理", "第三条", "中华人民共和国刑法"),
    ("属于票据法第三条规定的情形", "第三条", "票据法"),
    ("违反安全生产法第三条和第五条处理", "第三条和第五条", "安全生产法"),
    ("依照《甲条例》第二章处理", "《甲条例》第二章", "甲条例"),
    ("参照《乙规定》执行", "《乙规定》", "乙规定"),
]


@pytest.mark.parametrize(("sentence", "mention", "title"), FOREIGN, ids=[row[0] for row in FOREIGN])
def test_other_law_has_its_name_and_no_target(sentence: str, mention: str, title: str) -> None:
    text = read(CHAPTERS + ITEMS + f"第七条 {sentence}。")
    (found,) = (r for r in text.references if r.source == "x/7.1" and r.text == mention)
    assert (found.title, found.targets) == (title, ())
    assert "dangling-reference" not in text.codes


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("依照刑法第三条处理", ("criminal/3",)),
        ("依照《刑法》第三条第二款第（一）项处理", ("criminal/3.2.1",)),
        ("依照《中华人民共和国刑法》第三条至第五条处理", ("criminal/3", "criminal/4", "criminal/5")),
        ("依照《甲〈乙〉办法》处理", ("nested",)),
    ],
)
def test_held_law_by_its_title(sentence: str, targets: tuple[str, ...]) -> None:
    held = {"中华人民共和国刑法": "criminal", "甲《乙》办法": "nested"}
    text = read(f"第一条 {sentence}。", held=held)
    assert [r.targets for r in text.references] == [targets]


def test_items_before() -> None:
    text = read("第一条 情形：\n（一）甲；\n（二）前项乙；\n（三）前两项丙；\n前三项丁。")
    assert text.targets("1.1.2", "前项") == ("x/1.1.1",)
    assert text.targets("1.1.3", "前两项") == ("x/1.1.1", "x/1.1.2")
    assert text.targets("1.2", "前三项") == ("x/1.1.1", "x/1.1.2", "x/1.1.3")


def test_item_of_the_paragraph_before() -> None:
    text = read("第一条 甲。\n情形：\n（一）乙；\n（二）丙。\n有前款第（二）项情形的，丁。")
    assert text.targets("1.3", "前款第（二）项") == ("x/1.2.2",)


def test_two_paragraphs_before() -> None:
    text = read("第一条 甲。\n乙。\n前两款丙。")
    assert text.targets("1.3", "前两款") == ("x/1.1", "x/1.2")


def test_item_without_its_paragraph_is_found_where_the_list_is() -> None:
    text = read("第一条 甲。\n情形：\n（一）乙；\n（二）丙。\n第二条 依照第一条第（二）项处理。")
    assert text.targets("2.1", "第一条第（二）项") == ("x/1.2.2",)


def test_section_of_the_same_chapter() -> None:
    text = read(
        "第一章 甲\n第一节 子\n第一条 乙。\n第二章 丙\n第一节 丑\n第二条 丁。\n第二节 寅\n第三条 依照第一节处理。"
    )
    assert text.targets("3.1", "第一节") == ("x/2",)


@pytest.mark.parametrize(
    "words", ["本条例", "目前条件", "资本项下", "以下条款", "基本条件", "当前项目", "有关条款", "前款项"]
)
def test_words_that_only_look_like_mentions(words: str) -> None:
    assert read(f"第一条 甲。\n第二条 {words}乙。\n第三条 丙。").references == ()
