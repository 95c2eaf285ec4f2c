"""The chat model as the chain has it: replies kept before, then the server behind its breaker.

In: Settings, then Prompts. Out: pieces of a reply; an empty one means that nothing came for a moment. Raises Fault.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from pathlib import Path

from assistant.llm.breaker import Breaker
from assistant.llm.client import Client
from assistant.llm.faults import Fault
from assistant.llm.replay import Replay
from assistant.texts.prompts import Prompt
from ingest.config import Settings

log = logging.getLogger("anze")


class Chat:
    """One model of one address; safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.llm_model
        self.breaker = Breaker(settings.llm_cool_s)
        self._client = Client(settings) if settings.llm_base_url else None
        self._replay = Replay(Path(settings.llm_replay)) if settings.llm_replay else None

    def load(self) -> None:
        """Make ready for the first question; asks nothing of the server."""
        if self._client:
            self._client.load()

    def pieces(self, prompt: Prompt) -> Generator[str, None, None]:
        """The reply as it comes. Closing this generator cancels the call, which is then no failure."""
        asked = (self.name, prompt.version, prompt.system, prompt.user)
        known = self._replay.find(*asked) if self._replay else None
        if known is not None:
            yield known
            return
        if self._client is None:
            raise Fault("refused")
        reply = []
        for piece in self._guarded(self._client, prompt):
            reply.append(piece)
            yield piece
        if self._replay:
            self._replay.keep(*asked, "".join(reply))

    def _guarded(self, client: Client, prompt: Prompt) -> Iterator[str]:
        if not self.breaker.enter():
            raise Fault("open")
        ended: bool | None = None
        try:
            yield from client.pieces(prompt.system, prompt.user)
            ended = True
        except Fault as fault:
            ended = False
            log.warning("语言模型没有答完：%s", fault.kind)
            raise
        finally:
            self.breaker.leave(ended)


def chat_of(settings: Settings) -> Chat | None:
    """The model, where one is set: its name, and its address or a folder of replies."""
    on = bool(settings.llm_model and (settings.llm_base_url or settings.llm_replay))
    return Chat(settings) if on else None
