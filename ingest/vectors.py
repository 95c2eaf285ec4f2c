"""Nearest vectors: Chroma, and the exact scan beside it. The only module that imports chromadb.

In: row numbers and unit vectors. Out: (row, cosine similarity) pairs, best first. Chroma holds ids and vectors and nothing
else: which texts are in scope is decided by the provisions table, because a `where` filter is slower than a scan of the
rows that count. That scan over `vectors.npy` is also what Chroma is checked against, and from which it can be rebuilt.

Chroma lies in the generation's folder, or on a server (`ANZE_CHROMA_URL`) where a generation is a collection.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Vectors
from ingest.manifest import REBUILD
from ingest.model import BadInput
from ingest.progress import Say, silent, track

COLLECTION = "provisions"
Stored = NDArray[np.float16]
"""Vectors as an index keeps them: half the bytes, and no score changes by more than 0.001."""
BATCH = 2_000
BLOCK = 8_192
"""Rows that are compared at a time."""
HNSW = {"space": "cosine", "ef_construction": 64, "ef_search": 160}
"""ef_search is how many rows a query looks at: it must exceed the depth asked for, or neighbours are missed."""
CONNECT, ANSWER, WRITE = 3.0, 10.0, 600.0
"""Seconds that a server may take: to say that it is there, to search, to write a batch."""


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

    @property
    def collection(self) -> str:
        return f"anze-{self.name}" if self.url else COLLECTION

    @contextmanager
    def client(self, patience: float = ANSWER) -> Iterator[Any]:
        """A client. Whatever fails on a server is raised as BadInput with one sentence."""
        if not self.url:
            yield _folder(self.folder)
            return
        try:
            yield _server(server_address(self.url), patience)
        except BadInput:
            raise
        except Exception as error:  # httpx, chromadb, urllib and ValueError, by version
            why = getattr(error, "reason", None) or str(error).partition("\n")[0] or type(error).__name__
            raise BadInput(
                f"Chroma 服务 {self.url} 没有正常应答（{why}）；请启动它（chroma run），"
                f"或改好 ANZE_CHROMA_URL 后运行 {REBUILD}"
            ) from None


def chroma_place(index: Path, url: str, generation: str) -> ChromaPlace:
    """Where the collection that a generation writes is."""
    return ChromaPlace(index / "chroma" / generation, url, generation)


def server_address(url: str) -> str:
    """`http://host:port`, as chromadb takes it. Raises BadInput for anything else."""
    try:
        parts = urlsplit(url)
        usual = {"http": 80, "https": 443}[parts.scheme]
        port = parts.port or usual
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        raise BadInput(f"ANZE_CHROMA_URL={url}：应是 http://主机:端口 这样的地址，不带路径和口令")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"


def load_chroma() -> Any:
    """The package: more than a second to import, so not before it is wanted."""
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    import chromadb

    return chromadb


def _folder(path: Path) -> Any:
    chromadb = load_chroma()
    return chromadb.PersistentClient(path=str(path), settings=chromadb.Settings(anonymized_telemetry=False))


@cache
def _server(address: str, patience: float) -> Any:
    """One client a process: chromadb never closes the connections of a client."""
    chromadb = load_chroma()
    # chromadb waits without end, and already its constructor asks: so first whether anybody answers.
    with closing(urlopen(f"{address}/api/v2/heartbeat", timeout=CONNECT)):
        client = chromadb.HttpClient(address, settings=chromadb.Settings(anonymized_telemetry=False))
    client._server._session.timeout = patience  # there is no setting for it
    return client


def create_chroma(place: ChromaPlace, vectors: Stored, say: Say = silent) -> None:
    """A new collection of `vectors`; the id of a row is its number, so that a repeated batch changes nothing."""
    with place.client(WRITE) as client:
        settings = {"hnsw": HNSW}
        collection = client.create_collection(place.collection, configuration=settings, embedding_function=None)
        for start in track(range(0, len(vectors), BATCH), "写入向量", say):
            batch = vectors[start : start + BATCH]
            collection.upsert(ids=[str(start + i) for i in range(len(batch))], embeddings=batch.astype(np.float32))


def drop_chroma(place: ChromaPlace) -> None:
    """Remove the collection, if it is there."""
    if not place.url:
        shutil.rmtree(place.folder, ignore_errors=True)
        return
    from chromadb.errors import NotFoundError

    with place.client(WRITE) as client, suppress(NotFoundError):
        client.delete_collection(place.collection)


def require_free(place: ChromaPlace) -> None:
    """Raise BadInput when a server does not answer or has this collection: another index wrote it, and it stays theirs."""
    if not place.url:
        return
    from chromadb.errors import NotFoundError

    with place.client() as client, suppress(NotFoundError):
        client.get_collection(place.collection, embedding_function=None)
        raise BadInput(f"Chroma 服务 {place.url} 上已有集合 {place.collection}，不是这个索引写的；请再运行一次")


class ChromaIndex:
    """An opened collection. Raises BadInput when its server does not answer or does not have it."""

    def __init__(self, place: ChromaPlace) -> None:
        from chromadb.errors import NotFoundError

        with place.client() as client:
            try:
                self._collection = client.get_collection(place.collection, embedding_function=None)
            except NotFoundError:
                if not place.url:
                    raise
                raise BadInput(f"Chroma 服务 {place.url} 上没有集合 {place.collection}；请运行 {REBUILD}") from None

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


def exact_search(matrix: Stored | Vectors, vector: Vectors, k: int, rows: NDArray[np.int64] | None = None) -> list[Hit]:
    """The k rows of `matrix` nearest to `vector`, among `rows` when given; no rows, no hits. Ties go to the lower row."""
    chosen = np.arange(len(matrix)) if rows is None else rows
    if not len(chosen) or k < 1:
        return []
    scores = similarities(matrix if rows is None else matrix[chosen], vector)
    if k < len(scores):  # ordering all rows would cost more than comparing them
        kept = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
        chosen, scores = chosen[kept], scores[kept]
    best = np.lexsort((chosen, -scores))[:k]
    return [Hit(int(chosen[i]), float(scores[i])) for i in best]


def similarities(matrix: Stored | Vectors, vector: Vectors) -> Vectors:
    """The cosine of every row with `vector`: shape (rows,). Stored vectors are made float32 a block at a time."""
    asked = vector.astype(np.float32)
    blocks = [matrix[start : start + BLOCK] for start in range(0, len(matrix), BLOCK)]
    return np.concatenate([block.astype(np.float32, copy=False) @ asked for block in blocks] or [asked[:0]])
