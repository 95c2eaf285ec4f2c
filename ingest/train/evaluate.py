"""Measures retrieval: a model and questions with known answers in, MRR@10 and recall out. Exact search, no index."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer

from ingest.train.texts import Stard

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Measures:
    """Means over the questions; recall is the share of a question's answers among the first k."""

    questions: int
    mrr10: float
    recall10: float
    recall100: float


def evaluate(model: SentenceTransformer, stard: Stard, *, titled: bool = True) -> Measures:
    """Every question against the whole corpus; `titled` puts the article's name before its text."""
    documents = list(stard.corpus)
    shown = [f"{title} {text}" if titled else text for title, text in stard.corpus.values()]
    rows = {key: row for row, key in enumerate(documents)}
    answers = [np.array([rows[key] for key in stard.relevant[question]]) for question in stard.questions]
    return measure(encode(model, list(stard.questions.values())), encode(model, shown), answers)


def encode(model: SentenceTransformer, texts: list[str]) -> Vectors:
    """One unit vector for each text."""
    return np.asarray(model.encode(texts, batch_size=1024, show_progress_bar=False), dtype=np.float32)


def measure(queries: Vectors, corpus: Vectors, answers: list[npt.NDArray[np.int64]]) -> Measures:
    """`answers[i]` holds the corpus rows that answer query i; it is never empty."""
    totals = np.zeros(3)
    for query, right in zip(queries, answers, strict=True):
        first = np.argsort(-(corpus @ query), kind="stable")[:100]
        hits = np.isin(first, right)
        top = np.flatnonzero(hits[:10])
        totals += [1 / (top[0] + 1) if top.size else 0.0, hits[:10].sum() / right.size, hits.sum() / right.size]
    mrr10, recall10, recall100 = (totals / len(answers)).tolist()
    return Measures(len(answers), mrr10, recall10, recall100)
