"""Which provisions of one document answer: by how often, by consequence, by settled matter, or by likeness.

In: one document's units in reach, the Understanding. Out: a Choice: the evidence, what was looked at and left out with the
reason, and what the document is silent about. The ways are tried in order; the first that applies decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.evidence.accountability import accountability, asks_accountability
from assistant.evidence.often import often
from assistant.evidence.score import each_matter, score_units
from assistant.evidence.select import select
from assistant.evidence.settled import beside, covers, settled, settling
from assistant.evidence.units import Unit
from assistant.model import Evidence, Rejected, Understanding
from assistant.understand.aspects import aspect
from ingest.model import Document

BY_WORDS = ("职责", "开会", "第一责任人", "事故等级", "印发")
"""Aspects that only weigh as words: which office, which meeting decides."""
SURE = 0.6
MUCH = 1.3
"""A provision outside a set matter answers instead when it holds this share of the question's weight, and so much more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The evidence of one document, or the aspects it is silent about; `way` names how it was found."""

    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    silent: tuple[str, ...] = ()
    way: str = ""


def choose(
    document: Document, units: Sequence[Unit], blocks: Collection[str], u: Understanding, agreed: Collection[str]
) -> Choice:
    """The evidence of one document. `blocks` are the articles that retrieval put in reach of the word scores."""
    reach = [x for x in units if x.block in blocks]
    if exclusive := [aspect(name) for name in u.aspects if aspect(name).alone]:
        silent = tuple(a.name for a in exclusive if not settling(units, a))
        return Choice(() if silent else tuple(settled(units, exclusive, u)), silent=silent, way="settled")
    told = u.wants_measures and bool(u.cases)
    if u.wants_frequency and not told and (found := often(document, u)):
        return Choice(tuple(found), way="often")
    if asks_accountability(u) and (found := accountability(units, u)) and not _outdone(found, reach, u):
        return Choice(tuple(found), way="accountability")
    aspects = [aspect(name) for name in u.aspects if name not in BY_WORDS]
    found = settled(units, aspects, u)
    if found and not _outdone(found, reach, u):
        return Choice(tuple(found), way="settled")
    if not found and any(a.system for a in aspects):
        return Choice(silent=tuple(a.name for a in aspects if a.system), way="settled")
    return _by_likeness(reach, u, agreed)


def _outdone(found: Sequence[Evidence], reach: Sequence[Unit], u: Understanding) -> bool:
    """Whether a provision elsewhere holds so much more of the question that the set matter was only its background:
    「责任清单要不要公开，考核结果报给谁备案」 is one item of a duty, not the article on assessment."""
    scored = score_units(reach, u.terms)
    own = max((s.score for s in scored if any(covers(e.provision, s.unit.provision.id) for e in found)), default=0.0)
    best = scored[0].score if scored else 0.0
    rest = beside(u, [aspect(name) for name in u.aspects])
    asked = sum(t.weight for t in u.terms if t not in rest) / (sum(t.weight for t in u.terms) or 1.0)
    own = max(own, asked)
    return best >= SURE and best >= MUCH * own


def _by_likeness(units: Sequence[Unit], u: Understanding, agreed: Collection[str]) -> Choice:
    chosen: list[Evidence] = []
    rejected: list[Rejected] = []
    for terms in each_matter(u):
        found, out = select(score_units(units, terms), u, agreed)
        chosen += [e for e in found if all(e.provision != c.provision for c in chosen)]
        rejected.extend(out)
    return Choice(tuple(chosen), tuple(rejected), way="likeness")
