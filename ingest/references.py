"""Mentions of other provisions: 本细则第十九条情形, 前款, 前条, 第二章, 《安全生产法》第二十一条 -> links.

In: a parsed Document and the titles held in the corpus. Out: References whose targets are provision ids that exist;
a mention of a text that is not held keeps its title and has no target. Links are read both ways by the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.model import Document, Kind, Provision, Reference
from ingest.numerals import NUMERAL, to_int
from ingest.parse import HAN_GAP

_ITEM = rf"(?:[（(](?P<item>{NUMERAL})[）)]|(?P<item2>{NUMERAL}))"
_LIST = r"(?:[、和与及至]|以及|或者)"
OWN = r"本(?:实施细则|实施办法|细则|办法|规定|条例|法|规则|解释|决定|意见)"
TITLE = r"《(?P<title>[^《》]*(?:〈[^〈〉]*〉[^《》]*)*)》"
BARE_TITLE = re.compile(r"(?:^|[，。；：、“（]|依照|根据|按照|适用|违反|符合|依据|和|与|及)?(?P<title>[\u4e00-\u9fff]{0,14}?(?:法典|法|条例|规定|办法|细则|解释))$")
"""刑法第六十三条: a name without 《》 right before the article."""
ARTICLE_REFERENCE = re.compile(
    rf"(?:(?P<own>{OWN})|{TITLE})?(?P<articles>第{NUMERAL}条(?:之{NUMERAL})?(?:{_LIST}第{NUMERAL}条(?:之{NUMERAL})?)*)"
    rf"(?:第(?P<paragraph>{NUMERAL})款)?(?:第{_ITEM}项)?"
)
CHAPTER_REFERENCE = re.compile(rf"(?:(?P<own>{OWN})|{TITLE})?(?P<chapters>第{NUMERAL}[章节](?:{_LIST}第{NUMERAL}[章节])*)")
RELATIVE_REFERENCE = re.compile(
    rf"(?P<which>前|本|上|后|下)(?P<count>{NUMERAL})?(?P<unit>[条款项])(?:第(?P<paragraph>{NUMERAL})款)?(?:第{_ITEM}项)?"
    r"(?![例件目])"
)
TITLE_REFERENCE = re.compile(r"《(?P<title>[^《》]*(?:〈[^〈〉]*〉[^《》]*)*)》(?!第)")
_ONE = re.compile(rf"第(?P<n>{NUMERAL})(?P<unit>[条章节])(?:之(?P<sub>{NUMERAL}))?")


@dataclass(frozen=True, slots=True)
class _Text:
    """A document with its provisions by number and its articles by chapter."""

    document: Document
    numbers: frozenset[str]
    order: tuple[str, ...]

    def articles_under(self, chapter: str) -> tuple[str, ...]:
        found = (p for p in self.document.articles if any(HAN_GAP.sub("", h).startswith(chapter) for h in p.path))
        return tuple(p.id for p in found)

    def neighbour(self, article: str, step: int) -> str:
        at = self.order.index(article) + step if article in self.order else -1
        return self.order[at] if 0 <= at < len(self.order) else ""


def find_references(document: Document, held: Mapping[str, str] | None = None) -> tuple[Reference, ...]:
    """Every reference in a document, in reading order. `held` maps the title of a document to its id."""
    own = _Text(document, frozenset(p.number for p in document.provisions), tuple(p.number for p in document.articles))
    out: list[Reference] = []
    for block in (p for p in document.provisions if p.kind in (Kind.ARTICLE, Kind.SECTION, Kind.PREAMBLE)):
        inside = [p for p in document.provisions if p.start >= block.start and p.end <= block.end]
        for found in _scan(block, own, held or {}):
            out.append(_with_source(found, inside))
    return tuple(sorted(out, key=lambda r: (r.start, r.end)))


def _with_source(found: Reference, inside: list[Provision]) -> Reference:
    """The deepest provision that holds the mention is where it is made."""
    holders = [p for p in inside if p.start <= found.start and found.end <= p.end]
    source = min(holders, key=lambda p: (p.end - p.start, -len(p.number)))
    return Reference(source.id, found.start, found.end, found.text, found.kind, found.targets, found.title)


def _scan(block: Provision, own: _Text, held: Mapping[str, str]) -> Iterator[Reference]:
    taken: list[tuple[int, int]] = []
    for pattern, resolve in (
        (ARTICLE_REFERENCE, _resolve_article),
        (CHAPTER_REFERENCE, _resolve_chapter),
        (RELATIVE_REFERENCE, _resolve_relative),
        (TITLE_REFERENCE, _resolve_title),
    ):
        for m in pattern.finditer(block.text):
            if any(start < m.end() and m.start() < end for start, end in taken):
                continue
            taken.append(m.span())
            kind, targets, title = resolve(m, block, own, held)
            start = block.start + m.start()
            yield Reference(block.id, start, start + len(m.group()), m.group(), kind, targets, title)


Resolved = tuple[str, tuple[str, ...], str]


def _foreign(m: re.Match[str], block: Provision, own: _Text) -> str:
    """The other text that a mention names, empty when it means its own."""
    if m["own"]:
        return ""
    bare = BARE_TITLE.search(block.text[max(0, m.start() - 20) : m.start()]) if not m["title"] else None
    title = m["title"] or (bare["title"] if bare else "")
    return "" if title == own.document.title or title.startswith("本") else title


def _resolve_article(m: re.Match[str], block: Provision, own: _Text, held: Mapping[str, str]) -> Resolved:
    title = _foreign(m, block, own)
    document = held.get(title, "") if title else own.document.id
    targets: list[str] = []
    for one in _ONE.finditer(m["articles"]):
        number = str(to_int(one["n"])) + (f"-{to_int(one['sub'])}" if one["sub"] else "")
        targets.append(_deepen(number, m))
    if not document:
        return "article", (), title
    known = own.numbers if document == own.document.id else None
    return "article", tuple(f"{document}/{t}" for t in targets if known is None or t in known), title


def _deepen(number: str, m: re.Match[str]) -> str:
    item = m["item"] or m["item2"]
    if item:
        return f"{number}.{to_int(m['paragraph']) if m['paragraph'] else 1}.{to_int(item)}"
    return f"{number}.{to_int(m['paragraph'])}" if m["paragraph"] else number


def _resolve_chapter(m: re.Match[str], block: Provision, own: _Text, held: Mapping[str, str]) -> Resolved:
    title = _foreign(m, block, own)
    if title:
        return "chapter", (), title
    units = [one.group() for one in _ONE.finditer(m["chapters"])]
    return "chapter", tuple(a for unit in units for a in own.articles_under(unit)), ""


def _resolve_relative(m: re.Match[str], block: Provision, own: _Text, held: Mapping[str, str]) -> Resolved:
    steps = to_int(m["count"]) if m["count"] else 1
    sign = {"前": -1, "上": -1, "后": 1, "下": 1, "本": 0}[m["which"]]
    if m["unit"] == "条":
        numbers = [own.neighbour(block.number, sign * k) for k in range(1, steps + 1)] if sign else [block.number]
        wanted = [_deepen(n, m) for n in numbers if n]
    else:
        wanted = _paragraphs_before(m, block, own, sign, steps)
    return "relative", tuple(f"{own.document.id}/{n}" for n in wanted if n in own.numbers), ""


def _paragraphs_before(m: re.Match[str], block: Provision, own: _Text, sign: int, steps: int) -> list[str]:
    """前款 and 本款 count from the paragraph that holds the mention; 前款第（二）项 goes down from there."""
    at = block.start + m.start()
    here = next((p for p in own.document.provisions if p.kind is Kind.PARAGRAPH and p.start <= at < p.end), None)
    if here is None or m["unit"] != "款":
        return []
    k = int(here.number.rsplit(".", 1)[1])
    chosen = [k + sign * step for step in range(1, steps + 1)] if sign else [k]
    item = m["item"] or m["item2"]
    return [f"{block.number}.{n}" + (f".{to_int(item)}" if item else "") for n in sorted(chosen) if n > 0]


def _resolve_title(m: re.Match[str], block: Provision, own: _Text, held: Mapping[str, str]) -> Resolved:
    title = m["title"]
    return "document", (held[title],) if title in held and held[title] != own.document.id else (), title
