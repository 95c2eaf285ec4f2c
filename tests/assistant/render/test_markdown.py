"""Markdown: what an answer says becomes blocks, and what is written is read again with the same words."""

from __future__ import annotations

import random

import pytest

from assistant.render.blocks import Heading, Kind, Paragraph, Run, Sheet, Style, Table, lines_of, plain
from assistant.render.digest import unsealed
from assistant.render.export import write
from assistant.render.markdown import blocks_of, read
from tests.assistant.render.test_word import NOW

BLOCKS = [
    ("# 题", (Heading("题"),)),
    ("**每年**。[1]", (Paragraph((Run("每年", True), Run("。[1]"))),)),
    ("- 一\n\n- 二[2]\n\n三", (plain("一", Style.ITEM), plain("二[2]", Style.ITEM), plain("三"))),
    ("1. 一\n2. 二", (Paragraph((Run("1. "), Run("一")), Style.ITEM), Paragraph((Run("2. "), Run("二")), Style.ITEM))),
    ("> 引", (plain("引", Style.QUOTE),)),
    ("一\n二", (Paragraph((Run("一"), Run("\n"), Run("二"))),)),
    ("|  | 福建 |\n| --- | --- |\n| **问责** | 有[1] |", (Table(("", "福建"), (("问责", "有[1]"),)),)),
    ("<b>一</b>", (Paragraph((Run("<b>"), Run("一"), Run("</b>"))),)),
    ("", ()),
]


@pytest.mark.parametrize(("text", "blocks"), BLOCKS, ids=[text for text, _ in BLOCKS])
def test_the_blocks_of_an_answer(text: str, blocks: tuple[object, ...]) -> None:
    assert blocks_of(text) == blocks


HOSTILE = [
    "第一条 | 第二条", "a\\|b", "\\", "`x`", "``", "**x**", "_x_", "~~x~~", "<script>alert(1)</script>", "&lt;br&gt;", "<br>",
    "# x", "x #", "- x", "+ x", "* x", "> x", "1. x", "12) x", "1.", "===", "---", "| --- |", "    x", "\tx", "```", "~~~",
    "[1]: http://x", "[1](http://x)", "[x](javascript:alert(1))", "![x](y)", "[1][2]", "[^1]", "https://x.cn/?a=b&c=d",
    "一\n二\r\n\r\n三", "\n- x", "\u2028# x", "😀👨‍👩‍👧", "\ud800", "\x00\x1b[31m", "\u202eabc", "=cmd|' /C calc'!A0", "</w:t>",
    "]]>", "<!--", "-->", "校验码：sha256:" + "0" * 64, "2018-09-28", "$x$", ":---:", "{x}", "x  ", "“x”", "_x0041_", "'", "%41",
]  # fmt: skip


def one(text: str) -> Sheet:
    """A sheet that says this in every way there is."""
    blocks = (
        Heading(text), plain(text), plain(text, Style.ITEM), plain(text, Style.QUOTE), plain(text, Style.NOTE),
        Paragraph((Run("福建"), Run(text, bold=True), Run("河北"))), Heading("表"),
        Table((text, "乙"), ((text, text), ("", text), (text, "")), (20, 20), "表"), plain(text),
    )  # fmt: skip
    return Sheet("题", Kind.ANSWER, blocks, NOW, text)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_words_that_look_like_marks(text: str) -> None:
    sheet = one(text)
    found = unsealed(read(write(sheet, "md")))
    assert found.lines == lines_of(sheet)
    assert found.is_intact


def test_words_at_random() -> None:
    dice = random.Random(6)
    signs = "一二。，“”（） \n\t|\\`*_~<>&#[]()!-+=:;.0123456789'\"{}$^%@/?xX"
    for _ in range(400):
        sheet = one("".join(dice.choice(signs) for _ in range(dice.randint(1, 12))))
        found = unsealed(read(write(sheet, "md")))
        assert found.lines == lines_of(sheet), sheet.subject


def test_weight_is_given_up_before_words() -> None:
    """省**“一”**后 is no bold text in Markdown but four stars."""
    text = write(Sheet("题", Kind.ANSWER, (Paragraph((Run("省"), Run("“一”", True), Run("后"))),), NOW), "md").decode()
    assert "\n省“一”后\n" in text
    text = write(Sheet("题", Kind.ANSWER, (Paragraph((Run("每年", True), Run("。[1]"))),), NOW), "md").decode()
    assert "\n**每年**。[1]\n" in text


def test_hidden_words_count() -> None:
    data = write(one("一"), "md")
    assert unsealed(read(data)).is_intact
    for added in ("<!-- 添 -->\n", "<span hidden>添</span>\n", "\n```\n添\n```\n", "\n添\n"):
        assert not unsealed(read(data + added.encode())).is_intact, added


def test_what_editors_do() -> None:
    data = write(one("一"), "md").decode()
    table = data.replace("| 一 | 乙 |", "|一     |   乙|")
    assert table != data
    for text in (table, "\ufeff" + data, data.replace("\n", "\r\n"), data + "\n\n"):
        assert unsealed(read(text.encode())).is_intact
