"""Prove a generation before it is used: every sampled chunk must find itself. Run as a child process by `generation`.

In: the folder of a generation. Out: exit code 0, or 1 with one sentence. `count()` is no health check for Chroma: with
three writers it was right while 23 of 60 vectors could not be found.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from ingest.generation import Generation
from ingest.vectors import exact_search
from ingest.words import words

SAMPLE = 500
NEAR = 1e-4


def prove(folder: Path) -> str:
    """An empty string, or what is wrong."""
    generation = Generation(folder)
    total = len(generation.ids)
    if (
        not total
        or len(generation.matrix) != total
        or generation.chroma.count() != total
        or generation.lexical.count() != total
    ):
        return f"行数不一致：条文 {total}，向量 {len(generation.matrix)}，Chroma {generation.chroma.count()}，词索引 {generation.lexical.count()}"
    rows = np.unique(np.linspace(0, total - 1, min(total, SAMPLE)).astype(int))
    for row in rows:
        vector = np.asarray(generation.matrix[row])
        if not np.isfinite(vector).all() or abs(float(np.linalg.norm(vector)) - 1) > 1e-3:
            return f"{generation.ids[row]} 的向量不是单位长度"
        for hits in (generation.chroma.search(vector, 1), exact_search(generation.matrix, vector, 1)):
            # Another row may be first only when its text is the same: then its vector is too.
            if not hits or min(hits[0].score, float(generation.matrix[hits[0].row] @ vector)) < 1 - NEAR:
                return f"{generation.ids[row]} 按向量找不到自己"
        provision = generation.provision(generation.ids[row])
        if provision is None:
            return f"{generation.ids[row]} 没有原文"
        asked = words(provision.text)
        if asked and int(row) not in (hit.row for hit in generation.by_words(asked, 20, [provision.document])):
            return f"{generation.ids[row]} 按词找不到自己"
    return ""


if __name__ == "__main__":
    problem = prove(Path(sys.argv[1]))
    if problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1)
