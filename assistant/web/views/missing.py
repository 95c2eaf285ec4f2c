"""What is not held, as far as the texts held tell: laws that they cite, regulations only interpreted, provinces.

In: a generation or its sources. Out: rows and sentences for /coverage. A text that names itself is not missing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import facts
from assistant.understand.places import NATION
from assistant.web.links import Link, link_to, url_of
from ingest.label import title_mark
from ingest.mentions import title_key
from ingest.model import Source

if TYPE_CHECKING:
    from ingest.generation import Generation

PLACES_OF_EACH = 3
ABBREVIATED = re.compile(r"(?:实施)?(?:细则|办法|规定|条例|意见|通知|决定|方案|准则|规则)")
"""「以下简称《实施细则》」: which text is meant its own document says, and it is counted under its whole title."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A law that texts cite and that is not held: how often, by how many texts, and some of the places."""

    title: str
    times: int
    texts: int
    places: tuple[Link, ...]


def interpreted_only(sources: Sequence[Source]) -> list[tuple[str, Link]]:
    """(regulation, its interpretation) where only the interpretation is held."""
    held = {s.title for s in sources}
    return [
        (title_mark(s.interprets), Link(s.id, title_mark(s.title), url_of(s.id)))
        for s in sources
        if s.interprets and s.interprets not in held
    ]


def places_line(sources: Sequence[Source]) -> str:
    """Which provinces are held and which not: of one only a city, of one only an interpretation; all others not at all."""
    under: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        chain = [p for p in (source.region, *source.parents) if p and p != NATION]
        if chain:
            under[chain[-1]].append(source)
    if not under:
        return "收录的文件没有注明地区。"
    own, partly = [], []
    for province, held in under.items():
        texts = [s for s in held if not facts.is_interpretation(s)]
        below = list(dict.fromkeys(s.region for s in texts if s.region != province))
        if any(s.region == province for s in texts):
            own.append(province)
        elif below:
            partly.append(f"{province}只收录了所属的{'、'.join(below)}，没有收录省级文件")
        else:
            partly.append(f"{province}只收录了解读，没有收录原文")
    parts = [f"收录了{'、'.join(own)}的文件" if own else "", *partly, "全国其他省（自治区、直辖市）均没有收录"]
    return "；".join(p for p in parts if p) + "。"


def missing_laws(generation: Generation) -> tuple[Missing, ...]:
    """The laws that the texts name and that are not held, the most cited first."""
    found: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, str] = {}
    own = {title_key(s.title) for s in generation.catalog.sources}
    for source in generation.catalog.sources:
        for reference in generation.store.references(source.id):
            title = reference.title
            if title and not reference.targets and title_key(title) not in own and not ABBREVIATED.fullmatch(title):
                key = title_key(title)
                found[key].append(reference.source)
                titles[key] = max(titles.get(key, ""), title, key=len)
    out = [
        Missing(
            title_mark(titles[key]), len(places), len({p.partition("/")[0] for p in places}),
            tuple(link_to(generation, p) for p in list(dict.fromkeys(places))[:PLACES_OF_EACH]),
        )
        for key, places in found.items()
    ]  # fmt: skip
    return tuple(sorted(out, key=lambda m: (-m.times, m.title)))
