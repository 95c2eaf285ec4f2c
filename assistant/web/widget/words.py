"""The words that a portal's widget shows: its own, and ours where it has none.

In: a Channel and the index in use. Out: JSON of texts, with the date of the index.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from assistant import facts
from assistant.channels.model import Channel, Texts
from assistant.channels.scope import open_documents, regions_line
from assistant.texts import message

if TYPE_CHECKING:
    from ingest.generation import Generation


def texts_json(channel: Channel, generation: Generation | None) -> dict[str, Any]:
    """Every text, none empty but what has no date yet."""
    out: dict[str, Any] = {}
    for f in fields(Texts):
        own = getattr(channel.texts, f.name)
        default = message(f"widget.{f.name}")
        out[f.name] = list(own or default.split("|")) if f.name == "examples" else own or default
    out["as_of"] = message("widget.as_of", date=made_on(generation.name)) if generation else ""
    return out


def region_note(channel: Channel, generation: Generation | None) -> str:
    """What the channel speaks about, where that is not everything."""
    if generation is None or not channel.documents:
        return ""
    regions = regions_line(open_documents(channel, generation.catalog), generation.catalog)
    return message("widget.region_note", regions=regions) if regions else ""


def made_on(generation: str) -> str:
    """`20261128-104736-006e972c` -> 2026年11月28日."""
    return facts.date(f"{generation[:4]}-{generation[4:6]}-{generation[6:8]}")
