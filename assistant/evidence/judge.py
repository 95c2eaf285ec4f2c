"""Is the evidence enough, and how does the question end?

In: the Understanding, what lookup found and missed, the evidence by document. Out: an Outcome and the Findings to say.
Thresholds live in `select`; here only their result is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence.general import RANKED
from assistant.evidence.lookup import Found
from assistant.evidence.score import matches
from assistant.evidence.units import units_of
from assistant.model import Ask, Evidence, Finding, Outcome, Understanding
from assistant.texts import message
from assistant.understand.aspects import aspect
from assistant.understand.places import documents_below, documents_binding
from ingest.generation import Generation
from ingest.label import title_mark
from ingest.sources import Catalog

FIELD = re.compile(
    r"安全|事故|问责|追责|追究|责任|隐患|党政|干部|领导|书记|[省市县区镇乡厅局]长|安委|应急|督查|巡查|督察|考核|表彰|奖励|一票否决|"
    r"细则|文件(?!夹)|机制|办法(?!呢)|条|定责|担责|瞒报|迟报|漏报|谎报|生产|监管|执法|履职|职责|述职|约谈|救援|规定"
)


ENUMERATE = re.compile(
    r"哪[几\d一二三四五六七八九十]|分别|具体(?:是|有)|都有(?:哪|什么)|列(?:出|举|给|一下|全)|逐[一条项]|一[条项]一[条项]|各是"
)
WHICH_ARTICLE = re.compile(r"第几条|哪一?条(?!件|路)|几条几款|条号")
COUNTED = re.compile(r"\d+种(?:情形|方式|形式)|\d+项职责")


POINTING = re.compile(r"^(?:那|请问|哎|诶|，)*(?:[那这](?:个|样|种(?:情况|情形|事)?|件事|些)|[它他她](?:们|俩)?)")
"""Begins with what was said before, where nothing was."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the question ends, and what has to be said about what is missing."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()


def judge(
    u: Understanding,
    found: Found,
    groups: Mapping[str, Sequence[Evidence]],
    silent: Mapping[str, Sequence[str]],
    generation: Generation,
) -> Judgement:
    """Decide the outcome. `silent` are the matters asked that a document in scope does not settle."""
    catalog = generation.catalog
    if u.ask in (Ask.GREETING, Ask.ABILITY, Ask.HOLDINGS):
        return Judgement(Outcome.META, (Finding(u.ask.value),))
    if u.ask is Ask.INJECTION or (u.ask is Ask.CHORE and not u.named_documents):
        return Judgement(Outcome.OFF_TOPIC)
    if u.elsewhere and u.other_laws:
        return Judgement(Outcome.OFF_TOPIC, (Finding("law", {"title": "、".join(u.other_titles)}),))
    if u.elsewhere:
        return Judgement(Outcome.NOT_IN_CORPUS, (Finding("title", {"title": "、".join(u.other_titles)}),))
    beyond = {place for _, place in u.outside}
    missing = [*found.missing, *(_not_held(place, u, catalog) for place in u.missing_places if place not in beyond)]
    missing += [_beyond(document, place, u, catalog) for document, place in u.outside]
    if u.documents is None and not u.mentions and not u.missing_places and all(t.kind == "measure" for t in u.terms):
        asks = u.terms or FIELD.search(u.text) or POINTING.search(u.text) or u.ask in (Ask.FREQUENCY, Ask.CONSEQUENCE)
        return Judgement(Outcome.CLARIFY, (Finding("which_matter"),)) if asks else Judgement(Outcome.OFF_TOPIC)
    if _points_at_nothing(u):
        return Judgement(Outcome.CLARIFY, (Finding("which_matter"),))
    if WHICH_ARTICLE.search(u.text) and (only := _only_interpreted(groups, generation)):
        return Judgement(Outcome.NOT_IN_CORPUS, (only,))
    missing += [f for d, evidence in groups.items() for f in _unlisted(u, d, evidence, generation)]
    ranked = any(e.way == RANKED for evidence in groups.values() for e in evidence)
    if u.documents is None and any(groups.values()) and not ranked and not _of_the_field(u):
        return Judgement(Outcome.OFF_TOPIC)
    if any(groups.values()):
        return Judgement(Outcome.PARTIAL if missing else Outcome.ANSWERED, tuple(missing))
    if found.missing:
        return Judgement(Outcome.NOT_IN_CORPUS, tuple(missing))
    if not in_field(u):
        return Judgement(Outcome.OFF_TOPIC)
    if missing:
        return Judgement(Outcome.NOT_IN_CORPUS, tuple(missing))
    if u.documents and not u.terms and not u.mentions:
        return Judgement(Outcome.CLARIFY, (Finding("which_matter"),))
    if found.choices:
        return Judgement(Outcome.CLARIFY, (Finding("which_document"),))
    if silent:
        return Judgement(Outcome.NOT_IN_CORPUS, (_silent(silent, generation),))
    return Judgement(Outcome.NOT_IN_CORPUS, (_not_regulated(u, catalog),))


def _points_at_nothing(u: Understanding) -> bool:
    """「他俩谁说了算」 as a first question: of whom, is for the person to say."""
    own = any(t.kind == "word" and t.weight >= 1 for t in u.terms) or u.cases
    return (
        u.documents is None
        and not u.mentions
        and not own
        and bool(POINTING.search(u.text))
        and not FIELD.search(u.text)
    )


def _of_the_field(u: Understanding) -> bool:
    """With no place named, a question must show by its words that it is about regulations of this kind."""
    office = any(t.kind == "office" for t in u.terms)
    return bool(FIELD.search(u.text) or u.aspects or u.cases or u.mentions or office or u.ask is Ask.DOCUMENTS)


def in_field(u: Understanding) -> bool:
    """Whether a question without an answer is at least about regulations of this kind."""
    if u.named_documents or u.mentions or (u.missing_places and len(u.text) <= 8):
        return True
    return bool(FIELD.search(u.text)) or not u.terms or bool(u.places and any(t.known for t in u.terms))


def _not_held(place: str, u: Understanding, catalog: Catalog) -> Finding:
    found = next((p for p in u.places if p.name == place), None)
    below = documents_below(found, catalog) if found else ()
    if below:
        titles = "、".join(title_mark(s.title) for s in catalog.sources if s.id in below)
        regions = "、".join(dict.fromkeys(s.region for s in catalog.sources if s.id in below))
        return Finding("place_below", {"place": place, "regions": regions, "titles": titles})
    return Finding("place", {"place": place})


def _beyond(document: str, place: str, u: Understanding, catalog: Catalog) -> Finding:
    """A text asked for what it says of a place it does not bind; what binds there is named, where it is held."""
    asked = next(s for s in catalog.sources if s.id == document)
    binding = [d for p in u.places if p.name == place for d in documents_binding(p, catalog)]
    titles = "、".join(title_mark(s.title) for s in catalog.sources if s.id in binding)
    note = message("beyond.held", place=place, titles=titles) if titles else message("beyond.not_held", place=place)
    values = {"title": title_mark(asked.title), "region": asked.region, "place": place, "note": note}
    return Finding("beyond", values)


def _only_interpreted(groups: Mapping[str, Sequence[Evidence]], generation: Generation) -> Finding | None:
    """「这是第几条写的」 cannot be answered from an interpretation: the articles themselves are not held."""
    sources = [generation.source(d) for d, evidence in groups.items() if evidence]
    titles = [title_mark(s.interprets) for s in sources if s is not None and s.interprets]
    if not titles or len(titles) < len(sources):
        return None
    return Finding("interpretation", {"title": "、".join(titles), "asked": "条号"})


def _unlisted(u: Understanding, id: str, evidence: Sequence[Evidence], generation: Generation) -> list[Finding]:
    """An interpretation that says how many there are (「存在4种情形」) and does not list them, where the list is asked for."""
    source = generation.source(id)
    if source is None or not source.interprets or not ENUMERATE.search(u.text):
        return []
    counts = [m for e in evidence for m in COUNTED.finditer(e.quote) if _about(u, e.quote, m)]
    listed = any(re.match(r"[。:：][^。]{0,4}一是|[(（]", m.string[m.end() :]) for m in counts)
    if not counts or listed:
        return []
    return [Finding("unlisted", {"title": title_mark(source.interprets), "count": counts[0].group()})]


def _about(u: Understanding, quote: str, m: re.Match[str]) -> bool:
    """Whether the sentence with the count holds one of the question's words."""
    start = quote.rfind("。", 0, m.start()) + 1
    sentence = quote[start : m.end() + 12]
    noun = m.group().lstrip("0123456789种项")
    asked = noun in u.text or (noun == "情形" and "情况" in u.text)
    return asked and any(matches(t, sentence) for t in u.terms if t.kind == "word" and t.known)


def _silent(silent: Mapping[str, Sequence[str]], generation: Generation) -> Finding:
    """Nothing in scope settles the matter: name the places whose texts do, without passing them off as the answer."""
    matters = list(dict.fromkeys(m for row in silent.values() for m in row))
    texts = [s for s in generation.catalog.sources if not s.wraps]
    elsewhere = [s for s in texts if s.id not in silent and _settles(s.id, matters, generation)]
    regions = "、".join(s.region or title_mark(s.title) for s in elsewhere)
    note = message("elsewhere.some", regions=regions) if elsewhere else message("elsewhere.none")
    titles = "、".join(title_mark(s.title) for s in texts if s.id in silent)
    return Finding("silent", {"titles": titles, "matter": "、".join(matters), "elsewhere": note})


def _settles(id: str, matters: Sequence[str], generation: Generation) -> bool:
    document = generation.document(id)
    return document is not None and any(aspect(m).printed.search(x.own) for m in matters for x in units_of(document))


def _not_regulated(u: Understanding, catalog: Catalog) -> Finding:
    if u.documents and len(u.documents) <= 2:
        titles = "、".join(title_mark(s.title) for s in catalog.sources if s.id in u.documents)
        return Finding("not_regulated", {"titles": titles})
    return Finding("not_regulated_anywhere")
