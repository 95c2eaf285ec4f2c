"""Candidates by vector and by words, fused by reciprocal rank.

In: the question's text, its terms, the documents in scope. Out: articles, best first, with what each search gave.
The scope is decided by documents, never by the vector store; a scope that holds nothing gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.model import Understanding
from ingest.encoder import Encoder
from ingest.generation import Generation
from ingest.words import words

DEPTH = 80
KEEP = 40
RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack et al., 2009)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article (or section) and its fused score; 0-based ranks, -1 where a search did not find it."""

    id: str
    score: float
    dense_rank: int
    lexical_rank: int

    @property
    def agreed(self) -> bool:
        """Whether both searches put it among their first three."""
        return 0 <= self.dense_rank < 3 and 0 <= self.lexical_rank < 3


def retrieve(u: Understanding, generation: Generation, encoder: Encoder, keep: int = KEEP) -> list[Candidate]:
    """The best articles in scope."""
    documents = None if u.documents is None else list(u.documents)
    dense = generation.dense(encoder.encode([u.text])[0], DEPTH, documents)
    asked = words(u.text) + [w for t in u.terms for p in t.patterns for w in words(p)]
    lexical = generation.by_words(asked, DEPTH, documents)
    by_vector = _blocks(generation.ids[h.row] for h in dense)
    by_words = _blocks(generation.ids[h.row] for h in lexical)
    fused = reciprocal_rank_fusion([by_vector, by_words])
    rank_v = {id: i for i, id in enumerate(by_vector)}
    rank_w = {id: i for i, id in enumerate(by_words)}
    return [Candidate(id, score, rank_v.get(id, -1), rank_w.get(id, -1)) for id, score in fused[:keep]]


def _blocks(ids: Iterable[str]) -> list[str]:
    """Articles of the chunks found, each once, at the place of its best chunk."""
    return list(dict.fromkeys(id.split(".")[0] for id in ids))


def reciprocal_rank_fusion(rankings: Sequence[Sequence[str]], k: int = RRF_K) -> list[tuple[str, float]]:
    """Scores Σ 1/(k + rank), rank from 1; best first, ties in order of first appearance."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
