"""Put evidence into words: quotations with their labels, fixed sentences around them.

In: the Judgement, the evidence by document. Out: a Draft: lines with markers, citations, and the facts that the program
itself computed (which articles exist, what is held), which verification accepts beside the quotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote as url_quote

from assistant.evidence.judge import Judgement
from assistant.model import Citation, Evidence, Finding, Outcome, Understanding
from assistant.texts import fields_of, message
from ingest.generation import Generation
from ingest.label import title_mark
from ingest.model import Provision, Source

SHOWN = 220
"""Characters of a quotation that stand in the text; a longer one is given whole in its citation."""


@dataclass(slots=True)
class Draft:
    """An answer before it is checked."""

    lines: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)


def compose(
    u: Understanding, judgement: Judgement, groups: Mapping[str, Sequence[Evidence]], generation: Generation
) -> Draft:
    """Write the draft of any outcome."""
    draft = Draft()
    for finding in judgement.findings:
        _say(draft, _sentence(finding, u, judgement.outcome, generation))
    if judgement.outcome in (Outcome.OFF_TOPIC, Outcome.UNAVAILABLE):
        _say(draft, message(f"outcome.{judgement.outcome}"))
    if judgement.outcome is Outcome.CLARIFY:
        draft.suggestions = _choices(u, generation)
    if judgement.outcome not in (Outcome.ANSWERED, Outcome.PARTIAL):
        return draft
    several = sum(bool(e) for e in groups.values()) > 1
    for document, evidence in groups.items():
        source = generation.source(document)
        if evidence and source:
            _write_group(draft, source, evidence, generation, several)
    draft.suggestions = _suggest(u, groups, generation)
    return draft


def _say(draft: Draft, sentence: str) -> None:
    """A sentence whose facts the program computed from the index."""
    draft.lines.append(sentence)
    draft.facts.append(sentence)


def _sentence(finding: Finding, u: Understanding, outcome: Outcome, generation: Generation) -> str:
    section = {Outcome.META: "meta", Outcome.CLARIFY: "clarify"}.get(outcome, "missing")
    name = f"{section}.{finding.code}"
    known = {
        "held": held(generation),
        "count": str(len(generation.catalog.sources)),
        "list": _listing(generation),
        **finding.values,
    }
    return message(name, **{k: known[k] for k in fields_of(name)})


def held(generation: Generation) -> str:
    """What is held, by place, for a sentence."""
    out = []
    for source in generation.catalog.sources:
        name = source.region or title_mark(source.title)
        name += f"（{source.kind}）" if source.interprets or source.wraps else ""
        if name not in out:
            out.append(name)
    return "、".join(out)


def _listing(generation: Generation) -> str:
    rows = []
    for s in generation.catalog.sources:
        facts = [s.number, s.issued and f"{s.issued} 印发", s.effective and f"{s.effective} 起施行"]
        shown = "，".join(f for f in facts if f)
        rows.append(
            f"- {title_mark(s.title)}" + (f"（{shown}）" if shown else "") + (f"：{s.region}" if s.region else "")
        )
    return "\n".join(rows)


def _write_group(
    draft: Draft, source: Source, evidence: Sequence[Evidence], generation: Generation, several: bool
) -> None:
    title = title_mark(source.title)
    first = len(draft.citations)
    citations = [_cite(first + i, e, source, generation) for i, e in enumerate(evidence, start=1)]
    pairs = zip(evidence, citations, strict=True)
    direct = [message("answer.direct", clause=e.direct, n=str(c.n)) for e, c in pairs if e.direct]
    if not several:
        draft.lines += direct
    if source.interprets:
        draft.lines.append(message("answer.interpretation", title=title))
    elif several:
        draft.lines.append(message("answer.region", region=source.region or title, title=title))
        draft.lines += direct
    else:
        draft.lines.append(message("answer.one", title=title))
    draft.facts.append(title)
    draft.lines += [_quoted(e, citation, source) for e, citation in zip(evidence, citations, strict=True)]
    draft.citations += citations


def _quoted(e: Evidence, citation: Citation, source: Source) -> str:
    label = citation.label.removeprefix(title_mark(source.title)) or citation.label
    quote = " ".join(e.quote.split())
    role = message(f"role.{citation.role}")
    if len(quote) <= SHOWN:
        return "- " + message("answer.quote", role=role, label=label, quote=quote, n=str(citation.n))
    cut = max(quote.rfind(mark, 40, SHOWN) for mark in "。；：，")
    return "- " + message(
        "answer.long_quote", role=role, label=label, quote=quote[: cut + 1 if cut > 0 else SHOWN], n=str(citation.n)
    )


def _cite(n: int, e: Evidence, source: Source, generation: Generation) -> Citation:
    provision = generation.provision(e.provision)
    assert provision is not None, e.provision
    role = "interpretation" if source.interprets else e.role
    return Citation(
        n, e.provision, provision.label, source.id, source.region, e.quote, role, url_of(provision), source.effective
    )


def url_of(p: Provision) -> str:
    """/d/fujian/19#p1.3; a whole article has no anchor."""
    block, _, rest = p.number.partition(".")
    return f"/d/{url_quote(p.document)}/{block}" + (f"#p{rest}" if rest else "")


def _choices(u: Understanding, generation: Generation) -> list[str]:
    """Questions to choose among: the article asked in each regulation, or common matters of the place named."""
    texts = [s for s in generation.catalog.sources if not s.interprets and not s.wraps]
    asked = "".join(m.text for m in u.mentions)
    if asked:
        return [
            message("suggestion.article", short=s.short[0] if s.short else title_mark(s.title), asked=asked)
            for s in texts
        ]
    places = [s.region.rstrip("省市区") for s in texts if not u.documents or s.id in u.documents]
    return [
        message(f"suggestion.{matter}", place=place) for place in places[:1] for matter in ("cases", "head", "often")
    ]


def _suggest(u: Understanding, groups: Mapping[str, Sequence[Evidence]], generation: Generation) -> list[str]:
    """Up to three next questions that the same text answers, and the other places for the same matter."""
    filled = [d for d, evidence in groups.items() if evidence]
    if len(filled) != 1:
        return []
    source = generation.source(filled[0])
    roles = {e.role for e in groups[filled[0]]}
    place = source.region.rstrip("省市区") if source else ""
    out = [message(f"suggestion.{role}", place=place) for role in ("situation", "measure", "duty") if role in roles]
    others = [s for s in generation.catalog.sources if s.id != filled[0] and not s.wraps and not s.interprets]
    out += [message("suggestion.other_place", place=others[0].region.rstrip("省市区"))] if others and u.terms else []
    return out[:3]
