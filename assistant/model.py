"""What goes into the chain, what its steps hand on, and what comes out of it, as frozen values.

In: nothing. Out: Outcome, Question, Understanding, Evidence, Citation, Answer. `Answer.to_json()` is the one JSON form that
the command line, the HTTP API and the case runner all give.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fractions import Fraction
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


class Ask(StrEnum):
    """The kind of question, as far as it changes how evidence is chosen."""

    LOOKUP = "lookup"
    CONSEQUENCE = "consequence"
    FREQUENCY = "frequency"
    COMPARISON = "comparison"
    DOCUMENTS = "documents"
    REFERRERS = "referrers"
    GREETING = "greeting"
    ABILITY = "ability"
    HOLDINGS = "holdings"
    INJECTION = "injection"
    CHORE = "chore"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, with the earlier questions of its conversation and the places or documents chosen.

    `wording` says for whom a chat model words the answer, where one is set: staff or citizen; empty for not at all.
    """

    text: str
    id: str = ""
    history: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    wording: str = "staff"


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a question: its full name, what it belongs to (nearest first), and where it stands."""

    name: str
    ancestors: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A provision named in a question. Numbers are None where not named; `relative` is 上一条, 该条, 最后一条 …

    `documents` are those of the place or title named before it: None where there is none, () where nothing of it is held.
    """

    text: str
    start: int
    end: int
    article: int | None = None
    sub: int | None = None
    paragraph: int | None = None
    item: int | None = None
    section: int | None = None
    chapter: str = ""
    relative: str = ""
    documents: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question and the wordings that stand for it in the texts (regular expressions).

    `kind` is office, facet, measure or word; `fallback` holds looser wordings for a document that has none of `patterns`.
    """

    text: str
    patterns: tuple[str, ...]
    kind: str = "word"
    fallback: tuple[str, ...] = ()
    weight: float = 1.0
    known: bool = True


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question asks, standing on its own. `documents` is the scope: None for all, () for nothing held.

    `nearest` are those of the documents in scope that belong to the very place named: the district's before the city's.
    `aspects` and `cases` are names from data/aspects.toml; `confirms` when it wants yes or no; `claimed_rate` is how often it
    takes a thing to be done, in times a year; `on` a date it names, as the beginning of an ISO date (2018, 2018-09).
    """

    text: str
    ask: Ask
    documents: tuple[str, ...] | None
    places: tuple[Place, ...] = ()
    missing_places: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    other_titles: tuple[str, ...] = ()
    other_laws: bool = False
    terms: tuple[Term, ...] = ()
    levels: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    named_documents: bool = False
    wants_measures: bool = False
    wants_frequency: bool = False
    confirms: bool = False
    claimed_rate: Fraction | None = None
    on: str = ""

    @property
    def elsewhere(self) -> bool:
        """Whether it asks about a text that is not held, and about nothing that is."""
        return bool(self.other_titles) and not self.named_documents and not self.places


@dataclass(frozen=True, slots=True)
class Evidence:
    """A provision chosen for the answer: the quote, why it is here, and how well it fits (0…1).

    `direct` are the clauses that answer by themselves, a line each; `way` is how it was found.
    """

    provision: str
    quote: str
    role: str
    score: float = 1.0
    direct: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does what, how often, at least how many times: 县（市、区）党委主要负责人, 每季度, 至少调研1次.

    `quote` is in the provision; `holder` is there or in its `lead`. `every` is empty and `times` None where the text gives
    none; `threshold` is a condition in figures or grades.
    """

    provision: str
    document: str
    holder: str
    every: str
    times: int | None
    at_least: bool
    action: str
    quote: str
    threshold: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A provision that was looked at and left out, with the reason: so that a miss can be explained."""

    provision: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What lookup could not find: the sentence to say about it and the documents it is about."""

    code: str
    values: dict[str, str] = field(default_factory=dict)


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


LABEL = "内容由人工智能生成"
"""Stands wherever the wording of a chat model does."""


@dataclass(frozen=True, slots=True)
class Worded:
    """That a chat model worded the answer: which one, under which version of our prompt, and how many sentences were struck."""

    model: str
    prompt: str
    label: str
    struck: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer: `text` is Markdown with markers [1] [2] that name `citations` by their `n`.

    `struck` are the lines that did not pass the check; they are no part of the answer, and of its JSON neither.
    """

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
    struck: tuple[str, ...] = ()
    worded: Worded | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form, in the fixed order of its fields; `worded` only where a chat model worded it."""
        row = asdict(self)
        order = (
            "id",
            "question",
            "outcome",
            "mode",
            "text",
            "citations",
            "table",
            "suggestions",
            "generation",
            "timings_ms",
        )
        return {key: row[key] for key in order} | ({"worded": row["worded"]} if self.worded else {})
