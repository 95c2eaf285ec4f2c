"""What people ask of an article, where that is known: the mean vector of the questions it answers, and how many there are.

In: the texts of an index, then questions. Out: the rows whose questions are near, and for each row how near. An article is
known by its words (`text_key`), so that the same article is recognised in any index and a changed one is not. The vectors
are those of the shipped encoder (data/models/asked.npz, written by `python -m ingest train`); with another encoder nothing
is known of any article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Vectors
from ingest.fold import text_key
from ingest.model import BadInput
from ingest.vectors import Hit, exact_search

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "models" / "asked.npz"
Places = NDArray[np.int32]
UNASKED = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """`vectors[i]`, of length 1, is the mean of the questions whose article has the key `keys[i]`; `counts[i]` says how
    many were really asked (STARD) and how many were written for it. `encoder` is the digest of the weights."""

    encoder: str
    keys: dict[str, int]
    vectors: Vectors
    counts: NDArray[np.int32]

    def places(self, texts: Sequence[str]) -> Places:
        """For each text the place of its questions, or UNASKED."""
        return np.array([self.keys.get(text_key(text), UNASKED) for text in texts], dtype=np.int32)


@cache
def load_asked(path: Path = SHIPPED) -> Asked:
    """Read the file. Raises BadInput when it is not one of ours."""
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as held:
            keys = {str(key): place for place, key in enumerate(held["keys"])}
            return Asked(str(held["encoder"]), keys, held["vectors"].astype(np.float32), held["counts"])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise BadInput(f"{path}：读不出来（{error}）；请重新运行 python -m ingest train") from None


class AskedRows:
    """The rows of one index of which it is known what people ask."""

    def __init__(self, asked: Asked, places: Places) -> None:
        self.rows = np.flatnonzero(places != UNASKED)
        self._vectors = asked.vectors[places[self.rows]]
        self._counts = np.log1p(asked.counts[places[self.rows]]).astype(np.float32)
        self._at = np.full(len(places), UNASKED, dtype=np.int32)
        self._at[self.rows] = np.arange(len(self.rows), dtype=np.int32)

    def search(self, vector: Vectors, k: int) -> list[Hit]:
        """The k rows whose questions are nearest."""
        return [Hit(int(self.rows[hit.row]), hit.score) for hit in exact_search(self._vectors, vector, k)]

    def features(self, vector: Vectors, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n, 4): how near the questions of each row are, whether there are any, log(1 + asked), log(1 + written)."""
        at = self._at[rows]
        known = at != UNASKED
        out = np.zeros((len(rows), 4), dtype=np.float32)
        out[known, 0] = self._vectors[at[known]] @ vector
        out[known, 1] = 1
        out[known, 2:] = self._counts[at[known]]
        return out


def nothing_asked(rows: int, dimension: int) -> AskedRows:
    """For an index with another encoder."""
    none = Asked("", {}, np.zeros((0, dimension), dtype=np.float32), np.zeros((0, 2), dtype=np.int32))
    return AskedRows(none, np.full(rows, UNASKED, dtype=np.int32))
