"""Questions about consequences: the item that names the case, or the article on relief, exemption, who decides …

In: the units of one document, the Understanding. Out: Evidence; nothing where the document does not list the case. What
the references of a case bring (measures, aggravation) is the work of `expand`.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence.settled import settled, settling
from assistant.evidence.units import Unit
from assistant.model import Evidence, Understanding
from assistant.understand.aspects import aspect

FOLLOWS = ("aggravation", "mitigation", "exemption", "lifelong", "veto", "authority", "fairness")
"""Roles that are asked for themselves: 「可以从轻吗」 wants the article on relief, not the list of cases."""

BOTH = {"履行职责不到位", "发生生产安全事故"}
LISTS = ("问责情形", "从重追究")


def asks_accountability(u: Understanding) -> bool:
    """Whether the question is about consequences at all."""
    return (
        u.wants_measures
        or tells_case(u)
        or any(_role(name) in (*FOLLOWS, "measure", "situation") for name in u.aspects)
    )


def tells_case(u: Understanding) -> bool:
    """Whether it tells of a case by its own marks; neglect and accidents are told of in questions about anything."""
    return bool(set(u.cases) - BOTH)


def asks_what_follows(u: Understanding) -> bool:
    """Whether it asks for one of the articles on what follows by itself."""
    return any(_role(name) in FOLLOWS for name in u.aspects)


def accountability(units: Sequence[Unit], u: Understanding) -> list[Evidence]:
    """The evidence of one document for a question about consequences."""
    asked = [aspect(name) for name in u.aspects if _role(name) in FOLLOWS]
    if asked:
        return settled(units, asked, u)
    if case := _case(units, u):
        return case
    named = [aspect(name) for name in u.aspects if _role(name) in ("measure", "situation")]
    return settled(units, named, u) if named and not u.cases else []


def _role(name: str) -> str:
    return aspect(name).role


def _case(units: Sequence[Unit], u: Understanding) -> list[Evidence]:
    """What names the first case of the question that this document lists; neglect that led to an accident is both."""
    out: list[Evidence] = []
    for name in u.cases:
        for matter in LISTS:
            if not out or (out[0].role == "situation" == aspect(matter).role and {name, u.cases[0]} == BOTH):
                out += [
                    Evidence(x.provision.id, x.provision.text, aspect(matter).role) for x in items(units, matter, name)
                ]
    return out


def items(units: Sequence[Unit], matter: str, case: str) -> list[Unit]:
    """What names a case among the provisions that settle a matter: items of the list (迟报 in 福建第二十二条第（四）项), or an
    article without items."""
    settles = settling(units, aspect(matter))
    lists = {x.block for x in settles if x.is_list}
    pieces = [*(x for x in units if x.lead and x.block in lists), *settles]
    found = [x for x in pieces if aspect(case).printed.search(x.own)]
    return [x for x in found if not (x.is_list and len(found) > 1)]
