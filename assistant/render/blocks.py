"""A sheet: what a file will say, before it is a file of any kind; and its lines, which every kind of file shows alike.

In: text of any sort. Out: frozen values. A line is a tuple of cells: one for a paragraph or a heading, several for a row of a
table, white space made even. What no reader sees (control characters, bidi marks, halves of surrogate pairs) is not in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Lines: TypeAlias = tuple[tuple[str, ...], ...]

BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""What XML does not allow, what draws nothing, and marks that turn a line around: text could look other than it is."""
HALVES = re.compile("[\ud800-\udfff]")


class Kind(StrEnum):
    """What is taken away."""

    ANSWER = "答复"
    COMPARISON = "对比"
    REGISTER = "职责清单"


class Style(StrEnum):
    """How a paragraph looks; it changes none of its words."""

    PLAIN = "plain"
    ITEM = "item"
    QUOTE = "quote"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break inside it is `\\n`."""

    runs: tuple[Run, ...]
    style: Style = Style.PLAIN

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header, which may be empty. `widths` are characters of a spreadsheet, and shares of a page.

    One with a name stands right below the heading of that name, and in a workbook on a worksheet of its own.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    name: str = ""

    @property
    def columns(self) -> int:
        return max(map(len, (self.header, *self.rows)), default=0)


Block: TypeAlias = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is taken away: its blocks in order, `subject` for the file's name, `made` its time, `label` of generated text."""

    title: str
    kind: Kind
    blocks: tuple[Block, ...]
    made: datetime
    subject: str = ""
    label: str = ""


def plain(text: str, style: Style = Style.PLAIN) -> Paragraph:
    """A paragraph of one weight."""
    return Paragraph((Run(text),), style)


def clean(text: str) -> str:
    """Text that every kind of file can hold: line breaks as `\\n`, halves of surrogate pairs as U+FFFD, the unseen gone."""
    return HALVES.sub("\ufffd", UNSEEN.sub("", BREAKS.sub("\n", text)))


def even(text: str) -> str:
    """Clean text with all white space made one space: what is compared, whatever an editor did to line ends."""
    return " ".join(clean(text).split())


def cleaned(sheet: Sheet) -> Sheet:
    """The sheet with every text cleaned."""
    return replace(sheet, title=clean(sheet.title), blocks=tuple(map(_cleaned, sheet.blocks)), label=clean(sheet.label))


def _cleaned(block: Block) -> Block:
    if isinstance(block, Heading):
        return Heading(clean(block.text))
    if isinstance(block, Paragraph):
        return replace(block, runs=tuple(Run(clean(run.text), run.bold) for run in block.runs))
    rows = tuple(tuple(map(clean, row)) for row in block.rows)
    return replace(block, header=tuple(map(clean, block.header)), rows=rows, name=clean(block.name))


def lines_of(sheet: Sheet) -> Lines:
    """What the sheet says, as a reader of its file gives it back."""
    return even_lines([(sheet.title,), *(line for block in sheet.blocks for line in block_lines(block))])


def block_lines(block: Block) -> Iterator[tuple[str, ...]]:
    """The lines of one block, as they are."""
    if isinstance(block, Table):
        yield from (block.header, *block.rows)
    else:
        yield (block.text,)


def even_lines(lines: Iterable[Iterable[str]]) -> Lines:
    """Every cell even, no empty cell at the end of a line, no empty line."""
    out = []
    for line in lines:
        cells = [even(cell) for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            out.append(tuple(cells))
    return tuple(out)
