"""What an honest chat model does with a prompt: read the fenced evidence and its tokens, write sentences from it alone.

In: the prompt text as it came over the wire. Out: the text of a reply. It knows nothing of the program but what the prompt says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence as the model sees it."""

    token: str
    text: str


EVIDENCE = re.compile(r"")


def evidence(prompt: str) -> list[Shown]:
    """The evidence in a prompt."""
    return [Shown(*m.groups()) for m in EVIDENCE.finditer(prompt)]


def honest(prompt: str) -> str:
    """Faithful sentences from the evidence, each with its token."""
    return "".join(f"{e.text}{e.token}。" for e in evidence(prompt)) or "不知道。"
