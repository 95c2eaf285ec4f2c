"""The log: lines for people, or one JSON object a line (ANZE_LOG=json), on standard error.

In: Settings, once; then records of `logging`. Out: lines. Each question leaves one: outcome, milliseconds, door, citations,
generation. Its words are left out unless ANZE_LOG_QUESTIONS=true, and then personal numbers are masked.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.privacy import mask

if TYPE_CHECKING:
    from assistant.model import Answer
    from ingest.config import Settings

FIELDS = "anze_fields"
"""The attribute of a record that holds what goes into the line beside the message."""
PLAIN = "%(asctime)s %(levelname)s %(name)s: %(message)s"
questions = logging.getLogger("anze.questions")
words = logging.getLogger("anze.questions.words")
words.setLevel(logging.WARNING)
"""Lets the words of a question into its line where its level is INFO; says nothing itself."""


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            row["trace"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False, default=str)


def configure(settings: Settings) -> None:
    """Write everything from warnings on, and a line for each question."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines() if settings.log == "json" else logging.Formatter(PLAIN))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    questions.setLevel(logging.INFO)
    words.setLevel(logging.INFO if settings.log_questions else logging.WARNING)


def question(answer: Answer, door: str) -> None:
    """The line of one question."""
    if not questions.isEnabledFor(logging.INFO):
        return
    ms = round(sum(answer.timings_ms.values()), 1)
    fields: dict[str, object] = {
        "outcome": answer.outcome.value,
        "ms": ms,
        "door": door,
        "citations": len(answer.citations),
        "generation": answer.generation,
    }
    asked = ""
    if words.isEnabledFor(logging.INFO):
        fields["question"] = mask(answer.question).text
        asked = f" 问题={fields['question']!r}"
    said = f"回答 {fields['outcome']} {ms}ms 入口={door} 引文={fields['citations']} 索引={answer.generation}{asked}"
    questions.info(said, extra={FIELDS: fields})
