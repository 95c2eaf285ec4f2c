"""Follow references: a case brings the article that sets its measures, and those that make it graver.

In: the evidence of one document, its Understanding. Out: the evidence with what belongs to it, in legal order: situation,
measures, aggravation. Only provisions that refer to the chosen ones, or speak of the same case under the same heading.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence.score import Scored, matches
from assistant.evidence.select import role_of
from assistant.evidence.units import Unit, units_of
from assistant.model import Ask, Evidence, Understanding
from ingest.generation import Generation
from ingest.model import Document

ORDER = ("situation", "measure", "veto", "aggravation", "mitigation", "exemption", "lifelong", "authority")
SAME_CASE = ("aggravation",)
"""Roles that come along with a case when they name it too: 福建第二十二条第（四）项 for 迟报."""

RARE = 0.1
"""A term that stands in at most this share of a document's units names a case; 生产安全事故 stands in too many."""


def expand(
    chosen: Sequence[Evidence], scored: Sequence[Scored], u: Understanding, document: Document, generation: Generation
) -> list[Evidence]:
    """The evidence of one document with what its references bring."""
    out = list(chosen)
    if not u.wants_measures or u.ask is Ask.LOOKUP:
        return out
    units = {unit.provision.id: unit for unit in units_of(document)}
    cases = [e for e in out if e.role == "situation" and e.provision in units]
    if not cases:
        return out
    for case in cases:
        out.extend(e for e in _measures(case, units, generation) if all(e.provision != o.provision for o in out))
        out.extend(e for e in _same_case(case, scored, u) if all(e.provision != o.provision for o in out))
    return sorted(out, key=_legal_order)


def _measures(case: Evidence, units: dict[str, Unit], generation: Generation) -> list[Evidence]:
    """Articles that refer to the list of cases and say what is done about them."""
    article = case.provision.split(".")[0]
    out = []
    for reference in generation.incoming(article):
        if reference.kind != "article":
            continue
        unit = next((v for k, v in units.items() if k == reference.source or k == reference.source.split(".")[0]), None)
        if unit and role_of(unit) == "measure":
            out.append(Evidence(unit.provision.id, unit.provision.text, "measure", case.score))
    return out


def _same_case(case: Evidence, scored: Sequence[Scored], u: Understanding) -> list[Evidence]:
    """Items of other lists that name the same case in their own words: 迟报 in 福建第二十二条第（四）项."""
    named = [
        t
        for t in u.terms
        if matches(t, case.quote) and sum(matches(t, s.unit.own) for s in scored) <= RARE * len(scored)
    ]
    if not named:
        return []
    out = []
    for s in scored:
        role = role_of(s.unit)
        if role in SAME_CASE and not s.unit.is_list and all(matches(t, s.unit.own) for t in named):
            out.append(Evidence(s.unit.provision.id, s.unit.provision.text, role, s.score))
    return out


def _legal_order(e: Evidence) -> int:
    return ORDER.index(e.role) if e.role in ORDER else len(ORDER)
