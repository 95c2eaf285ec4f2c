"""What goes into the chain and what comes out of it, as frozen values.

In: nothing. Out: Outcome, Question, Citation, Answer. `Answer.to_json()` is the one JSON form that the command line, the
HTTP API and the case runner all give.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """The closed set of ways in which a question ends; each has one fixed message in `texts/messages.toml`."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_IN_CORPUS = "not_in_corpus"
    OFF_TOPIC = "off_topic"
    CLARIFY = "clarify"
    META = "meta"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, with the earlier questions of its conversation and the places or documents chosen."""

    text: str
    id: str = ""
    history: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One quoted provision. `quote` is a substring of the provision's shown text; `role` says why it is here."""

    n: int
    provision: str
    label: str
    document: str
    region: str
    quote: str
    role: str
    url: str
    effective: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer: `text` is Markdown with markers [1] [2] that name `citations` by their `n`."""

    id: str
    question: str
    outcome: Outcome
    text: str
    citations: tuple[Citation, ...] = ()
    mode: str = "extractive"
    table: dict[str, Any] | None = None
    suggestions: tuple[str, ...] = ()
    generation: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The JSON form, in the fixed order of its fields."""
        row = asdict(self)
        order = ("id", "question", "outcome", "mode", "text", "citations", "table", "suggestions", "generation", "timings_ms")
        return {key: row[key] for key in order}
