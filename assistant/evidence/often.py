"""How often: the clauses of the duty register that answer for the office, level and action asked.

In: a document, the Understanding. Out: Evidence whose `direct` is the clause that says how often; nothing where no clause
does, so that the caller can say that the text gives no number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.evidence.register import register
from assistant.evidence.score import matches
from assistant.evidence.settled import settling
from assistant.evidence.units import units_of
from assistant.model import Duty, Evidence, Term, Understanding
from assistant.understand.aspects import aspect
from assistant.understand.offices import LEVELS
from ingest.model import Document

MOST = 8
LEVELLED = re.compile("|".join(printed for _, printed in LEVELS))
NOUN = 1.0
SYSTEM = 0.7
"""What it weighs that a clause stands where the system asked is set up, against a word that only that clause has."""
NEAR = 0.7
"""A clause that covers this share of what the best one covers answers too."""


def often(document: Document, u: Understanding) -> list[Evidence]:
    """The provisions that say how often, best first; each with its clauses."""
    known = duties = [d for d in register(document) if d.every]
    systems = _systems(document, u)
    if systems:
        duties = [d for d in duties if d.provision in systems or _names_system(d, u)]
    best = _of_level(_of_action(_of_office(duties, u), known, u, systems), u)
    if not best:  # 「多长时间给书记和区长通报一回」: the office named is told, not told of
        best = _of_action([d for d in duties if d.provision in systems], known, u, systems)
    out: dict[str, Evidence] = {}
    provisions = {p.id: p for p in document.provisions}
    for duty in best[:MOST]:
        before = out.get(duty.provision)
        lines = (before.direct.split("\n") if before else []) + [said(duty)]
        text = provisions[duty.provision].text
        out[duty.provision] = Evidence(duty.provision, text, "duty", direct="\n".join(dict.fromkeys(lines)))
    return list(out.values())


def said(duty: Duty) -> str:
    """The clause with its holder in front: 「区（市）党委主要负责人：每季度至少调研1次安全生产工作」."""
    clause = duty.quote.strip()
    return clause if not duty.holder or duty.holder in clause else f"{duty.holder}：{clause}"


def _of_office(duties: Sequence[Duty], u: Understanding) -> list[Duty]:
    """Clauses of the office asked; a holder of its own in a clause decides before the sentence that introduces the list."""
    out = list(duties)
    for term in u.terms:
        if term.kind == "office":
            loose = replace(term, patterns=term.fallback)
            out = [d for d in out if _holds(term, d)] or [d for d in out if _holds(loose, d)]
    return out


def _holds(term: Term, duty: Duty) -> bool:
    """Whether a duty is that of an office: its own holder decides, else the sentence that introduces the list."""
    return matches(term, duty.holder) or matches(term, f"{duty.lead}{duty.holder}")


def _of_level(duties: Sequence[Duty], u: Understanding) -> list[Duty]:
    """Where clauses tell levels apart, those of the level asked and those of none."""
    if not u.levels:
        return list(duties)
    whose = [(d, d.holder if LEVELLED.search(d.holder) else d.lead + d.holder) for d in duties]
    whose = [(d, text.replace("县级以上", "")) for d, text in whose]  # every level from the county up: none told apart
    fitting = [d for d, text in whose if any(re.search(level, text) for level in u.levels)]
    return fitting or [d for d, text in whose if not LEVELLED.search(text)]


def _systems(document: Document, u: Understanding) -> set[str]:
    """The provisions that set up the systems asked about: 巡查多久一次."""
    units = units_of(document)
    return {x.provision.id for name in u.aspects if aspect(name).system for x in settling(units, aspect(name))}


def _names_system(duty: Duty, u: Understanding) -> bool:
    """「对清单落实情况组织检查考核」 is assessment too, where assessment is asked for."""
    return any(aspect(name).system and aspect(name).asked.search(duty.quote) for name in u.aspects)


def _of_action(duties: Sequence[Duty], known: Sequence[Duty], u: Understanding, systems: Collection[str]) -> list[Duty]:
    """Clauses that hold most of the question's other words, rare ones first; the system asked counts as a word.

    `known` are all clauses of the document: how rare a word is shows among them.
    """
    actions = [t for t in u.terms if t.kind != "office" and t.known]
    if not actions and not systems:
        return list(duties) if any(t.kind == "office" for t in u.terms) else []
    weights = [_weight(t, known) for t in actions]
    own = SYSTEM * math.log(len(known) + 1)
    scores = [
        sum(w for t, w in zip(actions, weights, strict=True) if _does(t, d)) + own * (d.provision in systems)
        for d in duties
    ]
    best = max(scores, default=0.0)
    if not systems and _strange(actions, u, duties, scores):
        return []
    ranked = sorted(zip(scores, duties, strict=True), key=lambda pair: -pair[0])
    found = [d for score, d in ranked if score >= NEAR * best > 0]
    return [] if _of_something_else(found, actions, u) else found


def _of_something_else(found: Sequence[Duty], actions: Sequence[Term], u: Understanding) -> bool:
    """Whether a rate is claimed of something that none of the clauses does: 「安委会每年开会两次」 is not refuted by how
    often somebody reports to it."""
    doings = [t for t in actions if t.kind == "facet"]
    return u.claimed_rate is not None and bool(doings) and not any(_does(t, d) for t in doings for d in found)


def _strange(actions: Sequence[Term], u: Understanding, duties: Sequence[Duty], scores: Sequence[float]) -> bool:
    """Whether most of what is asked about is unknown to the texts: 「安全员证几年复审一次」."""
    unknown = sum(t.weight for t in u.terms if not t.known and t.weight >= NOUN)
    best = duties[max(range(len(scores)), key=lambda i: scores[i])] if duties else None
    held = sum(t.weight for t in actions if best is not None and _does(t, best))
    return unknown > held


def _does(term: Term, duty: Duty) -> bool:
    return matches(term, duty.action) or matches(term, duty.quote.split("每")[0])


def _weight(term: Term, duties: Sequence[Duty]) -> float:
    holding = sum(_does(term, d) for d in duties)
    return term.weight * math.log((len(duties) + 1) / (holding + 0.5)) if holding else 0.0
