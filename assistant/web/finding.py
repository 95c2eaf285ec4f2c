"""Words searched for in one document: every place where they stand, and the articles that have them.

In: a Document and what a person typed, traditional or simplified, wide or narrow. Out: a Search: numbered places in reading order,
each inside one article, heading or the closing lines; for each article how many, and its neighbours among those that have any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.understand.spelling import simplify
from assistant.web.reading import Span, blocks
from ingest.fold import fold, fold_text
from ingest.label import number_label
from ingest.model import Document

SENTENCE_END = re.compile(r"[。；！？]")
ELSEWHERE = "标题和落款"


@dataclass(frozen=True, slots=True)
class Found:
    """An article with `count` places, the first and last by number; name and number are ELSEWHERE and empty outside articles."""

    number: str
    name: str
    count: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Search:
    """`words` as typed; nothing of it may be a word, which `empty` says."""

    words: str
    places: tuple[Span, ...]
    articles: tuple[Found, ...]
    empty: bool = False

    def has(self, number: str) -> bool:
        """Whether an article has any of the places."""
        return any(a.number == number for a in self.articles)

    def before(self, number: str) -> int:
        """The last place before those of an article, 0 for none."""
        first = next((a.first for a in self.articles if a.number == number), 0)
        return max(0, first - 1)

    def after(self, number: str) -> int:
        """The first place after those of an article, 0 for none."""
        last = next((a.last for a in self.articles if a.number == number), 0)
        return last + 1 if last and last < len(self.places) else 0


def search(document: Document, words: str) -> Search:
    """Every place of the words in a document."""
    wanted = fold_text(simplify(words))
    if not wanted:
        return Search(words, (), (), empty=True)
    places = tuple(Span(s.start, s.end, n) for n, s in enumerate(_places(document, wanted, words), start=1))
    return Search(words, places, tuple(_by_article(document, places)))


def _places(document: Document, wanted: str, words: str) -> Iterator[Span]:
    """Punctuation is not compared, but what runs over the end of a sentence is found only where that was typed."""
    folded = fold(document.text)
    printed = sorted((start, end) for start, end in _printed(document))
    over = SENTENCE_END.search(words)
    at = folded.text.find(wanted)
    while at >= 0:
        start, end = folded.places[at], folded.places[at + len(wanted) - 1] + 1
        inside = any(a <= start and end <= b for a, b in printed)
        if inside and (over or not SENTENCE_END.search(document.text[start:end])):
            yield Span(start, end)
            at = folded.text.find(wanted, at + len(wanted))
        else:
            at = folded.text.find(wanted, at + 1)


def _printed(document: Document) -> Iterator[tuple[int, int]]:
    yield from ((b.start, b.end) for b in blocks(document))
    yield from ((h.start, h.end) for h in document.headings)
    if document.tail is not None:
        yield document.tail, len(document.text)


def _by_article(document: Document, places: tuple[Span, ...]) -> Iterator[Found]:
    inside: dict[str, list[int]] = {}
    every = blocks(document)
    for place in places:
        block = next((b for b in every if b.start <= place.start < b.end), None)
        inside.setdefault(block.number if block else "", []).append(place.number)
    for number, numbers in inside.items():
        yield Found(number, number_label(number) if number else ELSEWHERE, len(numbers), numbers[0], numbers[-1])
