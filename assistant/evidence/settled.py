"""Provisions that settle a matter in set words: the systems of data/aspects.toml, by structure rather than by likeness.

In: the units of one document, the aspects asked, the Understanding. Out: Evidence, narrowed to the paragraph or
item that the question is about; nothing where the document is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.evidence.score import matches
from assistant.evidence.units import Unit, per_document, units_of
from assistant.model import Evidence, Term, Understanding
from assistant.understand.aspects import Aspect, systems
from assistant.understand.aspects import aspect as case
from ingest.model import Document

BACKGROUND = ("考核", "原则")
"""「考核优秀怎么奖励」, 「党政同责那个老规定还算数吗」: these yield to the other matter that is asked beside them."""

RARE = 0.34
"""A term tells the items of a list apart when it stands in at most this share of them."""


def settled(units: Sequence[Unit], aspects: Iterable[Aspect], u: Understanding) -> list[Evidence]:
    """The provisions of one document that settle the aspects, in reading order, each once."""
    aspects = list(aspects)
    out: list[Evidence] = []
    for aspect in aspects:
        if aspect.name in BACKGROUND and len(aspects) > 1:
            continue
        for unit in narrowed(settling(units, aspect), units, aspect, u):
            if not any(covers(e.provision, unit.provision.id) for e in out):
                out.append(Evidence(unit.provision.id, unit.provision.text, aspect.role))
    order = {x.provision.id: i for i, x in enumerate(units)}
    return sorted(out, key=lambda e: order[e.provision])


def settling(units: Sequence[Unit], aspect: Aspect) -> list[Unit]:
    """The units whose own words settle an aspect; where there is none, those that touch on it."""
    found = [u for u in units if aspect.printed.search(u.own)]
    if not found and aspect.also:
        found = [u for u in units if not u.is_list and aspect.also.search(u.own)]
    return found


@per_document
def systems_of(document: Document) -> frozenset[str]:
    """The systems that a document sets up. One that sets up many is of this family, so that its silence means something."""
    units = units_of(document)
    return frozenset(a.name for a in systems() if any(a.printed.search(x.own) for x in units))


def narrowed(found: Sequence[Unit], units: Sequence[Unit], aspect: Aspect, u: Understanding) -> list[Unit]:
    """Of a list, the items that hold one of the question's other words; of several paragraphs, those of the office or level
    asked, then those that hold most of those words."""
    others = [t for t in beside(u, [aspect]) if t.kind == "word" and t.known]
    out: list[Unit] = []
    for unit in found:
        inside = [x for x in units if x.lead and x.block == unit.block] if unit.is_list else []
        held = {t.text: sum(matches(t, x.own) for x in inside) for t in others if not matches(t, unit.own)}
        told = [x for x in inside if any(case(name).printed.search(x.own) for name in u.cases)]
        telling = [t for t in others if 0 < held.get(t.text, 0) <= max(1, RARE * len(inside))]
        out += told or [x for x in inside if any(matches(t, x.own) for t in telling)] or [unit]
    if len(out) < 2 or out != list(found):
        return out
    out = _of_level(_of_office(out, u), u)
    counts = [sum(matches(t, x.own) for t in others if not all(matches(t, y.own) for y in found)) for x in out]
    return [x for x, n in zip(out, counts, strict=True) if n == max(counts)]


def beside(u: Understanding, aspects: Iterable[Aspect]) -> list[Term]:
    """The terms of the question that are not the words by which it asks for these aspects."""
    asked = "".join(m.group() for a in aspects for m in a.asked.finditer(u.text))
    return [t for t in u.terms if t.text not in asked]


def _of_office(found: list[Unit], u: Understanding) -> list[Unit]:
    """Without the duties of other offices, where some unit speaks of the office asked."""
    offices = [t for t in u.terms if t.kind == "office"]
    own = [x for x in found if any(matches(t, x.own) or matches(t, x.lead) for t in offices)]
    return [x for x in found if x in own or not x.lead] if own else found


def _of_level(found: list[Unit], u: Understanding) -> list[Unit]:
    """「镇长也适用吗」: the paragraph that names towns, where one does."""
    return [x for x in found if any(re.search(level, x.own) for level in u.levels)] or found


def covers(chosen: str, id: str) -> bool:
    """Whether a chosen provision is this one, holds it or lies in it."""
    return chosen == id or id.startswith(chosen + ".") or chosen.startswith(id + ".")
