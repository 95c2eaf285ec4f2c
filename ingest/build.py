"""From documents to a new generation: drafted under a lock, proved in a child process, made CURRENT by one rename.

In: Prepared documents and an encoder. Out: the name of the new generation; whatever fails, the one in use stays in use.
Why it is done this way: measured faults of a vector store shared by writers (README, 索引). A large index is not written
anew for a few documents: the one in use is copied and only what changed is taken out and put in.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest import chunk, words
from ingest.corpus import PARSER_VERSION, Prepared
from ingest.draft import Draft, Known, corpus_digest, document_digest
from ingest.encoder import Encoder
from ingest.manifest import NAME, REBUILD, Manifest, current_name, intact, read_manifest, switch
from ingest.model import BadInput
from ingest.progress import Say, silent
from ingest.sources import Catalog
from ingest.store import Store
from ingest.vectors import ChromaPlace, drop_chroma, require_free

ROOT = Path(__file__).resolve().parent.parent
LARGE = 20_000
"""Rows from which an index is copied and changed instead of written anew."""
MOST_CHANGED = 0.2
"""Share of its rows above which a large index is written anew too: a copy would be mostly holes."""
log = logging.getLogger("anze")


@dataclass(frozen=True, slots=True)
class Index:
    """Where an index is kept: its folder, and the Chroma server if one serves the vectors."""

    folder: Path
    chroma: str = ""

    def place(self, generation: str) -> ChromaPlace:
        return ChromaPlace(self.folder / generation / "chroma", self.chroma, generation)


@dataclass(frozen=True, slots=True)
class _Base:
    """The generation in use, where a new one may take over from it."""

    folder: Path
    manifest: Manifest

    @property
    def store(self) -> Store:
        return Store(self.folder / "provisions.sqlite")

    def known(self) -> Known:
        """All its vectors."""
        matrix = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return {(id, digest): matrix[row] for row, id, digest in self.store.chunks()}

    def rows(self, documents: Sequence[str]) -> int:
        return len(self.store.chunk_rows(documents))


def build(
    index: Index, prepared: Sequence[Prepared], catalog: Catalog, encoder: Encoder, say: Say = silent,
    based_on: str | None = None,
) -> str:  # fmt: skip
    """A new generation that holds `prepared` and nothing else; returns its name.

    `based_on` names the generation that the caller had read: when it is no longer the one in use, a document that
    another process added meanwhile would be lost, and the build is refused.
    """
    if not prepared:
        raise BadInput("没有任何文件可以收录；请检查 data/sources.toml 或给出的路径")
    with _write_lock(index.folder):
        before = _unchanged(index, based_on)
        base = _base(index, before, encoder)
        digests = {one.source.id: document_digest(one) for one in prepared}
        draft = _draft(index, digests, encoder, say)
        with _discarded_on_failure(draft):
            say(f"写入条文：{len(prepared)} 份文件，{sum(len(p.document.provisions) for p in prepared)} 条款项")
            held = base.store.digests() if base else {}
            gone = [id for id, digest in held.items() if digests.get(id) != digest]
            if base and _worth_copying(index, base, gone):
                draft.begin_from(base.folder)
                draft.change([one for one in prepared if held.get(one.source.id) != digests[one.source.id]], gone, {})
            else:
                draft.begin()
                draft.change(prepared, [], base.known() if base else {})
            _finish(index, draft, digests, catalog, before)
    return draft.folder.name


def change(
    index: Index, added: Sequence[Prepared], removed: Sequence[str], catalog: Catalog, encoder: Encoder,
    say: Say = silent, based_on: str | None = None,
) -> str:  # fmt: skip
    """A new generation like the one in use, with documents put in and taken out; returns its name."""
    with _write_lock(index.folder):
        before = _unchanged(index, based_on)
        base = _base(index, before, encoder)
        if base and _worth_copying(index, base, removed):
            digests = {id: digest for id, digest in base.store.digests().items() if id not in removed}
            digests |= {one.source.id: document_digest(one) for one in added}
            draft = _draft(index, digests, encoder, say)
            with _discarded_on_failure(draft):
                draft.begin_from(base.folder)
                draft.change(added, removed, {})
                _finish(index, draft, digests, catalog, before)
            return draft.folder.name
    kept = [
        one for one in Store(index.folder / before / "provisions.sqlite").prepared() if one.source.id not in removed
    ]
    return build(index, [*kept, *added], catalog, encoder, say, before)


def _worth_copying(index: Index, base: _Base, gone: Sequence[str]) -> bool:
    if index.chroma or base.manifest.chroma:  # a server cannot copy a collection
        return False
    rows = base.manifest.counts["rows"]
    holes = rows - base.manifest.counts["chunks"] + base.rows(gone)
    return rows >= LARGE and holes <= MOST_CHANGED * rows


def _unchanged(index: Index, based_on: str | None) -> str:
    """The generation in use; raises BadInput when it is not the one the caller had read."""
    before = current_name(index.folder)
    if based_on is not None and based_on != before:
        raise BadInput(f"{index.folder}：另一个进程刚刚换了索引（{before}）；请把刚才的命令再运行一次")
    return before


def _base(index: Index, name: str, encoder: Encoder) -> _Base | None:
    """The generation in use if its vectors and parses are what would be written now; of a damaged one nothing is taken."""
    manifest = intact(index.folder / name)
    if manifest is None or manifest.encoder_digest != encoder.digest:
        return None
    same = (manifest.parser, manifest.chunker, manifest.words) == (PARSER_VERSION, chunk.VERSION, words.NAME)
    return _Base(index.folder / name, manifest) if same else None


def _draft(index: Index, digests: dict[str, str], encoder: Encoder, say: Say) -> Draft:
    _remove_unfinished(index)
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{corpus_digest(digests)[:8]}"
    place = index.place(name)
    require_free(place)
    return Draft(index.folder / name, place, encoder, say)


@contextmanager
def _discarded_on_failure(draft: Draft) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _remove(draft.folder, draft.place)
        raise


def _finish(index: Index, draft: Draft, digests: dict[str, str], catalog: Catalog, before: str) -> None:
    draft.finish(list(digests), catalog, corpus_digest(digests))
    draft.say("核对：抽取条文，逐条检索自己")
    _prove(draft.folder)
    name = draft.folder.name
    switch(index.folder, name)
    for folder in _generations(index.folder):
        if folder.name not in (name, before):  # a reader may still hold the one before
            _remove(folder, _written_to(index, folder))


def _prove(folder: Path) -> None:
    """In a child process, because a damaged Chroma folder can crash the process that opens it."""
    command = [sys.executable, "-m", "ingest.prove", str(folder.resolve())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3600, check=False)
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:] or [f"退出码 {done.returncode}"]
        raise BadInput(f"新索引没有通过核对（{last[0]}）；原有索引继续使用，请重新运行 {REBUILD}")


@contextmanager
def _write_lock(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = open(folder / "LOCK", "a+", encoding="utf-8")  # noqa: SIM115 (closed by the with below)
    except OSError as error:
        raise BadInput(f"{folder}：不能在这里写索引（{error.strerror}）；请检查权限，或用 ANZE_INDEX 换一处") from None
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise BadInput(f"{folder}：另一个进程正在写索引（{lock.read().strip()}）；等它结束再试") from None
        lock.truncate(0)
        lock.write(f"进程 {os.getpid()}，{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC 起")
        lock.flush()
        yield
        lock.truncate(0)


def _generations(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_dir() and NAME.fullmatch(p.name))


def _remove_unfinished(index: Index) -> None:
    for folder in _generations(index.folder):
        if not (folder / "manifest.json").is_file():
            _remove(folder, index.place(folder.name))


def _written_to(index: Index, folder: Path) -> ChromaPlace:
    """Where a generation's vectors were written, which need not be where new ones are."""
    return replace(index.place(folder.name), url=read_manifest(folder).chroma)


def _remove(folder: Path, place: ChromaPlace) -> None:
    """The collection, then the folder: while that is there, the next build tries again."""
    try:
        drop_chroma(place)
    except BadInput as error:
        log.warning("%s 还不能删去：%s", folder, error)
    else:
        shutil.rmtree(folder, ignore_errors=True)
