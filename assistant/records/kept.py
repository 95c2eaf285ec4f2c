"""What of a text is stored: personal numbers masked, characters taken out that no database takes, limits held.

In: what a person wrote, or an Answer. Out: text and JSON to store. Raises BadInput for what is too long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from assistant.model import Answer
from assistant.privacy import mask
from ingest.model import BadInput

UNSENDABLE = re.compile("[\0\ud800-\udfff]")
"""PostgreSQL refuses NUL, and half a character pair has no UTF-8."""
OUR_OWN = ("id", "outcome", "mode", "citations", "generation", "timings_ms")
"""Fields of an answer that hold the words of the law or of the program, never those of a person."""


def kept(text: str) -> str:
    """The text as it is stored."""
    return mask(UNSENDABLE.sub("", text)).text


def limited(name: str, text: str, limit: int, least: int = 0) -> str:
    """The text without blanks around it, as it is stored. Raises BadInput when it is too long or, with `least`, empty."""
    stripped = text.strip()
    if not least <= len(stripped) <= limit:
        wanted = f"{least} 到 {limit} 个字" if least else f"最多 {limit} 个字"
        raise BadInput(f"{name}有 {len(stripped)} 个字，应为{wanted}；请改后再试")
    return kept(stripped)


def kept_answer(answer: Answer, history: Sequence[str] = ()) -> str:
    """The answer's JSON and what was struck from it; every string masked but the citations, which are the law.

    `history` are earlier questions that are no turns of the conversation: those that a program brought with its question.
    """
    row = answer.to_json() | ({"history": list(history)} if history else {})
    row |= {"struck": list(answer.struck)} if answer.struck else {}
    return packed({name: value if name in OUR_OWN else _masked(value) for name, value in row.items()})


def packed(value: Any) -> str:
    """JSON text that any database takes."""
    return UNSENDABLE.sub("", json.dumps(value, ensure_ascii=False))


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return kept(value)
    if isinstance(value, dict):
        return {name: _masked(inner) for name, inner in value.items()}
    return [_masked(inner) for inner in value] if isinstance(value, list | tuple) else value
