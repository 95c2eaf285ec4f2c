"""From documents to a new generation: drafted under a lock, proved in a child process, made CURRENT by one rename.

In: Prepared documents and an encoder. Out: the name of the new generation; whatever fails, the one in use stays in use.
Why it is done this way: measured faults of a vector store shared by writers (README, 索引). A large index is not written
anew for a few documents: the new generation takes over the one in use, all but what changed.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest import chunk, words
from ingest.chunk import chunks_of
from ingest.corpus import PARSER_VERSION, Prepared
from ingest.draft import Draft, Known, corpus_digest, document_digest
from ingest.encoder import Encoder
from ingest.manifest import NAME, Manifest, current_name, intact, read_manifest, switch
from ingest.model import BadInput
from ingest.progress import Say, silent
from ingest.prover import Unproved, prover
from ingest.sources import Catalog
from ingest.store import Store
from ingest.vectors import ChromaPlace, chroma_place, drop_chroma, require_free

LARGE = 2_000
"""Rows from which an index is taken over and changed instead of written anew."""
MOST_CHANGED = 0.2
"""Share of the rows of a Chroma collection that may have been taken out, or have come, since it was written."""
MOST_SCANNED = 20_000
"""Rows that may have come since, at most: those are scanned at every question, in a few milliseconds."""
log = logging.getLogger("anze")


@dataclass(frozen=True, slots=True)
class Index:
    """Where an index is kept: its folder, and the Chroma server if one serves the vectors."""

    folder: Path
    chroma: str = ""

    def place(self, generation: str) -> ChromaPlace:
        return chroma_place(self.folder, self.chroma, generation)


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

    def bears(self, added: Sequence[Prepared], removed: Sequence[str]) -> bool:
        """Whether its collection still serves after these changes."""
        counts, covered = self.manifest.counts, self.manifest.collection.rows
        gone = counts["rows"] - counts["chunks"] + len(self.store.chunk_rows(removed))
        since = counts["rows"] - covered + sum(1 for one in added for _ in chunks_of(one.document))
        most = MOST_CHANGED * covered
        return covered >= LARGE and gone <= most and since <= min(most, MOST_SCANNED)


def build(
    index: Index, prepared: Sequence[Prepared], catalog: Catalog, encoder: Encoder, say: Say = silent,
    based_on: str | None = None,
) -> str:  # fmt: skip
    """A new generation that holds `prepared` and nothing else; returns its name.

    `based_on` names the generation that the caller had read: when it is no longer the one in use, a document that
    another process added meanwhile would be lost, and the build is refused.
    """
    with _write_lock(index.folder):
        writing = _Writing(index, _unchanged(index, based_on), catalog, encoder, say)
        held = writing.base.store.digests() if writing.base else {}
        digests = {one.source.id: document_digest(one) for one in prepared}
        new = [one for one in prepared if held.get(one.source.id) != digests[one.source.id]]
        gone = [id for id, digest in held.items() if digests.get(id) != digest]
        return writing.over(digests, new, gone, chroma=True) or writing.anew(digests, prepared)


def change(
    index: Index, added: Sequence[Prepared], removed: Sequence[str], catalog: Catalog, encoder: Encoder,
    say: Say = silent, based_on: str | None = None,
) -> str:  # fmt: skip
    """A new generation like the one in use, with documents put in and taken out; returns its name."""
    with _write_lock(index.folder):
        writing = _Writing(index, _unchanged(index, based_on), catalog, encoder, say)
        new = {one.source.id: document_digest(one) for one in added}
        if writing.base:
            old = {id: digest for id, digest in writing.base.store.digests().items() if id not in removed}
            if name := writing.over({**old, **new}, added, removed, chroma=False):
                return name
        held = Store(index.folder / writing.before / "provisions.sqlite").prepared()
        prepared = [*(one for one in held if one.source.id not in removed), *added]
        return writing.anew({one.source.id: document_digest(one) for one in prepared}, prepared)


class _Writing:
    """One generation being written under the lock, in the place of `before`."""

    def __init__(self, index: Index, before: str, catalog: Catalog, encoder: Encoder, say: Say) -> None:
        self._index, self.before, self._catalog, self._encoder, self._say = index, before, catalog, encoder, say
        self.base = self._base()
        for folder in _generations(index.folder):
            if not (folder / "manifest.json").is_file():  # killed while it was being written
                _remove(folder, index.place(folder.name))

    def _base(self) -> _Base | None:
        """The generation in use if its vectors and parses are what would be written now; of a damaged one nothing is taken."""
        folder = self._index.folder / self.before
        manifest = intact(folder)
        if manifest is None or manifest.encoder_digest != self._encoder.digest:
            return None
        same = (manifest.parser, manifest.chunker, manifest.words) == (PARSER_VERSION, chunk.VERSION, words.NAME)
        return _Base(folder, manifest) if same else None

    def over(
        self, digests: dict[str, str], added: Sequence[Prepared], removed: Sequence[str], *, chroma: bool
    ) -> str:  # fmt: skip
        """The new generation's name, or nothing where the one in use cannot be taken over.

        `chroma` is whether its collection is proved once more: nothing writes to it, but disks fail, and `build` is what
        a reader who cannot open it is told to run.
        """
        base = self.base
        if (
            not base
            or not digests
            or base.manifest.collection.url != self._index.chroma
            or not base.bears(added, removed)
        ):
            return ""
        try:
            return self._write(digests, added, removed, {}, base.folder, chroma)
        except Unproved as error:  # its collection may be damaged
            self._say(f"{error}；改为全部重写")
            return ""

    def anew(self, digests: dict[str, str], prepared: Sequence[Prepared]) -> str:
        """The new generation's name, with everything written; vectors that are known are not computed again."""
        if not prepared:
            raise BadInput("没有任何文件可以收录；请检查 data/sources.toml 或给出的路径")
        self._say(f"写入条文：{len(prepared)} 份文件，{sum(len(p.document.provisions) for p in prepared)} 条款项")
        return self._write(digests, prepared, [], self.base.known() if self.base else {}, None, True)

    def _write(
        self, digests: dict[str, str], added: Sequence[Prepared], removed: Sequence[str], known: Known,
        base: Path | None, chroma: bool,
    ) -> str:  # fmt: skip
        corpus = corpus_digest(digests)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{corpus[:8]}"
        place = self._index.place(name)
        if not base:
            require_free(place)
        draft = Draft(self._index.folder / name, place, self._encoder, self._say, base)
        with prover(chroma=chroma) as prove, _discarded_on_failure(draft):
            draft.begin()
            draft.change(added, removed, known)
            draft.finish(list(digests), self._catalog, corpus)
            self._say("核对：抽取条文，逐条检索自己")
            prove(draft.folder)
            switch(self._index.folder, name)
        _remove_all_but(self._index, [name, self.before])  # a reader may still hold the one before
        return name


def _unchanged(index: Index, based_on: str | None) -> str:
    """The generation in use; raises BadInput when it is not the one the caller had read."""
    before = current_name(index.folder)
    if based_on is not None and based_on != before:
        raise BadInput(f"{index.folder}：另一个进程刚刚换了索引（{before}）；请把刚才的命令再运行一次")
    return before


@contextmanager
def _discarded_on_failure(draft: Draft) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _remove(draft.folder, draft.place)
        raise


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


def _remove_all_but(index: Index, kept: Sequence[str]) -> None:
    """Remove the other generations, and the collections that none of those kept searches."""
    used = [_place(index, index.folder / name) for name in kept]
    for folder in _generations(index.folder):
        if folder.name not in kept:
            place = _place(index, folder)
            _remove(folder, None if place in used else place)


def _place(index: Index, folder: Path) -> ChromaPlace:
    """Where the collection of a generation is; of one that cannot be read, where it would have been written."""
    try:
        collection = read_manifest(folder).collection
    except BadInput:
        return index.place(folder.name)
    return chroma_place(index.folder, collection.url, collection.name)


def _remove(folder: Path, place: ChromaPlace | None) -> None:
    """The collection, then the folder: while that is there, the next build tries again."""
    try:
        if place:
            drop_chroma(place)
    except BadInput as error:
        log.warning("%s 还不能删去：%s", folder, error)
    else:
        shutil.rmtree(folder, ignore_errors=True)
