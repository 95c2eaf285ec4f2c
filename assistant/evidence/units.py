"""The pieces that can be evidence: paragraphs, items with the sentence that introduces them, and listing articles whole.

In: a Document. Out: Units. The smallest piece that says something is what is cited; an article with a list is also a
piece of its own, because 「哪些情形应当从重」 asks for all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from ingest.chunk import lead_of
from ingest.model import Document, Kind, Provision


@dataclass(frozen=True, slots=True)
class Unit:
    """`own` is what it says itself, `lead` the sentence before a list, `inside` the items of a whole list."""

    provision: Provision
    block: str
    own: str
    lead: str = ""
    inside: str = ""

    @property
    def is_list(self) -> bool:
        return bool(self.inside)


T = TypeVar("T")
KEPT = 4096


def per_document(read: Callable[[Document], T]) -> Callable[[Document], T]:
    """Read a document once. Kept by its id and checked by identity: hashing a whole text costs more than reading it."""
    kept: dict[str, tuple[Document, T]] = {}

    @wraps(read)
    def cached(document: Document) -> T:
        held = kept.get(document.id)
        if held is None or held[0] is not document:
            if len(kept) >= KEPT:
                kept.clear()
            held = kept[document.id] = (document, read(document))
        return held[1]

    return cached


@per_document
def units_of(document: Document) -> tuple[Unit, ...]:
    """All units of a document, in reading order."""
    children: dict[str, list[Provision]] = {}
    for p in document.provisions:
        if "." in p.number:
            children.setdefault(p.number.rsplit(".", 1)[0], []).append(p)
    out: list[Unit] = []
    for block in document.provisions:
        if block.kind is Kind.PREAMBLE:
            out.append(Unit(block, block.number, block.text))
        elif block.kind in (Kind.ARTICLE, Kind.SECTION):
            paragraphs = children.get(block.number, [])
            for paragraph in paragraphs:
                out.extend(_of_paragraph(document, block, paragraph, children, alone=len(paragraphs) == 1))
    return tuple(out)


def _of_paragraph(
    document: Document, block: Provision, paragraph: Provision, children: dict[str, list[Provision]], *, alone: bool
) -> list[Unit]:
    shown = block if alone else paragraph
    items = children.get(paragraph.number, [])
    if not items:
        return [Unit(shown, block.number, shown.text)]
    lead = lead_of(document, items[0])
    out = [Unit(shown, block.number, lead, inside=paragraph.text[len(lead) :])]
    out += [Unit(item, block.number, item.text, lead) for item in items]
    return out
