"""A stretch of a document as it is printed: a line for each 款 项 目, with its marker, an anchor, and marked quotations.

In: a Document, one of its provisions, and perhaps a quotation or the places of words searched for. Out: Nodes that a template
can print; together they hold every character of the provision but white space between lines. A quotation that is not in the
text marks nothing. Knows nothing of HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model import Document, Kind, Provision
from ingest.patterns import ITEM_STYLES

TOP_KINDS = (Kind.ARTICLE, Kind.SECTION, Kind.PREAMBLE)
LONGEST_MARKER = 12


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a document's shown text; `number` counts the places where searched words stand, from 1."""

    start: int
    end: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Text to print, marked or not; `number` is set where a numbered place begins."""

    text: str
    marked: bool = False
    number: int = 0


Line = tuple[Run, ...]
Marks = Sequence[Span]


@dataclass(frozen=True, slots=True)
class Node:
    """A provision inside an article: its printed marker and lines, then what stands inside it, then lines after that.

    `anchor` is the part of its number after the article (`1.3`), empty for what is not numbered.
    """

    anchor: str
    kind: Kind
    marker: Line
    lines: tuple[Line, ...]
    children: tuple[Node, ...] = ()
    rest: tuple[Line, ...] = ()


def top_of(provision: str) -> str:
    """`fujian/19.1.3` -> `fujian/19`: the article or section that a provision belongs to."""
    document, _, number = provision.rpartition("/")
    return f"{document}/{number.partition('.')[0]}"


def blocks(document: Document) -> tuple[Provision, ...]:
    """What a reader turns over one at a time: articles, or sections, and what stands before the first."""
    return tuple(p for p in document.provisions if p.kind in TOP_KINDS)


def find_quote(document: Document, within: Provision, quote: str) -> Span | None:
    """Where a quotation stands in a provision, white space aside; None when it is not there, whatever it resembles."""
    wanted = "".join(quote.split())
    places = [i for i in range(within.start, within.end) if not document.text[i].isspace()]
    at = "".join(document.text[i] for i in places).find(wanted) if wanted else -1
    return None if at < 0 else Span(places[at], places[at + len(wanted) - 1] + 1)


def nodes(document: Document, block: Provision, marks: Marks = ()) -> tuple[Node, ...]:
    """The paragraphs of an article or section, with their items and subitems inside them."""
    inside = [p for p in document.provisions if p.number.startswith(f"{block.number}.")]
    out: list[Node] = []
    end = block.start
    for paragraph in _children(block, inside):
        out.extend(_unnumbered(document.text, Span(end, paragraph.start), marks))
        out.append(_node(paragraph, document.text, inside, marks))
        end = paragraph.end
    return (*out, *_unnumbered(document.text, Span(end, block.end), marks))


def _unnumbered(text: str, span: Span, marks: Marks) -> Iterator[Node]:
    """What no paragraph counts: the title printed again between the lines of a notice (通州通知)."""
    if lines := tuple(lines_of(text, span, marks)):
        yield Node("", Kind.PARAGRAPH, (), lines)


def _children(parent: Provision, inside: Sequence[Provision]) -> list[Provision]:
    return [p for p in inside if p.number.rpartition(".")[0] == parent.number]


def _node(provision: Provision, text: str, inside: Sequence[Provision], marks: Marks) -> Node:
    children = _children(provision, inside)
    begin = marker_start(text, provision)
    head_end = marker_start(text, children[0]) if children else provision.end
    rest_start = children[-1].end if children else provision.end
    return Node(
        anchor=provision.number.partition(".")[2],
        kind=provision.kind,
        marker=_runs(text, Span(begin, provision.start), marks),
        lines=tuple(lines_of(text, Span(provision.start, head_end), marks)),
        children=tuple(_node(child, text, inside, marks) for child in children),
        rest=tuple(lines_of(text, Span(rest_start, provision.end), marks)),
    )


def marker_start(text: str, provision: Provision) -> int:
    """Where the printed marker of an item begins: 「（三）」 stands right before its text, perhaps in mid-line."""
    if provision.kind not in (Kind.ITEM, Kind.SUBITEM):
        return provision.start
    for start in range(max(0, provision.start - LONGEST_MARKER), provision.start):
        if any(style.fullmatch(text, start, provision.start) for style in ITEM_STYLES.values()):
            return start
    return provision.start


def lines_of(text: str, span: Span, marks: Marks = ()) -> Iterator[Line]:
    """The lines of a stretch, without those that are empty."""
    start = span.start
    for raw in text[span.start : span.end].split("\n"):
        if raw.strip():
            left = start + len(raw) - len(raw.lstrip())
            yield _runs(text, Span(left, start + len(raw.rstrip())), marks)
        start += len(raw) + 1


def _runs(text: str, span: Span, marks: Marks) -> Line:
    """Cut a line where marked stretches begin and end; they do not overlap and come in order."""
    out: list[Run] = []
    at = span.start
    for mark in marks:
        low, high = max(at, mark.start), min(span.end, mark.end)
        if low < high:
            number = mark.number if low == mark.start else 0
            out += [Run(text[at:low]), Run(text[low:high], marked=True, number=number)]
            at = high
    return tuple(run for run in (*out, Run(text[at : span.end])) if run.text)
