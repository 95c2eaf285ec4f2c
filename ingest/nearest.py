"""The rows nearest to a vector over a whole generation: Chroma's, and those of the exact scan over what Chroma has not.

In: a vector. Out: Hits, best first. The collection may be one that an earlier generation wrote: rows that were added
since are scanned, rows that were taken out are left out. While Chroma fails, everything is scanned.
"""

from __future__ import annotations

import logging
import time

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Vectors
from ingest.vectors import ChromaIndex, Hit, Stored, exact_search

log = logging.getLogger("anze")
REST = 30.0
"""Seconds for which Chroma is not asked after a search that failed."""


class Nearest:
    """Search over all rows of `matrix` that are `held`; the collection covers the first `covered` of them."""

    def __init__(self, chroma: ChromaIndex, matrix: Stored, held: NDArray[np.bool_], covered: int) -> None:
        self._chroma, self._matrix, self._held, self._covered = chroma, matrix, held, covered
        self._since = covered + np.flatnonzero(held[covered:])
        self._failing, self._asked_again = False, 0.0

    def search(self, vector: Vectors, k: int) -> list[Hit]:
        """The k nearest, or all when there are fewer."""
        k = min(k, int(self._held.sum()))
        found = [hit for hit in self._in_chroma(vector, k) if self._held[hit.row]]
        found += exact_search(self._matrix, vector, k, self._since)
        if len(found) < k:  # Chroma failed, or what it found was taken out
            holes = len(self._held) - int(self._held.sum())  # rows of zeros, nearer than what points away
            found = [hit for hit in exact_search(self._matrix, vector, k + holes) if self._held[hit.row]]
        return sorted(found, key=lambda hit: -hit.score)[:k]

    def _in_chroma(self, vector: Vectors, k: int) -> list[Hit]:
        """Chroma's answer, some rows of which may be gone; nothing while it fails."""
        if time.monotonic() < self._asked_again:
            return []
        gone = self._covered - int(self._held[: self._covered].sum())
        try:
            hits = self._chroma.search(vector, min(k + min(gone, k), self._covered))
        except Exception as error:  # chromadb, its Rust core and httpx raise errors of many kinds
            self._rest(error)
            return []
        self._failing = False
        return hits

    def _rest(self, error: Exception) -> None:
        """Leave Chroma alone for a while: a server that hangs would make every question wait."""
        if not self._failing:
            log.warning("Chroma 检索失败（%s），改用精确扫描", str(error).partition("\n")[0] or type(error).__name__)
        self._failing, self._asked_again = True, time.monotonic() + REST
