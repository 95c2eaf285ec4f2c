"""Prove a generation before it is used: every sampled chunk must find itself. Run as a child process by `prover`.

In: the folder of a generation, as a line of standard input, when it is written. Out: exit code 0, or 1 with one sentence. `count()` is no health check for Chroma: with
three writers it was right while 23 of 60 vectors could not be found.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Vectors
from ingest.generation import Generation
from ingest.model import BadInput
from ingest.vectors import Hit, load_chroma, similarities
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
NEAR = 1e-3
CHROMA = "--chroma"
"""Proves the collection too, and imports what that needs before the folder is told: it takes longer than most proofs."""


def prove(folder: Path, *, chroma: bool = True) -> str:
    """An empty string, or what is wrong. Without `chroma` a collection that was proved before is not proved again."""
    try:
        return _problem(Generation(folder), chroma)
    except BadInput as error:  # it cannot even be opened
        return str(error)


def _problem(generation: Generation, chroma: bool) -> str:
    held = np.array([row for row, id in enumerate(generation.ids) if id], dtype=np.int64)
    lexical, vectors, rows = generation.lexical.count(), len(generation.matrix), generation.manifest.counts["rows"]
    if not len(held) or len(held) != lexical or vectors != rows:
        return f"行数不一致：条文 {len(held)}，词索引 {lexical}，向量 {vectors}（应有 {rows}）"
    # The last rows are the newest: of those more are looked at.
    spread = held[np.linspace(0, len(held) - 1, min(len(held), SAMPLE)).astype(int)]
    sample = np.union1d(spread, held[-NEWEST:])
    problem = _exactly(generation, held) or _by_words(generation, sample)
    return problem or (_in_chroma(generation, sample) if chroma else "")


def _exactly(generation: Generation, held: NDArray[np.int64]) -> str:
    """Where every row is of length 1, none is nearer to a row than itself: the exact scan needs no other proof."""
    for start in range(0, len(held), BLOCK):
        rows = held[start : start + BLOCK]
        lengths = np.linalg.norm(generation.matrix[rows].astype(np.float32), axis=1)
        if len(wrong := rows[~(np.abs(lengths - 1) < 1e-3)]):
            return f"{generation.ids[wrong[0]]} 的向量不是单位长度"
    return ""


def _in_chroma(generation: Generation, sample: NDArray[np.int64]) -> str:
    held, covered = generation.chroma.count(), generation.manifest.collection.rows
    if held != covered:
        return f"行数不一致：Chroma {held}，应有 {covered}"
    sample = sample[sample < covered]
    vectors = generation.matrix[sample].astype(np.float32)
    lost = []
    for row, vector, hits in zip(sample, vectors, generation.chroma.search_all(vectors, 1), strict=True):
        if not hits or _likeness(generation, hits[0], vector) < 1 - NEAR:
            lost.append(generation.ids[row])
    allowed = LOST * len(sample) if len(generation.ids) >= APPROXIMATE else 0
    return f"{lost[0]} 按向量找不到自己" if len(lost) > allowed else ""


def _likeness(generation: Generation, hit: Hit, vector: Vectors) -> float:
    """Another row may be first only when its text is the same: then its vector is too, unless it was taken out since."""
    if not generation.ids[hit.row]:
        return hit.score
    return min(hit.score, float(similarities(generation.matrix[hit.row : hit.row + 1], vector)[0]))


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
    with_chroma = sys.argv[1:] == [CHROMA]
    if with_chroma:
        load_chroma()
    words("安全生产")
    if (folder := sys.stdin.readline().strip()) and (problem := prove(Path(folder), chroma=with_chroma)):
        print(problem, file=sys.stderr)
        raise SystemExit(1)
