"""From a shown text to a Document: headings, articles, paragraphs, items, with spans into that text.

In: normalised text, one paragraph a line. Out: a Document whose provisions carry (start, end) such that
`text[start:end] == provision.text`. One pass over the lines finds headings and articles (`outline`), then each block
is divided into 款 项 目 (`divide`). What looks wrong is a Finding, never an exception, except a text with no provision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest import patterns as P
from ingest.blocks import Line, Opened
from ingest.divide import Block, divide
from ingest.label import label_of
from ingest.model import BadInput, Document, Finding, Kind, Provision
from ingest.numerals import to_chinese
from ingest.outline import find_outline


def parse(text: str, document: str, title: str = "") -> Document:
    """Parse one shown text. Raises BadInput when it holds nothing that could be cited."""
    lines = list(_lines(text))
    title_lines = _title_lines(lines, title)
    title = title or _join_title(title_lines) or document
    titles = {line.start for line in title_lines}
    body = [line for line in lines if line.start not in titles]
    outline = find_outline(body, document)
    if not any(block.kind is not Kind.PREAMBLE for block in outline.blocks) and not P.DOCUMENT_KIND.search(title):
        raise BadInput("没有找到任何条文（第…条，或 一、二、三、…）；请确认这是一份法规、通知或解读的正文")
    provisions: list[Provision] = []
    for block in outline.blocks:
        provisions.extend(_provisions(text, document, title, block, outline.findings))
    tail = outline.tail
    return Document(document, title, text, tuple(provisions), tuple(outline.headings), tail, tuple(outline.findings))


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            yield Line(stripped, start + raw.index(stripped[0]))
        start += len(raw) + 1


def _key(text: str) -> str:
    return re.sub(r"[\s#《》〈〉<>]", "", text)


def _title_lines(lines: list[Line], title: str) -> list[Line]:
    """The lines that print the title: given, wrapped over up to three lines; else Markdown's first heading."""
    if title:
        wanted, found = _key(title), []
        for first in range(min(len(lines), 40)):
            for count in (1, 2, 3):
                run = lines[first : first + count]
                if "".join(_key(line.text) for line in run) == wanted:
                    found.extend(run)
        return found
    marked = [line for line in lines[:12] if re.match(r"#\s", line.text)]
    if marked:
        return marked
    for count in (1, 2, 3):
        for first in range(min(len(lines), 12)):
            run = lines[first : first + count]
            if any(P.STRUCTURAL.match(line.text) or P.ENDS_SENTENCE.search(line.text) for line in run):
                break
            if len(joined := _join_title(run)) <= 80 and P.DOCUMENT_KIND.search(joined):
                above = lines[first - 1 : first] if first else []
                return above + run if above and P.TITLE_FRAGMENT.match(above[0].text) else run
    return []


def _join_title(lines: list[Line]) -> str:
    return "".join(re.sub(r"^#+\s*", "", line.text) for line in lines)


def _provisions(text: str, document: str, title: str, block: Opened, findings: list[Finding]) -> Iterator[Provision]:
    start, end = block.lines[0].start, block.lines[-1].end
    make = _Maker(text, document, title, block.path)
    divided = divide(Block([(line.start, line.text) for line in block.lines]), is_preamble=block.kind is Kind.PREAMBLE)
    several = len(divided.paragraphs) > 1
    yield make(block.number, block.kind, start, end, several)
    for p, paragraph in enumerate(divided.paragraphs, start=1):
        number = f"{block.number}.{p}"
        yield make(number, Kind.PARAGRAPH, paragraph.start, paragraph.end, several)
        for item in paragraph.items:
            yield make(f"{number}.{item.number}", Kind.ITEM, item.start, item.end, several, item.marker)
            if not item.marker:
                message = f"列项没有印出序号，按前后次序读作第（{to_chinese(item.number)}）项"
                findings.append(
                    Finding(document, "notice", "item-unnumbered", message, f"{document}/{number}.{item.number}")
                )
            for sub in item.items:
                sub_number = f"{number}.{item.number}.{sub.number}"
                yield make(sub_number, Kind.SUBITEM, sub.start, sub.end, several, item.marker)
            _note_gaps(findings, document, f"{number}.{item.number}", [s.number for s in item.items])
        _note_gaps(findings, document, number, [item.number for item in paragraph.items])


def _note_gaps(findings: list[Finding], document: str, where: str, numbers: list[int]) -> None:
    for before, after in pairwise([0, *numbers]):
        if after != before + 1:
            findings.append(
                Finding(document, "warning", "item-gap", f"项号从 {before} 跳到 {after}", f"{document}/{where}")
            )


@dataclass(frozen=True, slots=True)
class _Maker:
    text: str
    document: str
    title: str
    path: tuple[str, ...]

    def __call__(self, number: str, kind: Kind, start: int, end: int, several: bool, marker: str = "") -> Provision:
        label = label_of(self.title, number, several_paragraphs=several, marker=marker)
        return Provision(self.document, number, kind, label, self.path, start, end, self.text[start:end])
