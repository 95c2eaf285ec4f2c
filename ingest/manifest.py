"""What a generation says of itself: its manifest, the digests of its files, and which generation is in use.

In: the index folder, or a generation's. Out: a frozen Manifest; BadInput with the command to run when it does not fit.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.model import BadInput
from ingest.sources import Region

FORMAT = 4
REBUILD = "python -m ingest build"
NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
"""A generation's folder: when it was written, and the corpus. No other folder is ever removed: ANZE_INDEX may be wrong."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The Chroma collection that a generation searches: by the name of the generation that wrote it, and how many rows it
    has. `url` is that of its server, or empty when it is a folder of the index."""

    name: str
    rows: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself."""

    format: int
    name: str
    created: str
    corpus_digest: str
    parser: int
    chunker: int
    words: str
    encoder: str
    encoder_digest: str
    dimension: int
    counts: dict[str, int]
    regions: tuple[Region, ...]
    files: dict[str, str]
    collection: Collection


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last file of a generation: a folder without one is unfinished."""
    write_file(folder / "manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


def read_manifest(folder: Path) -> Manifest:
    """What a generation says of itself. Raises BadInput with the command to run when it cannot be read."""
    try:
        row: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if row.get("format") != FORMAT:
            raise BadInput(f"{folder}：索引格式 {row.get('format')}，本程序用 {FORMAT}；请运行 {REBUILD}")
        regions = tuple(Region(r["name"], tuple(r["short"]), r["parent"]) for r in row["regions"])
        return Manifest(**{**row, "regions": regions, "collection": Collection(**row["collection"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{folder}/manifest.json 读不出来（{error}）；请运行 {REBUILD}") from None


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise BadInput when a file is missing or is not the one that was written."""
    paths = [folder / name for name in manifest.files]
    for path, digest, held in zip(paths, manifest.files.values(), file_digests(paths), strict=True):
        if held != digest:
            raise BadInput(f"{path} 缺失或已损坏；请运行 {REBUILD}")


def intact(folder: Path) -> Manifest | None:
    """The manifest of a generation whose files are as they were written, else None."""
    try:
        manifest = read_manifest(folder)
        check_files(folder, manifest)
    except BadInput:
        return None
    return manifest


def file_digests(paths: Sequence[Path]) -> list[str]:
    """sha256 of files, in hexadecimal; several are read at once. Empty for one that is missing."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(file_digest, paths))


def file_digest(path: Path) -> str:
    """sha256 of a file, in hexadecimal; empty when it is missing."""
    if not path.is_file():
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def current_name(index: Path) -> str:
    """The generation in use, or an empty string."""
    current = index / "CURRENT"
    return current.read_text(encoding="utf-8").strip() if current.is_file() else ""


def switch(index: Path, name: str) -> None:
    """Make a generation the one in use."""
    write_file(index / "CURRENT", name + "\n")


def write_file(path: Path, text: str) -> None:
    """Write beside, fsync, rename, fsync the folder: a reader sees the old or the new, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
