"""Put evidence into words: the direct answer, then quotations with their labels, fixed sentences around them.

In: the Judgement, the evidence by document and what documents are silent about. Out: a Draft: lines with markers, citations,
and the facts that the program itself computed (which articles exist, what is held), which verification accepts beside the
quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant import facts
from assistant.compose.compare import markdown, table
from assistant.compose.direct import direct, is_sentence, whose
from assistant.compose.premise import premise
from assistant.compose.quote import cite, quoted
from assistant.compose.sentences import choices, sentence, silence, suggest
from assistant.evidence.general import RANKED, of_the_family
from assistant.evidence.judge import Judgement
from assistant.evidence.score import finder
from assistant.model import Ask, Citation, Evidence, Outcome, Understanding
from assistant.texts import message
from assistant.understand.aspects import aspect
from ingest.generation import Generation
from ingest.label import title_mark
from ingest.model import Document, Source


@dataclass(slots=True)
class Draft:
    """An answer before it is checked."""

    lines: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    table: dict[str, Any] | None = None

    def say(self, sentence: str) -> None:
        """A sentence whose facts the program computed from the index."""
        self.lines.append(sentence)
        self.facts.append(sentence)


Groups = Mapping[str, Sequence[Evidence]]
Silent = Mapping[str, Sequence[str]]


def compose(u: Understanding, judgement: Judgement, groups: Groups, silent: Silent, generation: Generation) -> Draft:
    """Write the draft of any outcome."""
    draft = Draft()
    for finding in judgement.findings:
        draft.say(sentence(finding, u, judgement.outcome, generation))
    if judgement.outcome is Outcome.UNAVAILABLE:
        draft.say(message("outcome.unavailable"))
    if judgement.outcome is Outcome.OFF_TOPIC:
        general = not all(of_the_family(s) for s in generation.catalog.sources)
        draft.say(message("outcome.off_topic_general" if general else "outcome.off_topic"))
    if judgement.outcome is Outcome.CLARIFY:
        draft.suggestions = choices(u, generation)
    if judgement.outcome not in (Outcome.ANSWERED, Outcome.PARTIAL):
        return draft
    _answer(draft, u, groups, silent, generation)
    draft.suggestions = suggest(u, groups, generation)
    return draft


def _answer(draft: Draft, u: Understanding, groups: Groups, silent: Silent, generation: Generation) -> None:
    filled = [s for s in generation.catalog.sources if groups.get(s.id)]
    cited: dict[str, list[tuple[Evidence, Citation]]] = {}
    for source in filled:
        first = len(draft.citations) + 1
        cited[source.id] = [(e, cite(first + i, e, source, generation)) for i, e in enumerate(groups[source.id])]
        draft.citations += [c for _, c in cited[source.id]]
    if note := silence(silent, filled, generation):
        draft.say(note)
    side_by_side = u.ask is Ask.COMPARISON or len({p.start for p in u.places}) > 1
    if side_by_side and len(filled) + len(silent) > 1:
        _compared(draft, u, filled, silent, cited, generation)
        return
    for source in filled:
        _group(draft, u, source, cited[source.id], generation, several=len(filled) > 1)


def _group(
    draft: Draft,
    u: Understanding,
    source: Source,
    pairs: Sequence[tuple[Evidence, Citation]],
    generation: Generation,
    *,
    several: bool,
) -> None:
    """One document: who says it and since when, the direct answer, the provisions."""
    head = title_mark(source.title)
    if all(e.way == RANKED for e, _ in pairs):
        draft.say(message("answer.one", title=head, force=facts.standing(source, None)))
        draft.lines += [quoted(e, c, source, _about(u)) for e, c in pairs]
        return
    document = generation.document(source.id)
    assert document is not None, source.id
    values = {"title": head, "force": facts.standing(source, document)}
    verdict, said = premise(document, source, pairs, u), direct(document, pairs, u)
    if source.interprets:
        draft.say(message("answer.interpretation", title=head))
    elif several:
        draft.say(message("answer.region", region=source.region or head, **values))
    for line in verdict:
        draft.say(line)
    draft.lines += said
    if not several and not source.interprets:
        draft.say(message("answer.one", **values))
    about = _about(u)
    draft.lines += [quoted(e, c, source, about, _whose(document, e, said)) for e, c in pairs]


def _whose(document: Document, e: Evidence, said: Sequence[str]) -> str:
    """Whose duty it is, where neither the quotation nor the direct answer says so and it can be said in a word."""
    holder = whose(document, e.provision)
    return "" if is_sentence(holder) or (holder and any(holder in line for line in said)) else holder


def _about(u: Understanding) -> Callable[[str], bool] | None:
    """What a long quotation is excerpted by: whether a sentence holds words of the matters asked."""
    patterns = [aspect(name).printed.pattern for name in (*u.aspects, *u.cases)]
    patterns += [p for t in u.terms if t.known for p in t.patterns]
    return finder(tuple(patterns)) if patterns else None


def _compared(
    draft: Draft,
    u: Understanding,
    filled: Sequence[Source],
    silent: Silent,
    cited: Mapping[str, Sequence[tuple[Evidence, Citation]]],
    generation: Generation,
) -> None:
    """The direct answers of all places, the table, since when each text applies."""
    columns = [s for s in generation.catalog.sources if s in filled or (s.id in silent and not s.wraps)]
    held = [(source, document) for source in filled if (document := generation.document(source.id))]
    for source, document in held:
        for line in direct(document, cited[source.id], u):
            draft.lines.append(f"{source.region}：{line}")
    draft.table = table(columns, cited, u)
    draft.lines.append(markdown(columns, draft.table))
    for source, document in held:
        name, values = "answer.only_interpreted", {}
        if not source.interprets:
            name, values = "answer.in_force", {"force": facts.standing(source, document)}
        draft.say(message(name, title=title_mark(source.title), **values))
