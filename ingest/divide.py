"""From the lines of one article to its paragraphs (款), items (项) and subitems (目).

In: the lines of a block with their places in the text. Out: nested spans, without the printed markers.
The rules: an item list counts up from （一）; an unnumbered line that stands between two items of one list belongs to the
item before it (河北第十条第（二）项); one after the last item opens the next paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.numerals import to_int
from ingest.patterns import INLINE_ITEM, ITEM_STYLES

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Block:
    """(start in the text, text) of each line."""

    lines: list[tuple[int, str]]


@dataclass(slots=True)
class Node:
    """A 款, 项 or 目: its number, its printed marker (「（三）」, empty for a 款), and its span."""

    number: int
    marker: str
    start: int
    end: int
    style: str = ""
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Divided:
    paragraphs: list[Node]


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of one that begins at an item marker."""

    start: int
    text: str
    style: str = ""
    number: int = 0
    marker: str = ""

    @property
    def body_start(self) -> int:
        return self.start + len(self.marker)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def divide(block: Block, *, is_preamble: bool = False) -> Divided:
    """Divide a block. In a preamble every line is a paragraph of its own."""
    pieces = [Piece(s, t) for s, t in block.lines] if is_preamble else _pieces(block)
    paragraphs: list[Node] = []
    for i, piece in enumerate(pieces):
        current = paragraphs[-1] if paragraphs else None
        if current is None:
            current = Node(1, "", piece.start, piece.end)
            paragraphs.append(current)
            if piece.style and piece.number == 1:
                _open_item(current, piece)
        elif not piece.style:
            if _between_items(current, pieces[i:]):
                _extend(current, piece.end)
            else:
                paragraphs.append(Node(len(paragraphs) + 1, "", piece.start, piece.end))
        elif not _place(current, piece) and not _place_late(paragraphs, pieces[:i], piece):
            paragraphs.append(Node(len(paragraphs) + 1, "", piece.start, piece.end))
    return Divided(paragraphs)


def _place_late(paragraphs: list[Node], before: list[Piece], piece: Piece) -> bool:
    """A list whose first numbers were lost by a converter: 「…下列情形之一的：⏎乱丢果皮；⏎（二）…」.

    The unnumbered lines below the lead are its first items when there are exactly as many as numbers are missing;
    else the list begins with the number that is printed, and the gap is a finding.
    """
    if piece.style != "（一）" or paragraphs[-1].items:
        return False
    missing = piece.number - 1
    if len(paragraphs) > missing and before[-missing - 1].text.endswith(("：", ":")):
        first = paragraphs[-missing:]
        del paragraphs[-missing:]
        paragraphs[-1].items.extend(Node(k, "", n.start, n.end, "（一）") for k, n in enumerate(first, start=1))
    elif not before[-1].text.endswith(("：", ":")):
        return False
    _open_item(paragraphs[-1], piece)
    return True


def _pieces(block: Block) -> list[Piece]:
    out: list[Piece] = []
    expected = 1
    for start, text in block.lines:
        piece = _read_marker(start, text)
        if piece.style == "（一）":
            expected = piece.number + 1
        cut = 0
        for found in INLINE_ITEM.finditer(text):
            number = to_int(found["n"])
            if found.start() == 0 or number != expected or (number == 1 and not _list_follows(text, found.end())):
                continue
            out.append(_read_marker(start + cut, text[cut : found.start()].rstrip()))
            cut, expected = found.start() + len(found.group()) - len(found.group().lstrip()), number + 1
        out.append(_read_marker(start + cut, text[cut:]))
    return out


def _list_follows(text: str, after: int) -> bool:
    return any(to_int(m["n"]) == 2 for m in INLINE_ITEM.finditer(text, after))


def _read_marker(start: int, text: str) -> Piece:
    for style, pattern in ITEM_STYLES.items():
        if found := pattern.match(text):
            number = CIRCLED.index(found["n"]) + 1 if style == "①" else to_int(found["n"])
            return Piece(start, text, style, number, found.group())
    return Piece(start, text)


def _place(paragraph: Node, piece: Piece) -> bool:
    """Put a marked line where it belongs. False when it begins no item of this paragraph: it is plain text then."""
    if not paragraph.items:
        if piece.number != 1:
            return False
        _open_item(paragraph, piece)
        return True
    item = paragraph.items[-1]
    if piece.style == item.style:
        if piece.number <= item.number:
            return False
        _open_item(paragraph, piece)
        return True
    if (item.items and piece.style == item.items[-1].style and piece.number > item.items[-1].number) or (
        not item.items and piece.number == 1
    ):
        _open_item(item, piece)
    else:
        _extend(paragraph, piece.end)
        return True
    paragraph.end = piece.end
    return True


def _open_item(parent: Node, piece: Piece) -> None:
    end = max(piece.end, piece.body_start)
    parent.items.append(Node(piece.number, re.sub(r"\s", "", piece.marker), piece.body_start, end, piece.style))
    parent.end = piece.end


def _between_items(paragraph: Node, rest: list[Piece]) -> bool:
    """Whether an unnumbered line is followed by the next item of the list that is open."""
    if not paragraph.items:
        return False
    item = paragraph.items[-1]
    following = next((p for p in rest if p.style == item.style), None)
    return following is not None and following.number == item.number + 1


def _extend(node: Node, end: int) -> None:
    node.end = end
    if node.items:
        _extend(node.items[-1], end)
