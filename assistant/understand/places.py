"""Places and documents named in a question, and what binds there.

In: a question, the documents held, the gazetteer (data/places.tsv). Out: Places; the ids of the documents that bind a place:
its own and those of the places it belongs to, never those below it. A city's rules are not its province's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assistant.model import Place
from assistant.understand.lexicon import DATA
from ingest.model import BadInput
from ingest.sources import Catalog

NATION = "中国"
SHORT_CONTEXT = r"(?=省|市|版|细则|办法|规定|实施|[：:、的和与跟\s第一二三四五六七八九十\d]|$)"
"""What must follow a one-character name (闽 冀 鲁 京): 「冀：县长多久…」, 「鲁细则」; 「津贴」 is not 天津."""


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Every place name known, with the chain of places it belongs to. Each is equal to itself alone."""

    names: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]
    pattern: re.Pattern[str]


@cache
def load_gazetteer(path: Path = DATA / "places.tsv") -> Gazetteer:
    """Read the gazetteer. A short name may stand for places in several provinces."""
    rows: list[tuple[str, tuple[str, ...], str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) < 3:
            raise BadInput(f"{path}:{number}：应有名称、简称、上级三列，以制表符隔开")
        rows.append((cells[0], tuple(s for s in cells[1].split("|") if s), cells[2]))
    parents = {name: parent for name, _, parent in rows}
    names: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name, shorts, parent in rows:
        chain = [parent]
        while (above := parents.get(chain[-1])) and above not in chain:
            chain.append(above)
        for key in (name, *shorts):
            names.setdefault(key, []).append((name, tuple(chain)))
    long = sorted((k for k in names if len(k) > 1), key=lambda k: -len(k))
    short = "".join(k for k in names if len(k) == 1)
    pattern = re.compile("|".join(map(re.escape, long)) + f"|(?<![\\u4e00-\\u9fff])[{short}]{SHORT_CONTEXT}")
    return Gazetteer({k: tuple(v) for k, v in names.items()}, pattern)


@lru_cache(maxsize=1024)
def find_places(text: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places named, in order; a name shared by several places gives each of them."""
    out: list[Place] = []
    for m in gazetteer.pattern.finditer(text):
        for name, ancestors in gazetteer.names[m.group()]:
            out.append(Place(name, ancestors, m.start(), m.end()))
    return _disambiguate(out)


def _disambiguate(places: list[Place]) -> tuple[Place, ...]:
    """朝阳区 beside 北京 is Beijing's: of namesakes, those that fit another place of the question are kept."""
    kept = []
    for place in places:
        namesakes = [p for p in places if p.start == place.start]
        others = {p.name for p in places if p.start != place.start} | {
            a for p in places if p.start != place.start for a in p.ancestors
        }
        fitting = [p for p in namesakes if set(p.ancestors) & (others - {NATION})]
        if len(namesakes) == 1 or not fitting or place in fitting:
            kept.append(place)
    return tuple(kept)


def documents_binding(place: Place, catalog: Catalog) -> tuple[str, ...]:
    """The documents held that bind a place: of the place itself and of the places it belongs to."""
    chain = {place.name, *place.ancestors} - {""}
    return tuple(s.id for s in catalog.sources if s.region in chain)


def documents_below(place: Place, catalog: Catalog) -> tuple[str, ...]:
    """Documents held of places inside this one: shown as what is held nearby, never as its own."""
    return tuple(s.id for s in catalog.sources if place.name in s.parents)


def resolve_regions(
    regions: Iterable[str], catalog: Catalog, gazetteer: Gazetteer
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(documents, places not held) for regions given as document ids or place names; an unknown name is not held."""
    documents: list[str] = []
    missing: list[str] = []
    held = {s.id for s in catalog.sources}
    for region in regions:
        if region in held:
            documents.append(region)
            continue
        name, ancestors = gazetteer.names.get(region, ((region, ()),))[0]
        found = documents_binding(Place(name, ancestors, 0, 0), catalog)
        documents.extend(found)
        if not found:
            missing.append(name)
    return tuple(dict.fromkeys(documents)), tuple(missing)
