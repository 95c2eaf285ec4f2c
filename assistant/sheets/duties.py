"""The duty register as a sheet.

In: a generation, what was listed, its rows, the time. Out: a Sheet whose table has every row in cells that stand letter for letter
in the text, each with the id of its provision, and what it is: its filter, the texts it was read from, notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from assistant import facts
from assistant.render.blocks import Block, Heading, Kind, Sheet, Table
from assistant.render.register import Row, count_line, reference_lines, wanted_line
from assistant.sheets import frame
from ingest.label import title_mark

if TYPE_CHECKING:
    from assistant.duties import Listed
    from ingest.generation import Generation

COLUMNS = (
    ("地区", 10), ("文件", 26), (frame.CLAUSE, 18), ("责任人", 26), ("列在谁的职责中", 26), ("频次", 10), ("次数", 9),
    ("门槛", 24), ("事项", 50), ("原文", 60), (frame.PROVISION, 18),
)  # fmt: skip
REGISTER = "职责清单"
NOTES = (
    "责任人、频次、门槛、事项和原文都逐字取自条款，或者条款列项之前的那句话；空白的格子是原文没有写。",
    "次数由原文里的数字算出：“不少于两次”写作“至少2次”。",
    "责任人只写“主要负责人”等的，看“列在谁的职责中”一栏是哪里的主要负责人。",
    "规定职责的条款全部列出；其他章节只列出写明频次或门槛的句子。",
)
DOCUMENTS = "所列文件"
DOCUMENT_COLUMNS = (("文件", 40), ("地区", 12), ("施行", 60), ("条数", 8))


def register_sheet(generation: Generation, listed: Listed, rows: Sequence[Row], now: datetime) -> Sheet:
    """The register. The rows are those of `rows_of`, which checked each against the text."""
    about = (
        ("内容", "安全生产职责清单"), ("条件", wanted_line(listed)), ("条数", count_line(rows)),
        *frame.origin_rows(generation, generation.name, now),
        *(("参照适用", line) for line in reference_lines(listed)),
    )  # fmt: skip
    header, widths = tuple(name for name, _ in COLUMNS), tuple(width for _, width in COLUMNS)
    blocks: list[Block] = [
        Table((), about, frame.FACT_WIDTHS),
        Heading(REGISTER),
        Table(header, tuple(map(_cells, rows)), widths, REGISTER),
        Heading(DOCUMENTS),
        _documents(generation, listed, rows),
        *frame.foot("", notes=NOTES),
    ]
    w = listed.wanted
    subject = "".join((*w.regions, w.who, w.every, w.holds)) or "全部"
    return Sheet("安全生产职责清单", Kind.REGISTER, tuple(blocks), now, subject)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.region, row.title, row.clause, row.holder, row.under, row.every, row.times, row.threshold, row.action,
        row.quote, row.duty.provision,
    )  # fmt: skip


def _documents(generation: Generation, listed: Listed, rows: Sequence[Row]) -> Table:
    """The texts that were read, also those without a row."""
    out = []
    for document in listed.documents:
        source = generation.source(document.id)
        if source is not None:
            count = str(sum(row.duty.document == document.id for row in rows))
            out.append((title_mark(document.title), source.region, facts.standing(source, document), count))
    header, widths = tuple(name for name, _ in DOCUMENT_COLUMNS), tuple(width for _, width in DOCUMENT_COLUMNS)
    return Table(header, tuple(out), widths, DOCUMENTS)
