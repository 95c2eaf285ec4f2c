"""A whole document in the order it is printed, and the outline at its head.

In: a Document. Out: Parts (a heading, or an article with its lines) and Chapters (a heading with its articles).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.web.links import url_of
from assistant.web.reading import Node, blocks, nodes
from ingest.label import number_label
from ingest.model import Document, Heading, Provision


@dataclass(frozen=True, slots=True)
class Part:
    """A heading under `anchor`, or an article or section with its name, lines and page; never both."""

    anchor: str
    start: int
    heading: Heading | None = None
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


def parts_of(document: Document) -> tuple[Part, ...]:
    """Headings and articles together, as they follow each other."""
    headings = [Part(f"h{i}", h.start, heading=h) for i, h in enumerate(document.headings, start=1)]
    articles = [
        Part(f"p{b.number}", b.start, None, b, number_label(b.number), url_of(b.id), nodes(document, b))
        for b in blocks(document)
    ]
    return tuple(sorted([*headings, *articles], key=lambda part: part.start))


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
