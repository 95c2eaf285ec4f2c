"""What the staff page works with: the desk, the conversation on a screen with its turns, and what of the page is to change.

In: nothing. Out: Desk, Talk, Turn, Screen; nothing of Gradio.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.model import Answer

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.records.store import Records


@dataclass(slots=True)
class Turn:
    """A question of the conversation and its answer in JSON form; the answer is empty while it is being worked out.

    `id` is its name in the records, empty until it is kept there; `masked` names what was hidden in the question; `result` is
    the answer itself, while this turn is the latest.
    """

    question: str
    answer: Mapping[str, Any] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    steps: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    struck: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    note: str = ""
    id: str = ""
    helpful: bool | None = None
    result: Answer | None = None
    model: str = ""
    """Of a chat model, while its sentences come in."""

    def take(self, answer: Answer) -> None:
        """The answer has come."""
        self.result, self.answer, self.struck = answer, answer.to_json(), answer.struck


@dataclass(frozen=True, slots=True)
class Desk:
    """What every conversation works with."""

    engine: Engine
    records: Records


@dataclass(slots=True)
class Talk:
    """The conversation on somebody's screen; `id` is empty until its first answer is kept."""

    person: str = ""
    id: str = ""
    turns: list[Turn] = field(default_factory=list)
    replacing: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """New content of the parts of the page; None leaves a part as it is. A `live` turn follows the one on the screen, or
    takes its place where it has the same number; with `past` everything is anew."""

    past: str | None = None
    live: str | None = None
    listed: str | None = None
    notice: str | None = None
    box: str | None = None
    welcome: bool | None = None
    busy: bool | None = None

    def to_json(self) -> str:
        """For the page's script. `at` makes two screens alike differ, which Gradio would not send twice."""
        return json.dumps(
            {**{k: v for k, v in asdict(self).items() if v is not None}, "at": time.time_ns()}, ensure_ascii=False
        )
