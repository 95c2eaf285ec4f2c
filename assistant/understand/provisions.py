"""Provisions named in a question, in the ways people write them.

In: a question (simplified, one width). Out: Mentions with numbers; which document they belong to is decided by nearness.
第十九条第（三）项, 第19条第3项, 十九条(三), 19条3项, 19.3, 第一百二十条之一, 第二款, 第三项, 上一条, 下一条, 该条, 最后一条, 前两条,
第二章, 附则, 第二部分.
"""

from __future__ import annotations

import re

from assistant.model import Mention
from ingest.label import words
from ingest.numerals import NUMERAL, to_int

_PARAGRAPH = rf"(?:(?:的|之)?第?\s*(?P<paragraph>{NUMERAL})\s*款)?"
_ITEM = rf"(?:(?:的|之)?第?\s*(?:[（(]\s*(?P<item_b>{NUMERAL})\s*[）)]\s*项?|(?P<item>{NUMERAL})\s*项))?"
ARTICLE = re.compile(
    rf"(?:(?<!倒数)第\s*(?P<n>{NUMERAL})\s*条|§\s*(?P<sign>\d+)|(?<![前后上下每几这该第0-9章、\u4e00-\u9fff共])(?P<bare>{NUMERAL})\s*条|(?<=[则法定例至到])(?P<glued>{NUMERAL})\s*条)"
    rf"(?:之(?P<sub>{NUMERAL})(?!款|项))?\s*{_PARAGRAPH}{_ITEM}"
)
DOTTED = re.compile(r"(?<![\d.])(?P<n>\d{1,3})\.(?P<item>\d{1,2})(?![\d.%年月])")
LONE = re.compile(
    rf"第\s*(?:(?P<paragraph>{NUMERAL})\s*款\s*(?:第?\s*[（(]?(?P<pitem>{NUMERAL})[）)]?\s*项)?|[（(]?\s*(?P<item>{NUMERAL})\s*[）)]?\s*项)"
)
RELATIVE = re.compile(
    rf"(?P<which>倒数第|上|前|下|后|这|该|本|此|最后|末)(?P<count>{NUMERAL})?(?:个)?(?P<unit>条|款|项)(?!例|件|目){_PARAGRAPH}{_ITEM}"
)
CHAPTER = re.compile(rf"第\s*(?P<n>{NUMERAL})\s*(?P<unit>[编章节])")
NAMED_CHAPTER = re.compile(
    r"总则|附则|(?P<name>考核考察|考察考核|表彰奖励|责任追究|法律责任|监督管理|职责)[”」』\"]?(?:那|这)?一?整?章"
)
MORE_ITEMS = re.compile(
    rf"\s*(?:、|和|及|与|，)\s*第?\s*[（(]?\s*(?P<item>{NUMERAL})\s*[）)]?\s*(?:项|(?=、|和|及|与|，))"
)
SECTION = re.compile(rf"第\s*(?P<n>{NUMERAL})\s*(?:部分(?:的?第\s*(?P<paragraph>{NUMERAL})\s*段)?|段|大?点|个?方面)")


def find_mentions(text: str) -> tuple[Mention, ...]:
    """All mentions, in reading order; a part of the text is read once."""
    out: list[Mention] = []

    def free(m: re.Match[str]) -> bool:
        return not any(o.start < m.end() and m.start() < o.end for o in out)

    for m in ARTICLE.finditer(text):
        number = m["n"] or m["sign"] or m["bare"] or m["glued"]
        if number and free(m) and (m["n"] or m["sign"] or to_int(number) > 1):
            item = m["item_b"] or m["item"]
            numbers = {"article": to_int(number), "sub": _n(m["sub"]), "paragraph": _n(m["paragraph"])}
            out.append(_mention(m, **numbers, item=_n(item)))
            while item and (more := MORE_ITEMS.match(text, out[-1].end)):  # 第二十一条第（五）、（六）项
                out.append(_mention(more, **numbers, item=_n(more["item"])))
    for m in DOTTED.finditer(text):
        if free(m):
            out.append(_mention(m, article=int(m["n"]), item=int(m["item"])))
    for m in RELATIVE.finditer(text):
        if free(m):
            which = ("最后" if m["which"] in ("最后", "末") else m["which"]) + (m["count"] or "") + m["unit"]
            item = m["item_b"] or m["item"]
            out.append(_mention(m, relative=which, paragraph=_n(m["paragraph"]), item=_n(item)))
    for m in LONE.finditer(text):
        if free(m):
            out.append(_mention(m, paragraph=_n(m["paragraph"]), item=_n(m["item"] or m["pitem"])))
    for pattern in (CHAPTER, NAMED_CHAPTER):
        out.extend(_mention(m, chapter=_chapter(m)) for m in pattern.finditer(text) if free(m))
    if all(o.article is None for o in out):  # 「第十条第二项第二段」 is a stretch of that item
        found = [m for m in SECTION.finditer(text) if free(m)]
        out.extend(_mention(m, section=to_int(m["n"]), paragraph=_n(m["paragraph"])) for m in found)
    return tuple(sorted(out, key=lambda o: o.start))


def _chapter(m: re.Match[str]) -> str:
    if m.re is NAMED_CHAPTER:
        return m["name"] or m.group()
    return f"第{words(to_int(m['n']))}{m['unit']}"


def _n(numeral: str | None) -> int | None:
    return to_int(numeral) if numeral else None


def _mention(m: re.Match[str], **numbers: int | str | None) -> Mention:
    return Mention(m.group(), m.start(), m.end(), **numbers)  # type: ignore[arg-type]
