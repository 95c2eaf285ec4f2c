"""How a docx looks: the styles of the template that are used, after the habits of official documents, and the foot of a page.

In: nothing. Out: a Look for each style. Sizes are half points; space above and below and the line are twentieths of a point
and 240ths of a line; an indent is hundredths of a character.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.render.blocks import Style


@dataclass(frozen=True, slots=True)
class Look:
    """A style."""

    font: str
    size: int
    bold: bool = False
    indent: int = 0
    above: int = 0
    below: int = 0
    line: int = 360
    centred: bool = False
    keeps_next: bool = False


LOOKS = {
    "Normal": Look("仿宋", 28),
    "Title": Look("黑体", 44, below=240, centred=True, keeps_next=True),
    "Heading 1": Look("黑体", 30, above=200, below=80, keeps_next=True),
    "Body Text": Look("仿宋", 28, indent=200),
    "Body Text 2": Look("宋体", 21, line=300),
    "Quote": Look("楷体", 28, indent=200),
    "List Bullet": Look("仿宋", 28),
    "No Spacing": Look("宋体", 18, line=264),
    "Footer": Look("宋体", 18, centred=True, line=240),
}
STYLES = {Style.PLAIN: "Body Text", Style.ITEM: "List Bullet", Style.QUOTE: "Quote", Style.NOTE: "Body Text 2"}
FOOT = ("第", "页，共", "页")
"""Around the numbers of the page and of the pages."""
