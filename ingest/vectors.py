"""Nearest vectors: Chroma, and the exact scan beside it. The only module that imports chromadb.

In: ids, unit vectors, and short filterable fields. Out: (id, cosine similarity) pairs, best first. Chroma gets no texts.
The exact scan over `vectors.npy` is what a scoped search uses (a `where` filter is slower than a scan of the rows that
count), what Chroma is checked against, and what answers when Chroma cannot.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Vectors

COLLECTION = "provisions"
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk's row in the index and how near it is: cosine similarity for vectors, BM25 score for words."""

    row: int
    score: float


def _client(folder: Path) -> Any:
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


def write_chroma(folder: Path, vectors: Vectors, fields: Sequence[dict[str, str]]) -> None:
    """Write rows `0…n-1` into a new collection; the id of a row is its number."""
    collection = _client(folder).create_collection(
        COLLECTION, metadata={"hnsw:space": "cosine"}, embedding_function=None
    )
    for start in range(0, len(vectors), BATCH):
        rows = range(start, min(start + BATCH, len(vectors)))
        collection.upsert(
            ids=[str(r) for r in rows],
            embeddings=vectors[start : start + BATCH],
            metadatas=[{k: v for k, v in fields[r].items() if v} for r in rows],
        )


class ChromaIndex:
    """An opened collection."""

    def __init__(self, folder: Path) -> None:
        self._collection = _client(folder).get_collection(COLLECTION, embedding_function=None)

    def count(self) -> int:
        return int(self._collection.count())

    def search(self, vector: Vectors, k: int) -> list[Hit]:
        """The k nearest rows to one vector of shape (dimension,)."""
        if k < 1:
            return []
        found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        ids, distances = found["ids"][0], found["distances"][0]
        return [Hit(int(i), 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]


def exact_search(matrix: Vectors, vector: Vectors, k: int, rows: NDArray[np.int64] | None = None) -> list[Hit]:
    """The k rows of `matrix` nearest to `vector`, among `rows` when given; no rows, no hits. Ties go to the lower row."""
    chosen = np.arange(len(matrix)) if rows is None else rows
    if not len(chosen) or k < 1:
        return []
    scores = matrix[chosen] @ vector
    best = np.lexsort((chosen, -scores))[:k]
    return [Hit(int(chosen[i]), float(scores[i])) for i in best]
