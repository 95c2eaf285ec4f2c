"""Which provisions of one document answer: by how often, by consequence, by settled matter, or by likeness.

In: one document's units in reach, the Understanding. Out: a Choice: the evidence, what was looked at and left out with the
reason, and what the document is silent about. The ways are tried in order; the first that applies decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from assistant.evidence.accountability import FOLLOWS, accountability, asks_accountability, asks_what_follows
from assistant.evidence.often import often
from assistant.evidence.quoted import quoted_words
from assistant.evidence.register import is_duty
from assistant.evidence.score import each_matter, score_units
from assistant.evidence.select import select
from assistant.evidence.settled import BACKGROUND, beside, covers, settled, settling, systems_of
from assistant.evidence.units import Unit
from assistant.model import Evidence, Rejected, Understanding
from assistant.understand.aspects import WIDE, Aspect, aspect
from ingest.model import Document

BY_WORDS = ("职责", "开会", "第一责任人", "事故等级")
"""Aspects that only weigh as words: which office, which meeting decides."""
FAMILY = 8
"""A document that sets up so many of the systems is a regulation on responsibility: what it does not say it leaves open. Of
another law, say one on traffic, nothing follows from its not knowing 约谈."""
SCOPE = "适用范围"
NEGLECT = "履行职责不到位"
NUMBERED = re.compile(r"[一二三四五六七八九十]是")
GENERAL = re.compile(r"履职|履责|职责|责任|问责|追责|追究|后果|依据|到位|处分|处理")
"""Words of a story of neglect that say nothing of which duty it was."""
DUTIES = 2
NOUN = 0.9
SURE = 0.6
MUCH = 1.3
MORE = 2
"""A provision outside a set matter answers instead when it holds this share of the question's weight, so much more of it
than what settles the matter, and so many more of its words."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The evidence of one document, or the aspects it is silent about; `way` names how it was found."""

    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    silent: tuple[str, ...] = ()
    way: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One document read for one question. `reach` are its units in the articles that retrieval brought, for the word scores;
    `agreed` the articles that both searches put first."""

    document: Document
    units: Sequence[Unit]
    reach: Sequence[Unit]
    u: Understanding
    agreed: Collection[str]

    @property
    def aspects(self) -> list[Aspect]:
        return [aspect(name) for name in self.u.aspects if name not in BY_WORDS]

    @property
    def of_the_family(self) -> bool:
        return len(systems_of(self.document)) >= FAMILY


def choose(
    document: Document, units: Sequence[Unit], blocks: Collection[str], u: Understanding, agreed: Collection[str]
) -> Choice:
    """The evidence of one document: the first way that applies decides."""
    reading = Reading(document, units, [x for x in units if x.block in blocks], u, agreed)
    return next(choice for way in WAYS if (choice := way(reading)))


def _no_such_matter(r: Reading) -> Choice | None:
    """罚款, 文号 …: a text that has none is silent, whatever else the question says."""
    if any(a.role == "measure" for a in r.aspects):
        return None  # 「只有通报和罚款两种办法吧」 is answered by the measures there are
    missing = tuple(a.name for a in r.aspects if a.alone and not settling(r.units, a))
    return Choice(silent=missing, way="settled") if missing and r.of_the_family else None


def _by_quotation(r: Reading) -> Choice | None:
    found = quoted_words(r.units, r.u)
    return Choice(tuple(found), way="quotation") if found else None


def _by_register(r: Reading) -> Choice | None:
    """How often. A story of neglect with a rate in it asks for something else."""
    if not r.u.wants_frequency or (r.u.wants_measures and r.u.cases):
        return None
    found = often(r.document, r.u)
    return Choice(tuple(found), way="often") if found else None


def _by_consequence(r: Reading) -> Choice | None:
    """The case and what follows; a neglected duty stands before the item that makes neglect a case."""
    if not asks_accountability(r.u) or SCOPE in r.u.aspects:
        return None
    found = [] if _of_something_else(r) else accountability(r.units, r.u)
    if found and NEGLECT in r.u.cases and any(aspect(NEGLECT).printed.search(e.quote) for e in found):
        return Choice((*_neglected(r), *found), way="accountability")
    found += [
        e
        for e in settled(r.units, _beside_the_case(r), r.u)
        if not any(covers(f.provision, e.provision) for f in found)
    ]
    certain = bool(r.u.cases) and asks_what_follows(r.u)
    if found and (certain or not _outdone(found, r.reach, r.u)):
        return Choice(tuple(found), way="accountability")
    return None


def _of_something_else(r: Reading) -> bool:
    """「酒驾怎么处理」: measures are asked for, for something that no text knows and that no case is told of."""
    if r.u.cases or not r.aspects or any(a.role not in WIDE for a in r.aspects):
        return False
    rest = [t for t in beside(r.u, r.aspects) if t.kind == "word" and t.weight >= NOUN]
    return any(not t.known for t in rest) and not any(t.known for t in rest)


def _beside_the_case(r: Reading) -> list[Aspect]:
    """What else is asked beside the case or what follows: 「除了处分，还会不会被约谈」, 「约谈和一票否决」."""
    story = "".join(m.group() for name in r.u.cases for m in aspect(name).asked.finditer(r.u.text))
    plain = [a for a in r.aspects if a.system and a.role not in (*WIDE, *FOLLOWS) and a.name not in BACKGROUND]
    plain = [a for a in plain if not a.asked.search(story)]  # 「督察整改不到位」 asks nothing about 督察 itself
    return plain if r.u.cases or asks_what_follows(r.u) else []


def _by_settled_matter(r: Reading) -> Choice | None:
    found = [] if _of_something_else(r) else settled(r.units, r.aspects, r.u)
    if found:
        return None if _outdone(found, r.reach, r.u) else Choice(tuple(found), way="settled")
    silent = tuple(a.name for a in r.aspects if a.system and not settling(r.units, a))
    return Choice(silent=silent, way="settled") if silent and r.of_the_family else None


def _by_likeness(r: Reading) -> Choice:
    chosen: list[Evidence] = []
    rejected: list[Rejected] = []
    for terms in each_matter(r.u):
        found, out = select(score_units(r.reach, terms), r.u, r.agreed)
        for e in (*found, *_announced(found, r.units)):
            chosen += [e] if all(e.provision != c.provision for c in chosen) else []
        rejected.extend(out)
    return Choice(tuple(chosen), tuple(rejected), way="likeness")


def _announced(found: Sequence[Evidence], units: Sequence[Unit]) -> list[Evidence]:
    """「主要有4个方面亮点:」 announces the paragraphs 一是 … 四是 after it, which are the answer."""
    out: list[Evidence] = []
    for e in found:
        at = next((i for i, x in enumerate(units) if x.provision.id == e.provision), len(units))
        if not e.quote.rstrip().endswith((":", "：")) or at == len(units) or units[at].is_list:
            continue
        for x in units[at + 1 :]:
            if x.block != units[at].block or not NUMBERED.match(x.own):
                break
            out.append(Evidence(x.provision.id, x.provision.text, e.role, e.score))
    return out


WAYS: tuple[Callable[[Reading], Choice | None], ...] = (
    _no_such_matter,
    _by_quotation,
    _by_register,
    _by_consequence,
    _by_settled_matter,
    _by_likeness,
)


def _neglected(r: Reading) -> list[Evidence]:
    """The duty that was neglected: a clause that says how often, else the duty that is most like the story."""
    told = replace(r.u, terms=tuple(t for t in r.u.terms if not GENERAL.search(t.text)), wants_measures=False)
    if not any(t.known and t.kind != "office" for t in told.terms):
        return []
    duties = replace(r, u=told, reach=[x for x in r.reach if is_duty(x)])
    found = often(r.document, told) or list(_by_likeness(duties).evidence)
    return [replace(e, role="duty") for e in found[:DUTIES]]


def _outdone(found: Sequence[Evidence], reach: Sequence[Unit], u: Understanding) -> bool:
    """Whether a provision elsewhere holds so much more of the question that the set matter was only its background:
    「责任清单要不要公开，考核结果报给谁备案」 is one item of a duty, not the article on assessment."""
    scored = score_units(reach, u.terms)
    inside = [s for s in scored if any(covers(e.provision, s.unit.provision.id) for e in found)]
    own = max((s.score for s in inside), default=0.0)
    best = scored[0].score if scored else 0.0
    rest = beside(u, [aspect(name) for name in u.aspects])
    asked = sum(t.weight for t in u.terms if t not in rest) / (sum(t.weight for t in u.terms) or 1.0)
    held = {t.text for s in inside for t in s.own} | {t.text for t in u.terms if t not in rest}
    more = [t for t in (scored[0].own if scored else ()) if t.kind == "word" and t.text not in held]
    own = max(own, asked)
    if len(more) < MORE and asks_accountability(u):
        return False
    return best >= SURE and best >= MUCH * own
