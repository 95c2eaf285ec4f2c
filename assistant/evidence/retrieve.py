"""Candidates by vector and by words, put together into one ranking of articles.

In: the question's text, its terms, the documents in scope. Out: articles, best first, with what each search gave.
The scope is decided by documents, never by the vector store; a scope that holds nothing gives nothing. Within a few documents
the two rankings are fused by reciprocal rank; over a body of law they are reranked.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from assistant.model import Understanding
from ingest import rerank
from ingest.encoder import Encoder
from ingest.generation import Generation
from ingest.rerank import candidates, load_reranker
from ingest.vectors import Hit, similarities
from ingest.words import words

K = TypeVar("K", bound=Hashable)
DEPTH = 80
KEEP = 40
RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack et al., 2009)."""
FEW = 50
"""Documents up to which rankings are fused. The reranker has learnt to tell laws apart, not near copies of one regulation."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article (or section), its score in the ranking and its cosine similarity; 0-based ranks, -1 where not found."""

    id: str
    score: float
    dense_rank: int
    lexical_rank: int
    similarity: float

    @property
    def agreed(self) -> bool:
        """Whether both searches put it among their first three."""
        return 0 <= self.dense_rank < 3 and 0 <= self.lexical_rank < 3


def retrieve(u: Understanding, generation: Generation, encoder: Encoder, keep: int = KEEP) -> list[Candidate]:
    """The best articles in scope; those of versions that were replaced stand behind all others."""
    documents = None if u.documents is None else list(u.documents)
    few = len(generation.catalog.sources) <= FEW
    depth = DEPTH if few else rerank.DEPTH
    vector = encoder.encode([u.text])[0]
    asked = words(u.text) + [w for t in u.terms for p in t.patterns for w in words(p)]
    dense = generation.dense(vector, depth, documents)
    lexical = generation.by_words(asked, depth, documents)
    by_vector, by_words = _blocks(dense, generation), _blocks(lexical, generation)
    if few:
        ordered = reciprocal_rank_fusion([by_vector, by_words])
        rows = sorted({hit.row for hit in (*dense, *lexical)})
        alike = list(
            zip(rows, similarities(generation.matrix[np.array(rows, dtype=np.int64)], vector).tolist(), strict=True)
        )
    else:
        hits = {"dense": dense, "lexical": lexical, "asked": generation.asked_alike(vector, depth, documents)}
        found = candidates(generation.matrix, vector, hits, generation.laws, generation.asked)
        ordered = _best_of_each(load_reranker().order(found), generation)
        alike = found.near()
    near = dict(_best_of_each(sorted(alike, key=lambda pair: -pair[1]), generation))
    rank_v = {id: i for i, id in enumerate(by_vector)}
    rank_w = {id: i for i, id in enumerate(by_words)}
    kept = sorted(ordered, key=lambda pair: _replaced(pair[0], generation))[:keep]
    return [Candidate(id, score, rank_v.get(id, -1), rank_w.get(id, -1), near[id]) for id, score in kept]


def _replaced(id: str, generation: Generation) -> bool:
    """Whether a later version of the law is held."""
    source = generation.source(id.partition("/")[0])
    return source is not None and bool(source.superseded_by)


def _block(id: str) -> str:
    """The article of an item."""
    return id.split(".")[0]


def _blocks(hits: Iterable[Hit], generation: Generation) -> list[str]:
    """Articles of the chunks found, each once, at the place of its best chunk."""
    return list(dict.fromkeys(_block(generation.ids[hit.row]) for hit in hits))


def _best_of_each(rows: Iterable[tuple[int, float]], generation: Generation) -> list[tuple[str, float]]:
    """Articles with the score of their best chunk; `rows` come best first."""
    best: dict[str, float] = {}
    for row, score in rows:
        best.setdefault(_block(generation.ids[row]), score)
    return list(best.items())


def reciprocal_rank_fusion(rankings: Sequence[Sequence[K]], k: int = RRF_K) -> list[tuple[K, float]]:
    """Scores Σ 1/(k + rank), rank from 1; best first, ties in order of first appearance."""
    scores: dict[K, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
