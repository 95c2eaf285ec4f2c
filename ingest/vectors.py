"""Nearest vectors: Chroma, and the exact scan beside it. The only module that imports chromadb.

In: row numbers and unit vectors. Out: (row, cosine similarity) pairs, best first. Chroma holds ids and vectors and nothing
else: which texts are in scope is decided by the provisions table, because a `where` filter is slower than a scan of the
rows that count. That scan over `vectors.npy` is also what Chroma is checked against, and from which it can be rebuilt.

Chroma lies in the generation's folder, or on a server (`ANZE_CHROMA_URL`) where a generation is a collection.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Vectors
from ingest.model import BadInput
from ingest.progress import Say, silent, track

COLLECTION = "provisions"
BATCH = 2_000
HNSW = {"space": "cosine", "ef_construction": 64, "ef_search": 160}
"""ef_search is how many rows a query looks at: it must exceed the depth asked for, or neighbours are missed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk's row in the index and how near it is: cosine similarity for vectors, BM25 score for words."""

    row: int
    score: float


@dataclass(frozen=True, slots=True)
class ChromaPlace:
    """Where a generation's collection is: in `folder`, or under `name` on the server at `url`."""

    folder: Path
    url: str = ""
    name: str = COLLECTION

    def client(self) -> Any:
        """A client; raises BadInput with one sentence when the server does not answer."""
        os.environ["ANONYMIZED_TELEMETRY"] = "False"
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if not self.url:
            return chromadb.PersistentClient(path=str(self.folder), settings=settings)
        address = server_address(self.url)
        try:
            return chromadb.HttpClient(address.host, address.port, ssl=address.ssl, settings=settings)
        except Exception as error:  # httpx, chromadb and ValueError, by version
            raise BadInput(
                f"ANZE_CHROMA_URL={self.url}：Chroma 服务没有应答（{type(error).__name__}）；请启动它（chroma run），或去掉这个设置"
            ) from None

    @property
    def collection(self) -> str:
        return f"anze-{self.name}" if self.url else COLLECTION


@dataclass(frozen=True, slots=True)
class Address:
    """Host, port and whether the connection is encrypted."""

    host: str
    port: int
    ssl: bool


def server_address(url: str) -> Address:
    """The parts of `http://host:port`. Raises BadInput for anything else."""
    try:
        parts = urlsplit(url)
        port = {"http": 80, "https": 443}[parts.scheme]
        port = parts.port or port
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or parts.path.strip("/") or parts.username:
        raise BadInput(f"ANZE_CHROMA_URL={url}：应是 http://主机:端口 这样的地址，不带路径和口令")
    return Address(parts.hostname, port, parts.scheme == "https")


def create_chroma(place: ChromaPlace) -> None:
    """A new, empty collection."""
    place.client().create_collection(place.collection, configuration={"hnsw": HNSW}, embedding_function=None)


def add_to_chroma(place: ChromaPlace, vectors: Vectors, first: int, say: Say = silent) -> None:
    """Add `vectors` as rows `first…`; the id of a row is its number, so that a repeated batch changes nothing."""
    collection = place.client().get_collection(place.collection, embedding_function=None)
    rows = [first + i for i in range(len(vectors))]
    for start in track(range(0, len(rows), BATCH), "写入 Chroma", say):
        ids = [str(row) for row in rows[start : start + BATCH]]
        collection.upsert(ids=ids, embeddings=vectors[start : start + BATCH])


def remove_from_chroma(place: ChromaPlace, rows: Sequence[int]) -> None:
    """Take rows out of a collection."""
    collection = place.client().get_collection(place.collection, embedding_function=None)
    for start in range(0, len(rows), BATCH):
        collection.delete(ids=[str(row) for row in rows[start : start + BATCH]])


def drop_chroma(place: ChromaPlace) -> None:
    """Remove the collection of a generation from its server; a folder is removed with its generation."""
    if place.url and any(c.name == place.collection for c in place.client().list_collections()):
        place.client().delete_collection(place.collection)


class ChromaIndex:
    """An opened collection."""

    def __init__(self, place: ChromaPlace) -> None:
        self._collection = place.client().get_collection(place.collection, embedding_function=None)

    def count(self) -> int:
        return int(self._collection.count())

    def search(self, vector: Vectors, k: int) -> list[Hit]:
        """The k nearest rows to one vector of shape (dimension,)."""
        return self.search_all(vector[None, :], k)[0] if k > 0 else []

    def search_all(self, vectors: Vectors, k: int) -> list[list[Hit]]:
        """The k nearest rows to each vector."""
        found = self._collection.query(query_embeddings=list(vectors), n_results=k, include=["distances"])
        return [
            [Hit(int(i), 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]


def exact_search(matrix: Vectors, vector: Vectors, k: int, rows: NDArray[np.int64] | None = None) -> list[Hit]:
    """The k rows of `matrix` nearest to `vector`, among `rows` when given; no rows, no hits. Ties go to the lower row."""
    chosen = np.arange(len(matrix)) if rows is None else rows
    if not len(chosen) or k < 1:
        return []
    scores = (matrix if rows is None else matrix[chosen]) @ vector
    if k < len(scores):  # ordering all rows would cost more than comparing them
        kept = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
        chosen, scores = chosen[kept], scores[kept]
    best = np.lexsort((chosen, -scores))[:k]
    return [Hit(int(chosen[i]), float(scores[i])) for i in best]
