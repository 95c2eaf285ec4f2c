"""data/lexicon.tsv: what people say -> what the texts say; data/stopwords.txt: what says nothing.

In: the path of the file. Out: entries, longest wording first. Raises BadInput with file, line and reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.model import BadInput

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """A lay wording, the terms of the texts it stands for, and what kind of word it is."""

    lay: str
    terms: tuple[str, ...]
    kind: str


@cache
def load_lexicon(path: Path = DATA / "lexicon.tsv") -> tuple[Entry, ...]:
    """Read the lexicon strictly."""
    out: dict[str, Entry] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) != 3 or not all(cells):
            raise BadInput(f"{path}:{number}：应为三列（说法、对应词、类别），以制表符隔开")
        if cells[0] in out:
            raise BadInput(f"{path}:{number}：「{cells[0]}」已经有一行；每个说法只写一次")
        out[cells[0]] = Entry(cells[0], tuple(cells[1].split("|")), cells[2])
    return tuple(sorted(out.values(), key=lambda e: -len(e.lay)))


@cache
def load_stopwords(path: Path = DATA / "stopwords.txt") -> frozenset[str]:
    """Words that are never terms of a question; lines that begin with # are comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
