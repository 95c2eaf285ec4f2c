"""Follow-ups: 「那北京呢？」, 「第二项具体是什么」, 「上一条呢」, 「多久一次」 -> a question that stands on its own.

In: the Understanding of the question alone, and the turn before it. Out: an Understanding with what it inherits: the matter
when only the place changed, the place when only the matter changed, the article when only an item is named. A question
that brings its own matter from another field inherits nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.model import Ask, Term, Understanding
from assistant.understand.aspects import load_aspects

ELLIPSIS = re.compile(
    r"^(?:查完|考完|之后)?(?:的)?结果|^(?:怎么用|有什么用|谁来|由谁)|^(?:那么?|那|再|还有|另外|然后|换成|至于|和|如果是)|呢[？?！!。]*$|^(?:这些|那些|它|他们|其|上述|这种|该)"
)
RESULT = re.compile(r"^(?:那|那么)?[^，。？]{0,3}结果")
"""「那结果怎么用」 is about the result of what was just asked about."""
LEVEL_WORD = re.compile(r"(?:省|市|县|区|乡镇|乡|镇|街道|功能区|开发区|园区)(?:级|里|一级|这一级|那一级)?")
MAX_TERMS = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question as understood, and the article its answer cited first."""

    understanding: Understanding
    article: str = ""


def continue_from(now: Understanding, before: Turn | None) -> Understanding:
    """What the question means after the turn before it."""
    if before is None or now.ask in (Ask.GREETING, Ask.ABILITY, Ask.HOLDINGS, Ask.INJECTION):
        return now
    then = before.understanding
    elliptic = bool(ELLIPSIS.search(now.text))
    if now.mentions:
        return now if now.documents is not None else replace(now, documents=_inherited_scope(before))
    if RESULT.search(now.text) and then.aspects and now.documents is None:
        return replace(then, text=now.text)
    if elliptic and now.levels and all(LEVEL_WORD.fullmatch(t.text) for t in now.terms):
        now = replace(now, terms=())  # 「乡镇的呢」 changes the level and nothing else
    if now.documents is not None and not now.terms and len(now.text) <= 14:
        return _same_matter(now, then)
    if now.documents is None and _needs_subject(now, elliptic):
        return _same_place(now, before, elliptic)
    if now.documents is not None and elliptic and len(now.terms) <= MAX_TERMS and _needs_subject(now, elliptic):
        return _same_matter(now, then)
    return now


def _needs_subject(now: Understanding, elliptic: bool) -> bool:
    """Short, or openly leaning on what went before, and about something the texts know."""
    known = [t for t in now.terms if t.known]
    return (elliptic or len(now.text) <= 16) and (not now.terms or bool(known))


def _same_matter(now: Understanding, then: Understanding) -> Understanding:
    """「那北京呢？」: the earlier matter at another place."""
    return replace(
        then,
        text=now.text,
        documents=now.documents,
        places=now.places,
        missing_places=now.missing_places,
        mentions=tuple(replace(m, documents=None) for m in then.mentions),
        named_documents=now.named_documents,
        levels=now.levels or then.levels,
    )


def _same_place(now: Understanding, before: Turn, elliptic: bool) -> Understanding:
    """「由谁解释？」, 「那县长呢？」: the earlier place; of the earlier matter what the new words do not replace."""
    then = before.understanding
    scope = _inherited_scope(before)
    offices = [t for t in now.terms if t.kind == "office"]
    if elliptic and offices and len(offices) == len(now.terms):
        kept = tuple(t for t in then.terms if t.kind != "office")
        return replace(
            then,
            text=now.text,
            documents=scope,
            terms=(*now.terms, *kept),
            levels=now.levels or then.levels,
            mentions=(),
        )
    if not now.terms and not _asks_itself(now):
        return replace(then, text=now.text, documents=scope, levels=now.levels or then.levels, mentions=())
    if not now.terms:
        return replace(now, documents=scope, terms=_without_duties(then), levels=now.levels or then.levels, mentions=())
    if not offices and (now.wants_frequency or "职责" in now.aspects):
        held = tuple(t for t in then.terms if t.kind == "office")
        return replace(now, documents=scope, terms=(*held, *now.terms), levels=now.levels or then.levels)
    return replace(now, documents=scope)


def _asks_itself(now: Understanding) -> bool:
    """Whether the new words ask for something, only not of whom or where: 「多久一次」, 「怎么处理」."""
    return bool(now.wants_frequency or now.wants_measures or now.aspects or now.cases)


def _without_duties(then: Understanding) -> tuple[Term, ...]:
    """The earlier terms; 「职责有哪些」 followed by 「多久一次」 no longer asks for the list."""
    duties = {a.printed.pattern for a in load_aspects() if a.name == "职责"}
    return tuple(t for t in then.terms if not duties & set(t.patterns))


def _inherited_scope(before: Turn) -> tuple[str, ...] | None:
    """The one document that was being read when a provision was cited; else the earlier places."""
    then = before.understanding
    if before.article and (then.documents is None or len(then.documents) > 1):
        return (before.article.split("/")[0],)
    return then.documents
