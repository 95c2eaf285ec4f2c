"""From scored units to the evidence of one document.

In: Scored units, the Understanding. Out: Evidence with roles. Precision counts as much as recall: a unit comes in when it
is near the best one and says what the best one says, never because it merely looks alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.evidence.score import Scored
from assistant.evidence.units import Unit
from assistant.model import Evidence, Rejected, Term, Understanding
from assistant.understand.aspects import role_of
from ingest.model import Kind

ENOUGH = 0.42
AGREED = 0.15
"""Share of the question's weight below which a unit is no answer; the lower one holds where vector and word search both
put its article among their first three. Chosen on 326 questions (README, 数字): between the two, 19 best units of
answerable questions, 13 of them right, against 3 of unanswerable ones, none of which both searches agree on."""
NEAR_BEST = 0.86
MOST = 4
FRONT = 0.5
"""What stands before the first article names everything the text is about and settles nothing."""
OTHER_OFFICE = 0.6
OTHER_LEVEL = 0.8
"""What the duties of another office or level are worth where the right ones are there too."""


def select(
    scored: Sequence[Scored], u: Understanding, agreed: Collection[str] = ()
) -> tuple[list[Evidence], list[Rejected]]:
    """The units of one document that answer, best first, and those left out with the reason.

    `agreed` are the articles (`document/number`) that vector and word search both put among their first three.
    """
    ranked = _of_the_level(_of_the_office(_wanted(scored, u)), u)
    if not ranked or ranked[0].score < (AGREED if _block(ranked[0]) in agreed else ENOUGH):
        return [], [Rejected(s.unit.provision.id, s.score, "below threshold") for s in ranked[:5]]
    best = ranked[0]
    chosen: list[Scored] = []
    rejected: list[Rejected] = []
    for s in ranked[:12]:
        reason = _reason_against(s, best, chosen)
        if reason:
            rejected.append(Rejected(s.unit.provision.id, s.score, reason))
        else:
            chosen.append(s)
    return [_evidence(s) for s in chosen[:MOST]], rejected


def _block(s: Scored) -> str:
    return f"{s.unit.provision.document}/{s.unit.block}"


def _wanted(scored: Sequence[Scored], u: Understanding) -> list[Scored]:
    """The units that can answer this kind of question at all."""
    if u.terms and all(t.kind == "measure" for t in u.terms):
        return [replace(s, score=1.0) for s in scored if role_of(s.unit.own, s.unit.lead) == "measure"] or list(scored)
    if any(t.kind == "facet" for t in u.terms):  # when it was issued, by whom, under which number stands there
        return list(scored)
    return [replace(s, score=s.score * FRONT) if s.unit.provision.kind is Kind.PREAMBLE else s for s in scored]


def _of_the_office(scored: Sequence[Scored]) -> list[Scored]:
    """Where some unit speaks of the office asked, the duties of another office are worth less."""
    offices = {t for s in scored for t in s.covered if t.kind == "office"}
    marked = (s if offices <= set(s.covered) else replace(s, score=s.score * OTHER_OFFICE) for s in scored)
    return sorted(marked, key=lambda s: -s.score)


def _of_the_level(scored: Sequence[Scored], u: Understanding) -> list[Scored]:
    """镇（街道）党委 is not 区（市）党委: where some unit speaks of the level asked, the others are worth less."""
    fits = [any(re.search(level, s.unit.lead + s.unit.own) for level in u.levels) for s in scored]
    if not any(fits) or not any(t.kind == "office" for t in u.terms):
        return list(scored)
    marked = (s if fit else replace(s, score=s.score * OTHER_LEVEL) for s, fit in zip(scored, fits, strict=True))
    return sorted(marked, key=lambda s: -s.score)


def _reason_against(s: Scored, best: Scored, chosen: Sequence[Scored]) -> str:
    if s.score < NEAR_BEST * best.score:
        return "far from the best"
    if s is not best and not set(s.covered) >= set(_key_terms(best)):
        return "lacks what the question is about"
    for other in chosen:
        if _overlap(s.unit, other.unit):
            return "said by a chosen provision"
    return ""


def _key_terms(best: Scored) -> tuple[Term, ...]:
    return best.covered


def _overlap(a: Unit, b: Unit) -> bool:
    """A list and one of its items are one piece of evidence."""
    x, y = a.provision, b.provision
    return x.document == y.document and (x.start <= y.start < x.end or y.start <= x.start < y.end)


def _evidence(s: Scored) -> Evidence:
    p = s.unit.provision
    return Evidence(p.id, p.text, role_of(s.unit.own, s.unit.lead), round(s.score, 4))
