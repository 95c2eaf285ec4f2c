"""款 项 目 of one article, written as its lines and read back as numbers with their texts."""

from __future__ import annotations

import pytest

from ingest.divide import Block, Node, divide


def cut(*lines: str, is_preamble: bool = False) -> dict[str, str]:
    """{"1": …, "1.2": …}: paragraph, item and subitem numbers with the text of their spans."""
    text, placed = "\n".join(lines), []
    at = 0
    for line in lines:
        placed.append((at, line))
        at += len(line) + 1
    out: dict[str, str] = {}

    def walk(nodes: list[Node], above: str) -> None:
        for node in nodes:
            name = f"{above}{node.number}"
            assert name not in out
            out[name] = text[node.start : node.end]
            walk(node.items, f"{name}.")

    walk(divide(Block(placed), is_preamble=is_preamble).paragraphs, "")
    return out


def test_one_paragraph() -> None:
    assert cut("甲。") == {"1": "甲。"}


def test_paragraphs_are_unnumbered_lines() -> None:
    assert cut("甲。", "乙。", "丙。") == {"1": "甲。", "2": "乙。", "3": "丙。"}


def test_lead_and_items_are_one_paragraph() -> None:
    found = cut("有下列情形的：", "（一）甲；", "（二）乙。")
    assert found == {"1": "有下列情形的：\n（一）甲；\n（二）乙。", "1.1": "甲；", "1.2": "乙。"}


def test_unnumbered_line_between_items_belongs_to_the_item_before() -> None:
    found = cut("职责：", "（一）甲。", "又甲。", "（二）乙。")
    assert found["1.1"] == "甲。\n又甲。"
    assert "2" not in found


def test_unnumbered_line_after_the_last_item_is_a_paragraph() -> None:
    found = cut("职责：", "（一）甲。", "（二）乙。", "前款丙。")
    assert found["1.2"] == "乙。"
    assert found["2"] == "前款丙。"


def test_items_begin_again_in_a_second_paragraph() -> None:
    found = cut("甲：", "（一）子；", "（二）丑。", "乙：", "（一）寅；", "（二）卯。")
    assert [found[n] for n in ("1.1", "1.2", "2.1", "2.2")] == ["子；", "丑。", "寅；", "卯。"]


@pytest.mark.parametrize(
    ("first", "second"), [("1.", "2."), ("1．", "2．"), ("（1）", "（2）"), ("①", "②"), ("1、", "2、")]
)
def test_subitems(first: str, second: str) -> None:
    found = cut("职责：", "（一）甲：", f"{first}子；", f"{second}丑；", "（二）乙。")
    assert found["1.1"] == f"甲：\n{first}子；\n{second}丑；"
    assert (found["1.1.1"], found["1.1.2"], found["1.2"]) == ("子；", "丑；", "乙。")


def test_arabic_numbers_are_items_where_nothing_stands_above_them() -> None:
    assert cut("包括：", "1. 子；", "2. 丑。") == {"1": "包括：\n1. 子；\n2. 丑。", "1.1": "子；", "1.2": "丑。"}


def test_two_items_on_one_line() -> None:  # 福建第十九条
    found = cut("情形：", "（一）甲；", "（二）乙；（三）丙。")
    assert (found["1.2"], found["1.3"]) == ("乙；", "丙。")


def test_whole_list_on_the_line_of_its_lead() -> None:
    found = cut("情形：（一）甲；（二）乙。")
    assert (found["1.1"], found["1.2"]) == ("甲；", "乙。")


def test_bracket_in_a_sentence_is_no_item() -> None:
    assert cut("依照前款第（一）项处理；（二）不是下一项。", "乙。") == {
        "1": "依照前款第（一）项处理；（二）不是下一项。",
        "2": "乙。",
    }


def test_lost_first_numbers_are_read_by_their_order() -> None:  # 人民检察院刑事诉讼规则（试行）第七十条
    found = cut("可以采取以下方式：", "甲；", "乙；", "（三）丙。")
    assert (found["1.1"], found["1.2"], found["1.3"]) == ("甲；", "乙；", "丙。")


def test_list_that_does_not_begin_at_one_keeps_its_numbers() -> None:
    found = cut("情形：", "（三）丙；", "（四）丁。")
    assert (found["1.3"], found["1.4"]) == ("丙；", "丁。")


def test_number_out_of_a_list_is_text() -> None:  # 动物防疫法第四十二条
    assert cut("二、三类动物疫病呈暴发性流行时，按照一类处理。") == {
        "1": "二、三类动物疫病呈暴发性流行时，按照一类处理。"
    }


def test_ten_items() -> None:
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
    found = cut("情形：", *(f"（{n}）第{n}种；" for n in numerals))
    assert [found[f"1.{k}"] for k in range(1, 12)] == [f"第{n}种；" for n in numerals]


def test_preamble_lines_are_paragraphs_whatever_they_begin_with() -> None:
    assert cut("（一）甲", "乙", is_preamble=True) == {"1": "（一）甲", "2": "乙"}
