"""understand: a question and the turns before it -> an Understanding that stands on its own.

In: a Question, what is held, what was cited last. Out: an Understanding. Places decide the scope: no place means every
document; a place that is not held means none, never all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.model import Ask, Mention, Place, Term, Understanding
from assistant.understand.aspects import find_aspects, find_cases
from assistant.understand.claims import find_claim, find_date
from assistant.understand.homophones import (
    Vocabulary,
    build_vocabulary,
    domain_words,
    mend_by_sound,
    written_words,
)
from assistant.understand.kinds import CONFIRM, CONSEQUENCE, DOCUMENTS, FREQUENCY, ask_of
from assistant.understand.lexicon import load_lexicon
from assistant.understand.names import Named, Names
from assistant.understand.offices import find_levels
from assistant.understand.places import (
    NATION,
    documents_below,
    documents_binding,
    find_places,
    load_gazetteer,
    resolve_regions,
)
from assistant.understand.provisions import find_mentions
from assistant.understand.spelling import clean, mend, simplify, sparing
from assistant.understand.terms import find_terms
from assistant.understand.titles import Title, find_titles
from ingest.sources import Catalog

JOINED = re.compile(r"\s*(?:、|和|与|跟|同|及|以及|，)?\s*")
WITHIN = re.compile(r"\s*(?:里面|里头|里|中|当中|内)(?:，|对于?|关于|就|有关|给)?\s*|(?:对于?|关于)\s*")
"""Between a text and a place: what the text says of that place is asked for. With 和 or a comma between, both are asked."""
SET_ASIDE = re.compile(r"(?:不是|不要|不问|别拿|别给|并非|而非)(?:我)?$")
KINDS = ("通知", "解读")
"""Kinds of document that are named by their kind; 细则 and 办法 are said of any of them."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the question that is understood already."""

    start: int
    end: int


@dataclass(frozen=True)
class Held:
    """What understanding needs to know of the corpus."""

    catalog: Catalog
    known: Callable[[str], bool]
    cited: tuple[str, ...] = ()

    @cached_property
    def names(self) -> Names:
        """What the documents held, and those they refer to, are called."""
        return Names(self.catalog, self.cited)

    @cached_property
    def sounds(self) -> Vocabulary:
        """The words that slips are mended to, by their sound."""
        return build_vocabulary(domain_words(load_lexicon(), self.catalog), written_words())


def read(text: str, regions: tuple[str, ...], held: Held) -> Understanding:
    """Understand one question without its history."""
    text = clean(text)
    text = sparing(text, _names(text, held.names), lambda rest: mend(simplify(rest)))
    text = sparing(text, _names(text, held.names), lambda rest: mend_by_sound(rest, held.sounds))
    named = held.names.documents(text)
    titles = tuple(t for t in find_titles(text, held.names) if not any(_inside(n, [t]) for n in named))
    known: list[Named | Title] = [*named, *titles]
    places = tuple(p for p in find_places(text, load_gazetteer()) if not _inside(p, known) and p.name != NATION)
    places = _short_of_office(_meant(places, text), text)
    mentions = _attach(text, find_mentions(_blank(text, [*known, *places])), named, places, held.catalog)
    documents, missing = _scope(text, named, places, regions, held.catalog)
    outside = _outside(text, named, places, held.catalog)
    bare = _blank(text, [*known, *places, *mentions])
    claim, confirms = find_claim(bare), bool(re.search(CONFIRM, text))
    spans = [Span(*span) for span in claim.spans] if claim else []
    terms = find_terms(_blank(bare, spans), held.known)
    aspects = tuple(aspect.name for aspect, _ in find_aspects(bare))
    cases = tuple(case.name for case in find_cases(bare))
    ask = ask_of(text)
    if re.search(DOCUMENTS, text) and ask in (Ask.OPEN, Ask.CONSEQUENCE) and not named:
        ask = Ask.DOCUMENTS
    if mentions and ask in (Ask.OPEN, Ask.CONSEQUENCE, Ask.COMPARISON, Ask.FREQUENCY, Ask.DOCUMENTS):
        ask = Ask.LOOKUP
    return Understanding(
        text=text,
        ask=ask,
        documents=() if outside else documents,
        places=places,
        missing_places=missing,
        outside=outside,
        mentions=mentions,
        other_titles=tuple(t.name for t in titles),
        other_laws=bool(titles) and all(t.is_law for t in titles),
        terms=terms or _place_terms(places, held.catalog),
        levels=find_levels(text),
        aspects=aspects,
        cases=cases,
        nearest=tuple(d for p in places for d in _own_documents(p, held.catalog)),
        named_documents=bool(named),
        wants_measures=_wants_measures(bare, aspects, cases, terms),
        wants_frequency=bool((claim and (claim.counted or confirms)) or re.search(FREQUENCY, bare)),
        confirms=confirms,
        on=find_date(bare),
        claimed_rate=claim.rate if claim else None,
    )


def _wants_measures(bare: str, aspects: tuple[str, ...], cases: tuple[str, ...], terms: tuple[Term, ...]) -> bool:
    """Whether it asks what follows. 「我得担哪些责任」 with no case told asks for duties."""
    if "职责" in aspects and not cases:
        return any(t.kind == "measure" for t in terms)
    return bool(re.search(CONSEQUENCE, bare)) or any(t.kind == "measure" for t in terms)


def _names(text: str, names: Names) -> list[tuple[int, int]]:
    """Where places and documents are named, apart and in order: no mending touches them."""
    spans = [(n.start, n.end) for n in names.documents(text)]
    spans += [(p.start, p.end) for p in find_places(text, load_gazetteer()) if p.end - p.start > 1]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def _place_terms(places: tuple[Place, ...], catalog: Catalog) -> tuple[Term, ...]:
    """「平潭综合实验区可以自己出办法吗」: with nothing else to go by, a place inside a held region is the matter."""
    held = {r.name for r in catalog.regions}
    return tuple(Term(p.name, (re.escape(p.name),)) for p in places if p.name not in held)


def _inside(place: Place | Named, spans: Iterable[Named | Title]) -> bool:
    return any(s.start <= place.start and place.end <= s.end for s in spans)


def _blank(text: str, spans: object) -> str:
    """The text with the spans of places, names and numbers replaced by spaces: positions stay."""
    chars = list(text)
    for span in spans:  # type: ignore[attr-defined]
        chars[span.start : span.end] = " " * (span.end - span.start)
    return "".join(chars)


def _meant(places: tuple[Place, ...], text: str) -> tuple[Place, ...]:
    """「不是枣庄的，要省里的」 names Zaozhuang only to set it aside; where no other place is left, it is meant all the same."""
    meant = tuple(p for p in places if not SET_ASIDE.search(text[: p.start]))
    return meant or places


def _short_of_office(places: tuple[Place, ...], text: str) -> tuple[Place, ...]:
    """「通州区长」 names the district and its head: the last character of the place belongs to the office too."""
    shared = re.compile(r"[省市县区镇乡](?=长|委)")
    return tuple(replace(p, end=p.end - 1) if shared.match(text, p.end - 1) else p for p in places)


def _scope(
    text: str, named: tuple[Named, ...], places: tuple[Place, ...], regions: tuple[str, ...], catalog: Catalog
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """(documents in scope or None for all, places named that no document binds)."""
    chosen, missing = resolve_regions(regions, catalog, load_gazetteer())
    wanted: list[str] = [document for n in named for document in n.documents]
    for place in places:
        binding = documents_binding(place, catalog)
        wanted.extend(binding)
        if not binding and not any(place.name in other.ancestors for other in places):
            missing += (place.name,)
    if regions:
        asked = tuple(d for d in wanted if d in chosen) if (named or places) else chosen
        return tuple(dict.fromkeys(asked)), tuple(dict.fromkeys(missing))
    if not named and not places:
        return None, ()
    return _of_kind(text, tuple(dict.fromkeys(wanted)), catalog), tuple(dict.fromkeys(missing))


def _outside(
    text: str, named: tuple[Named, ...], places: tuple[Place, ...], catalog: Catalog
) -> tuple[tuple[str, str], ...]:
    """(document, place) where one text is asked for what it says of a place that it does not bind: 北京细则里雄安新区的……"""
    out = []
    for n in named:
        for place in places:
            if len(n.documents) != 1 or not WITHIN.fullmatch(text[n.end : place.start]):
                continue
            bound = {d for p in places if p.start == place.start for d in documents_binding(p, catalog)}
            below = {d for p in places if p.start == place.start for d in documents_below(p, catalog)}
            if n.documents[0] not in bound | below:
                out.append((n.documents[0], place.name))
    return tuple(dict.fromkeys(out))


def _of_kind(text: str, documents: tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """「通州这份通知」 is the notice, not the regulation that it passes on and that binds there too."""
    kinds = {s.id: s.kind for s in catalog.sources if s.id in documents}
    named = tuple(d for d in documents if kinds[d] in KINDS and kinds[d] in text)
    return named if len(named) == 1 else documents


def _attach(
    text: str, mentions: tuple[Mention, ...], named: tuple[Named, ...], places: tuple[Place, ...], catalog: Catalog
) -> tuple[Mention, ...]:
    """Give each mention the document named nearest before it: 吉林细则第十九条和福建细则第十九条; of places side by side, all."""
    owners: list[tuple[int, int, tuple[str, ...]]] = [(n.start, n.end, n.documents) for n in named]
    owners += [(p.start, p.end, _own_documents(p, catalog)) for p in places]
    joined: list[tuple[int, tuple[str, ...]]] = []
    for start, end, documents in sorted(owners):
        apart = not joined or not JOINED.fullmatch(text[joined[-1][0] : start])
        joined.append((end, documents if apart else tuple(dict.fromkeys((*joined[-1][1], *documents)))))
    out = []
    for mention in mentions:
        before = [documents for end, documents in joined if end <= mention.start]
        out.append(replace(mention, documents=before[-1] if before else None))
    return tuple(out)


def _own_documents(place: Place, catalog: Catalog) -> tuple[str, ...]:
    """Of the documents that bind a place, those of the nearest region: 通州第二条 is not Beijing's second article.

    National law binds everywhere and is nobody's own.
    """
    for region in (r for r in (place.name, *place.ancestors) if r != NATION):
        found = tuple(s.id for s in catalog.sources if s.region == region)
        if found:
            return found
    return ()
