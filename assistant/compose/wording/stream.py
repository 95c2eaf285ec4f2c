"""A stream of text cut into sentences with the tokens that follow them.

In: pieces of a reply as they come. Out: whole sentences; what a model thinks aloud in <think> is left out. A sentence is whole
when something other than its tokens follows: models put them before the full stop and after it. A list goes on after a colon or a semicolon at the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SENTENCE = re.compile(
    r"(?:[^。！？\n]|(?<=[：:；;])\n)*(?:[。！？]+[”’」』）]?(?:\s*\[\[[^\[\]\n]{0,12}\]\])*|(?<![：:；;])\n)"
)
LINES = re.compile(r"[^\S\n]*\n\s*")
UNDECIDED = re.compile(r"\s*(?:\[{1,2}[^\[\]\n]{0,12}\]?)?")
THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)
LONGEST = 800
"""Characters without an end after which they are taken for a sentence, and struck."""


class Cutter:
    """Takes text, gives sentences."""

    def __init__(self) -> None:
        self._raw = ""
        self._given = 0

    def feed(self, text: str) -> Iterator[str]:
        """The sentences that are whole now."""
        self._raw += text
        yield from self._cut(end=False)

    def close(self) -> Iterator[str]:
        """The rest."""
        yield from self._cut(end=True)

    def _cut(self, *, end: bool) -> Iterator[str]:
        text = LINES.sub("\n", THINKING.sub("", self._raw))
        if not end:
            text = re.sub(r"<[a-z]{0,6}$", "", text)
        at = self._given
        while m := SENTENCE.match(text, at):
            if not end and UNDECIDED.fullmatch(text, m.end()):
                break
            at = m.end()
            if m.group().strip():
                yield m.group().strip()
        if len(text) - at > LONGEST or (end and text[at:].strip()):
            yield text[at:].strip()
            at = len(text)
        self._given = at
