"""The direct answer: one or two sentences in front, built only from words of the provisions cited.

In: the evidence of one document with its citations, the Understanding. Out: Markdown lines: how often; the decisive words of
a settled matter; that the text gives no number.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence.register import EVERY
from assistant.model import Citation, Evidence, Understanding
from assistant.texts import message
from assistant.understand.aspects import Aspect, load_aspects

MOST = 3
"""Sentences in front of the provisions; a list of more is better read below."""
LONG = 120


def direct(pairs: Sequence[tuple[Evidence, Citation]], u: Understanding) -> list[str]:
    """The lines to say first about one document."""
    often = [(line, c.n) for e, c in pairs for line in e.direct.split("\n") if line]
    if often:
        return [message("answer.direct", clause=line, n=str(n)) for line, n in often]
    if uncounted(pairs, u):
        return [message("note.uncounted")]
    told = [(words, c.n) for e, c in pairs if (words := decisive(e))]
    return [message("answer.direct", clause=words, n=str(n)) for words, n in told[:MOST]]


def uncounted(pairs: Sequence[tuple[Evidence, Citation]], u: Understanding) -> bool:
    """Whether it was asked how often and the provisions that regulate the matter do not say."""
    cases = any(e.role == "situation" for e, _ in pairs)
    return u.wants_frequency and bool(pairs) and not cases and not any(EVERY.search(e.quote) for e, _ in pairs)


def decisive(e: Evidence) -> str:
    """The words of a provision that answer by themselves, if it settles a matter that has such words."""
    aspect = _by_role(e.role)
    m = aspect.key.search(e.quote) if aspect and aspect.key else None
    return m.group() if m and len(m.group()) <= LONG else ""


def _by_role(role: str) -> Aspect | None:
    return next((a for a in load_aspects() if a.role == role), None)
