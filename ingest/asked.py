"""What people ask of an article, where that is known: the mean vector of the questions it answers, and how many there are.

In: the texts of an index. Out: for each row the place of its questions, and how near a question is to them. An article is
known by its words (`text_key`), so that the same article is recognised in any index and a changed one is not. The vectors
are those of the shipped encoder (data/models/asked.npz, written by `python -m ingest train`); another encoder has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Vectors
from ingest.fold import text_key
from ingest.model import BadInput

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "models" / "asked.npz"
Places = NDArray[np.int32]
UNASKED = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """`vectors[i]`, of length 1, is the mean of the `counts[i]` questions whose article has the key `keys[i]`."""

    encoder: str
    keys: dict[str, int]
    vectors: Vectors
    counts: NDArray[np.int32]

    def places(self, texts: Sequence[str]) -> Places:
        """For each text the place of its questions, or UNASKED."""
        return np.array([self.keys.get(text_key(text), UNASKED) for text in texts], dtype=np.int32)


@cache
def load_asked(path: Path = SHIPPED) -> Asked:
    """Read the file. Raises BadInput when it is not one of ours."""
    try:
        with np.load(path, allow_pickle=False) as held:
            keys = {str(key): place for place, key in enumerate(held["keys"])}
            return Asked(str(held["encoder"]), keys, held["vectors"].astype(np.float32), held["counts"])
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{path}：读不出来（{error}）；请重新运行 python -m ingest train") from None
