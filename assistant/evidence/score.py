"""How well a unit fits the question: the share of the question's weight that it covers.

In: Units of one document, the terms of the question. Out: a score in 0…1 for each unit. Pure arithmetic.
A term weighs by how rare it is in the document (idf over its units), so that 「迟报」 decides and 「事故」 hardly counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.evidence.units import Unit
from assistant.model import Term, Understanding

IN_OWN = 1.0
IN_LEAD = 0.9
IN_LIST = 0.6
IN_HEADING = 0.4
IN_SECTION = 0.8
"""What a match is worth in the unit's own words and outside of them. A text without articles says what a section is about in its heading."""

UNSETTLED = 0.4
"""A set matter that is asked and that this document does not settle (事故等级): what else fits is beside the point."""

FREQUENCY = re.compile(
    r"每(?:半|两|三)?(?:年|个?季度|个?月|周)|不少于[一二两三四五六七八九十\d]+次|(?:至少|进行|开展|召开|组织|检查|调研)[^，。；]{0,10}[一二两三四五六七八九十\d]+次|不定期|定期"
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with its score; `covered` are the terms that it or its lead holds."""

    unit: Unit
    score: float
    covered: tuple[Term, ...]
    own: tuple[Term, ...]


@lru_cache(maxsize=65_536)
def finder(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """What tells whether any of the patterns is found in a text.

    Plain words are looked for as they are, which is quicker than to compile or to remember them. Regular expressions are
    those of the aspects, offices and the lexicon, the same few over and over, and so are the texts: what was found is kept.
    """
    words = tuple(p for p in patterns if re.escape(p) == p)
    rest = tuple(p for p in patterns if re.escape(p) != p)
    if not rest and len(words) == 1:
        (word,) = words
        return lambda text: word in text
    if not rest:
        return lambda text: any(word in text for word in words)
    return lambda text: any(word in text for word in words) or _found(rest, text)


@lru_cache(maxsize=262_144)
def _found(patterns: tuple[str, ...], text: str) -> bool:
    return _compiled(patterns).search(text) is not None


@lru_cache(maxsize=4096)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


def matches(term: Term, text: str) -> bool:
    """Whether any wording of a term stands in a text."""
    return finder(term.patterns)(text)


def scored_terms(u: Understanding) -> tuple[Term, ...]:
    """The terms that tell units apart. Who did it does not: accountability speaks of 党政领导干部 alike."""
    if u.wants_measures and not u.wants_frequency and any(t.kind == "word" for t in u.terms):
        return tuple(t for t in u.terms if t.kind != "office")
    return u.terms


def each_matter(u: Understanding) -> tuple[tuple[Term, ...], ...]:
    """The terms to score by: once, or once for each set matter where several are asked (文号是什么、哪天施行)."""
    facets = [t for t in u.terms if t.kind == "facet"]
    if len(facets) < 2 or any(t.kind == "office" for t in u.terms):
        return (scored_terms(u),)
    return tuple((facet,) for facet in facets)


def score_units(units: Sequence[Unit], terms: Sequence[Term]) -> list[Scored]:
    """Score every unit, best first; ties in reading order."""
    if not terms:
        return []
    terms = [settle(term, units) for term in terms]
    worths = [_worths(term, units) for term in terms]
    weights = [_weight(term, worth) for term, worth in zip(terms, worths, strict=True)]
    standing = [any(x in (IN_OWN, IN_LEAD, IN_LIST) for x in worth) for worth in worths]
    unsettled = any(t.kind == "facet" and not stands for t, stands in zip(terms, standing, strict=True))
    total = sum(weights) or 1.0
    out = []
    for i, unit in enumerate(units):
        worth = [row[i] for row in worths]
        score = sum(w * x for w, x in zip(weights, worth, strict=True)) / total * (UNSETTLED if unsettled else 1)
        covered = tuple(t for t, x in zip(terms, worth, strict=True) if x >= IN_LIST)
        own = tuple(t for t, x in zip(terms, worth, strict=True) if x == IN_OWN)
        out.append(Scored(unit, score, covered, own))
    return sorted(out, key=lambda s: -s.score)


def settle(term: Term, units: Sequence[Unit]) -> Term:
    """A term whose wordings this document has none of is looked for by its looser ones."""
    if not term.fallback or _stands(term, units):
        return term
    return replace(term, patterns=(*term.patterns, *term.fallback))


def _stands(term: Term, units: Sequence[Unit]) -> bool:
    stands = finder(term.patterns)
    return any(stands(u.own) or stands(u.lead) or stands(u.inside) for u in units)


def _weight(term: Term, worth: Sequence[float]) -> float:
    holding = sum(x >= IN_LEAD for x in worth)
    return term.weight * math.log((len(worth) + 1) / (holding + 0.5))


def _worths(term: Term, units: Sequence[Unit]) -> list[float]:
    """What a match is worth in each unit; 0 where there is none."""
    stands = finder(term.patterns)

    def worth(unit: Unit) -> float:
        if stands(unit.own):
            return IN_OWN
        if unit.lead and stands(unit.lead):
            return IN_LEAD
        if unit.inside and stands(unit.inside):
            return IN_LIST
        if any(stands(heading) for heading in unit.provision.path):
            return IN_SECTION if unit.block.startswith("s") else IN_HEADING
        return 0.0

    return [worth(unit) for unit in units]
