"""What stands in one text and in none of those beside it: the stretches that a comparison marks.

In: the texts of a row. Out: for each its Difference, in characters of that text. Texts are compared folded, so punctuation and
width do not count; a mark begins and ends with a word and is more than a function word. Knows nothing of law or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.fold import Folded, fold, fold_text
from ingest.words import words

GRAM = 3
"""Characters in a row that another text must have too: two coincide too often (安全), four miss 每季度 beside 每半年."""
GAP = 3
"""Shared characters between two marks of a sentence that join them: a mark that stops for one word is hard to read."""
MOSTLY = 0.6
"""Share of a text from which it is said to be worded differently as a whole, instead of being marked all over."""
LONG_WORD = 4
FUNCTION_WORDS = frozenset("的了和与及或在是为对有等其之以于被把将应当要并且由向从该")
SENTENCE_END = re.compile(r"[。；！？\n]")
IN_A_SENTENCE = re.compile(r"[^。；！？\n]+")
PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"), ("〔", "〕"))
LIST_MARKER = re.compile(r"[（(]\s*[一二三四五六七八九十\d]+\s*[）)]")
"""The number of an item says only where it stands."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What only this text says; `apart` when that is most of it, and then nothing is marked one by one."""

    stretches: tuple[Stretch, ...] = ()
    apart: bool = False


def differences(texts: Sequence[str]) -> tuple[Difference, ...]:
    """For each text what occurs in none of the others; nothing where there is no other."""
    folded = [fold(text) for text in texts]
    grams = [_grams(f.text) for f in folded]
    out = []
    for i, (text, own) in enumerate(zip(texts, folded, strict=True)):
        others = frozenset[str]().union(*(g for j, g in enumerate(grams) if j != i))
        out.append(_difference(text, own, others) if others and own.text else Difference())
    return tuple(out)


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + GRAM] for i in range(max(1, len(text) - GRAM + 1))) if text else frozenset()


def _difference(shown: str, own: Folded, others: frozenset[str]) -> Difference:
    alone = _words_of(own.text, _alone(own.text, others, _numbers(shown, own)))
    if sum(b - a for a, b in alone) > MOSTLY * len(own.text):
        return Difference(apart=True)
    places = own.places
    joined = [(places[a], places[b - 1] + 1) for a, b in _joined(shown, own, alone)]
    found = [_closed(shown, *m.span()) for a, b in joined for m in IN_A_SENTENCE.finditer(shown, a, b)]
    return Difference(tuple(s for s in found if not set(fold_text(shown[s.start : s.end])) <= FUNCTION_WORDS))


def _closed(shown: str, start: int, end: int) -> Stretch:
    """With the bracket or quotation mark that closes one inside: 「县（市、区）」 is not cut before its ）."""
    inside, after = shown[start:end], shown[end : end + 1]
    opens = any(after == b and inside.count(a) > inside.count(b) for a, b in PAIRS)
    return Stretch(start, end + opens)


def _numbers(shown: str, own: Folded) -> frozenset[int]:
    """The folded characters that number items."""
    spans = [m.span() for m in LIST_MARKER.finditer(shown)]
    return frozenset(i for i, at in enumerate(own.places) if any(a <= at < b for a, b in spans))


def _alone(text: str, others: frozenset[str], numbers: frozenset[int]) -> list[tuple[int, int]]:
    """The runs of characters that no shared run of GRAM characters covers."""
    shared = [i in numbers for i in range(len(text))]
    for i in range(max(1, len(text) - GRAM + 1)):
        if text[i : i + GRAM] in others:
            shared[i : i + GRAM] = [True] * len(shared[i : i + GRAM])
    marks = "".join("." if s else "x" for s in shared)
    return [m.span() for m in re.finditer("x+", marks)]


def _words_of(text: str, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs, widened to the ends of the words that they cut."""
    spans = _word_spans(text)
    out: list[tuple[int, int]] = []
    for start, end in runs:
        cut = [(a, b) for a, b in spans if a < end and start < b]
        start, end = min([start, *(a for a, _ in cut)]), max([end, *(b for _, b in cut)])
        while start < end and text[start] in FUNCTION_WORDS and not any(a <= start < b for a, b in spans):
            start += 1  # 「和镇（街道）」: 和 is no word of its own
        if out and start <= out[-1][1]:
            start = out.pop()[0]
        if start < end:
            out.append((start, end))
    return out


def _word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words stand; a compound comes after its parts, which is why the search steps back by its length."""
    out: list[tuple[int, int]] = []
    last = 0
    for word in words(text):
        at = text.find(word, max(0, last - len(word)))
        if at >= 0 and len(word) <= LONG_WORD:
            out.append((at, at + len(word)))
        last = max(last, at + len(word))
    return out


def _joined(shown: str, own: Folded, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in runs:
        between = shown[own.places[out[-1][1] - 1] : own.places[start]] if out else ""
        if out and start - out[-1][1] <= GAP and not SENTENCE_END.search(between):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
