"""The duty register as somebody wants it: of these places, of this holder, this often, about this.

In: a generation and what is wanted. Out: Duties in the order of the catalog and of reading. A place not held raises BadInput
with the sentence that the answers use; a city's duties are never listed for its province.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.compose.sentences import held
from assistant.evidence.register import introduced, register
from assistant.evidence.units import per_document
from assistant.model import Duty, Place
from assistant.texts import message
from assistant.understand.offices import LEVELS, Office, find_levels, find_offices
from assistant.understand.places import documents_below, load_gazetteer, resolve_regions
from assistant.understand.spelling import simplify
from ingest.fold import fold_text
from ingest.label import title_mark
from ingest.model import BadInput, Document, Kind, Provision
from ingest.numerals import NUMERAL, to_int

if TYPE_CHECKING:
    from ingest.generation import Generation

ANY = "有频次"
PERIOD = re.compile(
    rf"(?P<regular>不?定期)|(?:每|(?={NUMERAL}|半))?(?:(?P<half>半)|(?P<n>{NUMERAL}))?(?P<unit>年|季|月|周|日|天)度?"
)
PERIODS = "每年、每半年、每季度、每月、每两年、定期、不定期"
LEVELLED = re.compile("|".join(printed for _, printed in LEVELS))
FROM_COUNTY_UP = "县级以上"
BELOW_COUNTY = "乡镇、街道、园区"
TOWN_AND_COUNTRY = re.compile(r"城[乡镇]")
"""「住房城乡建设部门」 is of no 乡."""
PERSON = re.compile(r"(?:负责人|干部|成员|书记|主任)$")
BODY = ("部门", "机关")
"""Offices that are whole departments: every person listed for one is meant."""
EVERYBODY = re.compile(r"(?:(?P<all>党政)|党委(?:、|和)政府)领导干部$")
LEADERS = re.compile(r"党委|政府|常委|镇街")
"""「区（市）党委、政府领导干部要…」 binds the heads too; 「党政领导干部」 as the texts define it, those of departments as well."""
NEAR = 8
"""「主要负责人应当把…」: so many characters after the holder may still tell whose head is meant."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter. `regions` are document ids or place names; an empty field leaves all."""

    regions: tuple[str, ...] = ()
    who: str = ""
    every: str = ""
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The duties found in `documents`. `references` apply the rows of other levels: 「乡镇…参照本实施细则执行」."""

    wanted: Wanted
    documents: tuple[Document, ...]
    duties: tuple[Duty, ...]
    references: tuple[Provision, ...] = ()


def duties(
    generation: Generation, regions: Sequence[str] = (), who: str = "", every: str = "", holds: str = ""
) -> list[Duty]:
    """The duties that fit all that is given. Raises BadInput for a place not held or a period that is none."""
    return list(listed(generation, Wanted(tuple(regions), who, every, holds)).duties)


def listed(generation: Generation, wanted: Wanted) -> Listed:
    """The same with the documents that were read and the provisions that apply them to other levels."""
    documents = documents_in(generation, wanted.regions)
    periods = _periods_wanted(wanted.every.strip())
    who, words = simplify(wanted.who), [fold_text(w) for w in simplify(wanted.holds).split()]
    for name, given, folded in (("--who", wanted.who, fold_text(who)), ("--holds", wanted.holds, "".join(words))):
        if given.strip() and not folded:
            raise BadInput(f"{name} {given}：里面没有字可查；请给出职务或文字")
    out: list[Duty] = []
    references: list[Provision] = []
    for document in documents:
        found, reference = _of_holder(document, who) if who else (register(document), None)
        kept = [d for d in found if _so_often(d, periods) and all(w in fold_text(d.quote) for w in words)]
        out.extend(kept)
        references.extend([reference] if reference and kept else [])
    return Listed(wanted, documents, tuple(out), tuple(references))


def documents_in(generation: Generation, regions: Sequence[str]) -> tuple[Document, ...]:
    """The documents of these places or with these ids, all of them for none given. Raises BadInput for one not held."""
    catalog, gazetteer = generation.catalog, load_gazetteer()
    ids = [s.id for s in catalog.sources]
    if regions:
        found, missing = resolve_regions([simplify(r) for r in regions], catalog, gazetteer)
        if missing:
            raise BadInput("".join(_not_held(place, generation) for place in dict.fromkeys(missing)))
        ids = [i for i in ids if i in found]
    return tuple(d for d in map(generation.document, ids) if d is not None)


def _not_held(place: str, generation: Generation) -> str:
    below = documents_below(Place(place, (), 0, 0), generation.catalog)
    sources = [s for s in generation.catalog.sources if s.id in below]
    if not sources:
        return message("missing.place", place=place, held=held(generation))
    titles = "、".join(title_mark(s.title) for s in sources)
    regions = "、".join(dict.fromkeys(s.region for s in sources))
    return message("missing.place_below", place=place, regions=regions, titles=titles)


def _periods(text: str) -> frozenset[str]:
    """每年定期 -> {年, 定期}; 季度 -> {季}; 每两年 -> {2年}: the same period however it is written."""
    out = set()
    for m in PERIOD.finditer(text.replace("个", "")):
        n = to_int(m["n"]) if m["n"] else 1
        unit = "日" if m["unit"] == "天" else m["unit"]
        out.add(m["regular"] or f"{'半' if m['half'] else n if n > 1 else ''}{unit}")
    return frozenset(out)


def _periods_wanted(every: str) -> frozenset[str] | None:
    """The periods asked for; empty for any at all, None for no matter. Raises BadInput for words that name none."""
    if not every or every == ANY:
        return frozenset() if every else None
    text = simplify(every).replace("个", "")
    found = _periods(text)
    if not found or re.sub(r"[\s、，,或和]", "", PERIOD.sub("", text)):
        raise BadInput(f"--every {every}：认不出这个频次；可以写 {PERIODS}，或 {ANY}")
    return found


def _so_often(duty: Duty, periods: frozenset[str] | None) -> bool:
    if periods is None:
        return True
    return bool(_periods(duty.every) & periods) if periods else bool(duty.every)


def _of_holder(document: Document, who: str) -> tuple[Sequence[Duty], Provision | None]:
    """Rows whose holder is printed so; else those of the office and level that people call so; else those with the words.

    Of an office no row of whose level is there, the rows of other levels where the text applies them to it, with the
    provision that does.
    """
    rows, words, offices = register(document), fold_text(who), find_offices(who)
    printed = [d for d in rows if words in fold_text(d.holder) or words in fold_text(introduced(d.lead))]
    exactly = any(words in (fold_text(d.holder), fold_text(introduced(d.lead))) for d in printed)
    if exactly or not offices:
        return printed, None
    found = _of_offices(document, [office for office, _ in offices])
    levels = find_levels(who)
    fitting = [d for d in found if not levels or _of_level(d, levels)]
    reference = None if fitting or not found else _applied_to(document, levels)
    return (found if reference else fitting), reference


def _of_offices(document: Document, offices: Sequence[Office]) -> list[Duty]:
    """Rows of all the offices named together (应急局的局长), else of any (书记和县长); a person only for a person named."""
    texts = {p.id: p.text for p in document.provisions}
    people = [not office.name.endswith(BODY) for office in offices]
    rows = [(d, [_holds(office, d, texts[d.provision]) for office in offices]) for d in register(document)]
    if together := [d for d, held in rows if all(held)]:
        return together
    named = [any(h and p for h, p in zip(held, people, strict=True)) or not any(people) for _, held in rows]
    return [d for (d, held), n in zip(rows, named, strict=True) if any(held) and (n or not _is_own_person(d))]


def _is_own_person(duty: Duty) -> bool:
    """Whether a row is somebody's within the list: 「主要负责人…」 in the list of a department's leaders."""
    return duty.holder not in duty.lead and bool(PERSON.search(duty.holder))


def _holds(office: Office, duty: Duty, text: str) -> bool:
    """Whether a row is the office's: by its own holder, or by the list it stands in where the holder is no other person."""
    patterns = [re.compile(p) for p in (*office.printed, *office.loosely)]
    is_body = office.name.endswith(BODY)
    if any(p.search(duty.holder) for p in patterns):
        return True
    if (everybody := EVERYBODY.search(duty.holder)) and not is_body:
        return bool(everybody["all"] or LEADERS.search(office.name))
    if is_body or not _is_own_person(duty):
        return any(p.search(duty.lead + duty.holder) for p in patterns)
    told = text[: len(duty.holder) + NEAR] if text.startswith(duty.holder) else duty.holder
    # 「；」：「党委工作机关…：主要负责人」不是党委主要负责人
    list_and_holder = [f"{duty.lead}；{duty.holder}", f"{duty.lead}；{told}"]
    return any(m.end() > len(duty.lead) + 1 for p in patterns for whole in list_and_holder for m in p.finditer(whole))


def _of_level(duty: Duty, levels: Sequence[str]) -> bool:
    """Whether a row binds one of the levels asked: it names that level, or names none (各级政府主要负责人)."""
    for text in (duty.holder, duty.lead):
        bare = TOWN_AND_COUNTRY.sub("", text)
        if FROM_COUNTY_UP in bare:
            return any(not re.search(level, BELOW_COUNTY) for level in levels)
        if LEVELLED.search(bare):
            return any(re.search(level, bare) for level in levels)
    return True


@per_document
def _applications(document: Document) -> tuple[Provision, ...]:
    """「…参照本实施细则执行」: what applies the text to those whom it does not name otherwise."""
    clauses = (Kind.PARAGRAPH, Kind.ITEM)
    return tuple(p for p in document.provisions if p.kind in clauses and re.search(r"参照本[^，。]{2,6}执行", p.text))


def _applied_to(document: Document, levels: Sequence[str]) -> Provision | None:
    return next((p for p in _applications(document) for level in levels if re.search(level, p.text)), None)
