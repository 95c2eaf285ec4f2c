"""What people ask of each article: questions with their answers and a trained model in, mean vectors and counts out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from ingest.asked import Asked
from ingest.fold import text_key
from ingest.train.evaluate import encode
from ingest.train.texts import LayQuestions, Stard


def what_is_asked(model: SentenceTransformer, stard: Stard, lay: LayQuestions, encoder: str = "") -> Asked:
    """The mean vector of the questions of each article that any question names, and how many of each kind there are."""
    answers = [[text_key(stard.corpus[key][1]) for key in stard.relevant[question]] for question in stard.questions]
    texts, named = [*stard.questions.values(), *lay.texts], [*answers, *lay.answers]
    keys = {key: place for place, key in enumerate(sorted({key for row in named for key in row}))}
    vectors = encode(model, texts)
    means = np.zeros((len(keys), vectors.shape[1]), dtype=np.float32)
    counts = np.zeros((len(keys), 2), dtype=np.int32)
    for i, row in enumerate(named):
        for key in row:
            means[keys[key]] += vectors[i]
            counts[keys[key], int(i >= len(answers))] += 1
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    units = np.asarray(means / np.where(lengths == 0, 1, lengths), dtype=np.float32)
    return Asked(encoder, keys, units, counts)


def write_asked(path: Path, asked: Asked) -> None:
    """Half precision: the order of a search is the same."""
    names: Sequence[str] = list(asked.keys)
    np.savez_compressed(
        path, keys=np.array(names), vectors=asked.vectors.astype(np.float16), counts=asked.counts,
        encoder=np.array(asked.encoder),
    )  # fmt: skip
