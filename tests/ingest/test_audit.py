"""What the audit says about a text, and that it says nothing about a sound one."""

from __future__ import annotations

import pytest

from ingest.audit import audit
from ingest.model import Document, Kind, Provision
from tests.ingest.conftest import Loaded, read


@pytest.mark.parametrize("document", ["fujian", "beijing", "hebei", "jilin"])
def test_sound_text(document: str, texts: dict[str, Loaded]) -> None:
    assert texts[document].findings == ()


def test_doubled_character_at_a_page_break_is_reported_and_kept(texts: dict[str, Loaded]) -> None:
    (found,) = texts["zaozhuang"].findings
    assert (found.level, found.code, found.where) == ("notice", "doubled-character", "zaozhuang/15.1.7")
    assert "宣传思想工作作范畴" in found.message
    assert "宣传思想工作作范畴" in texts["zaozhuang"]["15.1.7"].text


def test_heading_in_another_style_is_reported(texts: dict[str, Loaded]) -> None:
    (found,) = texts["tongzhou"].findings
    assert (found.level, found.code) == ("notice", "section-style")
    assert "「2、」" in found.message


def test_character_at_a_page_break_that_is_not_doubled() -> None:
    assert read("第一条 甲乙\n\n丙丁。\n第二条 戊。").codes == []


def test_article_gap() -> None:
    text = read("第一条 甲。\n第三条 丙。")
    assert [(f.level, f.code, f.where) for f in text.findings] == [("warning", "article-gap", "第三条")]


def test_dangling_reference() -> None:
    text = read("第一条 依照本办法第九条和第九章处理。\n第二条 甲。")
    assert [(f.code, f.where) for f in text.findings] == [("dangling-reference", "x/1.1")] * 2
    assert "「第九章」" in text.findings[1].message


def test_items_without_a_lead() -> None:
    text = read("第一条 （一）甲；\n（二）乙。")
    assert [(f.level, f.code, f.where) for f in text.findings] == [("warning", "orphan-item", "x/1.1.1")]


def test_items_below_the_heading_of_a_section_have_their_lead() -> None:
    assert read("一、案件类型\n（一）甲；\n（二）乙。\n二、丙。", title="某规定").codes == []


@pytest.mark.parametrize("residue", ["[bookmark:x", "&nbsp;", "\ue004", "\ufffd", "<!-- 甲", "管 业 务 必 须"])
def test_leftovers_of_a_converter(residue: str) -> None:
    assert read(f"第一条 甲{residue}乙。\n第二条 丙。", kind="md").codes == ["leftover"]


def test_spaced_out_heading_is_no_leftover() -> None:  # 民用航空法
    assert read("## 第一章 一 般 规 定\n第一条 甲。", kind="md").codes == []


def provision(number: str, start: int, end: int) -> Provision:
    return Provision("x", number, Kind.ARTICLE, "", (), start, end, "甲乙丙丁"[start:end])


def test_an_id_that_comes_twice_is_an_error() -> None:
    twice = Document("x", "题", "甲乙丙丁", (provision("1", 0, 2), provision("1", 2, 4)))
    assert [(f.level, f.code, f.where) for f in audit(twice, ())] == [("error", "duplicate", "x/1")]


def test_a_text_without_provisions_is_an_error() -> None:
    assert [(f.level, f.code) for f in audit(Document("x", "题", "", ()), ())] == [("error", "empty")]


def test_a_text_without_numbers_is_a_notice() -> None:
    assert read("应当受理。", title="某批复").codes == ["unnumbered"]
