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
from assistant.evidence.holders import of_holder
from assistant.evidence.register import register
from assistant.model import Duty, Place
from assistant.texts import message
from assistant.understand.places import documents_below, load_gazetteer, resolve_regions
from assistant.understand.spelling import simplify
from ingest.fold import fold_text
from ingest.label import title_mark
from ingest.model import BadInput, Document, Provision
from ingest.numerals import NUMERAL, to_int

if TYPE_CHECKING:
    from ingest.generation import Generation

ANY = "有频次"
PERIOD = re.compile(rf"(?P<regular>不?定期)|每?(?:(?P<half>半)|(?P<n>{NUMERAL}))?(?P<unit>年|季|月|周|星期|日|天)度?")
SAME = {"天": "日", "星期": "周"}
PERIODS = "每年、每半年、每季度、每月、每两年、定期、不定期"


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
        found, reference = of_holder(document, who) if who else (register(document), None)
        kept = [d for d in found if _so_often(d, periods) and all(w in fold_text(d.quote) for w in words)]
        out.extend(kept)
        references.extend([reference] if reference and kept else [])
    return Listed(wanted, documents, tuple(out), tuple(references))


def documents_in(generation: Generation, regions: Sequence[str]) -> tuple[Document, ...]:
    """The documents of these places or with these ids, all of them for none given. Raises BadInput for one not held."""
    catalog, gazetteer = generation.catalog, load_gazetteer()
    ids = [s.id for s in catalog.sources]
    if not all(r.strip() for r in regions):
        raise BadInput("--region 是空的；请给出地名或文件 id，不限地区就不要写 --region")
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
        unit = SAME.get(m["unit"], m["unit"])
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
