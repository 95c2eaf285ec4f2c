"""The pass over the lines of a text that finds its headings, articles and sections.

In: lines with their places in the text. Out: an Outline: blocks (an article, a section, what stands before them), headings,
where the tail begins, and findings. What is a heading is told in `headings`; what is inside a block is divided in `divide`.
"""

from __future__ import annotations

import re

from ingest import patterns as P
from ingest.blocks import Line, Opened, Outline
from ingest.headings import Headings
from ingest.model import Kind
from ingest.numerals import to_chinese, to_int


def find_outline(lines: list[Line], document: str) -> Outline:
    """Walk the lines once; articles decide, and only a text without any is read by its sections."""
    by_article = _read(lines, document, articles=True)
    if any(block.kind is Kind.ARTICLE for block in by_article.blocks):
        return by_article
    return _read(lines, document, articles=False)


def _read(lines: list[Line], document: str, *, articles: bool) -> Outline:
    out = Outline(document)
    state = _Pass(out, articles=articles)
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


class _Pass:
    """Where the pass over the lines is: the headings that stand open, an open quotation."""

    def __init__(self, out: Outline, *, articles: bool) -> None:
        self.out, self.articles = out, articles
        self.headings = Headings(out, articles=articles)
        self.quoted = self.announced = False
        out.blocks.append(Opened("0", Kind.PREAMBLE, ()))

    def heading(self, line: Line, following: list[Line]) -> bool:
        return not (self.quoted or self.announced) and self.headings.take(line, following)

    def article(self, line: Line) -> bool:
        found = P.ARTICLE.match(line.text) or P.ARTICLE_TIGHT.match(line.text)
        if not found:
            return False
        number = (to_int(found["n"]), to_int(found["sub"]) if found["sub"] else 0)
        follows = number in ((self.out.last[0] + 1, 0), (self.out.last[0], self.out.last[1] + 1))
        spaced = bool(found["gap"]) or found.end() == len(line.text)
        printed = found.group().strip().lstrip("# ")
        if not follows and (self.quoted or self.announced or not spaced):
            return False
        if number <= self.out.last:
            self.out.note("warning", "article-order", f"{printed}重复或次序颠倒，按前一条的正文读", line.text[:20])
            return False
        if not follows:
            self._note_jump(printed)
        self.out.last = number
        name = f"{number[0]}-{number[1]}" if number[1] else f"{number[0]}"
        self.out.blocks.append(Opened(name, Kind.ARTICLE, self.headings.path))
        self.quoted = self.announced = False
        rest = line.text[found.end() :]
        if rest:
            self.plain(Line(rest, line.start + found.end()))
        return True

    def _inline_article(self, line: Line) -> re.Match[str] | None:
        """Where the next article begins in the middle of a line (飞行基本规则)."""
        if not self.articles or not self.out.last[0] or self.quoted or "。第" not in line.text:
            return None
        found = P.INLINE_ARTICLE.finditer(line.text)
        return next((m for m in found if not m["sub"] and to_int(m["n"]) == self.out.last[0] + 1), None)

    def _note_jump(self, printed: str) -> None:
        if self.out.last == (0, 0):
            self.out.note("notice", "article-start", f"条文从{printed}开始，之前的不在文中", printed)
        else:
            self.out.note("warning", "article-gap", f"{printed}之前缺第{to_chinese(self.out.last[0] + 1)}条", printed)

    def section(self, line: Line) -> bool:
        found = P.SECTION.match(line.text) or P.SECTION_ARABIC.match(line.text)
        if not found or self.quoted:
            return False
        number = to_int(found["n"])
        if number != self.out.last[0] + 1:
            return False
        if found["n"].isascii() and not self.out.last[0]:
            return False
        if found["n"].isascii():
            self.out.note(
                "notice",
                "section-style",
                f"第 {number} 个标题印作「{found.group().strip()}」，与前后体例不同",
                line.text[:20],
            )
        self.out.last = (number, 0)
        rest = Line(line.text[found.end() :], line.start + found.end())
        is_heading = bool(rest.text) and not P.ENDS_SENTENCE.search(rest.text) and len(rest.text) <= 60
        self.headings.begin_section(line, titled=is_heading)
        self.out.blocks.append(Opened(f"s{number}", Kind.SECTION, self.headings.path))
        self.quoted = False
        if rest.text and not is_heading:
            self.plain(rest)
        return True

    def plain(self, line: Line) -> None:
        if hashes := re.match(r"#{1,6}(?:\s+|$)", line.text):
            line = Line(line.text[hashes.end() :], line.start + hashes.end())
        if not line.text or (not self.out.last[0] and P.CONTENTS.match(line.text)):
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
