"""Is a file that was taken away still what was exported, and does the corpus still say what it quotes?

In: what a file says, and the generation in use, or None where there is no index. Out: a Checked. The digest tells that a word was
changed; the comparison of every quotation with its provision tells it also where somebody worked the digest out anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.render.blocks import Lines, even
from assistant.render.digest import Sealed
from assistant.sheets import frame

if TYPE_CHECKING:
    from ingest.generation import Generation

ORIGINAL = "原文"
"""What the register calls the column of quotations."""
FILE = "文件"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A row of a table that quotes provisions."""

    marker: str
    provision: str
    label: str
    quote: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one quotation."""

    quotation: Quotation
    is_right: bool
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """`digest` and `index` in words; `verdicts` is None where there was no index to compare with."""

    is_intact: bool
    digest: str
    index: str
    verdicts: tuple[Verdict, ...] | None

    @property
    def is_right(self) -> bool:
        return self.is_intact and self.verdicts is not None and all(v.is_right for v in self.verdicts)


def check(sealed: Sealed, generation: Generation | None) -> Checked:
    """Compare a file with its digest and with the index in use."""
    verdicts = tuple(_verdict(q, generation) for q in quotations(sealed.lines)) if generation else None
    used = generation_of(sealed.lines)
    return Checked(sealed.is_intact, _digest_words(sealed), _index_words(used, generation), verdicts)


def _digest_words(sealed: Sealed) -> str:
    if sealed.is_intact:
        return "未改动"
    if sealed.stated:
        return "内容与校验码不符：导出之后有字被改动、删去或加上"
    return "没有校验码一行：它被删去或改动了，或者这不是本系统导出的文件"


def _index_words(used: str, generation: Generation | None) -> str:
    if generation is None:
        return used or "文件里没有写明"
    if not used:
        return f"文件里没有写明；现在使用的是 {generation.name}"
    return (
        f"{used}，就是现在使用的"
        if used == generation.name
        else f"{used}，现在使用的是 {generation.name}，索引已经换过"
    )


def generation_of(lines: Lines) -> str:
    """The generation that the file says it rests on."""
    stated = [line[1] for line in lines if len(line) == 2 and line[0] == frame.GENERATION]
    return stated[-1].partition("（")[0].strip() if stated else ""


def quotations(lines: Lines) -> Iterator[Quotation]:
    """The rows below every header that names a provision and a quotation, up to the next line that is no row."""
    columns: dict[str, int] = {}
    for line in lines:
        if frame.PROVISION in line and {frame.QUOTE, ORIGINAL} & set(line):
            columns = {name: i for i, name in enumerate(line)}
        elif len(line) == 1:
            columns = {}
        elif columns:
            cells = {name: line[i] if i < len(line) else "" for name, i in columns.items()}
            label = cells.get(frame.TITLE, cells.get(FILE, "")) + cells.get(frame.CLAUSE, "")
            quote = cells.get(frame.QUOTE, cells.get(ORIGINAL, ""))
            yield Quotation(cells.get(frame.MARKER, ""), cells[frame.PROVISION], label, quote)


def _verdict(quotation: Quotation, generation: Generation) -> Verdict:
    provision = generation.provision(quotation.provision)
    if provision is None:
        return Verdict(quotation, False, "本库没有这一条")
    if not quotation.quote or quotation.quote not in even(provision.text):
        return Verdict(quotation, False, f"条款已变，或引文被改动；现在的文字：{even(provision.text)}")
    if quotation.label != even(provision.label):
        return Verdict(quotation, False, f"原文一致，但条款写作“{quotation.label}”，应是“{provision.label}”")
    return Verdict(quotation, True, "原文逐字一致")
