"""Follow-ups: 「那北京呢？」, 「第二项具体是什么」, 「上一条呢」, 「多久一次」 -> a question that stands on its own.

In: the Understanding of the question alone, and the turn before it. Out: an Understanding with what it inherits: the matter
when only the place changed, the place when only the matter changed, the article when only an item is named. A question
that brings its own matter from another field inherits nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.model import Ask, Understanding

ELLIPSIS = re.compile(
    r"^(?:那么?|那|再|还有|另外|然后|换成|至于|和|如果是)|呢[？?！!。]*$|^(?:这些|那些|它|他们|其|上述|这种|该)"
)
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
        mentions=tuple(replace(m, documents=()) for m in then.mentions),
        named_documents=now.named_documents,
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
    if not now.terms:
        return replace(now, documents=scope, terms=then.terms, levels=then.levels, mentions=())
    return replace(now, documents=scope)


def _inherited_scope(before: Turn) -> tuple[str, ...] | None:
    """The one document that was being read when a provision was cited; else the earlier places."""
    then = before.understanding
    if before.article and (then.documents is None or len(then.documents) > 1):
        return (before.article.split("/")[0],)
    return then.documents
