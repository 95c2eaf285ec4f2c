"""Documents that an administrator published, and those that one withdrew: a table over data/sources.toml, with its files.

In: a folder, an Index, what to publish or withdraw. Out: a new generation, and a new state of the library; whatever fails leaves
both as they were. Every state stays under `states/`, so that any of them can be gone back to; going back makes a new state.
`python -m ingest build` reads the same table, so a rebuilt index holds the same documents.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.build import Index, build, change
from ingest.corpus import SHARED_OUT, Prepared, catalog_files, prepare, prepare_all, refuse
from ingest.encoder import Encoder
from ingest.manifest import current_name, write_file
from ingest.model import BadInput, Source
from ingest.progress import Say, silent
from ingest.sources import Catalog, Region, load_catalog, read_table
from ingest.store import Store

TABLE = "sources.toml"
DERIVED = ("parents", "superseded_by")
"""Fields of a Source that are worked out, never written down."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The library's folder and the table that it lies over."""

    folder: Path
    base: Path

    def catalog(self) -> Catalog:
        return load_catalog(self.base, self.folder)


@dataclass(frozen=True, slots=True)
class State:
    """What the library held from a moment on: who made it so, how, about which document. `number` counts from 1."""

    number: int
    at: str
    person: str
    action: str
    document: str
    title: str
    generation: str


def publish(
    shelf: Shelf, index: Index, encoder: Encoder, file: Path, source: Source, regions: Sequence[Region], person: str,
    say: Say = silent,
) -> State:  # fmt: skip
    """Take a file in under this row; one of the same id is replaced. Raises BadInput, also where the audit finds an error."""
    table = _table(shelf)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    kept = f"files/{digest[:16]}{file.suffix.lower()}"
    (shelf.folder / "files").mkdir(parents=True, exist_ok=True)
    if not (shelf.folder / kept).exists():
        shutil.copyfile(file, shelf.folder / kept)
    row = _row_of(replace(source, file=kept, sha256=digest))
    known = {r.name for r in shelf.catalog().regions}
    table["regions"] = [*table["regions"], *(_region_row(r) for r in regions if r.name not in known)]
    table["documents"] = [*(d for d in table["documents"] if d["id"] != source.id), row]
    table["withdrawn"] = [w for w in table["withdrawn"] if w != source.id]
    held = {s.id for s in shelf.catalog().sources}
    action = "换新" if source.id in held else "发布"
    return _apply(shelf, index, encoder, table, person, action, source.id, source.title, say)


def withdraw(shelf: Shelf, index: Index, encoder: Encoder, id: str, person: str, say: Say = silent) -> State:
    """Take a document out. Raises BadInput for one that is not held, and for the last one."""
    table = _table(shelf)
    sources = {s.id: s for s in held_now(index)}
    if id not in sources:
        raise BadInput(f"没有收录代号为「{id}」的文件")
    if len(sources) == 1:
        raise BadInput("这是最后一份文件；撤下它就没有可答的了，请先发布别的")
    table["documents"] = [d for d in table["documents"] if d["id"] != id]
    if id in {s.id for s in load_catalog(shelf.base).sources}:
        table["withdrawn"] = [*table["withdrawn"], id]
    return _apply(shelf, index, encoder, table, person, "撤下", id, sources[id].title, say, removed=id)


def go_back(shelf: Shelf, index: Index, encoder: Encoder, number: int, person: str, say: Say = silent) -> State:
    """Make the library what it was in an earlier state; 0 is before anything was published. Raises BadInput."""
    if number == 0:
        table = _empty()
    elif (path := _state_path(shelf, number)).is_file():
        table = {**_empty(), **read_table(path)}
        table.pop("state", None)
    else:
        raise BadInput(f"没有第 {number} 次变动的记录")
    return _apply(shelf, index, encoder, table, person, "回到", "", f"第 {number} 次变动之后", say)


def states(shelf: Shelf) -> list[State]:
    """Every state, the latest first."""
    folder = shelf.folder / "states"
    tables = [read_table(path) for path in sorted(folder.glob("*.toml"), reverse=True)] if folder.is_dir() else []
    return [State(**table["state"]) for table in tables]


def held_now(index: Index) -> tuple[Source, ...]:
    """The documents of the generation in use."""
    name = current_name(index.folder)
    return Store(index.folder / name / "provisions.sqlite").sources() if name else ()


def _apply(
    shelf: Shelf, index: Index, encoder: Encoder, table: dict[str, Any], person: str, action: str, document: str,
    title: str, say: Say, removed: str = "",
) -> State:  # fmt: skip
    """The index first, then the table: a table that says more than the index would be made true by the next build."""
    before = shelf.catalog()
    number = max((s.number for s in states(shelf)), default=0) + 1
    tried = _state_path(shelf, number).with_suffix(".trial")
    tried.mkdir(parents=True)
    try:
        _write_table(tried / TABLE, table)
        after = _moved(load_catalog(shelf.base, tried), tried, shelf.folder)
    finally:
        shutil.rmtree(tried, ignore_errors=True)
    generation = _build(index, encoder, before, after, removed, say)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    state = State(number, now, person, action, document, title, generation)
    _write_table(_state_path(shelf, number), table, state)
    _write_table(shelf.folder / TABLE, table)
    return state


def _build(index: Index, encoder: Encoder, before: Catalog, after: Catalog, removed: str, say: Say) -> str:
    """The generation that holds `after`. A few files are all read again, which links what they cite of each other."""
    based_on = current_name(index.folder)
    held = {s.id for s in held_now(index)}
    files = catalog_files(after)
    if held - {removed} <= {s.id for s in (*before.sources, *after.sources)} and len(files) < SHARED_OUT:
        return build(index, prepare_all(files, after, say), after, encoder, say, based_on)
    old, new = {s.id: s for s in before.sources}, {s.id: s for s in after.sources}
    gone = [id for id, source in old.items() if new.get(id) != source and id in held]
    fresh = [source for id, source in new.items() if old.get(id) != source]
    added = [one for source in fresh for one in _prepared(source, after)]
    return change(
        index, added, [*gone, *([removed] if removed and removed not in gone else [])], after, encoder, say, based_on
    )


def _prepared(source: Source, catalog: Catalog) -> list[Prepared]:
    found = [one for one in prepare(catalog.path.parent / source.file, catalog) if one.source.id == source.id]
    for one in found:
        refuse(one)
    return found


def _moved(catalog: Catalog, trial: Path, folder: Path) -> Catalog:
    """The files of a table that was read in a trial folder lie in the library's own."""
    sources = tuple(replace(s, file=s.file.replace(str(trial), str(folder), 1)) for s in catalog.sources)
    return replace(catalog, sources=sources)


def _table(shelf: Shelf) -> dict[str, Any]:
    path = shelf.folder / TABLE
    return {**_empty(), **(read_table(path) if path.is_file() else {})}


def _empty() -> dict[str, Any]:
    return {"withdrawn": [], "regions": [], "documents": []}


def _state_path(shelf: Shelf, number: int) -> Path:
    return shelf.folder / "states" / f"{number:05}.toml"


def _row_of(source: Source) -> dict[str, Any]:
    values = {f.name: getattr(source, f.name) for f in fields(Source) if f.name not in DERIVED}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items() if v}


def _region_row(region: Region) -> dict[str, Any]:
    return {"name": region.name, "short": list(region.short), "parent": region.parent}


def _write_table(path: Path, table: Mapping[str, Any], state: State | None = None) -> None:
    """TOML of strings, numbers and lists of strings, which JSON writes alike."""
    lines = [f"withdrawn = {_value(table['withdrawn'])}"]
    if state is not None:
        lines += ["", "[state]", *(f"{f.name} = {_value(getattr(state, f.name))}" for f in fields(State))]
    for name in ("regions", "documents"):
        for row in table[name]:
            lines += ["", f"[[{name}]]", *(f"{key} = {_value(value)}" for key, value in row.items())]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, "\n".join(lines) + "\n")


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
