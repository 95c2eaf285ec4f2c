"""The duty register as rows of cells, and these as a table for a terminal or as JSON lines.

In: a Listed register and its generation. Out: Rows, then text. Every cell of words stands letter for letter in its provision
or in the sentence that introduces it; a row that does not raises NotVerbatim, and nothing is written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import facts
from assistant.evidence.register import ITEM_SUBJECT, PERSON, TIMES, introduced
from assistant.model import Duty
from ingest.label import title_mark
from ingest.model import Document, Provision
from ingest.numerals import to_int

if TYPE_CHECKING:
    from assistant.duties import Listed
    from ingest.generation import Generation

GAP = "  "
COLUMNS = (("条款", 20), ("责任人", 26), ("频次", 8), ("次数", 7), ("门槛", 18), ("事项", 0))
"""Columns of the terminal's table and their widths; 事项 takes what is left. One that is empty in a document is left out."""
LEAST_FOR_ACTION = 24
CLOSING = "，。；：、！？）〕》〉”’,.;:)"
"""What begins no line."""


class NotVerbatim(Exception):
    """A cell that the text does not have: a fault of the program, never shown as if it were the law."""


@dataclass(frozen=True, slots=True)
class Row:
    """A duty in cells. `under` is whose list it stands in, where that is not its holder; `times` is 至少1次."""

    region: str
    title: str
    clause: str
    holder: str
    under: str
    every: str
    times: str
    threshold: str
    action: str
    quote: str
    duty: Duty


def rows_of(generation: Generation, listed: Listed) -> tuple[Row, ...]:
    """The rows of a register, each checked against its provision. Raises NotVerbatim."""
    out: list[Row] = []
    for document in listed.documents:
        source = generation.source(document.id)
        provisions = {p.id: p for p in document.provisions}
        for duty in (d for d in listed.duties if d.document == document.id):
            provision = provisions[duty.provision]
            check(duty, provision, document)
            out.append(_row(duty, provision, title_mark(document.title), source.region if source else ""))
    return tuple(out)


def _row(duty: Duty, provision: Provision, title: str, region: str) -> Row:
    under = introduced(duty.lead)
    return Row(
        region=region,
        title=title,
        clause=provision.label.removeprefix(title),
        holder=duty.holder,
        under="" if under == duty.holder else under,
        every=duty.every,
        times=f"{'至少' if duty.at_least else ''}{duty.times}次" if duty.times is not None else "",
        threshold=duty.threshold,
        action=duty.action,
        quote=duty.quote,
        duty=duty,
    )


def check(duty: Duty, provision: Provision, document: Document) -> None:
    """Raise NotVerbatim unless every cell is in the provision or in its lead, and the number in the quotation."""
    cells = [duty.holder, introduced(duty.lead), duty.every, duty.threshold, duty.action]
    wrong = [c for c in cells if c not in provision.text and c not in duty.lead]
    wrong += [duty.quote] if not duty.quote or duty.quote not in provision.text else []
    wrong += [duty.lead] if duty.lead not in document.text else []
    numbers = {to_int(m["n"]) for m in TIMES.finditer(duty.quote)}
    wrong += [f"{duty.times}次"] if duty.times is not None and duty.times not in numbers else []
    if wrong:
        raise NotVerbatim(f"{duty.provision}：“{wrong[0]}”与原文不符，因此没有写出清单；这是程序的错误，请报告")


def wanted_line(listed: Listed) -> str:
    """The filter in words: 地区 河北；责任人 书记; 全部 without one."""
    w = listed.wanted
    parts = (("地区", "、".join(w.regions)), ("责任人", w.who), ("频次", w.every), ("原文含", w.holds))
    return "；".join(f"{name} {value}" for name, value in parts if value.strip()) or "全部"


def count_line(rows: Sequence[Row]) -> str:
    """共 18 条，其中有频次 6 条、有门槛 0 条."""
    often, thresholds = sum(bool(r.every) for r in rows), sum(bool(r.threshold) for r in rows)
    return f"共 {len(rows)} 条，其中有频次 {often} 条、有门槛 {thresholds} 条"


def reference_lines(listed: Listed) -> list[str]:
    """Which provision applies rows of another level: 《…》第二条第二款：“乡镇（街道）党政领导干部…参照本实施细则执行。”."""
    return [f"{p.label}：“{p.text.strip()}”" for p in listed.references]


def json_lines(rows: Sequence[Row]) -> str:
    """One object a line."""
    return "".join(json.dumps(object_of(row), ensure_ascii=False) + "\n" for row in rows)


def object_of(row: Row) -> dict[str, object]:
    """A row of the register as JSON has it."""
    d = row.duty
    return {
        "provision": d.provision,
        "label": row.title + row.clause,
        "document": d.document,
        "region": row.region,
        "holder": row.holder,
        "under": row.under,
        "every": row.every,
        "times": d.times,
        "at_least": d.at_least,
        "threshold": row.threshold,
        "action": row.action,
        "quote": row.quote,
    }


def table(generation: Generation, listed: Listed, rows: Sequence[Row], width: int = 120) -> str:
    """The register by document, in columns that fit `width` columns of a terminal."""
    out: list[str] = []
    for document in listed.documents:
        inside = [r for r in rows if r.duty.document == document.id]
        source = generation.source(document.id)
        if not inside or source is None:
            continue
        known = "；".join(part for part in (source.region, facts.force_line(source, document)) if part)
        out += [f"{title_mark(document.title)}（{known}）", "", *_columns(inside, width), ""]
    out += [f"参照适用：{line}" for line in reference_lines(listed)]
    return "\n".join([*out, f"{count_line(rows)}。条件：{wanted_line(listed)}。"])


def _is_vague(row: Row) -> bool:
    """Whether a holder says whose it is only by the list it stands in: 主要负责人, 政府常务会议."""
    return bool(row.under) and bool(ITEM_SUBJECT.match(row.holder) or not PERSON.search(row.holder))


def _columns(rows: Sequence[Row], width: int) -> Iterator[str]:
    cells = [
        (r.clause, r.holder + (f"〔{r.under}〕" if _is_vague(r) else ""), r.every, r.times, r.threshold, r.action)
        for r in rows
    ]
    shown = [i for i in range(len(COLUMNS)) if any(row[i] for row in cells)]
    taken = sum(COLUMNS[i][1] + len(GAP) for i in shown)
    widths = [COLUMNS[i][1] or max(width - taken, LEAST_FOR_ACTION) for i in shown]
    yield from _line([COLUMNS[i][0] for i in shown], widths)
    yield GAP.join("-" * w for w in widths)
    for row in cells:
        yield from _line([row[i] for i in shown], widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [list(_wrap(cell, width)) for cell, width in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped), default=0)):
        parts = [lines[i] if i < len(lines) else "" for lines in wrapped]
        padded = (part + " " * (width - columns(part)) for part, width in zip(parts, widths, strict=True))
        yield GAP.join(padded).rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _wrap(text: str, width: int) -> Iterator[str]:
    line = ""
    for c in re.sub(r"\s+", " ", text):
        if columns(line + c) > width:
            kept = line[:-1] if c in CLOSING else line
            yield kept
            line = line[len(kept) :]
        line += c
    yield line
