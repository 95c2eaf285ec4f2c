"""How a provision is named to people."""

from __future__ import annotations

import pytest

from ingest.label import label_of, number_label, title_mark


@pytest.mark.parametrize(
    ("number", "several", "marker", "label"),
    [
        ("19", False, "", "第十九条"),
        ("120-1", False, "", "第一百二十条之一"),
        ("15.4", True, "", "第十五条第四款"),
        ("20.1", False, "", "第二十条"),  # one paragraph: 款 is not named
        ("19.1.3", False, "（三）", "第十九条第（三）项"),
        ("15.1.2", False, "(二)", "第十五条第（二）项"),
        ("6.2.1", True, "（一）", "第六条第二款第（一）项"),
        ("8.1.3", False, "3.", "第八条第3项"),  # printed with Arabic numerals
        ("8.1.3", False, "", "第八条第（三）项"),  # its number was lost
        ("10.1.2.1", False, "（二）", "第十条第（二）项第1目"),
        ("s4", False, "", "第四部分"),
        ("s4.2", True, "", "第四部分第2段"),
        ("s4.2", False, "", "第四部分第2段"),
        ("0", False, "", "文首"),
        ("0.1", True, "", "文首第1段"),
    ],
)
def test_number(number: str, several: bool, marker: str, label: str) -> None:
    assert number_label(number, several_paragraphs=several, marker=marker) == label


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("福建省实施细则", "《福建省实施细则》"),
        ("贯彻落实《规定》实施办法", "《贯彻落实〈规定〉实施办法》"),  # 枣庄
        ("《某省实施细则》解读", "《某省实施细则》解读"),  # 吉林
    ],
)
def test_title(title: str, marked: str) -> None:
    assert title_mark(title) == marked


def test_whole_label() -> None:
    assert label_of("甲办法", "19.1.3", marker="（三）") == "《甲办法》第十九条第（三）项"
