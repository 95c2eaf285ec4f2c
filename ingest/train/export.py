"""Writes and loads the model folder: trained matrix and tokenizer in, a sentence-transformers folder out.

Weights are kept as float16, half the bytes at the same rank order; `load` makes float32 of them: in half precision the
vector of a text without a known word is not zero but not-a-number (its norm's lower bound, 1e-12, rounds to zero).
"""

import json
import shutil
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from ingest.rerank import FEATURES, Reranker
from ingest.train.fit import Matrix

# Only directions count, so the matrix is brought to a size where float16 has all its digits.
LARGEST = 16.0
CARD = Path(__file__).with_name("card.md")
Record = dict[str, Any]
"""What is kept of a run: settings, data, counts, software, minutes, figures."""


def save(folder: Path, tokenizer: Tokenizer, vectors: Matrix) -> None:
    """Replaces `folder` by the model; its model card is written apart."""
    halves = (vectors * (LARGEST / np.abs(vectors).max())).astype(np.float16)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, halves), Normalize()], device="cpu")
    shutil.rmtree(folder, ignore_errors=True)
    model.save(str(folder), create_model_card=False)


def load(folder: Path) -> SentenceTransformer:
    """The model of `folder`, on the CPU, computing in float32."""
    return SentenceTransformer(str(folder), device="cpu").float()


def write_card(folder: Path, record: Record) -> None:
    """The model card, from the record of the run; a placeholder without a value raises."""
    values = {**record["settings"], **record["counts"], **record["software"], "minutes": record["minutes"]}
    for way, folds in record["cross_validation"].items():
        for name in ("mrr10", "recall10", "recall100"):
            found = [fold[name] for fold in folds]
            shown = f"{np.mean(found):.3f}（各份 {min(found):.3f}—{max(found):.3f}）" if found else "未量"
            values[f"{way}_{name}"] = shown
    five = record["five_documents"]
    values |= {f"five_{name}": f"{value:.3f}" for name, value in five.items()} | {"kept": five["questions"]}
    values |= {"bytes": f"{folder_bytes(folder) / 1e6:.1f}", "parts": record["settings"]["folds"]}
    card = Template(CARD.read_text(encoding="utf-8")).substitute(values)
    (folder / "README.md").write_text(card, encoding="utf-8")


def write_reranker(path: Path, reranker: Reranker, record: Record) -> None:
    """The weights with what they were learnt from and what they reach."""
    row = {
        "weights": {name: round(float(w), 6) for name, w in zip(FEATURES, reranker.weights, strict=True)},
        "settings": record["settings"],
        "data": record["data"],
        "cross_validation": record["cross_validation"]["reranked"],
    }
    path.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def folder_bytes(folder: Path) -> int:
    """What the folder takes, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
