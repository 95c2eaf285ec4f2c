"""A light reranker over what dense and lexical search found.

In: the hits of both, the matrix they were found in, which law each row belongs to, and what people ask of each. Out:
candidate rows with features, and a score for each. A weighted sum of eleven features; the weights were learnt on the STARD
training questions (data/models/reranker.json, written by `python -m ingest train`). Beside the two scores it knows where an
article stands (a law many of whose articles are near speaks for each of them, and an article speaks for its neighbours) and
which questions it is known to answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.asked import AskedRows
from ingest.encoder import Vectors
from ingest.model import BadInput
from ingest.vectors import Hit, Stored, similarities

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "models" / "reranker.json"
DEPTH = 300
"""Hits of each search that are reranked."""
FEATURES = (
    "dense", "lexical", "lexical_share", "beside", "next_but_one", "law_sharp", "law_broad",
    "asked", "known", "times_asked", "times_written",
)  # fmt: skip
SHARP, BROAD = 20.0, 10.0
"""How strongly the nearest articles of a law outweigh its others: exp(SHARP · difference in cosine)."""
ARTICLE = re.compile(r"\s*第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十\d]+)?\s*$")
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """`features[i]`, in the order of FEATURES, belong to row `rows[i]`."""

    rows: Rows
    features: NDArray[np.float32]

    def near(self) -> list[tuple[int, float]]:
        """(row, cosine similarity) of every candidate."""
        return [(int(row), float(near)) for row, near in zip(self.rows, self.features[:, 0], strict=True)]


def laws_of(titles: Sequence[str]) -> NDArray[np.int32]:
    """A number for the law of each title: 民法典第八百一十五条 and 民法典第八百一十六条 have the same, a title of its own -1."""
    names: dict[str, int] = {}
    found = [names.setdefault(law, len(names)) if (law := ARTICLE.sub("", title)) != title else -1 for title in titles]
    return np.array(found, dtype=np.int32)


def candidates(
    matrix: Stored | Vectors,
    vector: Vectors,
    hits: Mapping[str, Sequence[Hit]],
    laws: NDArray[np.int32],
    asked: AskedRows,
) -> Candidates:
    """The rows that any search found. `laws[row]` tells the law of every row of the matrix; -1 is none.

    `hits` are those of the searches "dense", "lexical" and, where they are wanted, "asked".
    """
    rows = np.array(sorted({hit.row for found in hits.values() for hit in found}), dtype=np.int64)
    if not len(rows):
        return Candidates(rows, np.zeros((0, len(FEATURES)), dtype=np.float32))
    near = similarities(matrix[rows], vector)
    said = {hit.row: hit.score for hit in hits["lexical"]}
    words = np.array([said.get(int(row), 0.0) for row in rows], dtype=np.float32)
    columns: list[NDArray[np.floating]] = [
        near, words / 10, words / max(float(words.max()), 1e-6),
        *(_beside(matrix, vector, rows, laws, step) for step in (1, 2)),
        *(_of_law(near, laws[rows], sharpness) for sharpness in (SHARP, BROAD)),
    ]  # fmt: skip
    stacked = np.stack(columns, axis=1).astype(np.float32)
    return Candidates(rows, np.concatenate([stacked, asked.features(vector, rows)], axis=1))


def _beside(matrix: Stored | Vectors, vector: Vectors, rows: Rows, laws: NDArray[np.int32], step: int) -> Vectors:
    """The summed similarity of the rows `step` before and after, as far as they are of the same law."""
    total = np.zeros(len(rows), dtype=np.float32)
    for other in (rows - step, rows + step):
        inside = np.clip(other, 0, len(matrix) - 1)
        same = (inside == other) & (laws[inside] == laws[rows])
        total += np.where(same, similarities(matrix[inside], vector), 0)
    return total


def _of_law(near: Vectors, laws: NDArray[np.int32], sharpness: float) -> Vectors:
    """How near the candidates of a law are together: a soft maximum, which grows with their number."""
    known, place = np.unique(laws, return_inverse=True)
    summed = np.bincount(place, weights=np.exp(sharpness * (near - near.max())), minlength=len(known))
    return np.asarray(np.log(summed)[place] / sharpness, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Reranker:
    """Weights of the features."""

    weights: Vectors

    def score(self, found: Candidates) -> Vectors:
        """One score a row; only their order within one question means anything."""
        return np.asarray(found.features @ self.weights, dtype=np.float32)

    def order(self, found: Candidates) -> list[tuple[int, float]]:
        """(row, score), best first; ties go to the lower row."""
        scores = self.score(found)
        return [(int(found.rows[i]), float(scores[i])) for i in np.argsort(-scores, kind="stable")]


@cache
def load_reranker(path: Path = SHIPPED) -> Reranker:
    """Read the weights. Raises BadInput when the file is not one of ours."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        weights = np.array([row["weights"][name] for name in FEATURES], dtype=np.float32)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path}：重排权重读不出来（{error}）；请重新运行 python -m ingest train") from None
    return Reranker(weights)
