"""The content words of a question, each with the wordings that stand for it in the texts.

In: a question without its place names, document names and provision numbers. Out: Terms with patterns and a weight:
offices and lay wordings first, because they swallow the words they are made of; then the nouns and verbs that are left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.model import Term
from assistant.understand.aspects import find_aspects
from assistant.understand.lexicon import Entry, load_stopwords, wordings_in
from assistant.understand.offices import find_offices

STOP = load_stopwords()
"""Words that carry the question, not the matter, and words that stand in every article of the field."""

OFFICE = 1.5
FACET = 1.2
MEASURE = 0.5
"""What kinds of term weigh: an office or a set matter decides, 「怎么处理」 only says what is wanted of the case."""

NOUN = 1.0
VERB = 0.6
OTHER = 0.4
UNKNOWN_TALK = 0.2
JOINED = re.compile(r"\s*(?:、|和|与|跟|同|及|以及|，|或者?)?\s*")
ABOUT = 1.5
"""Known words of this weight show that a question is about these texts; then the strange ones are its story."""
BESIDE = 0.5
"""How much a plain word counts. One that no text of the corpus holds is the matter if it is a noun (罚款, 津贴), else talk.
`BESIDE` an office whose duties are asked, the rest is mostly illustration (「市委办这种党委工作机关」)."""


def find_terms(text: str, known: Callable[[str], bool]) -> tuple[Term, ...]:
    """Terms of a question. `known` tells whether a wording occurs in the texts in scope of the corpus."""

    taken = [False] * len(text)
    out: list[Term] = []

    def take(start: int, end: int, term: Term) -> None:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            if all(term.patterns != other.patterns for other in out):
                out.append(term)

    for term, m in _offices(text):
        take(m.start(), m.end(), term)
    for aspect, m in find_aspects(text):
        if not aspect.plain:
            take(m.start(), m.end(), Term(m.group(), (aspect.printed.pattern,), "facet", weight=FACET))
    for entry in wordings_in(text):
        for start in _starts(entry.lay, text):
            take(start, start + len(entry.lay), _lay(entry))
    settled = any(term.kind in ("office", "facet") for term in out)
    for word, tag, start in _tagged(text):
        if not any(taken[start : start + len(word)]) and not _is_stop(word, tag):
            take(start, start + len(word), _plain(word, tag, known, settled))
    out = _quieter(out)
    if {"office", "facet"} <= {term.kind for term in out}:
        return tuple(replace(t, weight=t.weight * BESIDE) if t.kind == "word" else t for t in out)
    return tuple(out)


def _starts(word: str, text: str) -> Iterator[int]:
    """Where a word stands, one after another. No regular expressions: compiling thousands of them took longer than looking."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _offices(text: str) -> Iterator[tuple[Term, re.Match[str]]]:
    """The office whose matter it is, and those side by side with it; any other is told of (「区长对其他副区长…」)."""
    found = sorted(find_offices(text), key=lambda pair: pair[1].start())
    for i, (office, m) in enumerate(found):
        own = i == 0 or bool(JOINED.fullmatch(text[found[i - 1][1].end() : m.start()]))
        kind, weight = ("office", OFFICE) if own else ("word", BESIDE)
        yield Term(m.group(), office.printed, kind, office.loosely, weight), m


def _quieter(terms: list[Term]) -> list[Term]:
    """Many words that no text knows are a story (密室, 剧本杀, 外卖): together they weigh no more than one of them."""
    strange = sum(t.weight for t in terms if not t.known)
    if sum(t.weight for t in terms if t.known) < ABOUT:
        return terms
    return [t if t.known else replace(t, weight=t.weight / max(1.0, strange)) for t in terms]


def _tagged(text: str) -> Iterator[tuple[str, str, int]]:
    """(word, part of speech, place); single characters side by side that the dictionary left over are one word (约谈)."""
    import rjieba

    at, run, run_at = 0, "", 0
    for word, tag in [*rjieba.tag(text, False), ("", "x")]:
        start = text.index(word, at)
        at = start + len(word)
        single = (
            len(word) == 1 and tag[0] not in "xpucymrqeo" and word not in STOP and re.match(r"[\u4e00-\u9fff]", word)
        )
        if single:
            run, run_at = run + word, run_at if run else start
            continue
        if len(run) > 1:
            yield run, "vn", run_at
        run = ""
        yield word, tag, start


def _lay(entry: Entry) -> Term:
    patterns = tuple(re.escape(wording) for wording in dict.fromkeys((*entry.terms, entry.lay)))
    measure = entry.kind == "measure"
    return Term(entry.lay, patterns, "measure" if measure else "word", weight=MEASURE if measure else NOUN)


def _is_stop(word: str, tag: str) -> bool:
    return (
        not word
        or word in STOP
        or tag[0] in "xpucyemrqo"
        or not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", word)
        or len(word) == 1
    )


def _plain(word: str, tag: str, known: Callable[[str], bool], settled: bool) -> Term:
    """A plain word. Beside an office or a set matter an unknown noun is more likely talk than the matter."""
    parts = _parts(word)
    whole = known(word)
    held = whole or (bool(parts) and all(known(p) for p in parts))
    noun = tag[0] in "nj" or tag in ("vn", "an")
    if not held:
        weight = NOUN if noun and not settled else UNKNOWN_TALK
    else:
        weight = NOUN if noun else VERB if tag[0] in "vil" else OTHER
    return Term(
        word, (re.escape(word),), fallback=tuple(map(re.escape, parts)) if held else (), weight=weight, known=held
    )


def _parts(word: str) -> tuple[str, ...]:
    """The shorter words inside a compound: 安全隐患 -> 隐患 (安全 says nothing here)."""
    import rjieba

    if len(word) < 4:
        return ()
    return tuple(w for w in rjieba.cut_for_search(word, True) if 1 < len(w) < len(word) and w not in STOP)
