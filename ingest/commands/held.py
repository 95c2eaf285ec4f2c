"""Where the index is and which documents it holds, for commands that start from there.

In: the settings, an index folder. Out: names and Sources; no search is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.build import Index
from ingest.config import load_settings
from ingest.manifest import REBUILD, current_name, read_manifest
from ingest.model import BadInput, Source
from ingest.store import Store

SHOWN = 20
"""Documents that a message lists."""


def places() -> tuple[Index, str]:
    """(where the index is, encoder name) as set."""
    settings = load_settings()
    return Index(settings.index, settings.chroma_url), settings.encoder


def held_in(index: Path) -> tuple[str, tuple[Source, ...]]:
    """The generation in use and the documents it holds, without opening its searches."""
    name = current_name(index)
    if not name or not (index / name).is_dir():
        raise BadInput(f"{index} 里还没有索引；请先运行 {REBUILD}")
    read_manifest(index / name)
    return name, Store(index / name / "provisions.sqlite").sources()


def documents_line(sources: Sequence[Source]) -> str:
    """The documents held, the first of them when there are many."""
    ids = [s.id for s in sources]
    more = f" 等 {len(ids)} 份，python -m ingest status 列出全部" if len(ids) > SHOWN else ""
    return f"收录的文件有：{'、'.join(ids[:SHOWN])}{more}"
