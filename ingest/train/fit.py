"""Trains the word vectors: a source of batches in, the trained matrix out.

A text's vector is the mean of its word vectors, normalised. Every passage of a batch is a wrong answer for every query
but its own (contrastive loss, both ways). Only the direction of a mean counts, so a word's length is its weight: the
model learns by itself that 应当 says little.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, embedding_bag, normalize

from ingest.train.pairs import Batch, Ids

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Fit:
    """How long and how fast to learn; `scale` sharpens the cosine similarities before the softmax.

    Word vectors start as noise of size `spread`. Starting from latent semantic analysis instead was tried: after 150
    steps it was behind (recall@100 0.757 against 0.788), its common topics being too strong to unlearn quickly.
    """

    words: int
    dimension: int
    steps: int
    seed: int
    spread: float = 0.05
    rate: float = 0.02
    scale: float = 20.0
    device: str = "cpu"


def fit(
    batches: Iterator[Batch], how: Fit, report: Callable[[int, float], None], start: Matrix | None = None
) -> Matrix:
    """The (words, dimension) matrix after `how.steps` steps of Adam under a one-cycle schedule, from noise or from `start`.

    `report` gets step and loss after each.
    """
    noise = np.random.default_rng(how.seed).normal(scale=how.spread, size=(how.words, how.dimension))
    begin = np.array(noise if start is None else start, dtype=np.float32)  # a copy: it is trained in place
    weights = torch.nn.Parameter(torch.from_numpy(begin).to(how.device))
    optimiser = torch.optim.Adam([weights], lr=how.rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, how.rate, total_steps=how.steps, pct_start=0.1)
    for step in range(1, how.steps + 1):
        loss = contrast(weights, next(batches), how)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        report(step, loss.item())
    return np.asarray(weights.detach().cpu().numpy(), dtype=np.float32)


def contrast(weights: Tensor, batch: Batch, how: Fit) -> Tensor:
    """The loss of one batch: each query must find its passage, and each passage its query."""
    queries, passages = (_embed(weights, texts, how.device) for texts in (batch.queries, batch.passages))
    scores = how.scale * queries @ passages.T
    scores = scores.masked_fill(torch.from_numpy(batch.same).to(how.device), float("-inf"))
    truth = torch.arange(len(scores), device=how.device)
    return (cross_entropy(scores, truth) + cross_entropy(scores.T, truth)) / 2


def _embed(weights: Tensor, texts: list[Ids], device: str) -> Tensor:
    ids = torch.from_numpy(np.concatenate(texts)).to(device)
    offsets = torch.tensor(list(chain([0], np.cumsum([text.size for text in texts[:-1]]))), device=device)
    return normalize(embedding_bag(ids, weights, offsets, mode="mean"), dim=-1)
