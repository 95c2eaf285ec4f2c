"""What is known of a document besides its text, in the words shown to people; and what is held, for pages that say so.

In: a row of the catalog, or a generation. Out: strings and (name, value) rows. Where the text itself says nothing, so does
this: 「文中未载明」, never a guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.label import number_label
from ingest.model import Document, Kind, Source

if TYPE_CHECKING:
    from ingest.generation import Generation

UNSTATED = "文中未载明"
INTERPRETATION = "解读"
NAMES = {Kind.ARTICLE: "条", Kind.SECTION: "部分"}


def source_of(generation: Generation, document: str) -> Source | None:
    """The catalog's row of a document."""
    return next((s for s in generation.catalog.sources if s.id == document), None)


def is_interpretation(source: Source) -> bool:
    """A 解读 speaks about a regulation whose own text is not held."""
    return source.kind == INTERPRETATION or bool(source.interprets)


def date(iso: str) -> str:
    """`2018-09-28` -> 2018年9月28日; anything else unchanged."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso)
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日" if found else iso


def fact_rows(source: Source) -> tuple[tuple[str, str], ...]:
    """The facts printed at the head of a document's page."""
    rows = [
        ("地区", source.region),
        ("文种", source.kind),
        ("制发机关", source.issuer),
        ("文号", source.number),
        ("印发日期", date(source.issued)),
        ("施行日期", date(source.effective)),
        ("状态", source.status),
        ("解释机关", source.interpreter),
    ]
    always = () if is_interpretation(source) else ("文号", "印发日期", "施行日期", "状态", "解释机关")
    if source.repeals:
        rows.append(("同时废止", "、".join(f"《{r}》" for r in source.repeals)))
    return tuple((name, value or UNSTATED) for name, value in rows if value or name in always)


def force_line(source: Source, document: Document | None = None) -> str:
    """Since when a text applies, in one phrase, as far as it says so; 「自印发之日起施行」 in its own words."""
    if is_interpretation(source):
        return "解读材料，不是法规正文"
    if source.effective:
        parts = [source.status, f"自{date(source.effective)}起施行", _amended(source)]
    else:
        own = _own_words(document) if document else ""
        issued = f"{date(source.issued)}印发" if source.issued else ""
        parts = [source.status, issued, own or f"施行日期{UNSTATED}", _amended(source)]
    return "，".join(part for part in parts if part)


def _amended(source: Source) -> str:
    """When it was last amended; and that a later version is held, for a text that is quoted all the same."""
    amended = f"{date(source.amended)}修正" if source.amended else ""
    return "，".join(part for part in (amended, "已被新的版本取代" if source.superseded_by else "") if part)


def standing(source: Source, document: Document | None) -> str:
    """Since when, who interprets it, what it repealed: the facts that go with every answer."""
    parts = [force_line(source, document), f"解释：{source.interpreter}" if source.interpreter else ""]
    parts.append("同时废止" + "、".join(f"《{r}》" for r in source.repeals) if source.repeals else "")
    return "；".join(part for part in parts if part)


def _own_words(document: Document) -> str:
    found = (re.search(r"自[^，。；]{1,12}起施行", p.text) for p in reversed(document.articles))
    return next((m.group() for m in found if m), "")


def extent(document: Document) -> str:
    """第一条至第二十九条, or 第一部分至第六部分: what a page may be opened for."""
    for kind in NAMES:
        numbers = [number_label(p.number) for p in document.provisions if p.kind is kind]
        if numbers:
            return numbers[0] if len(numbers) == 1 else f"{numbers[0]}至{numbers[-1]}"
    return "全文（不分条）"


def count_line(document: Document) -> str:
    """29 条, or 6 个部分."""
    articles = len(document.articles)
    return f"{articles} 条" if articles else f"{sum(p.kind is Kind.SECTION for p in document.provisions)} 个部分"
