"""The places and texts that the forms of the views offer to choose.

In: a generation and what is chosen. Out: Choices for checkboxes; where more is held than can be listed, only what is chosen, and
the rest is named in a field of words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import facts
from ingest.label import title_mark

if TYPE_CHECKING:
    from ingest.generation import Generation

LISTED = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """A text to choose: its id, its place, what it is, whether it is chosen."""

    id: str
    region: str
    title: str
    checked: bool


def choices(generation: Generation, chosen: Collection[str]) -> list[Choice]:
    """Every text held while they are few, else those chosen."""
    sources = generation.catalog.sources
    shown = sources if len(sources) <= LISTED else [s for s in sources if s.id in chosen][:LISTED]
    return [
        Choice(s.id, s.region or s.title, f"{title_mark(s.title)}{_kind(generation, s.id)}", s.id in chosen)
        for s in shown
    ]


def is_long(generation: Generation) -> bool:
    """Whether more is held than the checkboxes show."""
    return len(generation.catalog.sources) > LISTED


def _kind(generation: Generation, id: str) -> str:
    source = facts.source_of(generation, id)
    return "（原文未收录）" if source and facts.is_interpretation(source) else ""
