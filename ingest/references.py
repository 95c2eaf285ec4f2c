"""Mentions of other provisions: 本细则第十九条情形, 前款, 前条, 第二章至第四章, 《安全生产法》第二十一条 -> links.

In: a parsed Document and the titles held in the corpus. Out: References whose targets are provision ids: those of this
document exist, those of another held document are named as printed; a mention of a text that is not held keeps its title
and has no target. Links are read both ways by the index. The patterns of mentions are in `mentions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.mentions import (
    ARTICLE_REFERENCE,
    CHAPTER_NUMBER,
    CHAPTER_REFERENCE,
    ONE_OF_SERIES,
    RELATIVE_REFERENCE,
    TITLE_REFERENCE,
    named_law,
    spread,
    title_key,
)
from ingest.model import Document, Kind, Provision, Reference
from ingest.numerals import to_int


@dataclass(frozen=True, slots=True)
class _Text:
    """A document with its provisions by number and its articles by chapter; `held` maps title keys to document ids."""

    document: Document
    numbers: frozenset[str]
    order: tuple[str, ...]
    held: Mapping[str, str]

    def articles_under(self, unit: str, number: int, near: tuple[str, ...]) -> list[str]:
        """The articles of a chapter. Where several have its number (章 in each 编, 节 in each 章), the one near by."""
        under: dict[tuple[str, ...], list[str]] = {}
        for article in self.document.articles:
            for depth, heading in enumerate(article.path, start=1):
                if (found := CHAPTER_NUMBER.match(heading)) and found["unit"] == unit and to_int(found["n"]) == number:
                    under.setdefault(article.path[:depth], []).append(article.number)
        if len(under) > 1:
            under = {path: found for path, found in under.items() if path[:-1] == near[: len(path) - 1]}
        return next(iter(under.values()), [])

    def neighbour(self, article: str, step: int) -> str:
        at = self.order.index(article) + step if article in self.order else -1
        return self.order[at] if 0 <= at < len(self.order) else ""

    def between(self, first: str, last: str) -> list[str]:
        """第三条至第五条, with 第四条之一 where there is one; empty when either is not of this text."""
        if first not in self.order or last not in self.order:
            return []
        return list(self.order[self.order.index(first) : self.order.index(last) + 1])


@dataclass(frozen=True, slots=True)
class _Block:
    """An article, section or preamble with what lies in it."""

    whole: Provision
    inside: tuple[Provision, ...]

    def holder(self, start: int, end: int) -> Provision:
        """The deepest provision that holds a span: where a mention is made."""
        holders = [p for p in self.inside if p.start <= start and end <= p.end]
        return min(holders, key=lambda p: (p.end - p.start, -len(p.number)))


def find_references(document: Document, held: Mapping[str, str] | None = None) -> tuple[Reference, ...]:
    """Every reference in a document, in reading order. `held` maps the title of a document to its id."""
    own = _Text(
        document,
        frozenset(p.number for p in document.provisions),
        tuple(p.number for p in document.articles),
        {title_key(title): identity for title, identity in (held or {}).items()},
    )
    out = [found for block in _blocks(document.provisions) for found in _scan(block, own)]
    return tuple(sorted(out, key=lambda r: (r.start, r.end)))


def _blocks(provisions: Iterable[Provision]) -> list[_Block]:
    inside: dict[str, list[Provision]] = {}
    for p in provisions:
        inside.setdefault(p.number.partition(".")[0], []).append(p)
    return [_Block(found[0], tuple(found)) for found in inside.values()]


def _scan(block: _Block, own: _Text) -> Iterator[Reference]:
    taken: list[tuple[int, int]] = []
    text = block.whole.text
    for pattern, resolve in (
        (ARTICLE_REFERENCE, _resolve_article),
        (CHAPTER_REFERENCE, _resolve_chapter),
        (RELATIVE_REFERENCE, _resolve_relative),
        (TITLE_REFERENCE, _resolve_title),
    ):
        for m in pattern.finditer(text):
            if any(start < m.end() and m.start() < end for start, end in taken):
                continue
            taken.append(m.span())
            start, end = block.whole.start + m.start(), block.whole.start + m.end()
            source = block.holder(start, end)
            kind, targets, title = resolve(m, source, block, own)
            yield Reference(source.id, start, end, m.group(), kind, targets, title)


Resolved = tuple[str, tuple[str, ...], str]


def _foreign(m: re.Match[str], own: _Text) -> str:
    """The other text that a mention names, empty when it means its own."""
    if m["own"]:
        return ""
    title = m["title"] or named_law(m.string[max(0, m.start() - 20) : m.start()], own.held)
    return "" if title_key(title) == title_key(own.document.title) or title.startswith("本") else title


def _articles(series: str, own: _Text, *, here: bool) -> list[str]:
    """The article numbers of a series; a range in this text takes 之一 along."""
    out: list[str] = []
    previous = 0
    for one in ONE_OF_SERIES.finditer(series):
        if one["sub"]:
            found = [f"{to_int(one['numbers'])}-{to_int(one['sub'])}"]
        else:
            found = [str(n) for n in spread(one["numbers"])]
        if out and re.search("[至到]", series[previous : one.start()]):
            inner = own.between(out[-1], found[0]) if here else []
            found = inner[1:] or [str(n) for n in range(_head(out[-1]) + 1, _head(found[0]) + 1)][:200]
        out += found
        previous = one.end()
    return out


def _head(number: str) -> int:
    return int(number.partition("-")[0])


def _below(number: str, m: re.Match[str], own: _Text) -> list[str]:
    """第二款、第三款; 第（一）项 without its 款 is looked for in the paragraph that has it."""
    paragraphs, items = spread(m["paragraphs"]), spread(m["items"])
    if not items:
        return [f"{number}.{p}" for p in paragraphs] or [number]
    if paragraphs:
        return [f"{number}.{paragraphs[-1]}.{i}" for i in items]
    having = next((p for p in range(1, 30) if f"{number}.{p}.{items[0]}" in own.numbers), 1)
    return [f"{number}.{having}.{i}" for i in items]


def _inside(base: str, m: re.Match[str], own: _Text) -> list[str]:
    """What is named below 前条, 前款 or 前项: 前款第（二）项 goes down from a paragraph."""
    if "." not in base:
        return _below(base, m, own)
    return [f"{base}.{i}" for i in spread(m["items"])] or [base]


def _resolve_article(m: re.Match[str], source: Provision, block: _Block, own: _Text) -> Resolved:
    title = _foreign(m, own)
    document = own.held.get(title_key(title), "") if title else own.document.id
    if not document:
        return "article", (), title
    here = document == own.document.id
    articles = _articles(m["articles"], own, here=here)
    wanted = articles[:-1] + _below(articles[-1], m, own)
    return "article", tuple(f"{document}/{n}" for n in wanted if not here or n in own.numbers), title


def _resolve_chapter(m: re.Match[str], source: Provision, block: _Block, own: _Text) -> Resolved:
    title = _foreign(m, own)
    if title:
        return "chapter", (), title
    near = block.whole.path
    found = (own.articles_under(m["chapters"][-1], n, near) for n in spread(m["chapters"]))
    return "chapter", tuple(f"{own.document.id}/{article}" for articles in found for article in articles), ""


def _resolve_relative(m: re.Match[str], source: Provision, block: _Block, own: _Text) -> Resolved:
    steps = to_int(m["count"]) if m["count"] else 1
    sign = {"前": -1, "上": -1, "后": 1, "下": 1, "本": 0}[m["which"]]
    move = {"条": _articles_away, "款": _paragraphs_away, "项": _items_away}[m["unit"]]
    bases = move(source, block, own, [sign * k for k in range(1, steps + 1)] if sign else [0])
    wanted = [n for base in sorted(bases, key=_order) for n in _inside(base, m, own)]
    return "relative", tuple(f"{own.document.id}/{n}" for n in wanted if n in own.numbers), ""


def _order(number: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", number)]


def _articles_away(source: Provision, block: _Block, own: _Text, steps: list[int]) -> list[str]:
    return [n for step in steps if (n := own.neighbour(block.whole.number, step))]


def _paragraphs_away(source: Provision, block: _Block, own: _Text, steps: list[int]) -> list[str]:
    """前款 and 本款 count from the paragraph that holds the mention."""
    article, _, below = source.number.partition(".")
    here = int(below.partition(".")[0] or 0)
    return [f"{article}.{here + step}" for step in steps] if here else []


def _items_away(source: Provision, block: _Block, own: _Text, steps: list[int]) -> list[str]:
    """前项 counts from the item that holds the mention; in a paragraph below a list it means the end of that list."""
    parts = source.number.split(".")
    if len(parts) > 2:
        return [".".join([*parts[:2], str(int(parts[2]) + step)]) for step in steps]
    above = [p.number for p in block.inside if p.kind is Kind.ITEM and p.end <= source.start]
    lists = [n for n in above if n.rsplit(".", 1)[0] == above[-1].rsplit(".", 1)[0]]
    return [lists[step] for step in steps if step < 0 and -step <= len(lists)]


def _resolve_title(m: re.Match[str], source: Provision, block: _Block, own: _Text) -> Resolved:
    document = own.held.get(title_key(m["title"]), "")
    return "document", (document,) if document and document != own.document.id else (), m["title"]
