"""What is wrong or odd in a parsed text, said before it is indexed.

In: a Document, its References and the loaded text it came from. Out: Findings; an `error` refuses the document.
The parser's own findings (gaps, order, style) come along; nothing here changes a text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ingest.model import Document, Finding, Kind, Reference
from ingest.numerals import NUMERAL

_LEFTOVER = re.compile(r"\[bookmark|<!--|&[a-z]{2,6};|[\ue000-\uf8ff\ufffd]|(?:[\u4e00-\u9fff] ){4,}")
_MARKER = re.compile(rf"\s*[（(]?\s?(?:{NUMERAL}|[①-⑳])\s?[）).．、]?\s*")
_PAGE_DOUBLE = re.compile(r"(?P<c>[\u4e00-\u9fff])[ \t]*\n\s*\n\s*(?P=c)(?P<after>[^\n]{0,6})")


def audit(document: Document, references: Iterable[Reference], loaded: str = "") -> tuple[Finding, ...]:
    """All findings of one document, the parser's first."""
    out = list(document.findings)
    out += _coverage(document)
    out += _repeats(document)
    out += _orphans(document)
    out += _dangling(document, references)
    out += _leftovers(document)
    out += _doubled(document, loaded)
    return tuple(out)


def _coverage(document: Document) -> list[Finding]:
    if not document.provisions:
        return [Finding(document.id, "error", "empty", "没有任何条文")]
    if all(p.kind in (Kind.PREAMBLE, Kind.PARAGRAPH) and p.number.split(".")[0] == "0" for p in document.provisions):
        return [Finding(document.id, "notice", "unnumbered", "全文没有条号和标题序号，按自然段收录")]
    return []


def _repeats(document: Document) -> list[Finding]:
    counts = Counter(p.id for p in document.provisions)
    return [Finding(document.id, "error", "duplicate", f"{i} 出现 {n} 次", i) for i, n in counts.items() if n > 1]


def _orphans(document: Document) -> list[Finding]:
    """Items that no sentence introduces: an article that begins with （一）."""
    paragraphs = {p.number: p for p in document.provisions if p.kind is Kind.PARAGRAPH}
    first_items = [p for p in document.provisions if p.kind is Kind.ITEM and p.number.endswith(".1")]
    out = []
    for item in first_items:
        paragraph = paragraphs[item.number.rsplit(".", 1)[0]]
        if item.path and item.number.startswith("s"):
            continue  # 「一、海事侵权纠纷案件」: the section's heading introduces them
        if _MARKER.fullmatch(paragraph.text[: item.start - paragraph.start]):
            out.append(Finding(document.id, "warning", "orphan-item", "列项之前没有引导语", item.id))
    return out


def _dangling(document: Document, references: Iterable[Reference]) -> list[Finding]:
    return [
        Finding(document.id, "warning", "dangling-reference", f"「{r.text}」指向本文没有的条款", r.source)
        for r in references
        if not r.targets and not r.title and r.kind in ("article", "chapter")
    ]


def _leftovers(document: Document) -> list[Finding]:
    headings = [(h.start, h.end) for h in document.headings]  # 「第一节 一 般 规 定」 is shown closed up
    return [
        Finding(
            document.id,
            "warning",
            "leftover",
            f"正文里残留「{m.group()[:20]}」",
            document.text[m.start() : m.start() + 20],
        )
        for m in _LEFTOVER.finditer(document.text)
        if not any(start <= m.start() < end for start, end in headings)
    ]


def _doubled(document: Document, loaded: str) -> list[Finding]:
    """A character printed on both sides of a page break: 枣庄第十五条 「宣传思想工作⏎⏎作范畴」. Kept as printed."""
    out = []
    for m in _PAGE_DOUBLE.finditer(loaded):
        before = loaded[max(0, m.start() - 8) : m.start()].rpartition("\n")[2]
        joined = f"{before}{m['c']}{m['c']}{m['after']}"
        at = document.text.find(joined.strip())
        if at < 0:
            continue
        holders = [p for p in document.provisions if p.start <= at < p.end]
        where = min(holders, key=lambda p: p.end - p.start).id if holders else ""
        out.append(
            Finding(document.id, "notice", "doubled-character", f"换页处重字「{joined.strip()}」，照原文保留", where)
        )
    return out
