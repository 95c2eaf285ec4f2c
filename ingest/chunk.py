"""What is indexed of a document: every article, each item of a long one, and each paragraph of a section.

In: a Document. Out: Chunks: the text to embed and to search apart from the text to show, which stays in
the provisions. An item is embedded with the sentence that introduces it, because 「不立即组织事故抢救的」 alone says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ingest.fold import fold_text
from ingest.model import Chunk, Document, Kind, Provision

VERSION = 2
_MARKER_AT_END = re.compile(r"\s*(?:[（(][^（()）]{1,4}[)）]|[一二三四五六七八九十]+、|\d{1,2}\s?[.．、]|[①-⑳])\s*$")
LONG_ARTICLE = 240
"""Characters above which the items of an article are chunks of their own."""


def chunks_of(document: Document) -> Iterator[Chunk]:
    """All chunks of one document, in reading order."""
    inside = _children(document)
    long = {p.number for p in document.articles if len(p.text) > LONG_ARTICLE}
    for p in document.provisions:
        if not fold_text(p.text):
            continue  # 「第二条 ……」 of an excerpt: nothing to find it by
        if (
            p.kind is Kind.ARTICLE
            or (p.kind is Kind.PREAMBLE and p.number == "0")
            or (p.kind is Kind.SECTION and len(inside.get(p.number, ())) < 2)
            or (p.kind is Kind.PARAGRAPH and p.number.startswith("s") and len(inside[p.number.split(".")[0]]) > 1)
        ):
            yield _chunk(p, "")
        elif p.kind is Kind.ITEM and p.number.split(".")[0] in long:
            yield _chunk(p, _lead(document, inside, p))


def _children(document: Document) -> dict[str, list[Provision]]:
    out: dict[str, list[Provision]] = {}
    for p in document.provisions:
        if "." in p.number:
            out.setdefault(p.number.rsplit(".", 1)[0], []).append(p)
    return out


def lead_of(document: Document, item: Provision) -> str:
    """The sentence that introduces an item: the paragraph's text before its first item."""
    return _lead(document, _children(document), item)


def _lead(document: Document, inside: Mapping[str, list[Provision]], item: Provision) -> str:
    article, paragraph, _ = item.number.split(".", 2)
    begin = next(p.start for p in inside[article] if p.number == f"{article}.{paragraph}")
    return _MARKER_AT_END.sub("", document.text[begin : inside[f"{article}.{paragraph}"][0].start])


def _chunk(p: Provision, lead: str) -> Chunk:
    heading = p.path[-1].split(" ")[-1] if p.path else ""
    return Chunk(p.id, p.document, " ".join(part for part in (heading, lead, p.text) if part))
