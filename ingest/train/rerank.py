"""Learns the weights of the reranker: questions with known answers and their candidates in, eleven weights out.

The candidates of a question must come from an encoder that was not trained on it, or the similarity would be trusted too
much: they are collected fold by fold, and the weights are measured fold by fold too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from ingest.asked import AskedRows
from ingest.lexical import LexicalIndex, change_lexical, create_lexical
from ingest.rerank import DEPTH, FEATURES, Candidates, Reranker, candidates
from ingest.train.evaluate import Measures, Vectors, ranked
from ingest.vectors import exact_search
from ingest.words import words

PASSES = 15
RATE = 0.01
DECAY = 1e-3


@dataclass(frozen=True)
class Answered:
    """The candidates of one question, and the rows of the corpus that answer it."""

    found: Candidates
    answers: npt.NDArray[np.int64]


def write_words(folder: Path, texts: Sequence[str]) -> LexicalIndex:
    """A BM25 index of some texts."""
    create_lexical(folder)
    change_lexical(folder, ((row, "", words(text)) for row, text in enumerate(texts)))
    return LexicalIndex(folder)


def collect(
    questions: Sequence[str], vectors: Vectors, answers: Sequence[npt.NDArray[np.int64]], corpus: Vectors,
    lexical: LexicalIndex, laws: npt.NDArray[np.int32], known: AskedRows,
) -> list[Answered]:  # fmt: skip
    """The candidates of each question."""
    out = []
    for text, vector, right in zip(questions, vectors, answers, strict=True):
        hits = {
            "dense": exact_search(corpus, vector, DEPTH),
            "lexical": lexical.search(words(text), DEPTH),
            "asked": known.search(vector, DEPTH),
        }
        out.append(Answered(candidates(corpus, vector, hits, laws, known), right))
    return out


def learn(asked: Sequence[Answered], seed: int) -> Reranker:
    """The weights under which the right rows get most of the softmax over a question's candidates."""
    torch.manual_seed(seed)
    taught = [(torch.from_numpy(a.found.features), torch.from_numpy(np.isin(a.found.rows, a.answers))) for a in asked]
    taught = [(features, right) for features, right in taught if right.any()]
    spread = torch.cat([features for features, _ in taught]).std(0) + 1e-6
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimiser = torch.optim.AdamW([weights], RATE, weight_decay=DECAY)
    for _ in range(PASSES):
        for i in torch.randperm(len(taught)).tolist():
            features, right = taught[i]
            loss = -torch.log_softmax(features / spread @ weights, 0)[right].mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return Reranker(np.asarray((weights.detach() / spread).numpy(), dtype=np.float32))


def measure_reranked(reranker: Reranker, asked: Sequence[Answered], size: int) -> Measures:
    """The measures of a reranked corpus of `size` rows; what is no candidate comes last."""
    scores = np.full((len(asked), size), -np.inf, dtype=np.float32)
    for row, one in zip(scores, asked, strict=True):
        row[one.found.rows] = reranker.score(one.found)
    return ranked(scores, [one.answers for one in asked])
