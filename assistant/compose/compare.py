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
    """{"columns": [{"document", "region", "title"}], "rows": [{"name", "cells": [[{"n", "label", "quote", "direct"}]]}]}; [] is silence."""
    columns = [{"document": s.id, "region": s.region, "title": s.title} for s in sources]
    rows = [
        {"name": name, "cells": [_cell(s, cited.get(s.id, ()), role) for s in sources]}
        for name, role in _rows(cited, u)
    ]
    return {"columns": columns, "rows": rows}


def _rows(cited: Mapping[str, Cited], u: Understanding) -> list[tuple[str, str]]:
    """(name, role) of every matter that some document settles, the matters asked first, then in the order they come."""
    names = {aspect(name).role: name for name in reversed(u.aspects)}
    present = list(dict.fromkeys(e.role for pairs in cited.values() for e, _ in pairs))
    return [(names.get(role) or message(f"role.{role}"), role) for role in present]


def _cell(source: Source, pairs: Cited, role: str) -> list[dict[str, Any]]:
    """What a document says on one matter; the clauses that answer by themselves where there are such."""
    found = [(e, c) for e, c in pairs if e.role == role]
    return [{"n": c.n, "label": short_label(c, source), "quote": e.quote, "direct": e.direct} for e, c in found]


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
    return "；".join(f"{c['label']}：{_words(c)}[{c['n']}]" for c in cell).replace("|", "｜")


def _words(cell: Mapping[str, Any]) -> str:
    """The clauses that answer, with their holder in front, which stands elsewhere in the article; else the quotation."""
    clauses = "；".join(f"**{clause}**" for clause in cell["direct"].split("\n") if clause)
    return f"{clauses}。" if clauses else f"“{excerpt(cell['quote'], CELL)[0]}”"
