"""How a provision is named to people: 《…实施细则》第十九条第（三）项, as lawyers write it.

In: a title and a provision number. Out: the label. 款 is named only where the article has more than one.
"""

from __future__ import annotations

import re

from ingest.numerals import to_chinese


def title_mark(title: str) -> str:
    """A title in 《》, inner ones in 〈〉; a title that begins with 《 already (《…》解读) stays as it is."""
    if title.startswith("《"):
        return title
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def number_label(number: str, *, several_paragraphs: bool = False, marker: str = "") -> str:
    """`19.1.3` -> 第十九条第（三）项; `120-1` -> 第一百二十条之一; `s4.2` -> 第四部分第2段; `0.1` -> 文首第1段."""
    head, *rest = number.split(".")
    section = head.startswith("s")
    if head == "0":
        out = "文首"
    elif section:
        out = f"第{words(int(head[1:]))}部分"
    else:
        article, _, sub = head.partition("-")
        out = f"第{words(int(article))}条" + (f"之{words(int(sub))}" if sub else "")
    if rest and (head == "0" or section):
        out += f"第{rest[0]}段"
    elif rest and several_paragraphs:
        out += f"第{words(int(rest[0]))}款"
    if len(rest) > 1:
        out += f"第{_item_marker(marker, int(rest[1]))}项"
    if len(rest) > 2:
        out += f"第{rest[2]}目"
    return out


def _item_marker(marker: str, number: int) -> str:
    """（三） for an item printed with Chinese numerals, the bare number for 3. or (3)."""
    return str(number) if re.search(r"\d|[①-⑳]", marker) else f"（{words(number)}）"


def label_of(title: str, number: str, *, several_paragraphs: bool = False, marker: str = "") -> str:
    """The full label, title first."""
    return title_mark(title) + number_label(number, several_paragraphs=several_paragraphs, marker=marker)


def words(number: int) -> str:
    """A number as lawyers write it; from 10,000 on in digits, which only questions ask for."""
    return to_chinese(number) if number < 10_000 else str(number)
