"""What a question takes for granted, held against the text: how often, since when, how many cases, any other figure.

In: the evidence of one document with its citations, the Understanding. Out: fixed sentences that say whether the figure of the
question is that of the text. Only figures are judged; where clauses differ among themselves nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from assistant import facts
from assistant.evidence.register import register
from assistant.model import Citation, Evidence, Understanding
from assistant.texts import message
from assistant.understand.claims import rate_of
from ingest.model import Document, Kind, Source
from ingest.numerals import NUMERAL, to_int

Pairs = Sequence[tuple[Evidence, Citation]]
SORTS = re.compile(
    rf"(?P<n>{NUMERAL})\s*(?:种|项|类|个方面|条)(?:问责|从重|从轻|追责|职责|情形|情况|措施|方式|任务|原则)?"
)
FIGURE = re.compile(rf"(?:{NUMERAL})\s*(?:个月|个工作日|日内|天|小时|万元|元|人|年|次)(?!\s*[\d月])")
WHEN = "施行日期"


def premise(document: Document, source: Source, pairs: Pairs, u: Understanding) -> list[str]:
    """At most one sentence about what the question took for granted."""
    for said in (_rate(document, pairs, u), _date(source, u), _count(document, pairs, u), _figure(pairs, u)):
        if said:
            return [said]
    return []


def _rate(document: Document, pairs: Pairs, u: Understanding) -> str:
    if u.claimed_rate is None:
        return ""
    said = {line for e, _ in pairs for line in e.direct.split("\n")}
    rates: set[Fraction | None] = {
        rate_of(d.every, d.times) for d in register(document) if d.every and any(d.quote in line for line in said)
    }
    if len(rates) != 1 or None in rates:
        return ""
    return message("note.claim_right" if rates == {u.claimed_rate} else "note.claim_wrong")


def _date(source: Source, u: Understanding) -> str:
    """「是2019年施行的吧」; a year of events before the text applied is said to be so."""
    if not u.on or not source.effective:
        return ""
    if WHEN in u.aspects:
        right = source.effective.startswith(u.on)
        return message("note.claim_right" if right else "note.claim_wrong") if u.confirms else ""
    if u.on < source.effective[: len(u.on)]:
        return message("note.not_yet", date=facts.date(source.effective))
    return ""


def _count(document: Document, pairs: Pairs, u: Understanding) -> str:
    """「只列了四种情形，对不对」: how many items the list has that is cited whole."""
    claimed = SORTS.search(u.text) if u.confirms else None
    if not claimed or len(pairs) != 1:
        return ""
    id = pairs[0][0].provision.partition("/")[2]
    inside = re.compile(rf"{re.escape(id)}(?:\.\d+)?\.\d+")
    items = [p for p in document.provisions if p.kind is Kind.ITEM and inside.fullmatch(p.number)]
    if not items:
        return ""
    right = to_int(claimed["n"]) == len(items)
    return message("note.items_right" if right else "note.items_wrong", count=str(len(items)))


def _figure(pairs: Pairs, u: Understanding) -> str:
    """Figures of a yes-or-no question that none of the quotations has."""
    if not u.confirms or u.wants_frequency:
        return ""
    quotes = "".join("".join(e.quote.split()) for e, _ in pairs)
    held = {to_int(n) for n in re.findall(NUMERAL, quotes) if _is_number(n)}
    absent = [m.group() for m in FIGURE.finditer(u.text) if to_int(re.findall(NUMERAL, m.group())[0]) not in held]
    return message("note.figure_absent", figures="、".join(f"“{a}”" for a in absent)) if absent and quotes else ""


def _is_number(numeral: str) -> bool:
    try:
        to_int(numeral)
    except ValueError:
        return False
    return True
