"""Provisions that settle a matter in set words: the systems of data/aspects.toml, by structure rather than by likeness.

In: the units of one document, the aspects asked, the terms of the question. Out: Evidence, narrowed to the paragraph or
item that the question is about; nothing where the document is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.evidence.score import matches
from assistant.evidence.units import Unit
from assistant.model import Evidence, Term
from assistant.understand.aspects import Aspect

RARE = 0.34
"""A term tells the items of a list apart when it stands in at most this share of them."""


def settled(units: Sequence[Unit], aspects: Iterable[Aspect], terms: Sequence[Term]) -> list[Evidence]:
    """The provisions of one document that settle the aspects, in the order asked, each once."""
    out: list[Evidence] = []
    for aspect in aspects:
        for unit in narrowed(settling(units, aspect), units, aspect, terms):
            if not any(covers(e.provision, unit.provision.id) for e in out):
                out.append(Evidence(unit.provision.id, unit.provision.text, aspect.role))
    order = {u.provision.id: i for i, u in enumerate(units)}
    return sorted(out, key=lambda e: order[e.provision])


def settling(units: Sequence[Unit], aspect: Aspect) -> list[Unit]:
    """The units whose own words settle an aspect; where there is none, those that touch on it."""
    found = [u for u in units if aspect.printed.search(u.own)]
    if not found and aspect.also:
        found = [u for u in units if not u.is_list and aspect.also.search(u.own)]
    return found


def narrowed(found: Sequence[Unit], units: Sequence[Unit], aspect: Aspect, terms: Sequence[Term]) -> list[Unit]:
    """Of several paragraphs, those that hold most of the question's other words; of a list, the items that hold one."""
    others = [t for t in terms if t.kind == "word" and t.known and not any(aspect.asked.search(p) for p in t.patterns)]
    out: list[Unit] = []
    for unit in found:
        inside = [u for u in units if u.lead and u.block == unit.block] if unit.is_list else []
        held = {t.text: sum(matches(t, u.own) for u in inside) for t in others if not matches(t, unit.own)}
        telling = [t for t in others if 0 < held.get(t.text, 0) <= max(1, RARE * len(inside))]
        out += [u for u in inside if any(matches(t, u.own) for t in telling)] or [unit]
    if len(out) < 2 or out != list(found):
        return out
    counts = [sum(matches(t, u.own) for t in others if not all(matches(t, v.own) for v in found)) for u in out]
    return [u for u, n in zip(out, counts, strict=True) if n == max(counts)]


def covers(chosen: str, id: str) -> bool:
    """Whether a chosen provision is this one, holds it or lies in it."""
    return chosen == id or id.startswith(chosen + ".") or chosen.startswith(id + ".")
