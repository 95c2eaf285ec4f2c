"""Measures retrieval: a model and questions with known answers in, MRR@10 and recall out. Exact search, no index."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer

from ingest.train.cases import Cases

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Measures:
    """Means over the questions; recall is the share of a question's answers among the first k."""

    questions: int
    mrr10: float
    recall5: float
    recall10: float
    recall100: float

    def __str__(self) -> str:
        return f"MRR@10 {self.mrr10:.3f}，recall@10 {self.recall10:.3f}，recall@100 {self.recall100:.3f}"


def evaluate_cases(model: SentenceTransformer, cases: Cases) -> Measures:
    """The cases kept out against all articles of the five documents, an article being as near as its nearest chunk."""
    ids = list(dict.fromkeys(cases.ids))
    scores = encode(model, [kept.text for kept in cases.kept]) @ encode(model, [a.text for a in cases.articles]).T
    best = np.full((len(cases.kept), len(ids)), -1.0, dtype=np.float32)
    for column, id in enumerate(cases.ids):
        best[:, ids.index(id)] = np.maximum(best[:, ids.index(id)], scores[:, column])
    answers = [np.array([ids.index(article) for article in kept.articles if article in ids]) for kept in cases.kept]
    return ranked(best, answers)


def encode(model: SentenceTransformer, texts: list[str]) -> Vectors:
    """One unit vector for each text."""
    return np.asarray(model.encode(texts, batch_size=1024, show_progress_bar=False), dtype=np.float32)


def measure(queries: Vectors, corpus: Vectors, answers: list[npt.NDArray[np.int64]]) -> Measures:
    """`answers[i]` holds the corpus rows that answer query i; it is never empty."""
    return ranked(queries @ corpus.T, answers)


def ranked(scores: Vectors, answers: list[npt.NDArray[np.int64]]) -> Measures:
    """`scores[i, j]` says how near row j is to query i."""
    totals = np.zeros(4)
    for row, right in zip(scores, answers, strict=True):
        hits = np.isin(np.argsort(-row, kind="stable")[:100], right)
        top = np.flatnonzero(hits[:10])
        totals += [1 / (top[0] + 1) if top.size else 0.0, *(hits[:k].sum() / right.size for k in (5, 10, 100))]
    return Measures(len(answers), *(totals / len(answers)).tolist())
