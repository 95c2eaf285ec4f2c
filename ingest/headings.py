"""Which lines of a text are headings, and which headings stand open: 编 above 章 above 节.

In: a line, the one after it, and the outline so far. Out: Headings in the outline, findings where one is missing. Articles
and what lies in them are read in `outline`.
"""

from __future__ import annotations

import re

from ingest import patterns as P
from ingest.blocks import Line, Outline
from ingest.model import Heading
from ingest.numerals import NUMERAL, to_int

HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
UNIT_LEVEL = {"编": 1, "章": 2, "节": 3}
SECTION_LEVEL = 9
"""一、二、三、 of a text without articles: below every 编章节."""


class Headings:
    """The headings that stand open, and how far each level has been counted."""

    def __init__(self, out: Outline, *, articles: bool) -> None:
        self.out, self.articles = out, articles
        self.stack: list[Heading] = []
        self.counts: dict[int, int] = {}
        self.reached: dict[int, int] = {}
        self.sections = 0
        self.hash_levels: dict[int, int] = {}

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(h.title for h in self.stack)

    def take(self, line: Line, following: list[Line]) -> bool:
        """Whether a line is a heading, which then stands open; `following` is the next line, if any."""
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
        elif self.out.last[0] and P.HEADING_BARE.match(line.text):
            self._push(line, 2, HAN_GAP.sub("", line.text))
        elif self.articles and self._lost_heading(line, following):
            self._push_lost(line)
        else:
            return False
        return True

    def _is_next(self, found: re.Match[str]) -> bool:
        level, number = UNIT_LEVEL[found["unit"]], to_int(found["n"])
        return number in (self.counts.get(level, 0) + 1, self.reached.get(level, 0) + 1, 0 if self.out.last[0] else 1)

    def _is_plain_heading(self, title: str) -> bool:
        """Whether a Markdown heading without 第…章 heads articles (「## 序言」, 「## 一、管辖」 in a 司法解释)."""
        if P.ANNEX.match(title):
            return False
        return self.articles or (bool(self.out.last[0]) and not P.SECTION.match(title))

    def _lost_heading(self, line: Line, following: list[Line]) -> bool:
        """Whether a short line is a heading: right above the next article, and after a whole sentence or a heading."""
        above = following and P.ARTICLE.match(following[0].text)
        if not above or not (self.out.last[0] or self.stack) or not P.HEADING_LOST.match(line.text):
            return False
        before = self.out.line_before
        after_heading = self.stack and (not before or before.start < self.stack[-1].start)
        return to_int(above["n"]) == self.out.last[0] + 1 and bool(
            after_heading or (before and P.ENDS_SENTENCE.search(before.text))
        )

    def _push_lost(self, line: Line) -> None:
        """「第五章」 + 「法律责任」 are one heading; 「业主大会」 below 「第三章 业主组织」 is a 节; else a sibling."""
        title, top = HAN_GAP.sub("", line.text), self.stack[-1] if self.stack else None
        before = self.out.line_before
        if top is None or (before and before.start > top.start):
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
        if number == 1 and not self.out.last[0] and level in self.reached:
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
        self.out.note("notice", "contents", "正文之前有目录，目录不作为条文和标题收录")

    def _count(self, level: int, number: int, title: str) -> None:
        before = self.counts.get(level, 0)
        if number not in (
            before + 1,
            1,
            self.reached.get(level, 0) + 1,
        ):  # 民事诉讼法 counts its chapters on through 编
            self.out.note("warning", "heading-gap", f"标题「{title}」之前缺第 {before + 1} 个同级标题", title)
        self.counts[level] = self.reached[level] = number
        for deeper in [k for k in self.counts if k > level]:
            del self.counts[deeper]

    def begin_section(self, line: Line, *, titled: bool) -> None:
        """A section of a text without articles closes the one before it; its line is a heading where it is a title."""
        self.stack = [h for h in self.stack if h.level < SECTION_LEVEL]
        if titled:
            title = re.sub(r"^#+\s*", "", line.text)
            heading = Heading(SECTION_LEVEL, title, line.start, line.end, (*self.path, line.text))
            self.stack.append(heading)
            self.out.headings.append(heading)


def _heading_title(text: str) -> str:
    """「## 第一章 总 则」 and 「## 第一章总则」 -> 「第一章 总则」."""
    found = re.match(rf"(?:#+\s*)?(第{NUMERAL}[编章节](?:之{NUMERAL})?)[\s:：]*", text)
    assert found
    return f"{found[1]} {HAN_GAP.sub('', text[found.end() :])}".strip()
