"""The words of the domain as frozen values: what `ingest` produces and everything else reads.

In: nothing. Out: Source, Document, Provision, Heading, Reference, Finding, Chunk, and the one error for bad input.
Provision ids come from the law (`fujian/19.1.3`), never from a position in a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BadInput(Exception):
    """One sentence for the person who gave the input: what, where, what was expected, what to do."""

    exit_code = 2
    """Of the command that it ends."""


class Kind(StrEnum):
    """Levels of a text: 条 款 项 目, and 部分 (section) or 文首 (preamble) where there is no article."""

    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    SUBITEM = "subitem"
    SECTION = "section"
    PREAMBLE = "preamble"


@dataclass(frozen=True, slots=True)
class Source:
    """One row of `data/sources.toml`; only what the text itself says, unknown stays empty.

    Dates are ISO (2018-09-28). `superseded_by` is the id of the version held that took this one's place.
    """

    id: str
    file: str
    sha256: str
    title: str
    short: tuple[str, ...] = ()
    issuer: str = ""
    region: str = ""
    parents: tuple[str, ...] = ()
    kind: str = ""
    number: str = ""
    issued: str = ""
    effective: str = ""
    status: str = ""
    repeals: tuple[str, ...] = ()
    interpreter: str = ""
    origin: str = ""
    interprets: str = ""
    wraps: str = ""
    starts_with: str = ""
    ends_before: str = ""
    amended: str = ""
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """A citable piece of a document. `text` is `document.text[start:end]`, without its own number."""

    document: str
    number: str
    kind: Kind
    label: str
    path: tuple[str, ...]
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        return f"{self.document}/{self.number}"


@dataclass(frozen=True, slots=True)
class Heading:
    """编 / 章 / 节, or any other heading line, with the articles that stand under it."""

    level: int
    title: str
    start: int
    end: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text. `text` is the shown text; `tail` is where signatures, annexes and imprint begin in it."""

    id: str
    title: str
    text: str
    provisions: tuple[Provision, ...]
    headings: tuple[Heading, ...] = ()
    tail: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def articles(self) -> tuple[Provision, ...]:
        return tuple(p for p in self.provisions if p.kind is Kind.ARTICLE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another provision. `targets` are provision ids held in the corpus; empty when it is not held.

    `start` and `end` count characters of the document's shown text. `title` names the other text, empty for this one.
    """

    source: str
    start: int
    end: int
    text: str
    kind: str
    targets: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit saw. An `error` refuses the document, a `warning` or `notice` is shown and kept."""

    document: str
    level: str
    code: str
    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is indexed: the provision's id, and the text to embed and search, apart from the text to show."""

    id: str
    document: str
    text: str
