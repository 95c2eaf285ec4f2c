"""The comparison table: rows are the matters asked, columns the places, cells verbatim with their citation.

In: the citations already numbered, by document; what each document is silent about. Out: the table as JSON for `Answer.table`
and as Markdown. 未规定 stands where a regulation has nothing, 解读未提及 where only an interpretation is held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.compose.quote import excerpt, short_label
from assistant.model import Citation, Evidence, Understanding
from assistant.texts import message
from assistant.understand.aspects import aspect
from ingest.model import Source

CELL = 110
"""Characters of a quotation in a cell of the Markdown table; the JSON has it whole."""

Cited = Sequence[tuple[Evidence, Citation]]


def table(sources: Sequence[Source], cited: Mapping[str, Cited], u: Understanding) -> dict[str, Any]:
    """{"columns": [{"document", "region", "title"}], "rows": [{"name", "cells": [[{"n", "label", "quote"}]]}]}; [] is silence."""
    columns = [{"document": s.id, "region": s.region, "title": s.title} for s in sources]
    rows = [
        {"name": name, "cells": [_cell(s, cited.get(s.id, ()), roles) for s in sources]}
        for name, roles in _rows(cited, u)
    ]
    return {"columns": columns, "rows": rows}


def _rows(cited: Mapping[str, Cited], u: Understanding) -> list[tuple[str, frozenset[str]]]:
    """One row for each matter asked that some document settles; one for everything where no matter was named."""
    present = {e.role for pairs in cited.values() for e, _ in pairs}
    rows = [(name, frozenset({aspect(name).role})) for name in u.aspects if aspect(name).role in present]
    covered = {role for _, roles in rows for role in roles}
    if not rows or present - covered:
        return [(message("answer.matter"), frozenset(present))]
    return rows


def _cell(source: Source, pairs: Cited, roles: frozenset[str]) -> list[dict[str, Any]]:
    return [{"n": c.n, "label": short_label(c, source), "quote": e.quote} for e, c in pairs if e.role in roles]


def markdown(sources: Sequence[Source], compared: Mapping[str, Any]) -> str:
    """The table as Markdown."""
    head = ["", *(s.region or s.title for s in sources)]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in compared["rows"]:
        cells = [_shown(cell, source) for cell, source in zip(row["cells"], sources, strict=True)]
        lines.append("| " + " | ".join([f"**{row['name']}**", *cells]) + " |")
    return "\n".join(lines)


def _shown(cell: Sequence[Mapping[str, Any]], source: Source) -> str:
    if not cell:
        return message("answer.unmentioned" if source.interprets else "answer.unregulated")
    return "<br>".join(f"{c['label']}：“{excerpt(c['quote'], CELL)[0]}”[{c['n']}]".replace("|", "｜") for c in cell)
