"""GET /api/v1/compare: texts side by side on one matter or article by article, every cell verbatim.

In: places or ids, and a matter. Out: JSON; what is compared is worked out in assistant.compose.compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query

from assistant.compose.compared import MOST, TOPIC_LIMIT, Cell, Piece, compared
from assistant.web.links import quoted_url, url_of
from assistant.web.v1.described import given, refusals
from assistant.web.v1.shapes import LABEL, QUOTE, ComparedBody
from assistant.web.v1.strict import StrictRoute

if TYPE_CHECKING:
    from assistant.engine import Engine

PLACE_LIMIT = 100
PIECE = {"provision": "fujian/19.1.3", "label": LABEL, "quote": QUOTE, "url": "/d/fujian/19#p1.3", "marks": []}
CELLS = [
    {"quotes": [{**PIECE, "marks": [{"start": 1, "end": 3}]}], "silence": "", "apart": False},
    {"quotes": [], "silence": "未查到规定", "apart": False},
]
COLUMNS = [
    {"document": "fujian", "region": "福建省", "title": "福建省党政领导干部安全生产责任制实施细则", "url": "/d/fujian"},
    {"document": "hebei", "region": "河北省", "title": "河北省党政领导干部安全生产责任制实施细则", "url": "/d/hebei"},
]
EXAMPLE = {
    "topic": "迟报瞒报", "columns": COLUMNS, "rows": [{"name": "迟报瞒报", "cells": CELLS}], "note": "",
    "generation": "20261128-000000-5f0b",
}  # fmt: skip


def router(engine: Engine) -> APIRouter:
    """The address over an engine that has loaded."""
    out = APIRouter(prefix="/api/v1", route_class=StrictRoute)

    @out.get(
        "/compare", response_model=ComparedBody, summary="对比各地规定", operation_id="compare",
        responses={**given("对比表", EXAMPLE), **refusals(422)},
    )  # fmt: skip
    def compare(
        place: Annotated[
            list[Annotated[str, Query(max_length=PLACE_LIMIT)]],
            Query(title="地区名称或文件代号，两个以上", min_length=1, max_length=MOST, examples=[["福建", "河北"]]),
        ],
        topic: Annotated[
            str,
            Query(
                title="对比的事项（如 督查督办）或条号（如 第十九条）",
                min_length=1,
                max_length=TOPIC_LIMIT,
                examples=["督查督办"],
            ),
        ],
    ) -> dict[str, Any]:
        """各地对同一事项的规定，或条号相同的条文，并排列出原文，并标出别处没有的文字。"""
        found = compared(engine, place, topic)
        return {
            "topic": found.topic,
            "columns": [
                {"document": c.document, "region": c.region, "title": c.title, "url": url_of(c.document)}
                for c in found.columns
            ],
            "rows": [{"name": row.name, "cells": [_cell(cell) for cell in row.cells]} for row in found.rows],
            "note": found.note,
            "generation": engine.generation.name,
        }  # fmt: skip

    return out


def _cell(cell: Cell) -> dict[str, Any]:
    return {"quotes": [_piece(p) for p in cell.pieces], "silence": cell.silence, "apart": cell.apart}


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "provision": piece.provision,
        "label": piece.label,
        "quote": piece.quote,
        "url": quoted_url(piece.provision, piece.quote),
        "marks": [{"start": m.start, "end": m.end} for m in piece.marks],
    }
