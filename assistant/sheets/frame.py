"""What every sheet has besides its matter: the quoted provisions, since when they apply, what it rests on, the label.

In: citations, a generation, a time. Out: blocks. The check of a file finds the quotations by the names of these columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant import facts
from assistant.model import LABEL
from assistant.render.blocks import Block, Heading, Paragraph, Run, Style, Table, plain
from ingest.label import title_mark

if TYPE_CHECKING:
    from ingest.generation import Generation

GENERATION, MADE = "依据的索引", "导出时间"
MARKER, CLAUSE, PROVISION, TITLE, QUOTE = "标号", "条款", "条款代号", "所在文件", "引文"
COLUMNS = ((MARKER, 7), (CLAUSE, 18), (PROVISION, 20), (TITLE, 26), ("地区", 10), ("施行", 20), (QUOTE, 66))
PROVISIONS = "引用的条文"
FACT_WIDTHS = (16, 96)
NO_QUOTES = "没有引用条文。"
OFFICIAL = "条文以发文机关公布的文本为准。"
CHECKED_BY = "本文件有没有改动、引文是否仍与条文一致，可以用 python -m assistant verify 文件名 核对。"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation under its marker, as far as the answer itself knows it."""

    marker: str
    provision: str
    label: str
    region: str
    quote: str
    effective: str = ""


def label_of(answer: Mapping[str, Any]) -> str:
    """What goes along with every text that a chat model worded, with the model's name; empty for others."""
    if answer["mode"] == "extractive":
        return ""
    worded = answer.get("worded")
    return f"{LABEL}（模型：{worded['model']}）" if worded else LABEL


def head(label: str) -> list[Block]:
    """What stands above everything else."""
    return [Paragraph((Run(label, bold=True),), Style.NOTE)] if label else []


def quotations(generation: Generation, quoted: Sequence[Quoted]) -> list[Block]:
    """The table of the quoted provisions, whole and verbatim."""
    if not quoted:
        return [Heading(PROVISIONS), plain(NO_QUOTES)]
    rows = tuple(_row(generation, one) for one in quoted)
    header, widths = tuple(name for name, _ in COLUMNS), tuple(width for _, width in COLUMNS)
    return [Heading(PROVISIONS), Table(header, rows, widths, PROVISIONS)]


def _row(generation: Generation, one: Quoted) -> tuple[str, ...]:
    document = one.provision.partition("/")[0]
    source = generation.source(document)
    title = title_mark(source.title) if source else ""
    # of a text that is no longer held only the label is known
    inside = bool(title) and one.label.startswith(title)
    clause = one.label.removeprefix(title) if inside else one.label
    force = facts.force_line(source, generation.document(document)) if source else facts.date(one.effective)
    return (one.marker, clause, one.provision, title if inside else "", one.region, force or facts.UNSTATED, one.quote)


def standings(generation: Generation, documents: Iterable[str]) -> list[Block]:
    """Since when each text applies, who interprets it, what it repealed."""
    out: list[Block] = []
    for id in dict.fromkeys(documents):
        source = generation.source(id)
        if source is not None:
            words = facts.standing(source, generation.document(id))
            out.append(plain(f"{title_mark(source.title)}：{words}。", Style.ITEM))
    return [Heading("时效"), *out] if out else []


def origin_rows(generation: Generation, used: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """On what index it rests and when it was taken away; `used` is the generation that gave the answer."""
    built = f"{generation.manifest.created} 建成" if used == generation.name else f"导出时在用的是 {generation.name}"
    return (
        (GENERATION, f"{used}（{built}）"),
        (MADE, f"{now:%Y-%m-%d %H:%M}（UTC{now.isoformat()[-6:]}）"),
    )


def foot(label: str, rows: tuple[tuple[str, str], ...] = (), notes: Iterable[str] = ()) -> list[Block]:
    """What it rests on, notes, and the label once more."""
    told = [plain(note, Style.NOTE) for note in (*notes, OFFICIAL, CHECKED_BY)]
    return [Heading("说明"), *([Table((), rows, FACT_WIDTHS)] if rows else []), *told, *head(label)]
