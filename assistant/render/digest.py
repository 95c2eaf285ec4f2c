"""The digest of what a sheet says, and the line that states it at its end.

In: lines, the same for docx, xlsx and Markdown. Out: 64 hexadecimal digits; the line 校验码：sha256:…. It tells that a word was
changed, removed or added. It is no signature: who forges a file can work it out anew, and then only the comparison of the
quotations with the index tells.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from assistant.render.blocks import Lines, Sheet, lines_of

FORMAT = "anze-sheet-1\n"
STATED = re.compile(r"校验码：sha256:([0-9a-f]{64})")
CELL = "\x1f"
"""Between cells: white space, so no cell has it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a file says, and the digest that it states; empty where it states none."""

    lines: Lines
    stated: str

    @property
    def is_intact(self) -> bool:
        return digest(self.lines) == self.stated


def digest(lines: Lines) -> str:
    """sha256 over the lines, without the one that states it."""
    return hashlib.sha256((FORMAT + "\n".join(map(CELL.join, lines))).encode()).hexdigest()


def digest_line(sheet: Sheet) -> str:
    """The last line of every file."""
    return f"校验码：sha256:{digest(lines_of(sheet))}"


def unsealed(lines: Lines) -> Sealed:
    """Take the last line that states a digest out of the lines; what comes after it counts as text like any other."""
    for i in range(len(lines) - 1, -1, -1):
        if len(lines[i]) == 1 and (found := STATED.fullmatch(lines[i][0])):
            return Sealed(lines[:i] + lines[i + 1 :], found[1])
    return Sealed(lines, "")
