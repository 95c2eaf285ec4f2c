"""Texts to vectors, with a sentence-transformers model. The only module that imports sentence_transformers.

In: texts. Out: float32 arrays of shape (n, dimension), each row of length 1. `ANZE_ENCODER` names another model.
A static model (a table of word vectors, as the shipped one is) is read with numpy: the same numbers without the seconds
and the 440 MB that importing torch costs every start and every `add`; tests/ingest/test_encoder.py holds the two together.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.model import BadInput

Vectors = NDArray[np.float32]
SHIPPED = Path(__file__).resolve().parent.parent / "data" / "models" / "anze-static"


class Encoder(Protocol):
    """A loaded model. `digest` is that of its weights, so that an index knows what it was built with."""

    name: str
    digest: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class TransformerEncoder:
    """Any sentence-transformers model, loaded by that package; a hub name needs a network or a local cache."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer

        try:
            # Float32 whatever the file has: float16 sums are rounded on the way, and slow on a CPU.
            self._model = SentenceTransformer(name, device="cpu").float()
        except Exception as error:
            raise _broken(name, error) from None
        while len(self._model) > 1 and type(self._model[-1]).__name__ == "Normalize":
            del self._model[-1]  # `_unit` does it, for every model in the same way
        self.name = _display_name(name)
        self.digest = weights_digest(name)
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        found: Any = self._model.encode(list(texts), batch_size=256, convert_to_numpy=True, show_progress_bar=False)
        vectors = np.asarray(found, dtype=np.float32).reshape(len(texts), self.dimension)
        return _unit(np.nan_to_num(vectors))  # a text without a known token has no mean


class StaticEncoder:
    """A StaticEmbedding model read with numpy: the mean of the vectors of a text's tokens, of length 1."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        module = _static_module(folder)
        if module is None:
            raise BadInput(f"{folder} 不是静态词向量模型（modules.json 的第一个模块应为 StaticEmbedding）")
        try:
            self._tokenizer = Tokenizer.from_file(str(module / "tokenizer.json"))
            self._table = load_file(str(module / "model.safetensors"))["embedding.weight"]
        except Exception as error:
            raise _broken(str(folder), error) from None
        self._tokenizer.no_padding()
        self.name = _display_name(str(folder))
        self.digest = weights_digest(str(folder))
        self.dimension = int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for row, tokens in enumerate(encoded):
            if tokens.ids:
                out[row] = self._table[tokens.ids].astype(np.float32).mean(axis=0)
        return _unit(out)


def load_encoder(name: str = "") -> Encoder:
    """The encoder named, or the shipped one. A static model takes the light reader: the same numbers at once."""
    name = name or str(SHIPPED)
    folder = Path(name)
    if not folder.is_dir() and (name.startswith((".", "/", "~")) or name.count("/") > 1):
        raise BadInput(f"编码模型 {name}：没有这个文件夹；请检查 ANZE_ENCODER 的路径或名称")  # never asked of a hub
    if folder.is_dir() and _static_module(folder):
        return StaticEncoder(folder)
    return TransformerEncoder(name)


def weights_digest(name: str) -> str:
    """sha256 over the weights and tokenizer files of a local model; for a hub name, of the name."""
    folder = Path(name)
    sha = hashlib.sha256()
    if not folder.is_dir():
        return hashlib.sha256(name.encode()).hexdigest()
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".safetensors", ".bin") or file.name in ("tokenizer.json", "vocab.txt"):
            sha.update(file.name.encode() + b"\0" + file.read_bytes())
    return sha.hexdigest()


def _broken(name: str, error: Exception) -> BadInput:
    """For a model that does not load: torch, safetensors and tokenizers raise errors of many kinds."""
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return BadInput(f"编码模型 {name} 打不开（{reason}）；请检查 ANZE_ENCODER 的路径或名称")


def _display_name(name: str) -> str:
    """The folder's name for a local model: an index must not depend on where a checkout lies."""
    return Path(name).name if Path(name).is_dir() else name


def _static_module(folder: Path) -> Path | None:
    """The folder of the StaticEmbedding module, or None. Other modules may only normalise."""
    listing = folder / "modules.json"
    if not listing.is_file():
        return None
    try:
        modules = json.loads(listing.read_text(encoding="utf-8"))
        kinds = [m["type"].rsplit(".", 1)[-1] for m in modules]
    except (ValueError, KeyError, TypeError) as error:
        raise _broken(str(folder), error) from None
    if kinds[:1] != ["StaticEmbedding"] or set(kinds[1:]) - {"Normalize"}:
        return None
    return folder / str(modules[0]["path"])


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)
