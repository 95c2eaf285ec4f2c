"""/duties: who does what and how often, as a page with a form, a chart and a table.

In: GET /duties?place=…&who=…&every=…&holds=…. Out: HTML; for a filter that is none its sentence and the form again (422). The
register is worked out in assistant.duties, its rows checked against the texts in assistant.render.register.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant import facts
from assistant.compose.chosen import chosen
from assistant.duties import ANY, PERIOD, PERIODS, SAME, Listed, Wanted, listed
from assistant.render.register import Row, count_line, reference_lines, rows_of, wanted_line
from assistant.web.html import page
from assistant.web.links import quoted_url, url_of
from assistant.web.views.places import choices, is_long
from ingest.model import BadInput
from ingest.numerals import to_int

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

FIELD_LIMIT = 60
PLACES_LIMIT = 40
HOLDERS = (
    "党委主要负责人", "政府主要负责人", "分管安全生产工作的负责人", "党委常委会其他委员", "政府班子其他成员", "部门主要负责人",
    "乡镇党委书记", "安全生产委员会办公室",
)  # fmt: skip
NAMES = {"--region": "地区", "--who": "责任人", "--every": "频次", "--holds": "原文含"}
"""What the fields are called on the command line, and here."""
ORDER = ("每日", "每周", "每月", "每季度", "每半年", "每年", "每两年", "定期", "不定期", "其他")
PLACE_FIRST = "收录的文件多，请先选地区或文件，再列职责清单。"


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one text, each with the address of its provision."""

    region: str
    title: str
    url: str
    force: str
    rows: tuple[tuple[Row, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """How many duties there are of each period (a row) in each place (a column); `most` is the longest bar."""

    places: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    most: int


def router(engine: Engine) -> APIRouter:
    """The page over an engine that has loaded."""
    out = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @out.get("/duties")
    def duties(
        request: Request, place: Annotated[list[str], Query()] = [], who: str = "", every: str = "",  # noqa: B006
        holds: str = "",
    ) -> Response:  # fmt: skip
        wanted = Wanted(tuple(place[:PLACES_LIMIT]), *(text.strip()[:FIELD_LIMIT] for text in (who, every, holds)))
        return duties_page(request, engine.generation, wanted)

    return out


def duties_page(request: Request, generation: Generation, wanted: Wanted) -> Response:
    """The form, and below it the register as far as it fits."""
    ids: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    said, count, conditions, references = "", "", "", []
    try:
        ids = chosen(generation, wanted.regions)
        if ids or not is_long(generation):
            found = listed(generation, Wanted(ids, wanted.who, wanted.every, wanted.holds))
            rows = rows_of(generation, found)
            groups, count, references = _groups(generation, found, rows), count_line(rows), reference_lines(found)
            named = tuple(c.region for c in choices(generation, ids) if c.checked)
            conditions = wanted_line(replace(found, wanted=replace(found.wanted, regions=named)))
    except BadInput as error:
        said = _in_words(str(error))
    return page(
        request, "duties.html", 422 if said else 200, said=said, wanted=wanted, choices=choices(generation, ids),
        long=is_long(generation), hint=PLACE_FIRST if is_long(generation) and not ids and not said else "",
        holders=HOLDERS, periods=_periods(wanted.every), groups=groups, count=count, conditions=conditions, references=references,
        query=urlencode([*(("place", i) for i in ids), ("who", wanted.who), ("every", wanted.every), ("holds", wanted.holds)]),
        chart=chart_of(groups), filtered=any((ids, wanted.who, wanted.every, wanted.holds)),
    )  # fmt: skip


def _groups(generation: Generation, found: Listed, rows: Sequence[Row]) -> tuple[Group, ...]:
    out = []
    for document in found.documents:
        own = tuple((r, quoted_url(r.duty.provision, r.quote)) for r in rows if r.duty.document == document.id)
        source = generation.source(document.id)
        if own and source:
            force = facts.force_line(source, document)
            out.append(Group(source.region or source.title, own[0][0].title, url_of(document.id), force, own))
    return tuple(out)


def _in_words(sentence: str) -> str:
    """What the command line calls --every is 频次 here."""
    return re.sub("|".join(NAMES), lambda m: NAMES[m.group()], sentence)


def _periods(chosen: str) -> list[str]:
    """What the form offers; what was asked for in other words is kept."""
    offered = [ANY, *PERIODS.split("、")]
    return offered if not chosen or chosen in offered else [*offered, chosen]


def chart_of(groups: Sequence[Group]) -> Chart | None:
    """How often, by place; None where no duty says how often."""
    counts = [Counter(period_of(row.every) for row, _ in group.rows if row.every) for group in groups]
    found = [name for name in ORDER if any(c[name] for c in counts)]
    if not found:
        return None
    rows = tuple((name, tuple(c[name] for c in counts)) for name in found)
    return Chart(tuple(g.region for g in groups), rows, max(n for _, numbers in rows for n in numbers))


def period_of(every: str) -> str:
    """每年定期 -> 每年; 季度 -> 每季度; 定期和不定期 -> 定期: the one period that a duty is counted under."""
    found = list(PERIOD.finditer(every.replace("个", "")))
    timed = next((m for m in found if m["unit"]), None)
    if timed is None:
        return found[0]["regular"] if found else "其他"
    unit = SAME.get(timed["unit"], timed["unit"])
    n = to_int(timed["n"]) if timed["n"] else 1
    name = f"每{'半' if timed['half'] else {1: '', 2: '两'}.get(n, str(n))}{unit}{'度' if unit == '季' else ''}"
    return name if name in ORDER else "其他"
