"""Follow references: a case brings the article that sets its measures, and the items that make the same case graver.

In: the evidence of one document, its units, the Understanding, the references. Out: the evidence with what belongs to it, in
legal order. Only provisions that refer to the chosen ones, or name the same case: never because they look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.evidence.accountability import items
from assistant.evidence.score import matches
from assistant.evidence.settled import covers, settling
from assistant.evidence.units import Unit
from assistant.model import Ask, Evidence, Understanding
from assistant.understand.aspects import aspect, load_cases
from ingest.generation import Generation

ORDER = ("duty", "situation", "measure", "veto", "aggravation", "mitigation", "exemption", "lifelong", "authority")
ACCIDENT = "发生生产安全事故"
DECIDES = "追责权限与线索移送"
FOLLOW = ("一票否决", "从重追究", "从轻、减轻", "尽职免责", "终身问责", DECIDES)
ALL = re.compile(r"后果|哪些责任|什么责任|会怎(?:么)?样|全部|完整|下场|来龙去脉")
"""Words that ask for all that follows, not for the measures alone (怎么处理, 什么处分)."""


def expand(
    chosen: Sequence[Evidence], units: Sequence[Unit], u: Understanding, generation: Generation
) -> list[Evidence]:
    """The evidence of one document with what its references bring."""
    out = list(chosen)
    if not (u.wants_measures or u.cases) or u.ask is Ask.LOOKUP:
        return out
    lists = {x.provision.id for x in units if x.is_list}
    for case in [e for e in chosen if e.role == "situation" and e.provision not in lists]:
        brought = [*_measures(case, units, generation), *_graver(case, units, u)]
        if ALL.search(u.text):
            brought += _everything(case, units, generation)
        out += [e for e in brought if _new(e, out)]
    return sorted(out, key=_legal_order)


def _new(e: Evidence, out: Sequence[Evidence]) -> bool:
    return not any(covers(o.provision, e.provision) for o in out)


def _measures(case: Evidence, units: Sequence[Unit], generation: Generation) -> Iterator[Evidence]:
    """Articles that refer to the list of cases and say what is done about them."""
    sources = {r.source.split(".")[0] for r in generation.incoming(case.provision.split(".")[0]) if r.kind == "article"}
    for unit in settling(units, aspect("问责方式")):
        if f"{unit.provision.document}/{unit.block}" in sources:
            yield Evidence(unit.provision.id, unit.provision.text, "measure", case.score, way="reference")


def _graver(case: Evidence, units: Sequence[Unit], u: Understanding) -> Iterator[Evidence]:
    """Items that aggravate the same case: 迟报 in 福建第二十二条第（四）项, which does not name 瞒报."""
    named = [t for t in u.terms if t.kind == "word" and matches(t, case.quote)]
    for name in (c.name for c in load_cases() if c.printed.search(case.quote)):
        for unit in items(units, "从重追究", name):
            if not named or any(matches(t, unit.own) for t in named):
                yield Evidence(unit.provision.id, unit.provision.text, "aggravation", case.score, way="same case")


def _everything(case: Evidence, units: Sequence[Unit], generation: Generation) -> Iterator[Evidence]:
    """What else bears on a case when all its consequences are asked for: who decides, found by its reference to the list; and
    for an accident the articles on officials who answer for one."""
    sources = {r.source for r in generation.incoming(case.provision.split(".")[0]) if r.kind == "article"}
    accident = aspect(ACCIDENT).printed.search(case.quote)
    for name in FOLLOW:
        for unit in settling(units, aspect(name)):
            if any(covers(s, unit.provision.id) for s in sources) or (accident and name != DECIDES):
                role = aspect(name).role
                yield Evidence(unit.provision.id, unit.provision.text, role, case.score, way="reference")


def _legal_order(e: Evidence) -> int:
    return ORDER.index(e.role) if e.role in ORDER else len(ORDER)
