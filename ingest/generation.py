"""One index generation, opened for reading: texts, and search by vector or by words within chosen documents.

In: the index folder. Out: a Generation; BadInput with the command to run when there is none or it does not fit.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest import words
from ingest.asked import AskedRows, load_asked, nothing_asked
from ingest.encoder import Encoder, Vectors
from ingest.lexical import LexicalIndex
from ingest.manifest import REBUILD, check_files, current_name, read_manifest
from ingest.model import BadInput, Document, Finding, Provision, Reference, Source
from ingest.nearest import Nearest
from ingest.sources import Catalog
from ingest.store import Store
from ingest.vectors import ChromaIndex, Hit, Stored, chroma_place, exact_search, server_address

log = logging.getLogger("anze")
SCANNED = 20_000
"""Rows of a scope up to which the exact scan is always taken: a few milliseconds."""
WIDER = 4
"""How much deeper a wide scope is searched than it is asked for, before what lies outside is left out."""


class Generation:
    """A generation opened for reading: texts, and search by vector or by words within chosen documents."""

    def __init__(self, folder: Path, chroma: str = "") -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.name = self.manifest.name
        check_files(folder, self.manifest)
        self.store = Store(folder / "provisions.sqlite")
        self.catalog = Catalog(folder / "manifest.json", self.store.sources(), self.manifest.regions)
        self._sources = {s.id: s for s in self.catalog.sources}
        self._positions = {s.id: i for i, s in enumerate(self.catalog.sources)}
        self.matrix: Stored = np.load(folder / "vectors.npy", mmap_mode="r")
        self.ids = [""] * len(self.matrix)
        rows: dict[str, list[int]] = {}
        for row, document, number in self.store.places():
            self.ids[row] = f"{document}/{number}"
            rows.setdefault(document, []).append(row)
        self.laws = np.full(len(self.matrix), -1, dtype=np.int32)
        for law, held in enumerate(rows.values()):
            self.laws[held] = law
        self._rows = {document: np.array(held, dtype=np.int64) for document, held in rows.items()}
        self.asked = self._asked_rows()
        self.lexical = LexicalIndex(folder / "lexical")
        self._setting = chroma

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self.chroma, self.matrix, self.laws >= 0, self.manifest.collection.rows)

    @cached_property
    def chroma(self) -> ChromaIndex:
        """The collection of the manifest; where the setting names another server, there: servers move.

        Opened when it is first wanted: more than a second, which a reader of texts need not wait for.
        """
        collection, setting = self.manifest.collection, self._setting
        url = setting if setting and collection.url else collection.url
        if setting and not collection.url:
            log.warning("索引 %s 的向量在文件夹里，没有用 ANZE_CHROMA_URL；要用它请运行 %s", self.name, REBUILD)
        place = chroma_place(self.folder.parent, url, collection.name)
        try:
            return ChromaIndex(place)
        except BadInput as error:
            if url == collection.url:
                raise
            raise BadInput(f"{error}；索引建在 {collection.url}，也可以把 ANZE_CHROMA_URL 改回去") from None
        except Exception as error:  # chromadb and its Rust core raise errors of many kinds
            raise BadInput(f"{place.folder} 打不开（{type(error).__name__}）；请运行 {REBUILD}") from None

    def warm(self) -> None:
        """Open the collection and load its graph, or the first question waits for that. Raises BadInput when it cannot."""
        self.dense(np.ones(self.manifest.dimension, dtype=np.float32), 1)

    def _asked_rows(self) -> AskedRows:
        """What is known of the questions that people ask of these rows; with another encoder nothing."""
        known = load_asked()
        if known.encoder != self.manifest.encoder_digest:
            return nothing_asked(len(self.matrix), self.manifest.dimension)
        return AskedRows(known, np.load(self.folder / "asked.npy"))

    def require_encoder(self, encoder: Encoder) -> None:
        """Raise BadInput when the index was built with other weights than those that would embed the question."""
        if encoder.digest != self.manifest.encoder_digest:
            raise BadInput(
                f"索引是用 {self.manifest.encoder} 建的，现在的编码模型是 {encoder.name}，权重不同；"
                f"请运行 {REBUILD} 重建，或把 ANZE_ENCODER 改回去"
            )

    def document(self, id: str) -> Document | None:
        return self.store.document(id)

    def provision(self, id: str) -> Provision | None:
        return self.store.provision(id)

    def outgoing(self, id: str) -> tuple[Reference, ...]:
        return self.store.outgoing(id)

    def incoming(self, id: str) -> tuple[Reference, ...]:
        return self.store.incoming(id)

    def findings(self, document: str) -> tuple[Finding, ...]:
        return self.store.findings(document)

    def tops(self) -> list[str]:
        """The ids of all articles and sections, in order."""
        return self.store.tops()

    def source(self, document: str) -> Source | None:
        return self._sources.get(document)

    def position(self, document: str) -> int:
        """Where a document stands in the list of all; those not held come last."""
        return self._positions.get(document, len(self._positions))

    def knows(self, wording: str) -> bool:
        """Whether the words of the texts include this one."""
        parts = words.words(wording)
        return bool(parts) and all(self.lexical.search([part], 1) for part in parts)

    def dense(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> list[Hit]:
        """Nearest chunks by vector: with Chroma over everything, the exact scan over the rows in a scope that is not wide."""
        if documents is None:
            return self._nearest.search(vector, k)
        if self._is_wide(documents):
            return self._within(self.dense(vector, WIDER * k), k, documents)
        return exact_search(self.matrix, vector, k, self.rows_of(documents))

    def by_words(self, question: Sequence[str], k: int, documents: Sequence[str] | None = None) -> list[Hit]:
        """Best chunks by BM25 over words."""
        if documents is not None and self._is_wide(documents):
            return self._within(self.lexical.search(question, WIDER * k), k, documents)
        return self.lexical.search(question, k, documents)

    def asked_alike(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> list[Hit]:
        """The chunks of which people are known to ask the like."""
        hits = self.asked.search(vector, k if documents is None else WIDER * k)
        return hits if documents is None else self._within(hits, k, documents)

    def rows_of(self, documents: Sequence[str]) -> NDArray[np.int64]:
        """The index rows of some documents, in ascending order."""
        held = [self._rows[id] for id in dict.fromkeys(documents) if id in self._rows]
        return np.sort(np.concatenate(held)) if held else np.zeros(0, dtype=np.int64)

    def _is_wide(self, documents: Sequence[str]) -> bool:
        """Whether a scope is large, and so much of the whole that leaving out what is outside it costs less than a scan."""
        rows = sum(len(self._rows.get(id, ())) for id in set(documents))
        return rows > SCANNED and rows > 0.5 * self.manifest.counts["chunks"]

    def _within(self, hits: Sequence[Hit], k: int, documents: Sequence[str]) -> list[Hit]:
        scope = set(documents)
        return [hit for hit in hits if self.ids[hit.row].partition("/")[0] in scope][:k]


def open_generation(index: Path, chroma: str = "") -> Generation:
    """Open the generation in use. Raises BadInput with the command to run when there is none or it does not fit.

    `chroma` is the server of the settings; without it the collection is where the manifest says. Before the first
    search `warm` is to be called; who only reads texts does without.
    """
    if chroma:
        server_address(chroma)
    name = current_name(index)
    if not name or not (index / name).is_dir():
        raise BadInput(f"{index} 里还没有索引；请先运行 {REBUILD}")
    generation = Generation(index / name, chroma)
    if generation.manifest.words != words.NAME:
        raise BadInput(f"索引的分词器是 {generation.manifest.words}，程序用 {words.NAME}；请运行 {REBUILD}")
    return generation
