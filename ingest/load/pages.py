"""Printed lines become paragraphs: page furniture goes, lines that were broken at the margin are joined.

In: pages of lines with their places on the page. Out: paragraphs. The place of a line tells what its text cannot: whether a
款 ends here or goes on. Where neither indent nor gap tells paragraphs apart, `normalise.join_hard_wraps` must do the rest.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.patterns import DOCUMENT_KIND, ENDS_SENTENCE, HEADING, STRUCTURAL

EDGE = 3
"""How many lines at the top and the bottom of a page may be furniture."""

_NUMBER = re.compile(r"(?P<left>[-–—―－·•.\s]*)(?P<n>\d{1,4})(?P<right>[-–—―－·•.\s]*)")
_COUNTED = re.compile(
    r"第\s*\d+\s*页(?:\s*[/／,，]?\s*共\s*\d+\s*页)?|Page\s+\d+(?:\s+of\s+\d+)?|\d+\s*[/／]\s*\d+", re.IGNORECASE
)
_BROWSER = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4},?\s+(?:上午|下午)?\s*\d{1,2}:\d{2}(?:\s*[AP]M)?(?:\s|$)")
"""The date and time a browser prints above a page: 「11/22/26, 7:54 PM 福建」."""

_UNIT = re.compile(r"[（(《〈“‘【]*(?:[A-Za-z0-9.%-]+|.)[，。；：、！？”’）)》〉】]*")
UNFINISHED = "第条款项章节目、和或及与至"
"""A line that ends with one of these was broken inside 「第十九条第⏎（一）项」 or an enumeration."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. Lengths in points, from the bottom left corner of the page; `size` is the width of a Chinese character (1 em)."""

    page: int
    text: str
    left: float
    right: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Column:
    """Where the lines of a column begin and end, how far apart they are, and where paragraphs begin if indented."""

    left: float
    right: float
    pitch: float
    indent: float | None


def strip_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers and running heads; a head that is the title stays where it stands first."""
    edges = [_edges(page) for page in pages]
    seen: dict[str, set[int]] = {}
    for line in (line for lines in edges for line in lines):
        seen.setdefault(_key(line), set()).add(line.page)
    offset = _offset(edges)
    titles: set[str] = set()

    def is_furniture(line: Line) -> bool:
        if _is_page_number(line, offset, len(pages)) or _BROWSER.match(line.text):
            return True
        if ENDS_SENTENCE.search(line.text) or not _is_repeated(line, seen[_key(line)]):
            return False
        fresh_title = bool(DOCUMENT_KIND.search(line.text)) and line.text not in titles
        titles.add(line.text)
        return not fresh_title

    dropped = [{id(line) for line in lines if is_furniture(line)} for lines in edges]
    return [[line for line in page if id(line) not in gone] for page, gone in zip(pages, dropped, strict=True)]


def _edges(page: list[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered if len(ordered) <= 2 * EDGE else ordered[:EDGE] + ordered[-EDGE:]


def _key(line: Line) -> str:
    """The same words at the same height, whatever the page."""
    return f"{round(line.y / 3)} {''.join(line.text.split())}"


def _is_repeated(line: Line, pages: set[int]) -> bool:
    """On a neighbouring page too, or on the next one of the same side; two pages far apart may agree by chance."""
    return any(0 < abs(page - line.page) <= 2 for page in pages)


def _offset(edges: list[list[Line]]) -> int | None:
    """Printed number less place of the page, where the bare numbers at the edges agree on one."""
    found = Counter(int(m["n"]) - line.page for lines in edges for line in lines if (m := _NUMBER.fullmatch(line.text)))
    return found.most_common(1)[0][0] if found else None


def _is_page_number(line: Line, offset: int | None, count: int) -> bool:
    if _COUNTED.fullmatch(line.text) or re.search(rf"(?:^|\s){line.page + 1}\s*/\s*{count}$", line.text):
        return True
    found = _NUMBER.fullmatch(line.text)
    if not found:
        return False
    # a bare number may be the text's own (a cell, the end of a sentence): it must count with the pages
    return bool(found["left"].strip() and found["right"].strip()) or int(found["n"]) - line.page == offset


def paragraphs(pages: list[list[Line]]) -> Iterator[str]:
    """One string a paragraph, in reading order."""
    lines = [line for page in pages for line in page]
    halves = _halves(pages)
    groups: dict[tuple[bool, int], list[Line]] = {}
    for line in lines:  # left and right pages of a book differ in their margins, and so do columns
        groups.setdefault((line.page % 2 == 1, _side(line, halves)), []).append(line)
    columns = {key: _column(group) for key, group in groups.items()}
    current = ""
    for i, line in enumerate(lines):
        column = columns[line.page % 2 == 1, _side(line, halves)]
        before = lines[i - 1] if i else None
        old = columns[before.page % 2 == 1, _side(before, halves)] if before else column
        if before and goes_on(before, old, line, column):
            current += _between(current, line.text) + line.text
            continue
        if current:
            yield current
        current = line.text
    if current:
        yield current


def goes_on(before: Line, old: Column, line: Line, new: Column) -> bool:
    """Whether `line` continues the sentence or paragraph of `before`."""
    em = before.size
    if abs(line.size - em) > 0.15 * em or HEADING.match(before.text) or HEADING.match(line.text):
        return False
    ended = bool(ENDS_SENTENCE.search(before.text))
    opens = bool(STRUCTURAL.match(line.text)) and before.text[-1:] not in UNFINISHED
    room = old.right - before.right
    full = room < (_unit(line.text) - 0.1 if ended else 2.2) * em
    if before.page == line.page and before.y - line.y > 1.35 * new.pitch and (ended or opens or not full):
        return False
    if new.indent is not None and abs(line.left - new.indent) < 0.6 * em:
        return False
    if line.left > new.left + 1.2 * em:  # a centred line, or an item whose lines hang
        return full and not ended and not opens
    if full:
        return not opens
    # a long word or a bracket may end a line early, but not by much
    return new.indent is not None and not ended and not opens and room < 6 * em


def _unit(text: str) -> float:
    """The width in em of what no line break may part at the start of a line: had it fitted, it would stand above."""
    found = _UNIT.match(text)
    return sum(0.5 if c.isascii() else 1.0 for c in found.group()) if found else 1.0


def _between(left: str, right: str) -> str:
    return " " if re.search(r"[A-Za-z0-9,.;:)]$", left) and re.match(r"[A-Za-z0-9(]", right) else ""


def _halves(pages: list[list[Line]]) -> float | None:
    """Where two columns part, or None: then nearly every line lies on one side of the middle."""
    lines = [line for page in pages for line in page]
    if len(lines) < 20:
        return None
    middle = (min(line.left for line in lines) + max(line.right for line in lines)) / 2
    crossing = sum(line.left < middle < line.right for line in lines)
    beyond = sum(line.left >= middle for line in lines)
    return middle if crossing * 5 <= len(lines) <= beyond * 5 else None


def _side(line: Line, middle: float | None) -> int:
    return int(middle is not None and line.left >= middle)


def _column(lines: list[Line]) -> Column:
    em = statistics.median(line.size for line in lines)
    starts = Counter(round(line.left / em * 2) for line in lines)
    shared = [line.left for line in lines if starts[round(line.left / em * 2)] >= max(2, len(lines) // 20)]
    left = min(shared or [line.left for line in lines])
    rights = sorted(line.right for line in lines)
    openers = [line.left for line in lines if STRUCTURAL.match(line.text) and not HEADING.match(line.text)]
    indented = [x for x in openers if x > left + 1.2 * em]
    indent = statistics.median_low(indented) if len(indented) * 2 > len(openers) else None
    return Column(left, rights[int(0.98 * (len(rights) - 1))], _pitch(lines), indent)


def _pitch(lines: list[Line]) -> float:
    """The smallest distance that is common: between short paragraphs the wider one may be the most frequent."""
    gaps = [round(a.y - b.y) for a, b in pairwise(lines) if a.page == b.page and a.y > b.y]
    common = [gap for gap, count in Counter(gaps).items() if count * 10 >= len(gaps)]
    return float(min(common, default=10**6))
