"""A visitor's question on its way through the engine: started once, held to what the channel may say, remembered for an hour.

In: a Question of a Visit to a channel. Out: an Asked, whose pieces are the steps, the sentences and the answer.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.channels.model import Channel, Visit
from assistant.channels.scope import open_documents, within
from assistant.compose.plain import plain
from assistant.model import Answer, Question
from assistant.records import given
from assistant.web import metrics
from assistant.web.widget.answers import PAUSE, WAIT, Answers, Asked, Full
from assistant.web.widget.requests import spoken
from assistant.web.widget.wire import Refusal
from ingest.config import Settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.records.store import Records

log = logging.getLogger(__name__)
THREADS, THREADS_WITH_MODEL = 1, 32
"""Questions answered at once: more only share the processor, unless they wait for a chat model."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Where questions are answered, and where what was said is remembered."""

    records: Records
    secret: bytes
    answers: Answers

    def begin(self, engine: Engine, channel: Channel, visit: Visit, question: Question, key: Any, same: str) -> Asked:
        """Put the question in the queue, under an id that only this visit can know. Raises Refusal where the queue is full."""
        opened = open_documents(channel, engine.generation.catalog)
        regions = channel.documents if opened is not None else ()
        named = f"{visit.channel}\n{visit.session}\n{question.id}".encode()
        id = hmac.new(self.secret, named, hashlib.sha256).hexdigest()[:24]
        accepted = replace(question, id=id, regions=regions)
        try:
            return self.answers.ask(key, same, partial(self._pieces, engine, visit, accepted, opened))
        except Full as error:
            raise Refusal(503, "busy", f"现在提问的人很多，请在 {spoken(error.wait)}后再试", error.wait) from None

    def _pieces(
        self, engine: Engine, visit: Visit, question: Question, opened: frozenset[str] | None
    ) -> Generator[tuple[str, dict[str, Any]], None, None]:
        """In a thread: the steps and sentences, then the answer, held to what the channel may say."""
        held_back: list[dict[str, Any]] = []
        with metrics.asking("widget"), closing(engine.stream(question)) as events:
            for event in events:
                if event.kind in ("step", WAIT) or (event.kind == "sentence" and opened is None):
                    yield event.kind, event.data
                elif event.kind == "sentence":
                    held_back.append(event.data)
                elif event.answer is not None:
                    answer = within(event.answer, opened, engine.generation)
                    if answer.text != event.answer.text:
                        held_back = [{"text": line} for line in answer.text.split("\n\n")]
                    for data in held_back:
                        yield "sentence", data
                    yield PAUSE, {}
                    metrics.note(answer, "widget")
                    # Before the visitor has the answer: what is said of it waits for what was put off before it.
                    self.answers.later(partial(self._remember, visit, question, answer))
                    yield "answer", {"worded": None, **answer.to_json(), "plain": plain(answer, engine.generation)}

    def _remember(self, visit: Visit, question: Question, answer: Answer) -> None:
        """For an hour, so that the visitor may say whether it helped."""
        try:
            given.remember(self.records, visit.person, question, answer)
        except BadInput as error:
            log.warning("答复没有记下，不能评价：%s", error)


def threads_of(settings: Settings) -> int:
    """How many questions are answered at once."""
    automatic = THREADS_WITH_MODEL if settings.llm_base_url and settings.llm_model else THREADS
    return settings.answer_threads or automatic
