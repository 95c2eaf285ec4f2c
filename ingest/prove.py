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

SAMPLE = 200
"""Rows looked at, spread over the whole index."""
NEWEST = 100
"""Rows looked at besides, the last ones written."""
APPROXIMATE = 20_000
LOST = 0.02
"""From so many rows on, Chroma's search may miss this share: its graph is approximate, and hundreds of laws close with the
very same article. A damaged index loses nearly all."""
DEEP = 1_000
"""How deep a row is looked for by its words in its own document: items of one list may share all of theirs."""
BLOCK = 16_384
"""Rows whose lengths are computed at a time."""
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
    return _by_vector(generation, held, sample) or _by_words(generation, sample)


def _by_vector(generation: Generation, held: NDArray[np.int64], sample: NDArray[np.int64]) -> str:
    for start in range(0, len(held), BLOCK):
        # Where every row is of length 1, none is nearer to a row than itself: the exact scan needs no other proof.
        rows = held[start : start + BLOCK]
        lengths = np.linalg.norm(generation.matrix[rows], axis=1)
        if len(wrong := rows[~(np.abs(lengths - 1) < 1e-3)]):
            return f"{generation.ids[wrong[0]]} 的向量不是单位长度"
    vectors = np.asarray(generation.matrix[sample])
    lost = []
    for row, vector, hits in zip(sample, vectors, generation.chroma.search_all(vectors, 1), strict=True):
        # Another row may be first only when its text is the same: then its vector is too.
        if not hits or min(hits[0].score, float(generation.matrix[hits[0].row] @ vector)) < 1 - NEAR:
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
