"""Prove a generation before it is used: every sampled chunk must find itself. Run as a child process by `generation`.

In: the folder of a generation. Out: exit code 0, or 1 with one sentence. `count()` is no health check for Chroma: with
three writers it was right while 23 of 60 vectors could not be found.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.generation import Generation
from ingest.words import words

SAMPLE = 300
"""Rows looked at, spread over the whole index."""
NEWEST = 100
"""Rows looked at besides, the last ones written."""
APPROXIMATE = 20_000
LOST = 0.02
"""From so many rows on, Chroma's search may miss this share: its graph is approximate, and hundreds of laws close with the
very same article. A damaged index loses nearly all."""
DEEP = 1_000
"""How deep a row is looked for by its words in its own document: items of one list may share all of theirs."""
BLOCK = 64
"""Rows compared with the whole matrix at a time."""
NEAR = 1e-4


def prove(folder: Path) -> str:
    """An empty string, or what is wrong."""
    generation = Generation(folder)
    held = np.array([row for row, id in enumerate(generation.ids) if id], dtype=np.int64)
    chroma, lexical, rows = generation.chroma.count(), generation.lexical.count(), generation.manifest.counts["rows"]
    if not len(held) or not len(held) == chroma == lexical or rows != len(generation.matrix):
        return f"行数不一致：条文 {len(held)}，向量 {len(generation.matrix)}，Chroma {chroma}，词索引 {lexical}"
    # The last rows are the newest: of those more are looked at.
    spread = held[np.linspace(0, len(held) - 1, min(len(held), SAMPLE)).astype(int)]
    sample = np.union1d(spread, held[-NEWEST:])
    return _by_vector(generation, sample) or _by_words(generation, sample)


def _by_vector(generation: Generation, sample: NDArray[np.int64]) -> str:
    vectors = np.asarray(generation.matrix[sample])
    lengths = np.linalg.norm(vectors, axis=1)
    for row, length in zip(sample, lengths, strict=True):
        if not np.isfinite(length) or abs(float(length) - 1) > 1e-3:
            return f"{generation.ids[row]} 的向量不是单位长度"
    lost = []
    first = generation.chroma.search_all(vectors, 1)
    for start in range(0, len(sample), BLOCK):
        block = slice(start, start + BLOCK)
        best = (vectors[block] @ generation.matrix.T).argmax(axis=1)
        for row, vector, exact, hits in zip(sample[block], vectors[block], best, first[block], strict=True):
            # Another row may be first only when its text is the same: then its vector is too.
            found = [int(exact), *(hit.row for hit in hits)]
            said = [1.0, *(hit.score for hit in hits)]
            if len(found) < 2 or min(*said, *(float(generation.matrix[r] @ vector) for r in found)) < 1 - NEAR:
                lost.append(generation.ids[row])
    allowed = LOST * len(sample) if len(generation.ids) >= APPROXIMATE else 0
    return f"{lost[0]} 按向量找不到自己" if len(lost) > allowed else ""


def _by_words(generation: Generation, sample: NDArray[np.int64]) -> str:
    for row in sample:
        provision = generation.provision(generation.ids[row])
        if provision is None:
            return f"{generation.ids[row]} 没有原文"
        asked = words(provision.text)
        if asked and int(row) not in (hit.row for hit in generation.by_words(asked, DEEP, [provision.document])):
            return f"{generation.ids[row]} 按词找不到自己"
    return ""


if __name__ == "__main__":
    problem = prove(Path(sys.argv[1]))
    if problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1)
