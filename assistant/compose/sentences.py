"""Fixed sentences around the quotations: what is missing, what is held, what to ask next.

In: Findings, the Understanding, the generation. Out: sentences. Their numbers and names are computed from the index.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from assistant.evidence.general import RANKED, of_the_family
from assistant.evidence.lookup import look_up
from assistant.model import Evidence, Finding, Outcome, Understanding
from assistant.texts import fields_of, message
from assistant.understand.spelling import clean
from ingest.generation import Generation
from ingest.label import title_mark
from ingest.model import Source

NAMED = 12
LISTED = 30
"""Documents named in a sentence, and listed, before the rest is only counted."""


def sentence(finding: Finding, u: Understanding, outcome: Outcome, generation: Generation) -> str:
    """What a finding says, in the section of the outcome."""
    section = {Outcome.META: "meta", Outcome.CLARIFY: "clarify"}.get(outcome, "missing")
    name = f"{section}.{finding.code}"
    known = {
        "held": held(generation),
        "count": str(len(generation.catalog.sources)),
        "list": _listing(generation),
        **{name: echoed(value) for name, value in finding.values.items()},
    }
    return message(name, **{k: known[k] for k in fields_of(name)})


def echoed(text: str) -> str:
    """Words of the question in a sentence of ours: nothing invisible, and no bracket that could pass for a marker [1]."""
    return clean(text).replace("[", "［").replace("]", "］").strip()


def silence(silent: Mapping[str, Sequence[str]], filled: Sequence[Source], generation: Generation) -> str:
    """Which of the documents in scope have nothing on the matter, beside those that have."""
    names = [
        s.region or title_mark(s.title)
        for s in generation.catalog.sources
        if s.id in silent and s not in filled and not s.interprets and not s.wraps
    ]
    matters = list(dict.fromkeys(m for row in silent.values() for m in row))
    if not names or not filled:
        return ""
    return message("note.silent", matter="、".join(matters), regions="、".join(names))


def held(generation: Generation, only: Collection[str] | None = None) -> str:
    """What is held, by place, for a sentence; with `only`, of these documents."""
    out = []
    sources = _of(generation, only)
    for source in sources:
        name = source.region or title_mark(source.title)
        name += f"（{source.kind}）" if source.interprets or source.wraps else ""
        if name not in out:
            out.append(name)
        if len(out) > NAMED:
            return message("held.more", names="、".join(out[:NAMED]), count=str(len(sources)))
    return "、".join(out)


def holdings(generation: Generation, only: Collection[str] | None = None) -> str:
    """The whole answer to what is held."""
    return message("meta.holdings", count=str(len(_of(generation, only))), list=_listing(generation, only))


def _of(generation: Generation, only: Collection[str] | None) -> list[Source]:
    return [s for s in generation.catalog.sources if only is None or s.id in only]


def _listing(generation: Generation, only: Collection[str] | None = None) -> str:
    rows = []
    sources = _of(generation, only)
    for s in sources[:LISTED]:
        facts = [s.number, s.issued and f"{s.issued} 印发", s.effective and f"{s.effective} 起施行"]
        shown = "，".join(f for f in facts if f)
        rows.append(
            f"- {title_mark(s.title)}" + (f"（{shown}）" if shown else "") + (f"：{s.region}" if s.region else "")
        )
    if (count := len(sources)) > LISTED:
        rows.append(message("held.listed", shown=str(LISTED), count=str(count)))
    return "\n".join(rows)


def choices(u: Understanding, generation: Generation) -> list[str]:
    """Questions to choose among: the article asked in each regulation, or common matters of the place named."""
    texts = [s for s in generation.catalog.sources if not s.interprets and not s.wraps and of_the_family(s)]
    if u.mentions:
        first = u.mentions[0]
        held = [s for s in texts if look_up(replace(u, mentions=(replace(first, documents=(s.id,)),)), generation).ids]
        asked = echoed(first.text)
        return [
            message("suggestion.article", short=s.short[0] if s.short else title_mark(s.title), asked=asked)
            for s in held
        ]
    places = [s.region.rstrip("省市区") for s in texts if not u.documents or s.id in u.documents]
    return [
        message(f"suggestion.{matter}", place=place) for place in places[:1] for matter in ("cases", "head", "often")
    ]


def suggest(u: Understanding, groups: Mapping[str, Sequence[Evidence]], generation: Generation) -> list[str]:
    """Up to three next questions that the same text answers, and the other places for the same matter."""
    filled = [d for d, evidence in groups.items() if evidence]
    if len(filled) != 1 or any(e.way == RANKED for e in groups[filled[0]]):
        return []
    source = generation.source(filled[0])
    roles = {e.role for e in groups[filled[0]]}
    place = source.region.rstrip("省市区") if source else ""
    out = [message(f"suggestion.{role}", place=place) for role in ("situation", "measure", "duty") if role in roles]
    others = [s for s in generation.catalog.sources if s.id != filled[0] and not s.wraps and not s.interprets]
    out += [message("suggestion.other_place", place=others[0].region.rstrip("省市区"))] if others and u.terms else []
    return out[:3]
