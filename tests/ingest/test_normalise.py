"""Each rule: does its thing, leaves a text without its quirk alone, and doing it twice changes nothing more."""

from __future__ import annotations

import pytest

from ingest import normalise as N
from tests.ingest.conftest import Loaded

PLAIN = "第一条 为了甲，制定本办法。\n第二条 有下列情形之一的：\n（一）乙；\n（二）丙。"

ARTICLES = "第一章 总则\n\n第一条 甲。\n\n"

ROWS: list[tuple[N.Rule, str, str]] = [
    (N.unify_spaces, "第一条　甲\r\n乙\u200b\ufeff丙\u00a0丁\t戊", "第一条 甲\n乙丙 丁 戊"),
    (N.unify_spaces, "甲\f乙", "甲\n\n乙"),  # a page of a PDF
    (N.unify_spaces, "甲\r乙", "甲\n乙"),
    (N.remove_bookmarks, "[bookmark: _GoBack]第二十九条　本", "第二十九条　本"),
    (N.remove_comments, "甲<!-- INFO\nEND -->乙", "甲乙"),
    (N.cut_web_page, "登录\n当前位置: 首页\n题\n发布时间:2018 信息来源:某\n正文。\n责任编辑:\n网站地图", "题\n正文。"),
    (
        N.cut_other_stories,
        "第一条 甲。\n（上接第一版） 别的。\n（上接第一版） 又别的。",
        "第一条 甲。\n",
    ),
    (N.close_spaced_runs, "管 业 务 必 须 管 安 全 、 管", "管业务必须管安全、管"),
    (N.join_page_breaks, ARTICLES + "第二条 加强组织\n\n领导，完善。", ARTICLES + "第二条 加强组织领导，完善。"),
    (
        N.join_broken_titles,
        "印发《北京市安全生产\n责任制实施细则》的通知",
        "印发《北京市安全生产责任制实施细则》的通知",
    ),
    (N.close_layout_spacing, "第一条  根据 《 规定 》 ，每年 1 次、共 12 项", "第一条 根据《规定》，每年1次、共12项"),
    (N.close_layout_spacing, "  （一） 甲", "（一）甲"),
    (N.close_layout_spacing, "## 第一章  总 则", "## 第一章 总 则"),
    (N.drop_blank_lines, "甲 \n\n \n乙", "甲\n乙"),
]

UNTOUCHED: list[tuple[N.Rule, str]] = [
    (N.cut_web_page, "责任编辑:某\n正文。"),  # no navigation: not a web page
    (N.cut_other_stories, "（上接第一版） 没有条文的报道。"),
    (N.close_spaced_runs, "甲 乙 丙"),  # three are no run
    (N.close_spaced_runs, "中共北京市委办公厅 北京市人民政府办公厅"),
    (N.join_page_breaks, ARTICLES + "第二条 甲。\n\n乙。"),  # a new paragraph after a whole sentence
    (N.join_page_breaks, ARTICLES + "第二条 甲\n\n（一）乙"),
    (N.join_page_breaks, ARTICLES + "第二条 甲\n\n第三条 乙"),
    (N.join_page_breaks, ARTICLES + "第二条 甲。\n\n某市人民政府办公室\n\n2019年6月28日印发"),
    (N.join_page_breaks, "没有条文\n\n的文字"),
    (N.join_broken_titles, "《甲》\n《乙》"),
    (N.close_layout_spacing, "中共北京市委办公厅 北京市人民政府办公厅"),
    (N.close_layout_spacing, "the quick brown fox"),
]


@pytest.mark.parametrize(("rule", "before", "after"), ROWS, ids=lambda v: getattr(v, "__name__", None))
def test_rule(rule: N.Rule, before: str, after: str) -> None:
    assert rule(before) == after
    assert rule(after) == after


@pytest.mark.parametrize(("rule", "text"), UNTOUCHED, ids=lambda v: getattr(v, "__name__", None))
def test_rule_leaves_alone(rule: N.Rule, text: str) -> None:
    assert rule(text) == text


@pytest.mark.parametrize("rule", N.rules_for("txt"), ids=lambda rule: rule.__name__)
def test_rule_without_its_quirk_does_nothing(rule: N.Rule) -> None:
    assert rule(PLAIN) == PLAIN


def wrapped(width: int = 18) -> tuple[str, list[str]]:
    """Five articles of two paragraphs each, broken at a fixed width as in a newspaper column, with their whole lines."""
    whole, out = [], []
    for n in "一二三四五":
        for lead in (f"第{n}条 ", ""):
            line = (
                lead
                + f"各级党委和政府主要负责人是本地安全生产第{n}责任人，领导班子其他成员对分管范围内的安全生产工作负领导责任，"
                * 2
            )
            line = line[:-1] + "。"
            whole.append(line)
            out += [line[i : i + width] for i in range(0, len(line), width)] + [""]
    return "\n".join(out), whole


def test_hard_wraps_are_joined() -> None:
    text, whole = wrapped()
    assert N.join_hard_wraps(text).split("\n") == whole


def test_hard_wraps_joined_twice_is_joined_once() -> None:
    text, _ = wrapped()
    assert N.join_hard_wraps(N.join_hard_wraps(text)) == N.join_hard_wraps(text)


def test_whole_paragraphs_are_not_taken_for_wrapped_ones() -> None:
    text = "\n".join(f"第{n}条 甲乙丙丁戊己庚辛壬癸{'子' * n}。" for n in range(1, 40))
    assert N.join_hard_wraps(text) == text


def test_markdown_and_docx_keep_their_paragraphs() -> None:
    assert not set(N.WRAPS) & set(N.rules_for("md"))
    assert not set(N.WRAPS) & set(N.rules_for("docx"))
    assert set(N.WRAPS) <= set(N.rules_for("pdf"))


@pytest.mark.parametrize("document", ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"])
def test_normalising_a_real_text_twice_changes_nothing(document: str, texts: dict[str, Loaded]) -> None:
    shown = texts[document].shown
    assert N.normalise(shown) == shown


def printed(text: str) -> str:
    return "".join(text.split())


def furniture_removed(document: str, raw: str) -> str:
    """The raw file without what was found, by reading it, to be no part of the text."""
    if document == "fujian":
        raw = raw.replace("[bookmark: _GoBack]", "")
    if document == "hebei":
        raw = raw[: raw.index("（上接第一版）")]
    if document == "jilin":
        raw = raw[raw.index("政策解读\n") + len("政策解读\n") : raw.index("责任编辑:")]
        raw = raw.replace("发布时间:2018-11-20 10:31 信息来源:长春经济技术开发区", "")
    return raw


@pytest.mark.parametrize("document", ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"])
def test_no_character_of_a_real_text_is_lost_or_moved(document: str, texts: dict[str, Loaded]) -> None:
    text = texts[document]
    assert printed(text.shown) == printed(furniture_removed(document, text.raw))
