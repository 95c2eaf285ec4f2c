"""The opened assistant: an index generation, an encoder and the chain over them.

In: Settings, then Questions. Out: Answers, or the events of a stream. Heavy loading happens in `load`, never on import.
A new generation is noticed between two answers. A fault of a part becomes the outcome `unavailable` here, once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from assistant.chain import SLOW, STEPS, WORDED, State, build_chain, timed
from assistant.llm.chat import chat_of
from assistant.memory import Memory
from assistant.model import LABEL, Answer, Outcome, Question
from assistant.texts import message
from assistant.understand.followup import Turn
from assistant.understand.question import Held
from assistant.understand.spelling import clean
from ingest.config import Settings
from ingest.encoder import Encoder, load_encoder
from ingest.generation import Generation, open_generation
from ingest.manifest import current_name
from ingest.model import BadInput

HISTORY = 6
"""Earlier questions of a conversation that are read at least; what lies further back no longer bears on the next one."""

LABELS = {
    "understand": "理解问题",
    "lookup": "查找条号",
    "retrieve": "检索条文",
    "expand": "核对引用关系",
    "judge": "判断依据是否充分",
    "compose": "组织答复",
    "verify": "逐句核对原文",
    "render": "整理答复",
    "reread": "换个说法再查",
    "word": "组织语言并逐句核对",
}
log = logging.getLogger("anze")


@dataclass(frozen=True, slots=True)
class Event:
    """A piece of a stream: `step`, `sentence` or `answer`, with its JSON; `answer` is there at the last.

    `wait` comes while a chat model is silent: whoever reads has a chance to leave, and who left has one to be noticed.
    """

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    answer: Answer | None = None


KNOWN = 20_000
"""Words of which it is remembered whether the texts have them."""
REMEMBERED = 2_000
"""Earlier turns that are not worked out again at the next question of their conversation."""


class Engine:
    """Answers questions; safe to use from many threads once loaded."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ready = False
        self.error = ""
        self._switch = threading.Lock()
        self._generation: Generation | None = None
        self._encoder: Encoder | None = None
        self._held: Held | None = None
        self._chat = chat_of(settings)
        self._steps = WORDED if self._chat else STEPS
        self._chain = build_chain(steps=self._steps)
        self._found = build_chain()
        self._turns: Memory[Turn] = Memory(REMEMBERED)

    def load(self) -> None:
        """Open the index and the encoder. Raises BadInput, and keeps its sentence in `error`."""
        try:
            self._encoder = load_encoder(self.settings.encoder)
            self._open()
            if self._chat:
                self._chat.load()
            self._found.invoke(self._start(Question("福建细则第一条")))
        except BadInput as error:
            self.error = str(error)
            raise
        self.ready = True

    def _open(self) -> None:
        assert self._encoder is not None
        generation = open_generation(self.settings.index, self.settings.chroma_url)
        generation.require_encoder(self._encoder)
        generation.warm()
        self._generation = generation
        knows = lru_cache(KNOWN)(generation.knows)
        self._held = Held(generation.catalog, knows, generation.store.cited_titles())

    @property
    def generation(self) -> Generation:
        """The generation in use. Raises BadInput before `load`."""
        if self._generation is None:
            raise BadInput(self.error or "索引还没有载入")
        return self._generation

    @property
    def encoder(self) -> Encoder:
        """The encoder in use. Raises BadInput before `load`."""
        if self._encoder is None:
            raise BadInput(self.error or "编码模型还没有载入")
        return self._encoder

    def refresh(self) -> None:
        """Change over to a new generation, if there is one and it opens; else go on with the one at hand."""
        if current_name(self.settings.index) == self.generation.name or not self._switch.acquire(blocking=False):
            return
        try:
            self._open()
        except BadInput as error:
            log.warning("新索引未能启用：%s", error)
        finally:
            self._switch.release()

    def ask(self, question: Question) -> Answer:
        """Answer one question. A fault inside becomes `unavailable`; bad regions raise BadInput."""
        try:
            state: State = self._chain.invoke(self._start(question))
        except BadInput:
            raise
        except Exception:
            log.exception("答复时出错")
            return _unavailable(question)
        assert state.answer is not None
        self._remember(state)
        return state.answer

    def run(self, question: Question, until: str = "") -> State:
        """The state after a step, or after the last, for looking into it."""
        return (build_chain(until, self._steps) if until else self._chain).invoke(self._start(question))

    def stream(self, question: Question) -> Generator[Event, None, None]:
        """Steps as they begin, then the checked sentences, then the whole answer, which takes the place of the sentences.

        A chat model's sentences come as soon as they are checked. Closing the stream cancels the call of the model.
        """
        try:
            state = self._start(question)
            for name, step in self._steps:
                if name in SLOW:
                    state = yield from self._slowly(name, state)
                    continue
                yield Event("step", {"name": name, "label": LABELS[name]})
                state = timed(name, step)(state)
            assert state.answer is not None
            answer = state.answer
            self._remember(state)
        except BadInput:
            raise
        except Exception:
            log.exception("答复时出错")
            answer = _unavailable(question)
        lines = answer.text.split("\n\n")
        for line in lines[1:] if answer.worded else lines:
            yield Event("sentence", {"text": line})
        yield Event("answer", answer.to_json(), answer)

    def _slowly(self, name: str, state: State) -> Generator[Event, None, State]:
        """A step that waits for the chat model: said to be taken once it is, then its sentences that stand as they come."""
        begun, told = time.perf_counter(), False
        with closing(SLOW[name](state)) as parts:
            while True:
                try:
                    text = next(parts)
                except StopIteration as ended:
                    after: State = ended.value
                    if told or after is not state:
                        after.timings_ms[name] = round((time.perf_counter() - begun) * 1000, 2)
                    return after
                if not told:
                    told = True
                    yield Event("step", {"name": name, "label": LABELS[name]})
                yield (
                    Event("sentence", {"text": text, "label": LABEL, "model": self.settings.llm_model})
                    if text
                    else Event("wait")
                )

    def _accepted(self, question: Question) -> Question:
        """The question as it can be worked with and sent on. Raises BadInput when it is longer than the settings allow."""
        limit = self.settings.question_limit
        if len(question.text) > limit:
            raise BadInput(f"问题有 {len(question.text)} 字，最多 {limit} 字；请缩短后再问")
        history = tuple(_sendable(text)[:limit] for text in question.history)
        regions = tuple(clean(_sendable(region)) for region in question.regions)
        return replace(question, text=_sendable(question.text), history=history, regions=regions)

    def _start(self, question: Question) -> State:
        question = self._accepted(question)
        self.refresh()
        assert self._encoder is not None, "load first"
        assert self._held is not None, "load first"
        state = State(question, self.generation, self._encoder, self._held, chat=self._chat)
        turn: Turn | None = None
        earlier = lately(question.history)
        for i, text in enumerate(earlier):
            key = (state.generation.name, question.regions, earlier[: i + 1])
            known = self._turns.get(key)
            if known is None:
                asked = replace(state, question=Question(text, regions=question.regions), before=turn, timings_ms={})
                known = self._turns.setdefault(key, _turn(self._found.invoke(asked), turn))
            turn = known
        return replace(state, before=turn)

    def _remember(self, state: State) -> None:
        """What this turn leaves behind, under what the next question of its conversation will ask for."""
        accepted = state.question
        earlier = lately((*accepted.history, accepted.text))
        if earlier[:-1] == lately(accepted.history):
            key = (state.generation.name, accepted.regions, earlier)
            self._turns.setdefault(key, _turn(state, state.before))


def lately(history: Sequence[str]) -> tuple[str, ...]:
    """The last 6 to 11 questions. The first of them changes at every sixth only, so that the turns after it stay known."""
    return tuple(history[max(0, len(history) // HISTORY - 1) * HISTORY :])


def _sendable(text: str) -> str:
    """Half a surrogate pair cannot be written as UTF-8; it is shown as the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _turn(state: State, before: Turn | None) -> Turn:
    """What a turn leaves behind; small talk in between leaves the one before it in place."""
    assert state.answer is not None
    if before is not None and state.answer.outcome in (Outcome.META, Outcome.OFF_TOPIC):
        return before
    return Turn(state.understood, state.answer.citations[0].provision if state.answer.citations else "")


def _unavailable(question: Question) -> Answer:
    return Answer(question.id, question.text, Outcome.UNAVAILABLE, message("outcome.unavailable"))
