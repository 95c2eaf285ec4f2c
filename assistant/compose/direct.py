"""The direct answer: one or two sentences in front, built only from words of the provisions cited.

In: a document, the evidence of it with its citations, the Understanding. Out: Markdown lines: how often; the decisive words of
a settled matter; whose duty it is; that the text gives no number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence.register import EVERY, ITEM_SUBJECT, introduced, is_duty
from assistant.evidence.units import units_of
from assistant.model import Citation, Evidence, Understanding
from assistant.texts import message
from assistant.understand.aspects import Aspect, load_aspects
from ingest.model import Document

MOST = 3
"""Sentences in front of the provisions; a list of more is better read below."""
LONG = 160
WHOLE = 0.9
"""Of a quotation: words that are nearly all of it are read there at once, and would only stand twice."""
WHO = re.compile(
    r"谁(?!说|规定|更|先)|哪[一几]?[位个名](?:领导|负责人|干部|人|部门|单位|主任|书记|头头)|哪些(?:领导|负责人|干部|人|部门)|何人|什么人|哪个来"
)


def direct(document: Document, pairs: Sequence[tuple[Evidence, Citation]], u: Understanding) -> list[str]:
    """The lines to say first about one document."""
    often = [(line, c.n) for e, c in pairs for line in e.direct.split("\n") if line]
    if often:
        return [message("answer.direct", clause=line, n=str(n)) for line, n in often]
    if uncounted(pairs, u):
        return [message("note.uncounted")]
    told = [(words, c.n) for e, c in pairs if (words := decisive(e))]
    if not told and WHO.search(u.text):
        told = [(_told(holder), c.n) for e, c in pairs if (holder := whose(document, e.provision))]
    return [message("answer.direct", clause=words, n=str(n)) for words, n in told[:MOST]]


def whose(document: Document, provision: str) -> str:
    """Whose duty an item is, where only the sentence in front of the list says so."""
    unit = next((x for x in units_of(document) if x.provision.id == provision and not x.is_list), None)
    if unit is None or not unit.lead or not is_duty(unit) or ITEM_SUBJECT.match(unit.own):
        return ""
    holder = introduced(unit.lead)
    return "" if holder in unit.own else holder


def is_sentence(holder: str) -> bool:
    """「市、区政府由担任本级党委常委的政府领导干部分管安全生产工作，乡镇……」 says it by itself."""
    return "由担任" in holder


def _told(holder: str) -> str:
    return holder if is_sentence(holder) else message("answer.whose", holder=holder)


def uncounted(pairs: Sequence[tuple[Evidence, Citation]], u: Understanding) -> bool:
    """Whether it was asked how often and the provisions that regulate the matter do not say."""
    cases = any(e.role == "situation" for e, _ in pairs)
    return u.wants_frequency and bool(pairs) and not cases and not any(EVERY.search(e.quote) for e, _ in pairs)


def decisive(e: Evidence) -> str:
    """The words of a provision that answer by themselves, if it settles a matter that has such words."""
    aspect = _by_role(e.role)
    m = aspect.key.search(e.quote) if aspect and aspect.key else None
    return m.group() if m and len(m.group()) <= min(LONG, WHOLE * len(e.quote)) else ""


def _by_role(role: str) -> Aspect | None:
    return next((a for a in load_aspects() if a.role == role), None)
