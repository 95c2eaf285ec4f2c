"""A whole document in the order it is printed, and the outline at its head.

In: a Document, perhaps with places to mark. Out: Parts (a heading, or an article with its lines) and Chapters (a heading with
its articles).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.web.links import url_of
from assistant.web.reading import Line, Marks, Node, Run, Span, blocks, lines_of, nodes
from ingest.label import number_label
from ingest.model import Document, Heading, Provision


@dataclass(frozen=True, slots=True)
class Part:
    """A heading under `anchor` with its line, or an article or section with its name, lines and page; never both."""

    anchor: str
    start: int
    heading: Heading | None = None
    line: Line = ()
    block: Provision | None = None
    name: str = ""
    url: str = ""
    nodes: tuple[Node, ...] = ()


@dataclass(slots=True)
class Chapter:
    """A line of the outline; articles before the first heading have none."""

    heading: Heading | None = None
    anchor: str = ""
    articles: list[Part] = field(default_factory=list)


def parts_of(document: Document, marks: Marks = ()) -> tuple[Part, ...]:
    """Headings and articles together, as they follow each other."""
    headings = [
        Part(f"h{i}", h.start, h, _heading_line(document, h, marks)) for i, h in enumerate(document.headings, start=1)
    ]
    articles = [
        Part(f"p{b.number}", b.start, None, (), b, number_label(b.number), url_of(b.id), nodes(document, b, _in(b, marks)))
        for b in blocks(document)
    ]  # fmt: skip
    return tuple(sorted([*headings, *articles], key=lambda part: part.start))


def heading_anchor(document: Document, heading: Heading) -> str:
    """`h2` for the second heading of a document."""
    return f"h{document.headings.index(heading) + 1}"


def tail_of(document: Document, marks: Marks = ()) -> tuple[Line, ...]:
    """Signatures and annexes, line by line."""
    if document.tail is None:
        return ()
    return tuple(lines_of(document.text, Span(document.tail, len(document.text)), marks))


def outline_of(parts: tuple[Part, ...]) -> tuple[Chapter, ...]:
    """Each heading with the articles that stand between it and the next."""
    out: list[Chapter] = []
    for part in parts:
        if part.heading:
            out.append(Chapter(part.heading, part.anchor))
            continue
        if not out:
            out.append(Chapter())
        out[-1].articles.append(part)
    return tuple(out)


def _in(block: Provision, marks: Marks) -> Marks:
    return [m for m in marks if m.start < block.end and block.start < m.end]


def _heading_line(document: Document, heading: Heading, marks: Marks) -> Line:
    """As its title is shown (「第一节 一 般 规 定」 closed up), unless something in it is marked."""
    if any(heading.start <= m.start < heading.end for m in marks):
        return next(lines_of(document.text, Span(heading.start, heading.end), marks), ())
    return (Run(heading.title),)
