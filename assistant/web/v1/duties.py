"""GET /api/v1/duties: who does what and how often, a page at a time.

In: filters and which page. Out: JSON rows, each cell checked against its text in assistant.render.register.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query

from assistant.duties import PERIODS, Wanted, listed
from assistant.render.register import object_of, reference_lines, rows_of
from assistant.web.links import quoted_url
from assistant.web.refusals import Refused
from assistant.web.v1.described import given, refusals
from assistant.web.v1.shapes import DutiesBody
from assistant.web.v1.strict import StrictRoute
from assistant.web.views.places import is_long
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine

FIELD_LIMIT, REGIONS_LIMIT, PAGE, LARGEST, FURTHEST = 60, 40, 50, 200, 1_000_000
REGION_FIRST = "收录的文件多，请用 region 说明地区或文件"
EXAMPLE = {
    "total": 1, "offset": 0, "limit": 50, "next": None, "references": [], "generation": "20261128-000000-5f0b",
    "duties": [
        {
            "provision": "hebei/5.1.3", "label": "《河北省党政领导干部安全生产责任制实施细则》第五条第（三）项",
            "document": "hebei", "region": "河北省", "holder": "党委主要负责人", "under": "", "every": "每季度", "times": 1,
            "at_least": True, "threshold": "", "action": "研究安全生产工作", "quote": "每季度至少研究1次安全生产工作",
            "url": "/d/hebei/5#p1.3",
        }
    ],
}  # fmt: skip
Text = Annotated[str, Query(max_length=FIELD_LIMIT)]


def router(engine: Engine) -> APIRouter:
    """The address over an engine that has loaded."""
    out = APIRouter(prefix="/api/v1", route_class=StrictRoute)

    @out.get(
        "/duties", response_model=DutiesBody, summary="职责清单", operation_id="duties",
        responses={**given("一页职责", EXAMPLE), **refusals(422)},
    )  # fmt: skip
    def duties(
        region: Annotated[
            list[Text], Query(title="地区名称或文件代号，可多次给出", max_length=REGIONS_LIMIT, examples=[["河北"]])
        ] = [],  # noqa: B006
        who: Annotated[str, Query(title="责任人，如 书记", max_length=FIELD_LIMIT, examples=["书记"])] = "",
        every: Annotated[
            str, Query(title=f"频次：{PERIODS}，或 有频次", max_length=FIELD_LIMIT, examples=["每季度"])
        ] = "",
        holds: Annotated[str, Query(title="原文里要有的词，空格隔开", max_length=FIELD_LIMIT, examples=["检查"])] = "",
        limit: Annotated[int, Query(title="每页几条", ge=1, le=LARGEST)] = PAGE,
        offset: Annotated[int, Query(title="从第几条起，从 0 数", ge=0, le=FURTHEST)] = 0,
    ) -> dict[str, Any]:
        """谁、做什么、多久一次，按文件和条款的次序；各项都是原文里的字。"""
        generation = engine.generation
        if not region and is_long(generation):
            raise Refused(REGION_FIRST)
        try:
            found = listed(generation, Wanted(tuple(region), who.strip(), every.strip(), holds.strip()))
        except BadInput as error:  # the command line's words for its options
            raise Refused(re.sub(r"--(region|who|every|holds)\b", r"\1", str(error))) from None
        rows = rows_of(generation, found)
        shown = rows[offset : offset + limit]
        more = [("offset", offset + limit), ("limit", limit)] if offset + limit < len(rows) else []
        query = [*(("region", r) for r in region), ("who", who), ("every", every), ("holds", holds)]
        return {
            "total": len(rows),
            "offset": offset,
            "limit": limit,
            "next": f"/api/v1/duties?{urlencode([(k, v) for k, v in [*query, *more] if v])}" if more else None,
            "duties": [{**object_of(row), "url": quoted_url(row.duty.provision, row.quote)} for row in shown],
            "references": reference_lines(found),
            "generation": generation.name,
        }

    return out
