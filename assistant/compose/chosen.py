"""The texts that a person chose in a form: by id, by title, or by the place whose they are.

In: a generation and words. Out: document ids in the order of the catalog. Raises BadInput for a place of which nothing is held.
Narrower than the scope of a question, which takes in what binds a place: a table of 通州 has no column for 北京.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.duties import documents_in
from assistant.understand.places import NATION, load_gazetteer, resolve_regions
from assistant.understand.spelling import simplify
from ingest.label import title_mark
from ingest.model import BadInput

if TYPE_CHECKING:
    from ingest.generation import Generation


def chosen(generation: Generation, places: Sequence[str]) -> tuple[str, ...]:
    """The ids of the documents that places, titles or ids mean; a place means its own, where it has any. Raises BadInput."""
    wanted = {id for place in dict.fromkeys(p.strip() for p in places if p.strip()) for id in _meant(generation, place)}
    return tuple(s.id for s in generation.catalog.sources if s.id in wanted)


def _meant(generation: Generation, place: str) -> list[str]:
    """The text of this name, else those of the place, else those of what it belongs to short of the nation."""
    sources, gazetteer = generation.catalog.sources, load_gazetteer()
    titled = [s.id for s in sources if place in (s.id, s.title, title_mark(s.title), *s.short)]
    word = simplify(place)
    full = gazetteer.names[word][0][0] if word in gazetteer.names else word
    if own := titled or [s.id for s in sources if s.region == full]:
        return own
    binding, _ = resolve_regions([word], generation.catalog, gazetteer)
    if not binding:
        documents_in(generation, [place])  # says what is held instead
    if not (nearer := [s.id for s in sources if s.id in set(binding) and s.region != NATION]):
        raise BadInput(f"没有收录{full}的文件；请改写收录的地区，或者文件的全名")
    return nearer
