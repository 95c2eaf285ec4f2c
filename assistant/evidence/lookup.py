"""Provisions named in the question -> provision ids, exactly, before any vector.

In: the mentions of an Understanding, the generation, the article cited last. Out: what was found, and for each that does
not exist one Finding that says so. Which documents a mention means is told here, where in them in `resolve`. Nothing
guesses: an article of another document is never offered for one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.evidence.resolve import FROM_THE_END, resolve
from assistant.evidence.settled import settled
from assistant.evidence.units import units_of
from assistant.model import Evidence, Finding, Mention, Understanding
from assistant.understand.aspects import WIDE, aspect
from assistant.understand.names import code_of
from ingest.generation import Generation
from ingest.model import Document

MANY = 20
"""Documents in scope above which a number without a title means none of them."""


@dataclass(slots=True)
class Found:
    """Provision ids in the order asked, what is missing, and documents to choose among when none was named."""

    ids: list[str] = field(default_factory=list)
    missing: list[Finding] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


def look_up(understanding: Understanding, generation: Generation, last: str = "") -> Found:
    """Resolve every mention. `last` is the provision cited first in the turn before, for 上一条 and 第二项."""
    out = Found()
    current = last
    for previous, mention in zip((None, *understanding.mentions), understanding.mentions, strict=False):
        if not current and mention.relative[:1] in tuple("这该本此") and understanding.terms:
            continue  # 「有这一条吗」 points at the matter of the question, not at an article read before
        if mention.documents is not None:
            documents = _chosen(mention.documents, understanding)
            if mention.documents and not documents:
                out.missing.append(Finding("outside_the_choice"))
            if not documents:
                continue
        else:
            documents = _scope(understanding, mention, current, generation)
        if not documents:
            out.choices = [s.id for s in generation.catalog.sources]
            continue
        missing: dict[str, list[Finding]] = {}
        for id in documents:
            document, source = generation.document(id), generation.source(id)
            if document is None or source is None:
                continue
            found = resolve(mention, document, source, current)
            ids, absent = ([], [found]) if isinstance(found, Finding) else (found, [])
            if previous is not None and _is_range(previous, mention, understanding.text):
                out.ids.extend(i for i in _between(previous, mention, document) if i not in out.ids)
            out.ids.extend(i for i in ids if i not in out.ids)
            # An article that one part of a code has is not missing in the others.
            code = missing.setdefault(code_of(source.title), absent)
            if ids:
                code.clear()
            current = ids[-1] if ids else current
        out.missing.extend(finding for findings in missing.values() for finding in findings)
    return out


def _chosen(documents: tuple[str, ...], u: Understanding) -> tuple[str, ...]:
    """The documents a mention names, as far as they are within the regions that the person chose."""
    return tuple(d for d in documents if u.documents is None or d in u.documents)


def _scope(u: Understanding, mention: Mention, current: str, generation: Generation) -> tuple[str, ...]:
    """The documents a mention without a name of its own may mean: one in scope, or the one being read."""
    texts = [s.id for s in generation.catalog.sources if u.documents is None or s.id in u.documents]
    leans = bool(mention.relative and mention.relative[:2] not in FROM_THE_END) or not (
        mention.article is not None or mention.chapter or mention.section is not None
    )
    if current and (u.documents is None or current.split("/")[0] in u.documents):
        return (current.split("/")[0],)
    if leans and not mention.relative.startswith(FROM_THE_END):
        return ()
    if len(texts) > MANY:
        return ()  # 第十三条 of whichever law: to be asked, not to be looked for in all
    own = [i for i in texts if _nearest(i, u, generation)]
    return tuple(own) if u.documents is not None and own else tuple(texts) if len(texts) == 1 else ()


def _is_range(first: Mention, second: Mention, text: str) -> bool:
    """第五条到第七条: two whole articles with nothing but 到 between them."""
    parts = (first.item, first.paragraph, second.item)
    whole = None not in (first.article, second.article) and parts == (None, None, None)
    return whole and re.fullmatch(r"\s*(?:到|至|[-—–~～])\s*", text[first.end : second.start]) is not None


def _between(first: Mention, second: Mention, document: Document) -> list[str]:
    low, high = first.article or 0, second.article or 0
    return [p.id for p in document.articles if p.number.isdigit() and low < int(p.number) < high]


def _nearest(id: str, u: Understanding, generation: Generation) -> bool:
    """Of the documents that bind a place, its own come first: 通州第二条 is not Beijing's second article."""
    regions = {s.region for s in generation.catalog.sources if s.id in (u.documents or ())}
    places = {p.name for p in u.places}
    source = generation.source(id)
    return source is not None and (not regions & places or source.region in places)


def referrers(ids: list[str], generation: Generation) -> list[str]:
    """The provisions that mention any of these, as cited: 「哪些条文提到了第十九条情形」."""
    out: list[str] = []
    for id in ids:
        for reference in generation.incoming(id):
            number = reference.source.partition("/")[2]
            source = reference.source if number.count(".") > 1 else _whole(reference.source, generation)
            if source not in out and source not in ids and reference.kind == "article":
                out.append(source)
    return out


def misplaced(u: Understanding, found: Sequence[Evidence], generation: Generation) -> list[Evidence]:
    """The provisions that settle the matter which the question takes the named article to settle, and it does not:
    「第二十一条列的从重追究情形」 is 第二十二条."""
    document = generation.document(found[0].provision.partition("/")[0])
    systems = [aspect(name) for name in u.aspects if aspect(name).system]
    systems = [a for a in systems if a.role not in WIDE] or systems
    if any(m.chapter for m in u.mentions):
        return []
    if document is None or any(a.asked.search(e.quote) or a.printed.search(e.quote) for e in found for a in systems):
        return []
    return settled(units_of(document), systems, u)


def _whole(id: str, generation: Generation) -> str:
    """The article instead of its only paragraph."""
    document = generation.document(id.partition("/")[0])
    block = id.partition("/")[2].split(".")[0]
    several = document and any(p.number == f"{block}.2" for p in document.provisions)
    return id if several else id.split(".")[0]
