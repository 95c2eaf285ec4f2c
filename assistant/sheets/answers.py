"""An answer, or an answer with a comparison table, as a sheet.

In: the answer as JSON (`Answer.to_json()`), the generation in use, the time, and the places that were chosen. Out: a Sheet: question,
answer with its markers, every quoted provision whole, what it rests on. Changes no word of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant import facts
from assistant.render.blocks import Block, Heading, Kind, Sheet, Table, plain
from assistant.render.markdown import blocks_of
from assistant.sheets import frame
from assistant.sheets.frame import Quoted
from assistant.texts import message
from ingest.label import title_mark

if TYPE_CHECKING:
    from assistant.compose.compared import Cell, Compared
    from ingest.generation import Generation

EXTRACTIVE = "extractive"
TABLE = "对比表"
MATTER = "事项"
MATTER_WIDTH, CELL_WIDTH = 16, 46


def answer_sheet(
    answer: Mapping[str, Any], generation: Generation, now: datetime, regions: Sequence[str] = ()
) -> Sheet:
    """The answer. `regions` are the places chosen when it was asked."""
    text: list[Block] = [Heading("答复"), *blocks_of(answer["text"])]
    return _sheet("安责问答答复", Kind.ANSWER, answer, generation, now, regions, text)


def comparison_sheet(
    answer: Mapping[str, Any], generation: Generation, now: datetime, regions: Sequence[str] = ()
) -> Sheet:
    """An answer that has a table: its cells whole, where the answer's text had excerpts."""
    said = [block for block in blocks_of(answer["text"]) if not isinstance(block, Table)]
    text: list[Block] = [
        Heading(TABLE),
        _table(answer["table"], generation),
        *([Heading("答复"), *said] if said else []),
    ]
    return _sheet("安责问答对比表", Kind.COMPARISON, answer, generation, now, regions, text)


def compared_sheet(compared: Compared, generation: Generation, now: datetime) -> Sheet:
    """The table of the comparison page, with markers of its own: it has quotations that its answer has not."""
    pieces = [piece for row in compared.rows for cell in row.cells for piece in cell.pieces]
    markers = {key: f"[{n}]" for n, key in enumerate(dict.fromkeys((p.provision, p.quote) for p in pieces), start=1)}
    rows = [(row.name, *(_compared_cell(cell, markers) for cell in row.cells)) for row in compared.rows]
    names = [(c.region, c.title) for c in compared.columns]
    text: list[Block] = [Heading(TABLE), _titled(names, rows)] if rows else []
    text += [Heading("答复"), *blocks_of(compared.note)] if compared.note else []
    mode = compared.answer["mode"] if compared.note else EXTRACTIVE
    return _sheet(
        "安责问答对比表", Kind.COMPARISON, {**compared.answer, "citations": [], "mode": mode}, generation, now,
        [title_mark(c.title) for c in compared.columns], text,
        [_marked(generation, marker, *key) for key, marker in markers.items()], [c.document for c in compared.columns],
    )  # fmt: skip


def _sheet(
    title: str, kind: Kind, answer: Mapping[str, Any], generation: Generation, now: datetime, regions: Sequence[str],
    text: Sequence[Block], quoted: Sequence[Quoted] = (), documents: Sequence[str] = (),
) -> Sheet:  # fmt: skip
    label = frame.label_of(answer)
    quoted = [*quoted, *map(_quoted, answer["citations"])]
    columns = [column["document"] for column in (answer["table"] or {"columns": []})["columns"]]
    rows = frame.origin_rows(generation, answer["generation"] or generation.name, now)
    blocks: list[Block] = [
        *frame.head(label),
        Heading("问题"),
        plain(answer["question"]),
        *([plain(f"限定的地区或文件：{'、'.join(regions)}")] if regions else []),
        *text,
        *frame.quotations(generation, quoted),
        *frame.standings(generation, documents or [*columns, *(q.provision.partition("/")[0] for q in quoted)]),
        *frame.foot(label, rows),
    ]
    return Sheet(title, kind, tuple(blocks), now, answer["question"], label)


def _quoted(citation: Mapping[str, Any]) -> Quoted:
    c = citation
    return Quoted(f"[{c['n']}]", c["provision"], c["label"], c["region"], c["quote"], c["effective"])


def _table(table: Mapping[str, Any], generation: Generation) -> Table:
    """{"columns": …, "rows": …} of an answer; an empty cell says that the text is silent."""
    silences = [_silence(column["document"], generation) for column in table["columns"]]
    rows = [
        (row["name"], *("；\n".join(map(_words, cell)) or silence for cell, silence in zip(row["cells"], silences, strict=True)))
        for row in table["rows"]
    ]  # fmt: skip
    return _titled([(column["region"], column["title"]) for column in table["columns"]], rows)


def _titled(names: Sequence[tuple[str, str]], rows: Sequence[tuple[str, ...]]) -> Table:
    """A column is named after its place, or its text where two are of one place."""
    regions = [region for region, _ in names]
    header = [region if region and regions.count(region) == 1 else title_mark(title) for region, title in names]
    return Table((MATTER, *header), tuple(rows), (MATTER_WIDTH, *[CELL_WIDTH] * len(header)), TABLE)


def _silence(document: str, generation: Generation) -> str:
    source = generation.source(document)
    return message("answer.unmentioned" if source and facts.is_interpretation(source) else "answer.unregulated")


def _words(cell: Mapping[str, Any]) -> str:
    """第五条：“…”[2]: the whole quotation, after the clauses that answer by themselves."""
    clauses = "；".join(clause for clause in cell["direct"].split("\n") if clause)
    return f"{cell['label']}：{f'{clauses}。原文：' if clauses else ''}“{cell['quote']}”[{cell['n']}]"


def _compared_cell(cell: Cell, markers: Mapping[tuple[str, str], str]) -> str:
    words = (f"{p.label}：“{p.quote}”{markers[p.provision, p.quote]}" for p in cell.pieces)
    return "；\n".join(words) or cell.silence


def _marked(generation: Generation, marker: str, provision: str, quote: str) -> Quoted:
    found, source = generation.provision(provision), generation.source(provision.partition("/")[0])
    return Quoted(marker, provision, found.label if found else "", source.region if source else "", quote)
