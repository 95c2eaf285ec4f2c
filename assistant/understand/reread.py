"""A question that the rules are unsure of, put by a chat model into words that they know.

In: the question with its history and the Understanding that did not suffice. Out: a question that stands on its own, or None. The
reply must parse to the letter; places, texts and figures must come from the question or those before it, and matters from it or
from the corpus. What the new question then finds is found, judged and quoted by the same rules as any other.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.compose.wording.pieces import fence_for
from assistant.compose.wording.stream import THINKING
from assistant.evidence.judge import Judgement
from assistant.llm.chat import Chat
from assistant.llm.faults import Fault
from assistant.model import Outcome, Question, Understanding
from assistant.texts.prompts import prompt
from assistant.understand.aspects import load_aspects
from assistant.understand.followup import Turn
from assistant.understand.question import Held, read
from assistant.understand.spelling import clean
from assistant.verify import claims

LACKING = ("not_regulated", "not_regulated_anywhere", "which_matter", "which_document")
"""Findings that say only that the rules found nothing, or did not know what to look for."""
LONGEST = 1_000
NAME = "reread"


class Rewritten(BaseModel):
    """What the model replies; anything more or less is no reply."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    question: str = Field(max_length=200)
    places: list[str] = Field(max_length=8)
    documents: list[str] = Field(max_length=8)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, what was said before it, and how the rules read it."""

    question: Question
    understood: Understanding
    before: Turn | None

    @property
    def said(self) -> str:
        """All that the person wrote."""
        return clean("\n".join([*self.question.history, self.question.text]))


def unsure(judged: Judgement, u: Understanding, before: Turn | None) -> bool:
    """Whether another wording might help: not where a place, a text or a provision is what is missing."""
    if judged.outcome not in (Outcome.CLARIFY, Outcome.NOT_IN_CORPUS) or u.missing_places or u.other_titles:
        return False
    codes = {f.code for f in judged.findings}
    return bool(codes) and codes <= set(LACKING) and (before is not None or "which_document" not in codes)


def reread(asked: Asked, chat: Chat, held: Held) -> Generator[str, None, str | None]:
    """The question in other words, or None; "" while the model is silent."""
    matters = "、".join(a.name for a in load_aspects() if a.system)
    fence = fence_for(asked.said)
    history = "\n".join(asked.question.history) or "（没有）"
    request = prompt(NAME, fence=fence, words=matters, history=history, question=asked.question.text)
    reply = ""
    yield ""
    try:
        with closing(chat.pieces(request)) as pieces:
            for piece in pieces:
                reply += piece
                if len(THINKING.sub("", reply)) > LONGEST:
                    return None
                if not piece:
                    yield ""
    except Fault:
        return None
    return accepted(THINKING.sub("", reply), asked, held)


def accepted(reply: str, asked: Asked, held: Held) -> str | None:
    """The question of a reply that parses and adds nothing of its own; else None."""
    try:
        new = Rewritten.model_validate_json(reply.strip())
    except ValidationError:
        return None
    text = clean(new.question).strip()
    named = [*new.places, *new.documents]
    if not text or "\n" in new.question or any(name not in asked.said for name in named):
        return None
    if claims(text) - claims(asked.said):
        return None
    understood = read(text, asked.question.regions, held)
    if not all(term.known or term.text in asked.said for term in understood.terms):
        return None
    return text if _same_places(understood, asked, held) else None


def matters(u: Understanding) -> str:
    """What a question is about in words of our own lists and of the texts: nothing that a model wrote is shown by this."""
    found = [*(p.name for p in u.places), *u.cases, *u.aspects] or [t.text for t in u.terms if t.known]
    return "、".join(dict.fromkeys(found))


def _same_places(new: Understanding, asked: Asked, held: Held) -> bool:
    """The places and texts of the question itself; where it names none, at most those in use before it."""
    own = read(asked.question.text, asked.question.regions, held)
    if own.places or own.named_documents:
        return {p.name for p in new.places} == {p.name for p in own.places} and new.documents == own.documents
    if new.missing_places or new.other_titles:
        return False
    if not new.places and not new.named_documents:
        return asked.understood.documents is None or new.documents == asked.understood.documents
    then = asked.before.understanding.documents if asked.before else None
    return then is not None and set(new.documents or ()) <= set(then)
