"""From a shown text to a Document: headings, articles, paragraphs, items, with spans into that text.

In: normalised text, one paragraph a line. Out: a Document whose provisions carry (start, end) such that
`text[start:end] == provision.text`. One pass over the lines finds headings and articles (`outline`), then each block
is divided into 款 项 目 (`divide`). What looks wrong is a Finding, never an exception, except a text with no provision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ingest import patterns as P
from ingest.divide import Block, divide
from ingest.label import label_of
from ingest.model import BadInput, Document, Finding, Heading, Kind, Provision
from ingest.numerals import to_chinese, to_int

HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
UNIT_LEVEL = {"编": 1, "章": 2, "节": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line with its place in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Opened:
    """An article, section or preamble being read: its number, heading path, and lines."""

    number: str
    kind: Kind
    path: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What the pass over the lines found."""

    blocks: list[Opened] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tail: int | None = None
    findings: list[Finding] = field(default_factory=list)


def parse(text: str, document: str, title: str = "") -> Document:
    """Parse one shown text. Raises BadInput when it holds nothing that could be cited."""
    lines = list(_lines(text))
    title_lines = _title_lines(lines, title)
    title = title or _join_title(title_lines) or document
    titles = {line.start for line in title_lines}
    body = [line for line in lines if line.start not in titles]
    outline = _outline(body, document)
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
                return run
    return []


def _join_title(lines: list[Line]) -> str:
    return "".join(re.sub(r"^#+\s*", "", line.text) for line in lines)


def _outline(lines: list[Line], document: str) -> Outline:
    """Walk the lines once; articles decide, and only a text without any is read by its sections."""
    by_article = _read(lines, document, articles=True)
    if any(block.kind is Kind.ARTICLE for block in by_article.blocks):
        return by_article
    return _read(lines, document, articles=False)


def _read(lines: list[Line], document: str, *, articles: bool) -> Outline:
    out = Outline()
    state = _State(document, out)
    for line in lines:
        if state.heading(line) or (state.article(line) if articles else state.section(line)):
            continue
        state.plain(line)
    _cut_tail(out)
    out.blocks = [block for block in out.blocks if block.lines]
    return out


class _State:
    """Where the pass over the lines is: the heading stack, the last article, an open quotation."""

    def __init__(self, document: str, out: Outline) -> None:
        self.document, self.out = document, out
        self.stack: list[Heading] = []
        self.last: tuple[int, int] = (0, 0)
        self.counts: dict[int, int] = {}
        self.hash_levels: dict[int, int] = {}
        self.quoted = self.announced = False
        out.blocks.append(Opened("0", Kind.PREAMBLE, ()))

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(h.title for h in self.stack)

    def note(self, level: str, code: str, message: str, where: str = "") -> None:
        self.out.findings.append(Finding(self.document, level, code, message, where))

    def heading(self, line: Line) -> bool:
        if self.quoted or self.announced:
            return False
        if found := P.HEADING.match(line.text):
            level = UNIT_LEVEL[found["unit"]]
            self.hash_levels[len((found["hashes"] or "").strip())] = level
            self._push(line, level, _heading_title(line.text), to_int(found["n"]))
        elif (tight := P.HEADING_TIGHT.match(line.text)) and self._is_next(tight):
            self._push(line, UNIT_LEVEL[tight["unit"]], line.text, to_int(tight["n"]))
        elif self.last[0] and (bare := P.HEADING_UNNUMBERED.match(line.text)) and _is_plain_heading(bare["title"]):
            self._push(line, self.hash_levels.get(len(bare["hashes"]), 2), HAN_GAP.sub("", bare["title"]))
        elif self.last[0] and P.HEADING_BARE.match(line.text):
            self._push(line, 2, HAN_GAP.sub("", line.text))
        else:
            return False
        return True

    def _is_next(self, found: re.Match[str]) -> bool:
        return bool(self.last[0]) and to_int(found["n"]) == self.counts.get(UNIT_LEVEL[found["unit"]], 0) + 1

    def _push(self, line: Line, level: int, title: str, number: int = 0) -> None:
        while self.stack and self.stack[-1].level >= level:
            self.stack.pop()
        if number:
            self._count(level, number, title)
        heading = Heading(level, title, line.start, line.end, (*self.path, title))
        self.stack.append(heading)
        self.out.headings.append(heading)

    def _count(self, level: int, number: int, title: str) -> None:
        before = self.counts.get(level, 0)
        if number not in (before + 1, 1):
            self.note("warning", "heading-gap", f"标题「{title}」之前缺第 {before + 1} 个同级标题", title)
        self.counts[level] = number
        for deeper in [k for k in self.counts if k > level]:
            del self.counts[deeper]

    def article(self, line: Line) -> bool:
        found = P.ARTICLE.match(line.text) or P.ARTICLE_TIGHT.match(line.text)
        if not found:
            return False
        number = (to_int(found["n"]), to_int(found["sub"]) if found["sub"] else 0)
        follows = number in ((self.last[0] + 1, 0), (self.last[0], self.last[1] + 1))
        spaced = bool(found["gap"]) or found.end() == len(line.text)
        printed = found.group().strip().lstrip("# ")
        if not follows and (self.quoted or self.announced or not spaced):
            return False
        if number <= self.last:
            self.note("warning", "article-order", f"{printed}重复或次序颠倒，按前一条的正文读", line.text[:20])
            return False
        if not follows:
            self._note_jump(printed)
        self.last = number
        name = f"{number[0]}-{number[1]}" if number[1] else f"{number[0]}"
        self.out.blocks.append(Opened(name, Kind.ARTICLE, self.path))
        self.quoted = self.announced = False
        rest = line.text[found.end() :]
        if rest:
            self.plain(Line(rest, line.start + found.end()))
        return True

    def _note_jump(self, printed: str) -> None:
        if self.last == (0, 0):
            self.note("notice", "article-start", f"条文从{printed}开始，之前的不在文中", printed)
        else:
            self.note("warning", "article-gap", f"{printed}之前缺第{to_chinese(self.last[0] + 1)}条", printed)

    def section(self, line: Line) -> bool:
        found = P.SECTION.match(line.text) or P.SECTION_ARABIC.match(line.text)
        if not found or self.quoted:
            return False
        number = to_int(found["n"])
        if number != self.last[0] + 1:
            return False
        if found["n"].isascii() and not self.last[0]:
            return False
        if found["n"].isascii():
            self.note("notice", "section-style", f"第 {number} 个标题印作「{found.group().strip()}」，与前后体例不同", line.text[:20])
        self.last = (number, 0)
        rest = Line(line.text[found.end() :], line.start + found.end())
        is_heading = bool(rest.text) and not P.ENDS_SENTENCE.search(rest.text) and len(rest.text) <= 60
        self.stack = [h for h in self.stack if h.level < 9]
        if is_heading:
            heading = Heading(9, re.sub(r"^#+\s*", "", line.text), line.start, line.end, (*self.path, line.text))
            self.stack.append(heading)
            self.out.headings.append(heading)
        self.out.blocks.append(Opened(f"s{number}", Kind.SECTION, self.path))
        self.quoted = False
        if rest.text and not is_heading:
            self.plain(rest)
        return True

    def plain(self, line: Line) -> None:
        for c in line.text:
            self.quoted = c == "“" or (self.quoted and c != "”")
        self.announced = self.announced or bool(P.ANNOUNCES_QUOTE.search(line.text))
        self.out.blocks[-1].lines.append(line)


def _is_plain_heading(title: str) -> bool:
    return not P.SECTION.match(title) and not P.ANNEX.match(title)


def _heading_title(text: str) -> str:
    """「第一章 总 则」 -> 「第一章 总则」."""
    head, _, rest = re.sub(r"^#+\s*", "", text).partition(" ")
    return f"{head} {HAN_GAP.sub('', rest)}".strip()


def _cut_tail(out: Outline) -> None:
    """What follows the last provision is no part of it: annexes, signatures, dates, imprint."""
    last = out.blocks[-1]
    if last.kind is Kind.PREAMBLE:
        return
    for i, line in enumerate(last.lines[1:], start=1):
        rest = last.lines[i:]
        signature = all(not P.ENDS_SENTENCE.search(r.text) and len(r.text) <= 60 for r in rest)
        marked = any(style.match(r.text) for r in rest for style in P.ITEM_STYLES.values())
        if P.ANNEX.match(line.text) or P.IMPRINT.match(line.text) or (signature and not marked):
            out.tail = line.start
            del last.lines[i:]
            return


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
            for sub in item.items:
                sub_number = f"{number}.{item.number}.{sub.number}"
                yield make(sub_number, Kind.SUBITEM, sub.start, sub.end, several, item.marker)
            _note_gaps(findings, document, f"{number}.{item.number}", [s.number for s in item.items])
        _note_gaps(findings, document, number, [item.number for item in paragraph.items])


def _note_gaps(findings: list[Finding], document: str, where: str, numbers: list[int]) -> None:
    for before, after in pairwise([0, *numbers]):
        if after != before + 1:
            findings.append(Finding(document, "warning", "item-gap", f"项号从 {before} 跳到 {after}", f"{document}/{where}"))


@dataclass(frozen=True, slots=True)
class _Maker:
    text: str
    document: str
    title: str
    path: tuple[str, ...]

    def __call__(self, number: str, kind: Kind, start: int, end: int, several: bool, marker: str = "") -> Provision:
        label = label_of(self.title, number, several_paragraphs=several, marker=marker)
        return Provision(self.document, number, kind, label, self.path, start, end, self.text[start:end])
