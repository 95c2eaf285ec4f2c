"""The folded form of a text, in which it is searched and compared: NFKC, punctuation and white space gone.

In: shown text. Out: folded text, and a map from each folded character back to its place in the shown text.
`find_span` finds a quotation in a provision whatever the punctuation width or spacing of either.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` came from character `places[i]` of the shown text."""

    text: str
    places: tuple[int, ...]


def fold(shown: str) -> Folded:
    """Fold with the map back. Letters are lowered; punctuation, symbols and spaces are dropped."""
    out: list[str] = []
    places: list[int] = []
    for at, c in enumerate(shown):
        for d in unicodedata.normalize("NFKC", c).lower():
            if unicodedata.category(d)[0] in "LN":
                out.append(d)
                places.append(at)
    return Folded("".join(out), tuple(places))


def fold_text(shown: str) -> str:
    """Fold without the map."""
    return "".join(d for d in unicodedata.normalize("NFKC", shown).lower() if unicodedata.category(d)[0] in "LN")


def text_key(shown: str) -> str:
    """A short name of a text's words: equal for two printings that differ in spacing, width or punctuation alone."""
    words = _APART.sub("", unicodedata.normalize("NFKC", shown).lower())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def find_span(quote: str, shown: str) -> tuple[int, int] | None:
    """Where a quotation stands in a shown text, or None. Raises nothing; an empty quotation is nowhere."""
    if quote and (at := shown.find(quote)) >= 0:
        return at, at + len(quote)
    wanted = fold_text(quote)
    if not wanted:
        return None
    folded = fold(shown)
    at = folded.text.find(wanted)
    if at < 0:
        return None
    return folded.places[at], folded.places[at + len(wanted) - 1] + 1
