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
def load_slips() -> tuple[Entry, ...]:
    """The rows that are slips of the pen: what was meant stands first among their terms."""
    return tuple(entry for entry in load_lexicon() if entry.kind == "typo")


def wordings_in(text: str) -> list[Entry]:
    """The rows, but for slips, whose wording stands in a text; longest first.

    Only rows that begin with a character of the text are looked at: there are thousands.
    """
    begun = _by_first_character()
    rows = sorted(row for character in set(text) for row in begun.get(character, ()))
    lexicon = load_lexicon()
    return [lexicon[row] for row in rows if lexicon[row].lay in text]


@cache
def _by_first_character() -> dict[str, tuple[int, ...]]:
    out: dict[str, list[int]] = {}
    for row, entry in enumerate(load_lexicon()):
        if entry.kind != "typo":
            out.setdefault(entry.lay[0], []).append(row)
    return {character: tuple(rows) for character, rows in out.items()}


@cache
def load_stopwords(path: Path = DATA / "stopwords.txt") -> frozenset[str]:
    """Words that are never terms of a question; lines that begin with # are comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
