"""Laws and rules named in a question that are not held: 《安全生产法》, 刑法第一百三十四条, 福建省安全生产条例.

In: a question, the names of what is held and of what those texts refer to. Out: Titles with their place in the question. A name
without 《》 is known when it ends in 法, or when a text held refers to it by that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.understand.names import BRACKETS, Names

CENTRAL = re.compile(
    r"(?:中办|国办|中央|国家)(?:国办|层面|级)?[^，。？《》]{0,16}?(?:规定|文件|办法|条例)(?!的?[^，。]{0,4}(?:精神|部署))"
)
"""「中办国办2018年印发的那个责任制规定」: the central regulation, which the texts carry out and which is not held."""
MARKED = re.compile(r"《([^《》]*(?:〈[^〈〉]*〉[^《》]*)*)》")
LAW = re.compile(
    r"(?:刑|民|宪|税|公司)法(?:典)?(?!庭|院|官|规)|"
    r"(?!办法|做法|说法|看法|想法|方法|执法|合法|违法|非法|依法|司法|立法)[\u4e00-\u9fff]{2,12}"
    r"(?<![办执违合非依方说看做想司立无没枉守写用打算玩讲提叫])法(?:典)?(?=规定|第|里|中|的|上|会|怎|对|有|是|要|[^\u4e00-\u9fff]|$)"
)
LEADING = re.compile(
    r"^.*?(?:按照|按|依照|依据|根据|请问|想问|问一下|全国|国家|咱们|我国|的|，|。)(?=[\u4e00-\u9fff]{2,})"
)
SHORT = 4
"""《细则》 and 《实施细则》 are short names, not titles."""
CITED = 6
"""Titles that the texts refer to are looked for without 《》 when they are at least this long."""


@dataclass(frozen=True, slots=True)
class Title:
    """A text named and not held."""

    name: str
    start: int
    end: int

    @property
    def is_law(self) -> bool:
        """A law of the legislature: another field than regulations on who answers for safety."""
        return bool(re.search(r"(?:法|法典|解释)[》]?$", self.name))


def find_titles(text: str, names: Names) -> tuple[Title, ...]:
    """The texts named that are not held, each stretch once."""
    out: list[Title] = []
    for m in MARKED.finditer(text):
        if len(m[1]) > SHORT and m[1] not in names.titles and BRACKETS.sub("", m[1]) not in names.bare:
            out.append(Title(m.group(), m.start(), m.end()))
    for start, end, name in names.cited(text, at_least=CITED):
        if not _inside(start, out):
            out.append(Title(f"《{name}》", start, end))
    for m in CENTRAL.finditer(text):
        if not _inside(m.start(), out):
            out.append(Title(f"“{m.group()}”", m.start(), m.end()))
    for m in LAW.finditer(text):
        name = LEADING.sub("", m.group())
        if not _inside(m.start(), out) and not any(name in title for title in names.titles):
            out.append(Title(name, m.end() - len(name), m.end()))
    return tuple(sorted(out, key=lambda t: t.start))


def _inside(at: int, titles: Iterable[Title]) -> bool:
    return any(t.start <= at < t.end for t in titles)
