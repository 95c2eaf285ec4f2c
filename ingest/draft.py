"""A generation while it is being written: empty, or a copy of the one in use; documents go out of it and come in.

In: a folder, an encoder, Prepared documents. Out: provisions.sqlite, vectors.npy, asked.npy, lexical/, a Chroma collection
and the manifest that closes it. A row of the index keeps its number: rows of what was taken out stay empty.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest import chunk, words
from ingest.asked import UNASKED, Places, load_asked
from ingest.chunk import chunks_of
from ingest.corpus import PARSER_VERSION, Prepared
from ingest.encoder import Encoder
from ingest.lexical import change_lexical, create_lexical
from ingest.manifest import FORMAT, Collection, Manifest, file_digests, read_manifest, write_manifest
from ingest.model import Chunk
from ingest.progress import Say, track
from ingest.sources import Catalog
from ingest.store import Store, StoreWriter
from ingest.vectors import ChromaPlace, Stored, create_chroma
from ingest.versions import superseded

BATCH = 4_096
"""Chunks that are embedded at a time."""
Known = dict[tuple[str, str], Stored]
"""Vectors already computed, by provision id and digest of the text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished generation. With a `base` it begins as a copy of that one and keeps to its Chroma collection."""

    folder: Path
    place: ChromaPlace
    encoder: Encoder
    say: Say
    base: Path | None = None

    @property
    def _store(self) -> Path:
        return self.folder / "provisions.sqlite"

    def begin(self) -> None:
        """An empty one, or a copy; the base stays as it is."""
        if self.base:
            ignore = shutil.ignore_patterns("manifest.json", "*.npy", ".*")
            shutil.copytree(self.base, self.folder, ignore=ignore)
            return
        self.folder.mkdir()
        StoreWriter(self._store).close()
        create_lexical(self.folder / "lexical")

    def change(self, added: Sequence[Prepared], removed: Sequence[str], known: Known) -> None:
        """Take documents out and put documents in; vectors that are `known` are not computed again."""
        chunked = [(one, list(chunks_of(one.document))) for one in added]
        chunks = [c for _, of_one in chunked for c in of_one]
        vectors = self._embed(chunks, known)
        gone = Store(self._store).chunk_rows(removed)
        first = self._write_array("vectors.npy", vectors, gone, 0)
        self._write_array("asked.npy", self._asked(chunked), gone, UNASKED)
        self._write_store(chunked, removed, first)
        if not self.base:
            self.say(f"写入向量：{len(chunks)} 段")
            create_chroma(self.place, vectors, self.say)
        rows = (
            (first + i, c.document, words.words(c.text)) for i, c in enumerate(track(chunks, "写入词索引", self.say))
        )
        change_lexical(self.folder / "lexical", rows, removed)

    def _asked(self, chunked: Sequence[tuple[Prepared, list[Chunk]]]) -> Places:
        """For each new row the place of the questions that people ask of it."""
        known = load_asked()
        texts = {p.id: p.text for one, _ in chunked for p in one.document.articles}
        if known.encoder != self.encoder.digest:
            texts = {}
        return known.places([texts.get(c.id, "") for _, chunks in chunked for c in chunks])

    def _write_array(self, name: str, new: NDArray[Any], gone: Sequence[int], nothing: int) -> int:
        """The rows of the base, then the new ones, with `nothing` in those that were taken out; where the new begin."""
        before = np.load(self.base / name, mmap_mode="r") if self.base else new[:0]
        shape = (len(before) + len(new), *before.shape[1:])
        whole = np.lib.format.open_memmap(self.folder / name, mode="w+", dtype=before.dtype, shape=shape)
        whole[: len(before)], whole[len(before) :] = before, new
        whole[list(gone)] = nothing
        whole.flush()
        return len(before)

    def _embed(self, chunks: Sequence[Chunk], known: Known) -> Stored:
        keys = [(c.id, text_digest(c.text)) for c in chunks]
        out = np.zeros((len(chunks), self.encoder.dimension), dtype=np.float16)
        fresh = []
        for i, key in enumerate(keys):
            if key in known:
                out[i] = known[key]
            else:
                fresh.append(i)
        self.say(f"编码：{len(fresh)} 段新文本，沿用 {len(chunks) - len(fresh)} 段")
        for start in track(range(0, len(fresh), BATCH), "编码", self.say):
            batch = fresh[start : start + BATCH]
            out[batch] = self.encoder.encode([chunks[i].text for i in batch])
        return out

    def _write_store(self, chunked: Sequence[tuple[Prepared, list[Chunk]]], removed: Sequence[str], first: int) -> None:
        writer = StoreWriter(self._store)
        writer.remove(removed)
        for one, chunks in track(chunked, "写入条文", self.say):
            writer.add(one, document_digest(one), chunks, [text_digest(c.text) for c in chunks], first)
            first += len(chunks)
        writer.close()

    def finish(self, order: Sequence[str], catalog: Catalog, corpus: str) -> None:
        """Put the documents in order, mark those that later versions replaced, and close with the manifest."""
        sources = Store(self._store).sources()  # before the writer opens: pages it has not written yet cannot be read
        writer = StoreWriter(self._store)
        writer.arrange(order, superseded(sources))
        rows = len(np.load(self.folder / "vectors.npy", mmap_mode="r"))
        own = Collection(self.folder.name, rows, self.place.url)
        collection = read_manifest(self.base).collection if self.base else own
        counts = {**writer.counts(), "rows": rows}
        writer.close()
        digested = [
            self._store,
            self.folder / "vectors.npy",
            self.folder / "asked.npy",
            *sorted((self.folder / "lexical").glob("[!.]*")),
        ]
        files = dict(
            zip([str(path.relative_to(self.folder)) for path in digested], file_digests(digested), strict=True)
        )
        e = self.encoder
        write_manifest(self.folder, Manifest(
            FORMAT, self.folder.name, datetime.now(UTC).isoformat(timespec="seconds"), corpus, PARSER_VERSION,
            chunk.VERSION, words.NAME, e.name, e.digest, e.dimension, counts, catalog.regions, files, collection,
        ))  # fmt: skip


def document_digest(one: Prepared) -> str:
    """Over everything that is kept of a document, so that a changed field writes it again."""
    kept = (asdict(replace(one.source, superseded_by="")), one.document.text, PARSER_VERSION, chunk.VERSION)
    return text_digest(json.dumps(kept, ensure_ascii=False, sort_keys=True))


def text_digest(text: str) -> str:
    """sha256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def corpus_digest(documents: dict[str, str]) -> str:
    """Over the digests of all documents, whatever their order."""
    return text_digest("\n".join(sorted(f"{id} {digest}" for id, digest in documents.items())))
