"""A question that asks several things at once -> its parts, each standing on its own.

In: the whole question as understood, and a way to read a text. Out: an Understanding for each part with the place, the office
and the level of the whole where it names none; nothing where the question is one. A story with one question at its end is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.model import Understanding

BREAK = re.compile(r"[？?；;]+\s*|[，,。](?=(?:还有|另外|以及|同时|再问|顺便|再就是|然后)[，,、]?)")
ASKS = re.compile(
    r"(.)不\1|多久|几[次回条种项个]|多少|谁|什么|啥|哪|吗|么|怎么|如何|怎样|是不是|是否|能不能|要不要|呢|还是"
)
THE_SAME = re.compile(r"呢$")
MOST = 3


def parts_of(whole: Understanding, read: Callable[[str], Understanding]) -> tuple[Understanding, ...]:
    """The parts of a question, or () where it is one."""
    offices = [t for t in whole.terms if t.kind == "office"]
    if len(offices) > 1 and not whole.mentions:
        rest = tuple(t for t in whole.terms if t.kind != "office")
        return tuple(replace(whole, terms=(office, *rest)) for office in offices[:MOST])
    texts = [t.strip() for t in BREAK.split(whole.text) if t.strip()]
    if len(texts) < 2 or whole.mentions or not all(ASKS.search(t) for t in texts):
        return ()
    alone = [read(text) for text in texts[:MOST]]
    parts = _carried([_complete(part, whole, alone[0].levels) for part in alone])
    if not all(_stands(part) for part in parts) or len({_matter(part) for part in parts}) < 2:
        return ()
    return tuple(parts)


def _carried(parts: list[Understanding]) -> list[Understanding]:
    """「省直部门管不管？开发区的领导呢？」: what only names somebody asks the same of him."""
    out = parts[:1]
    for part in parts[1:]:
        before = out[-1]
        if _asks_the_same(part):
            part = replace(
                part,
                aspects=before.aspects,
                cases=before.cases,
                ask=before.ask,
                wants_frequency=before.wants_frequency,
                wants_measures=before.wants_measures,
            )
        out.append(part)
    return out


def _asks_the_same(part: Understanding) -> bool:
    """「开发区的领导呢」, but not 「多久述职一次呢」, which has a matter of its own."""
    return bool(THE_SAME.search(part.text) and part.terms) and not _stands(part)


def _stands(part: Understanding) -> bool:
    """Whether a part brings a matter of its own."""
    words = any(t.kind == "word" and t.known for t in part.terms)
    return bool(part.aspects or part.cases) or (part.wants_frequency and words)


def _matter(part: Understanding) -> tuple[object, ...]:
    return part.aspects, part.cases, part.wants_frequency, tuple(t.text for t in part.terms if t.kind == "word")


def _complete(part: Understanding, whole: Understanding, levels: tuple[str, ...]) -> Understanding:
    """With what it leaves out. A level is taken from the first part only: one named later was not meant before."""
    offices = tuple(t for t in whole.terms if t.kind == "office")
    own = any(t.kind == "office" for t in part.terms) or _asks_the_same(part)
    return replace(
        part,
        documents=part.documents if part.documents is not None else whole.documents,
        places=part.places or whole.places,
        named_documents=part.named_documents or whole.named_documents,
        terms=part.terms if own else (*offices, *part.terms),
        levels=part.levels or levels,
        ask=whole.ask if part.ask.value == "open" else part.ask,
    )
