"""Word vectors to begin from: passages in, a (vocabulary, dimension) matrix out, by latent semantic analysis.

Words that stand in the same articles start close together, so that words too rare to be met often in training still
begin somewhere sensible. Words that occur nowhere start as small noise.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from ingest.train.pairs import Passage

Matrix = npt.NDArray[np.float32]
SCALE = 0.05


def start_vectors(passages: list[Passage], vocabulary: int, dimension: int, seed: int) -> Matrix:
    """One row for each piece; rows have a root mean square of about `SCALE`, frequent words shorter ones."""
    counts, rarity = _weighted(passages, vocabulary)
    _, strength, words = randomized_svd(counts, dimension, n_oversamples=16, n_iter=3, random_state=seed)
    vectors = words.T * np.sqrt(strength) * rarity[:, None]
    vectors *= SCALE / np.sqrt(np.mean(vectors[rarity > 0] ** 2))
    noise = np.random.default_rng(seed).normal(scale=SCALE / 10, size=vectors.shape)
    return np.asarray(vectors + noise, dtype=np.float32)


def _weighted(passages: list[Passage], vocabulary: int) -> tuple[csr_matrix, npt.NDArray[np.float64]]:
    """(tf-idf with damped counts and rows of length one, idf of every piece; 0 where it never occurs)."""
    rows = [np.concatenate([passage.name, *passage.clauses]) for passage in passages]
    bounds = np.concatenate([[0], np.cumsum([row.size for row in rows])])
    ids = np.concatenate(rows)
    table = csr_matrix((np.ones(ids.size), ids, bounds), shape=(len(rows), vocabulary))
    table.sum_duplicates()
    seen = np.bincount(table.indices, minlength=vocabulary)
    rarity = np.where(seen > 0, np.log(len(rows) / np.maximum(seen, 1)), 0.0)
    table.data = (1 + np.log(table.data)) * rarity[table.indices]
    lengths = np.sqrt(np.add.reduceat(table.data**2, table.indptr[:-1]))
    table.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(table.indptr))
    return table.astype(np.float32), rarity
