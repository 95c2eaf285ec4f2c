"""What the pass over the lines of a text works with: lines, the blocks they fall into, and the outline as it grows.

In: nothing. Out: Line, Opened, Outline. Unlike the values of `model` the last two change until the text has been read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.model import Finding, Heading, Kind


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line with its place in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Opened:
    """An article, section or preamble being read: its number, heading path, and lines."""

    number: str
    kind: Kind
    path: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What the pass over the lines has found; `last` is the number of the article or section read last, (19, 1) for 第十九条之一."""

    document: str
    blocks: list[Opened] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tail: int | None = None
    findings: list[Finding] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)

    @property
    def line_before(self) -> Line | None:
        """The line read last, unless a block has only just been opened."""
        lines = self.blocks[-1].lines
        return lines[-1] if lines else None

    def note(self, level: str, code: str, message: str, where: str = "") -> None:
        self.findings.append(Finding(self.document, level, code, message, where))
