"""/compare: texts side by side on one matter or article by article, as a page with a form and a table.

In: GET /compare?place=…&place=…&topic=…&marks=0. Out: HTML; a sentence and the form again (422) for what cannot be compared.
What is compared is worked out in assistant.compose.compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant import facts
from assistant.compose.chosen import chosen
from assistant.compose.compared import TOPIC_LIMIT, Cell, Compared, Piece, compared
from assistant.understand.aspects import systems
from assistant.web.html import page
from assistant.web.links import quoted_url, url_of
from assistant.web.reading import Line, Run
from assistant.web.views.places import choices, is_long
from ingest.label import title_mark
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

PLACES_LIMIT = 40
TOO_LITTLE = {"施行日期", "废止"}
"""Matters of one sentence each, on which two texts are not compared."""


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A quotation with its link, in lines whose differences are marked."""

    label: str
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the table."""

    pieces: tuple[ShownPiece, ...]
    silence: str
    apart: bool


def router(engine: Engine) -> APIRouter:
    """The page over an engine that has loaded."""
    out = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @out.get("/compare")
    def compare(
        request: Request, place: Annotated[list[str], Query()] = [], topic: str = "", marks: str = "1"  # noqa: B006
    ) -> Response:  # fmt: skip
        return compare_page(request, engine, place[:PLACES_LIMIT], topic.strip(), marks=marks != "0")

    return out


def compare_page(request: Request, engine: Engine, places: list[str], topic: str, *, marks: bool = True) -> Response:
    """The form, and the table where one is asked for."""
    generation = engine.generation
    ids: tuple[str, ...] = ()
    result: Compared | None = None
    said = ""
    try:
        ids = chosen(generation, places)
        if topic or ids:
            result = compared(engine, places, topic)
    except BadInput as error:
        said = str(error)
    return page(
        request, "compare.html", 422 if said else 200, said=said, topic=topic, limit=TOPIC_LIMIT, marks=marks,
        choices=choices(generation, ids), long=is_long(generation), matters=matters(), result=result,
        heads=_heads(generation, result) if result else (), rows=_rows(result, marks=marks) if result else (),
        note=_plain(result.note) if result else (), marked=bool(result) and _has_marks(result),
        found=result is not None and any(c.pieces for r in result.rows for c in r.cells),
        other=_other(ids, topic, marks=marks), query=urlencode([*(("place", i) for i in ids), ("topic", topic)]),
    )  # fmt: skip


def matters() -> list[str]:
    """The matters that are compared across places, as the form offers them."""
    return [a.name for a in systems() if a.name not in TOO_LITTLE]


def _heads(generation: Generation, result: Compared) -> list[dict[str, str]]:
    """The heads of the columns: place, title, since when the text applies."""
    out = []
    for column in result.columns:
        source, document = generation.source(column.document), generation.document(column.document)
        out.append(
            {
                "region": column.region or column.title,
                "title": title_mark(column.title),
                "url": url_of(column.document),
                "force": facts.force_line(source, document) if source else "",
            }
        )
    return out


def _rows(result: Compared, *, marks: bool) -> list[tuple[str, list[ShownCell]]]:
    return [(row.name, [_cell(cell, marks=marks) for cell in row.cells]) for row in result.rows]


def _cell(cell: Cell, *, marks: bool) -> ShownCell:
    pieces = tuple(
        ShownPiece(p.label, quoted_url(p.provision, p.quote), tuple(_lines(p, marks=marks))) for p in cell.pieces
    )
    return ShownCell(pieces, cell.silence, cell.apart and marks)


def _lines(piece: Piece, *, marks: bool) -> Iterator[Line]:
    """The lines of a quotation; a mark lies within one, since it does not run over the end of a sentence."""
    at = 0
    for raw in piece.quote.split("\n"):
        line: list[Run] = []
        done = 0
        for mark in piece.marks if marks else ():
            start, end = mark.start - at, mark.end - at
            if start >= 0 and end <= len(raw):
                line += [Run(raw[done:start]), Run(raw[start:end], marked=True)]
                done = end
        if raw.strip():
            yield tuple(run for run in (*line, Run(raw[done:])) if run.text)
        at += len(raw) + 1


def _has_marks(result: Compared | None) -> bool:
    return result is not None and any(c.apart or any(p.marks for p in c.pieces) for r in result.rows for c in r.cells)


def _plain(note: str) -> tuple[str, ...]:
    """What the engine says, without its Markdown; markers name citations that are not listed here."""
    return tuple(line for line in re.sub(r"\*\*|\[\d+\]|^[-#]+ ", "", note, flags=re.M).split("\n") if line.strip())


def _other(ids: tuple[str, ...], topic: str, *, marks: bool) -> str:
    """The same page with the marks turned the other way."""
    query = [*(("place", i) for i in ids), ("topic", topic), *([("marks", "0")] if marks else [])]
    return f"/compare?{urlencode(query)}"
