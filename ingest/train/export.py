"""Writes and loads the model folder: trained matrix and tokenizer in, a sentence-transformers folder out.

Weights are kept as float16, half the bytes at the same rank order; `load` makes float32 of them: in half precision the
vector of a text without a known word is not zero but not-a-number (its norm's lower bound, 1e-12, rounds to zero).
"""

import shutil
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from ingest.train.fit import Matrix

# Only directions count, so the matrix is brought to a size where float16 has all its digits.
LARGEST = 16.0


def save(folder: Path, tokenizer: Tokenizer, vectors: Matrix) -> None:
    """Replaces `folder` by the model; its model card is written apart."""
    halves = (vectors * (LARGEST / np.abs(vectors).max())).astype(np.float16)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, halves), Normalize()], device="cpu")
    shutil.rmtree(folder, ignore_errors=True)
    model.save(str(folder), create_model_card=False)


def load(folder: Path) -> SentenceTransformer:
    """The model of `folder`, on the CPU, computing in float32."""
    return SentenceTransformer(str(folder), device="cpu").float()


def folder_bytes(folder: Path) -> int:
    """What the folder takes, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
