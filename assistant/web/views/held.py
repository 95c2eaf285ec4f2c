"""/d: the texts held, by title, place or number, a hundred on a page.

In: words to look for and which page. Out: HTML. Words are compared folded and in simplified characters; all of them must fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from assistant import facts
from assistant.understand.spelling import simplify
from assistant.web.html import page
from assistant.web.links import url_of
from ingest.fold import fold_text
from ingest.label import title_mark
from ingest.model import Source

if TYPE_CHECKING:
    from ingest.generation import Generation

PAGE = 100


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A text in a list: its title and page, its place, since when it applies."""

    title: str
    url: str
    region: str
    force: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list: which, of how many, and the addresses before and after."""

    number: int
    pages: int
    before: str
    after: str


def held_page(request: Request, generation: Generation, words: str, at: str) -> Response:
    """The list, or as much of it as fits the words."""
    every = generation.catalog.sources
    found = matching(every, words)
    leaf = leaf_of("/d", {"q": words.strip()}, len(found), at)
    start = (leaf.number - 1) * PAGE
    return page(
        request, "held.html", words=words.strip(), total=len(every), found=len(found), leaf=leaf,
        documents=rows_of(generation, found[start : start + PAGE]),
    )  # fmt: skip


def matching(sources: Sequence[Source], words: str) -> list[Source]:
    """The texts that have every word in title, short names, place, kind, issuer or number."""
    wanted = [fold_text(simplify(w)) for w in words.split()]
    if not any(wanted):
        return list(sources) if not words.strip() else []
    return [s for s in sources if all(w in _known(s) for w in wanted)]


def _known(source: Source) -> str:
    fields = (source.title, *source.short, source.region, *source.parents, source.kind, source.issuer, source.number)
    return "\n".join(map(fold_text, fields))


def leaf_of(path: str, query: dict[str, str], count: int, at: str) -> Leaf:
    """Page `at` of a list of `count`; what is no page of it becomes the nearest one."""
    pages = max(1, -(-count // PAGE))
    number = min(max(1, int(at) if at.isascii() and at.isdigit() and len(at) < 8 else 1), pages)

    def address(to: int) -> str:
        kept = {k: v for k, v in query.items() if v} | {"at": str(to)}
        return f"{path}?{urlencode(kept)}" if 1 <= to <= pages else ""

    return Leaf(number, pages, address(number - 1), address(number + 1))


def rows_of(generation: Generation, sources: Sequence[Source]) -> list[HeldRow]:
    """The rows of a list of texts."""
    return [
        HeldRow(title_mark(s.title), url_of(s.id), s.region, facts.force_line(s, generation.document(s.id)))
        for s in sources
    ]
