"""The pass over the lines of a text that finds its headings, articles and sections.

In: lines with their places in the text. Out: an Outline: blocks (an article, a section, what stands before them), headings,
where the tail begins, and findings. What is inside a block is divided in `divide`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest import patterns as P
from ingest.model import Finding, Heading, Kind
from ingest.numerals import NUMERAL, to_chinese, to_int

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


def find_outline(lines: list[Line], document: str) -> Outline:
    """Walk the lines once; articles decide, and only a text without any is read by its sections."""
    by_article = _read(lines, document, articles=True)
    if any(block.kind is Kind.ARTICLE for block in by_article.blocks):
        return by_article
    return _read(lines, document, articles=False)


def _read(lines: list[Line], document: str, *, articles: bool) -> Outline:
    out = Outline()
    state = _State(document, out, articles=articles)
    for i, line in enumerate(lines):
        if state.quoted and not _quotation_goes_on(lines[i:]):
            state.quoted = False
        if state.heading(line, lines[i + 1 : i + 2]) or (state.article(line) if articles else state.section(line)):
            continue
        state.plain(line)
    _cut_tail(out)
    out.blocks = [block for block in out.blocks if block.lines]
    return out


def _quotation_goes_on(lines: list[Line]) -> bool:
    """Whether an open “ is closed further on; where the next mark is another “, its ” was forgotten (刑法修正案九)."""
    for line in lines:
        if mark := re.search("[“”]", line.text):
            return mark.group() == "”" or mark.start() == 0
    return False


class _State:
    """Where the pass over the lines is: the heading stack, the last article, an open quotation."""

    def __init__(self, document: str, out: Outline, *, articles: bool) -> None:
        self.document, self.out, self.articles = document, out, articles
        self.stack: list[Heading] = []
        self.last: tuple[int, int] = (0, 0)
        self.counts: dict[int, int] = {}
        self.reached: dict[int, int] = {}
        self.sections = 0
        self.hash_levels: dict[int, int] = {}
        self.quoted = self.announced = False
        out.blocks.append(Opened("0", Kind.PREAMBLE, ()))

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(h.title for h in self.stack)

    def note(self, level: str, code: str, message: str, where: str = "") -> None:
        self.out.findings.append(Finding(self.document, level, code, message, where))

    def heading(self, line: Line, following: list[Line]) -> bool:
        if self.quoted or self.announced:
            return False
        if found := P.HEADING.match(line.text):
            level = UNIT_LEVEL[found["unit"]]
            self.hash_levels[len((found["hashes"] or "").strip())] = level
            self._push(line, level, _heading_title(line.text), to_int(found["n"]))
        elif hashed := P.HEADING_HASHED.match(line.text):
            level = UNIT_LEVEL[hashed["unit"]]
            self.hash_levels[len(hashed["hashes"])] = level
            self._push(line, level, _heading_title(line.text), to_int(hashed["n"]))
        elif (tight := P.HEADING_TIGHT.match(line.text)) and self._is_next(tight):
            self._push(line, UNIT_LEVEL[tight["unit"]], line.text, to_int(tight["n"]))
        elif (bare := P.HEADING_UNNUMBERED.match(line.text)) and self._is_plain_heading(bare["title"]):
            self._push(line, self.hash_levels.get(len(bare["hashes"]), 2), HAN_GAP.sub("", bare["title"]))
        elif self.articles and (number := self._section_heading(line, following)):
            self.sections = number
            self._push(line, 2, line.text)
        elif self.last[0] and P.HEADING_BARE.match(line.text):
            self._push(line, 2, HAN_GAP.sub("", line.text))
        elif self.articles and self._lost_heading(line, following):
            self._push_lost(line)
        else:
            return False
        return True

    def _is_next(self, found: re.Match[str]) -> bool:
        level, number = UNIT_LEVEL[found["unit"]], to_int(found["n"])
        return number in (self.counts.get(level, 0) + 1, self.reached.get(level, 0) + 1, 0 if self.last[0] else 1)

    def _is_plain_heading(self, title: str) -> bool:
        """Whether a Markdown heading without 第…章 heads articles (「## 序言」, 「## 一、管辖」 in a 司法解释)."""
        if P.ANNEX.match(title):
            return False
        return self.articles or (bool(self.last[0]) and not P.SECTION.match(title))

    def _lost_heading(self, line: Line, following: list[Line]) -> bool:
        """Whether a short line is a heading: right above the next article, and after a whole sentence or a heading."""
        above = following and P.ARTICLE.match(following[0].text)
        if not above or not (self.last[0] or self.stack) or not P.HEADING_LOST.match(line.text):
            return False
        before = self.out.blocks[-1].lines[-1:]
        after_heading = self.stack and (not before or before[0].start < self.stack[-1].start)
        return to_int(above["n"]) == self.last[0] + 1 and bool(
            after_heading or (before and P.ENDS_SENTENCE.search(before[0].text))
        )

    def _push_lost(self, line: Line) -> None:
        """「第五章」 + 「法律责任」 are one heading; 「业主大会」 below 「第三章 业主组织」 is a 节; else a sibling."""
        title, top = HAN_GAP.sub("", line.text), self.stack[-1] if self.stack else None
        before = self.out.blocks[-1].lines[-1:]
        if top is None or (before and before[0].start > top.start):
            self._push(line, top.level if top else 2, title)
        elif re.fullmatch(rf"第{NUMERAL}[编章节]", top.title):
            self.stack.pop()
            self.out.headings.pop()
            whole = f"{top.title} {title}"
            self.stack.append(Heading(top.level, whole, top.start, line.end, (*self.path, whole)))
            self.out.headings.append(self.stack[-1])
        else:
            self._push(line, 3, title)

    def _section_heading(self, line: Line, following: list[Line]) -> int:
        """The number of 「二、回避」 that stands right above an article and counts on from 「一、管辖」; else 0."""
        found = P.SECTION.match(line.text)
        if not found or len(line.text) > 40 or P.ENDS_SENTENCE.search(line.text):
            return 0
        number = to_int(found["n"])
        above = following and (P.ARTICLE.match(following[0].text) or P.ARTICLE_TIGHT.match(following[0].text))
        return number if above and number == self.sections + 1 else 0

    def _push(self, line: Line, level: int, title: str, number: int = 0) -> None:
        if number == 1 and not self.last[0] and level in self.reached:
            self._drop_contents()
        while self.stack and self.stack[-1].level >= level:
            self.stack.pop()
        if number:
            self._count(level, number, title)
        heading = Heading(level, title, line.start, line.end, (*self.path, title))
        self.stack.append(heading)
        self.out.headings.append(heading)

    def _drop_contents(self) -> None:
        """Chapters begin again at 第一章 before any article: what was read so far is a list of contents."""
        self.stack.clear()
        self.out.headings.clear()
        self.counts.clear()
        self.reached.clear()
        self.out.findings[:] = [f for f in self.out.findings if f.code not in ("heading-gap", "contents")]
        self.note("notice", "contents", "正文之前有目录，目录不作为条文和标题收录")

    def _count(self, level: int, number: int, title: str) -> None:
        before = self.counts.get(level, 0)
        if number not in (
            before + 1,
            1,
            self.reached.get(level, 0) + 1,
        ):  # 民事诉讼法 counts its chapters on through 编
            self.note("warning", "heading-gap", f"标题「{title}」之前缺第 {before + 1} 个同级标题", title)
        self.counts[level] = self.reached[level] = number
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

    def _inline_article(self, line: Line) -> re.Match[str] | None:
        """Where the next article begins in the middle of a line (飞行基本规则)."""
        if not self.articles or not self.last[0] or self.quoted or "。第" not in line.text:
            return None
        found = P.INLINE_ARTICLE.finditer(line.text)
        return next((m for m in found if not m["sub"] and to_int(m["n"]) == self.last[0] + 1), None)

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
            self.note(
                "notice",
                "section-style",
                f"第 {number} 个标题印作「{found.group().strip()}」，与前后体例不同",
                line.text[:20],
            )
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
        if hashes := re.match(r"#{1,6}(?:\s+|$)", line.text):
            line = Line(line.text[hashes.end() :], line.start + hashes.end())
        if not line.text or (not self.last[0] and P.CONTENTS.match(line.text)):
            return
        if inline := self._inline_article(line):
            self.plain(Line(line.text[: inline.start()], line.start))
            at = inline.end() - len(inline.group().lstrip())
            self.article(Line(line.text[at:], line.start + at))
            return
        opened, closed = line.text.rfind("“"), line.text.rfind("”")
        self.quoted = opened > closed or (self.quoted and closed < 0)
        self.announced = self.announced or bool(P.ANNOUNCES_QUOTE.search(line.text))
        self.out.blocks[-1].lines.append(line)


def _heading_title(text: str) -> str:
    """「## 第一章 总 则」 and 「## 第一章总则」 -> 「第一章 总则」."""
    found = re.match(rf"(?:#+\s*)?(第{NUMERAL}[编章节](?:之{NUMERAL})?)[\s:：]*", text)
    assert found
    return f"{found[1]} {HAN_GAP.sub('', text[found.end() :])}".strip()


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
