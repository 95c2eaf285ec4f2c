"""What a channel may speak about, and an answer held to it once more.

In: a Channel, what is held, an Answer. Out: document ids; the Answer, naming what is open alone, or one that says that it failed. The engine is
given the scope with every question; what is checked here must never be found.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.channels.model import Channel
from assistant.compose.sentences import held, holdings
from assistant.model import Answer, Outcome
from assistant.texts import message
from assistant.understand.places import load_gazetteer, resolve_regions
from assistant.understand.spelling import clean
from ingest.sources import Catalog

if TYPE_CHECKING:
    from ingest.generation import Generation

log = logging.getLogger(__name__)
ELSEWHERE = re.compile(message("elsewhere.some", regions="[^。]+?"))
"""That other places regulate a matter: of no use where they cannot be asked about."""


def open_documents(channel: Channel, catalog: Catalog) -> frozenset[str] | None:
    """The documents that a channel may cite; None for all."""
    if not channel.documents:
        return None
    found, _ = resolve_regions([clean(d) for d in channel.documents], catalog, load_gazetteer())
    return frozenset(found)


def unknown_documents(channel: Channel, catalog: Catalog) -> tuple[str, ...]:
    """What a channel opens that is not held."""
    _, missing = resolve_regions([clean(d) for d in channel.documents], catalog, load_gazetteer())
    return missing


def within(answer: Answer, opened: Collection[str] | None, generation: Generation) -> Answer:
    """The answer without words that lead outside; none at all where it cites outside."""
    if opened is None:
        return answer
    outside = sorted({c.document for c in answer.citations} - set(opened))
    if outside:
        log.error("答复引用了渠道没有开放的文件，已拦下：%s", "、".join(outside))
        return Answer(answer.id, answer.question, Outcome.UNAVAILABLE, message("outcome.unavailable"))
    text = answer.text.replace(holdings(generation), holdings(generation, opened))
    text = ELSEWHERE.sub("", text.replace(held(generation), held(generation, opened)))
    suggestions = tuple(s for s in answer.suggestions if not _names(s, opened, generation.catalog))
    return replace(answer, text=text, suggestions=suggestions)


def regions_line(opened: Collection[str] | None, catalog: Catalog) -> str:
    """The places whose documents are open, for a sentence; empty for all."""
    if opened is None:
        return ""
    return "、".join(dict.fromkeys(s.region or s.title for s in catalog.sources if s.id in opened))


def _names(text: str, opened: Collection[str], catalog: Catalog) -> bool:
    """Whether a suggestion names a place that is not open."""
    own = {s.region for s in catalog.sources if s.id in opened}
    other = {s.region for s in catalog.sources if s.id not in opened} - own - {""}
    shorts = {short for r in catalog.regions if r.name in other for short in (r.name, *r.short) if len(short) > 1}
    return any(short in text for short in shorts)
