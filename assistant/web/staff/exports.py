"""Files to take away: an answer of one's own, a comparison, a filtered register; as docx, xlsx or Markdown.

In: which answer, or the filters as the pages have them, and a kind of file. Out: the file with a name that says what it is. Who took
what is recorded with the file's digest, so that a file found later can be told from one that never came from here.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant import clock
from assistant.compose.chosen import chosen
from assistant.compose.compared import compared
from assistant.duties import Wanted, listed
from assistant.records.actions import record_action
from assistant.records.turns import find_turn
from assistant.render.blocks import Sheet, cleaned
from assistant.render.digest import digest_line
from assistant.render.export import KINDS, file_name, write
from assistant.render.register import rows_of
from assistant.sheets.answers import answer_sheet, compared_sheet, comparison_sheet
from assistant.sheets.duties import register_sheet
from assistant.web.staff.people import person_of

if TYPE_CHECKING:
    from assistant.web.staff.model import Desk

Kind = Annotated[str, Query(alias="as", max_length=10)]
Places = Annotated[list[str], Query(alias="place")]


def router(desk: Desk) -> APIRouter:
    """The addresses under /staff/export."""
    out = APIRouter(prefix="/staff/export", include_in_schema=False)

    @out.get("/answer")
    def answer(request: Request, turn: str, kind: Kind) -> Response:
        stored = find_turn(desk.records, person_of(request).id, turn)
        build: Any = comparison_sheet if stored.answer.get("table") else answer_sheet
        return _file(desk, request, build(stored.answer, desk.engine.generation, _now(), stored.regions), kind)

    @out.get("/compare")
    def compare(request: Request, kind: Kind, place: Places = [], topic: str = "") -> Response:  # noqa: B006
        result = compared(desk.engine, place, topic.strip())
        return _file(desk, request, compared_sheet(result, desk.engine.generation, _now()), kind)

    @out.get("/duties")
    def duties(
        request: Request, kind: Kind, place: Places = [], who: str = "", every: str = "", holds: str = ""  # noqa: B006
    ) -> Response:  # fmt: skip
        generation = desk.engine.generation
        found = listed(generation, Wanted(chosen(generation, place), who.strip(), every.strip(), holds.strip()))
        return _file(desk, request, register_sheet(generation, found, rows_of(generation, found), _now()), kind)

    return out


def _now() -> datetime:
    return clock.now()


def _file(desk: Desk, request: Request, sheet: Sheet, kind: str) -> Response:
    data = write(sheet, kind)
    name = file_name(sheet, kind)
    record_action(desk.records, person_of(request).id, "导出", name, digest_line(cleaned(sheet)))
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "no-store"}
    return Response(data, media_type=KINDS[kind].media, headers=headers)
