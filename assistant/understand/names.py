"""The names of all documents held, found in a question at once however many there are.

In: the catalog. Out: a Names that gives, for a text, the documents named in it. A law is known by its title with or without
中华人民共和国, by its short names and its number; of several versions of one law the name means the one that counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ingest.label import title_mark
from ingest.model import Source
from ingest.sources import Catalog

HEAD = 2
"""Characters by which names are looked up: two share out the titles of a whole country evenly enough."""
BRACKETS = re.compile(r"[《》〈〉<>]")
NATIONAL = "中华人民共和国"
PART = re.compile(r"(.+法典)(?:.+编|总则|附则)")
"""A part of a code that is held part by part."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """A document named by title, short name or number; a code that is held in parts (民法典合同编 …) is all of them."""

    documents: tuple[str, ...]
    start: int
    end: int


class Phrases(Generic[T]):
    """A fixed set of phrases, each with a value, looked for in texts: the longest at each place."""

    def __init__(self, values: dict[str, T]) -> None:
        self._values = values
        self._by_head: dict[str, list[str]] = {}
        for phrase in sorted(values, key=lambda p: (-len(p), p)):
            self._by_head.setdefault(phrase[:HEAD], []).append(phrase)

    def find(self, text: str) -> Iterator[tuple[int, int, T]]:
        """(start, end, value) of each phrase, none within another."""
        at = 0
        while at < len(text):
            here = self._by_head.get(text[at : at + HEAD], ())
            found = next((phrase for phrase in here if text.startswith(phrase, at)), "")
            if found:
                yield at, at + len(found), self._values[found]
            at += len(found) or 1


class Names:
    """What the documents of a catalog are called."""

    def __init__(self, catalog: Catalog, cited: Iterable[str] = ()) -> None:
        self.titles = frozenset(name for s in catalog.sources for name in (s.title, s.interprets, *s.short) if name)
        self.bare = frozenset(BRACKETS.sub("", name) for name in self.titles)
        keys: dict[str, tuple[str, ...]] = {}
        current = sorted(catalog.sources, key=lambda s: bool(s.superseded_by))
        for source in current:
            for key in _keys(source):
                keys.setdefault(key, (source.id,))
        for code, parts in _codes(current).items():
            keys.setdefault(code, parts)
        self._held = Phrases(keys)
        self._cited = Phrases({name: name for name in cited if name not in self.titles})

    def documents(self, text: str) -> tuple[Named, ...]:
        """Documents named in a text, the longest name at each place."""
        return tuple(Named(documents, start, end) for start, end, documents in self._held.find(text))

    def cited(self, text: str, *, at_least: int) -> Iterator[tuple[int, int, str]]:
        """Titles that the texts held refer to and that are not held, where a text names them."""
        return (found for found in self._cited.find(text) if len(found[2]) >= at_least)


def _keys(source: Source) -> list[str]:
    title = BRACKETS.sub("", source.title)
    plain = title.removeprefix(NATIONAL)
    names = (title_mark(source.title), source.title, title, plain, title_mark(plain), source.interprets, *source.short)
    return [name for name in (*names, source.number, _loose_number(source.number)) if len(name) >= HEAD]


def code_of(title: str) -> str:
    """民法典 of 中华人民共和国民法典合同编; the title itself of a text that is no part of a code."""
    plain = BRACKETS.sub("", title).removeprefix(NATIONAL)
    found = PART.fullmatch(plain)
    return found[1] if found else plain


def _codes(sources: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    """The codes that are held in parts, by each name people use."""
    parts: dict[str, tuple[str, ...]] = {}
    for source in sources:
        code = code_of(source.title)
        if PART.fullmatch(BRACKETS.sub("", source.title).removeprefix(NATIONAL)):
            for name in (code, NATIONAL + code, title_mark(code), title_mark(NATIONAL + code)):
                parts[name] = (*parts.get(name, ()), source.id)
    return parts


def _loose_number(number: str) -> str:
    """室字〔2019〕88号 as people type it: 室字[2019]88号 is folded elsewhere, 室字2019年88号 is not."""
    return number.replace("〔", "[").replace("〕", "]")
