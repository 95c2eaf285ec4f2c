"""Word's automatic numbers as text: 第%1条, （%1）, %1、 are nowhere in a docx but in numbering.xml.

In: the parts numbering.xml and styles.xml, then one paragraph's properties after the other, in document order.
Out: the number as printed (「第三条 」), "" for a paragraph without one. Bullets give nothing. ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.load.tree import Element, child, is_on, local, value
from ingest.numerals import to_chinese

HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
EARTHLY = "子丑寅卯辰巳午未申酉戌亥"
FINANCIAL = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟萬")
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
         (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
LEVELS = 9


def format_number(number: int, form: str) -> str:
    """A counter in a w:numFmt. Formats without an equivalent here are given in decimal, never dropped."""
    chinese = to_chinese(number) if 0 <= number < 10_000 else str(number)
    if form in ("none", "bullet"):
        return ""
    if re.match(r"(?:chinese|japanese|taiwanese)(?:Counting|DigitalTen)|ideographDigital", form):
        return chinese  # past 99 some of these print 一〇五 or 百五: the same number, here as lawyers write it
    if re.match(r"(?:chinese|japanese|ideograph)Legal", form):
        return chinese.translate(FINANCIAL)
    if form in ("ideographTraditional", "ideographZodiac") and number > 0:
        cycle = HEAVENLY if form == "ideographTraditional" else EARTHLY
        return cycle[(number - 1) % len(cycle)]
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    out = ""
    for size, letters in ROMAN:
        out += letters * (number // size)
        number %= size
    return out


@dataclass(frozen=True, slots=True)
class Level:
    """A w:lvl: how one level counts and looks. `restart` is the level (from 1) that restarts it, 0 for none."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A w:num: its levels, whose counters it shares (`abstract`), and where it starts anew."""

    abstract: str
    levels: dict[int, Level]
    overrides: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through one document. Feed it every numbered paragraph once, in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = {value(s, "styleId"): s for s in styles if local(s) == "style"} if styles is not None else {}
        self._nums = _read(numbering, self._styles)
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, properties: Element | None) -> str:
        """The number of the paragraph with these w:pPr, with the gap that follows it; counts it."""
        num, level = self._of(properties)
        found = self._nums.get(num)
        if found is None or level not in found.levels:
            return ""
        self._count(num, found, level)
        return self._print(found, level)

    def _of(self, properties: Element | None) -> tuple[str, int]:
        """The w:num id and level: from the paragraph itself, else from its style and those that one is based on."""
        own = child(properties, "numPr")
        num, level = value(child(own, "numId")), value(child(own, "ilvl"))
        style, seen = value(child(properties, "pStyle")) or self._default_style(), set[str]()
        while style in self._styles and style not in seen and not (num and level):
            seen.add(style)
            inherited = child(self._styles[style], "pPr", "numPr")
            if not num:
                num = value(child(inherited, "numId"))
            level = level or value(child(inherited, "ilvl")) or self._level_of_style(num, style)
            style = value(child(self._styles[style], "basedOn"))
        return num, int(level) if level.isdigit() else 0

    def _default_style(self) -> str:
        marked = (
            k
            for k, s in self._styles.items()
            if value(s, "type") == "paragraph" and value(s, "default") in ("1", "true")
        )
        return next(marked, "")

    def _level_of_style(self, num: str, style: str) -> str:
        levels = self._nums[num].levels if num in self._nums else {}
        return next((str(i) for i, level in levels.items() if level.style == style), "")

    def _count(self, num: str, found: Numbered, level: int) -> None:
        counters = self._counters.setdefault(found.abstract, {})
        if level in found.overrides and (num, level) not in self._begun:
            counters[level] = found.overrides[level]
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = found.levels[level].start
        self._begun.add((num, level))
        for deeper in range(level + 1, LEVELS):
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or 0 <= level < restart:
                counters.pop(deeper, None)

    def _print(self, found: Numbered, level: int) -> str:
        this, counters = found.levels[level], self._counters[found.abstract]
        if this.form == "bullet":
            return ""

        def part(match: re.Match[str]) -> str:
            which = int(match[1]) - 1
            shown = found.levels.get(which, Level())
            form = "decimal" if this.legal and shown.form != "none" else shown.form
            return format_number(counters.get(which, shown.start), form)

        printed = re.sub(r"%([1-9])", part, this.text).strip()
        # Word may set no gap after 第一条, but it is what tells an article from a mention of one
        gap = "" if this.suffix == "nothing" and not re.search(r"[条章节编]$", printed) else " "
        return printed + gap if printed else ""


def _read(root: Element | None, styles: dict[str, Element]) -> dict[str, Numbered]:
    raw = {value(e, "abstractNumId"): e for e in root if local(e) == "abstractNum"} if root is not None else {}
    nums = {value(e, "numId"): e for e in root if local(e) == "num"} if root is not None else {}

    def abstract_of(name: str) -> str:
        """Follow w:numStyleLink: the levels stand at another w:abstractNum, reached through a numbering style."""
        for _ in range(LEVELS):
            link = value(child(raw.get(name), "numStyleLink"))
            linked = value(child(styles.get(link), "pPr", "numPr", "numId"))
            if not link or linked not in nums:
                break
            name = value(child(nums[linked], "abstractNumId"))
        return name

    abstract = {name: _levels(e) for name, e in raw.items()}
    out: dict[str, Numbered] = {}
    for name, e in nums.items():
        base = abstract_of(value(child(e, "abstractNumId")))
        levels, overrides = dict(abstract.get(base, {})), dict[int, int]()
        for change in (c for c in e if local(c) == "lvlOverride"):
            at = int(value(change, "ilvl", "0"))
            levels |= {i: level for i, level in _levels(change).items() if i == at}
            if (start := value(child(change, "startOverride"))).isdigit():
                overrides[at] = int(start)
        out[name] = Numbered(base, levels, overrides)
    return out


def _levels(parent: Element) -> dict[int, Level]:
    return {int(value(e, "ilvl", "0")): _level(e) for e in parent if local(e) == "lvl"}


def _level(e: Element) -> Level:
    start, restart = value(child(e, "start"), default="0"), value(child(e, "lvlRestart"))
    return Level(
        start=int(start) if start.isdigit() else 0,
        form=value(_number_format(e), default="decimal"),
        text=value(child(e, "lvlText")),
        suffix=value(child(e, "suff"), default="tab"),
        restart=int(restart) if restart.isdigit() else None,
        legal=is_on(child(e, "isLgl")),
        style=value(child(e, "pStyle")),
    )


def _number_format(e: Element) -> Element | None:
    """w:numFmt stands directly in w:lvl, or in mc:AlternateContent, whose fallback is the format all readers know."""
    return child(e, "numFmt") if child(e, "numFmt") is not None else child(e, "AlternateContent", "Fallback", "numFmt")
