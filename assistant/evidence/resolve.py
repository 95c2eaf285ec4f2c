"""One mention in one document -> the provisions it means there, or what is missing.

In: a Mention, a Document, the provision read last. Out: provision ids, or one Finding that says what there is not and what
there is instead. Which document is meant is told in `lookup`.
"""

from __future__ import annotations

import re

from assistant.model import Finding, Mention
from ingest.headings import HAN_GAP
from ingest.label import number_label, title_mark
from ingest.model import Document, Kind, Source
from ingest.numerals import NUMERAL, to_int

FROM_THE_END = ("最后", "倒数")


def resolve(mention: Mention, document: Document, source: Source, current: str) -> list[str] | Finding:
    """`current` is the provision read last. In a chapter or in 前两条 there are several."""
    if source.interprets and (mention.article is not None or mention.relative):
        return Finding("interpretation", {"title": title_mark(source.interprets), "asked": mention.text})
    if mention.chapter:
        return _chapter(mention, document)
    if len(several := _several(mention, document, current)) > 1:
        return [f"{document.id}/{number}" for number in several]
    block = _block(mention, document, current)
    # 第零条 is not what stands before 第一条
    held = (p.number for p in document.provisions if p.kind is not Kind.PREAMBLE)
    if not block or block not in held:
        return _no_article(mention, document, block)
    return _inside(mention, document, block)


def _block(mention: Mention, document: Document, current: str) -> str:
    """The number of the article or section meant, existing or not."""
    if mention.article is not None:
        return f"{mention.article}-{mention.sub}" if mention.sub is not None else str(mention.article)
    if mention.section is not None:
        return f"s{mention.section}"
    numbers = [p.number for p in document.provisions if p.kind in (Kind.ARTICLE, Kind.SECTION)]
    if mention.relative.startswith(FROM_THE_END):
        back = 1 if _count(mention) is None else _count(mention) or 0
        return numbers[-back] if 1 <= back <= len(numbers) else ""
    here = current.partition("/")[2].split(".")[0]
    if not mention.relative or mention.relative[0] in "这该本此" or mention.relative[-1] != "条":
        return here
    if here not in numbers:
        return ""
    at = numbers.index(here) + (1 if mention.relative[0] in "下后" else -1)
    return numbers[at] if 0 <= at < len(numbers) else ""


def _several(mention: Mention, document: Document, current: str) -> list[str]:
    """前两条, 后三条: the articles beside the one being read, in reading order."""
    here, count = current.partition("/")[2].split(".")[0], _count(mention) or 0
    numbers = [p.number for p in document.articles]
    if count < 2 or mention.relative[0] not in "上前下后" or mention.relative[-1] != "条" or here not in numbers:
        return []
    at = numbers.index(here)
    return numbers[max(0, at - count) : at] if mention.relative[0] in "上前" else numbers[at + 1 : at + 1 + count]


def _count(mention: Mention) -> int | None:
    """The number in 前两条, 倒数第二条."""
    numeral = re.search(rf"({NUMERAL})[条款项]$", mention.relative)
    return to_int(numeral[1]) if numeral else None


def _chapter(mention: Mention, document: Document) -> list[str] | Finding:
    inside = [p.id for p in document.articles if any(mention.chapter in HAN_GAP.sub("", h) for h in p.path)]
    if inside:
        return inside
    chapters = "、".join(dict.fromkeys(h.title for h in document.headings if h.level == 2))
    values = {"title": title_mark(document.title), "asked": mention.chapter, "held": chapters or "（不分章）"}
    return Finding("no_chapter", values)


def _inside(mention: Mention, document: Document, block: str) -> list[str] | Finding:
    """Down to the paragraph and the item. 第三项 without 款 means the list of the article, whichever paragraph holds it."""
    numbers = {p.number: p for p in document.provisions}
    several = f"{block}.2" in numbers
    paragraph = mention.paragraph
    if mention.relative.endswith("款") and paragraph is None:
        return [f"{document.id}/{block}"]
    if mention.item is None:
        wanted = f"{block}.{paragraph}" if paragraph is not None else block
        wanted = block if paragraph == 1 and not several else wanted
        return [f"{document.id}/{wanted}"] if wanted in numbers else _no_part(mention, document, block)
    candidates = (
        [f"{block}.{paragraph}"]
        if paragraph is not None
        else [n for n in numbers if re.fullmatch(rf"{re.escape(block)}\.\d+", n)]
    )
    for candidate in candidates:
        if f"{candidate}.{mention.item}" in numbers:
            return [f"{document.id}/{candidate}.{mention.item}"]
    return _no_part(mention, document, block)


def _no_article(mention: Mention, document: Document, block: str) -> Finding:
    articles = [p.number for p in document.articles]
    sections = [p.number for p in document.provisions if p.kind is Kind.SECTION]
    title = title_mark(document.title)
    if not articles:
        return Finding(
            "no_section",
            {
                "title": title,
                "asked": _asked(mention, block),
                "last": number_label(sections[-1]) if sections else "文首",
            },
        )
    values = {
        "title": title,
        "asked": _asked(mention, block),
        "first": number_label(articles[0]),
        "last": number_label(articles[-1]),
    }
    return Finding("no_article", {**values, "provision": f"{document.id}/{articles[-1]}"})


def _asked(mention: Mention, block: str) -> str:
    return number_label(block) if block else mention.text


def _no_part(mention: Mention, document: Document, block: str) -> Finding:
    """Article there, item or paragraph not: say how many there are."""
    items = [p for p in document.provisions if p.kind is Kind.ITEM and p.number.split(".")[0] == block]
    paragraphs = [p for p in document.provisions if p.kind is Kind.PARAGRAPH and p.number.split(".")[0] == block]
    asked = f"第{mention.item}项" if mention.item is not None else f"第{mention.paragraph}款"
    if mention.item is not None and items:
        held = f"共有{len(items)}项"
    elif mention.item is not None:
        held = "没有分项"
    else:
        held = f"只有{len(paragraphs)}款"
    values = {"title": title_mark(document.title), "article": number_label(block), "asked": asked, "held": held}
    return Finding("no_part", {**values, "provision": f"{document.id}/{block}"})
