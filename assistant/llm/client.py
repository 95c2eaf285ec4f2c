"""A stream of text from an OpenAI-compatible address, through LangChain's ChatOpenAI. The only module that knows it.

In: Settings, then messages. Out: pieces of text; an empty one now and then, come what may, so that who waits can leave.
Raises Fault. All calls run on one event loop in a thread of its own, where a call is cancelled at once wherever it waits:
a thread that is blocked in `recv` cannot be.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.llm.faults import Fault
from ingest.config import Settings

TICK = 0.2
"""Seconds after which who waits for a piece is given an empty one."""
MOST = 6_000
"""Characters of a reply; a model that writes on and on is stopped."""
BYTES = 4 << 20
"""Of a reply as it is sent: each character comes in some 300 bytes of JSON; and what a model thinks aloud comes too."""
WAIT = 3.0
"""Seconds that a server may ask us to wait before we ask again."""
ATTEMPTS = 2
_reacted: ContextVar[Any] = ContextVar("reacted")


@contextmanager
def chat_model(settings: Settings) -> Iterator[BaseChatModel | None]:
    """LangChain's model while it is wanted, or None where none is set; its connections are closed afterwards."""
    if not (settings.llm_base_url and settings.llm_model):
        yield None
        return
    import httpx

    wait = httpx.Timeout(settings.llm_first_s, connect=settings.llm_react_s)
    with httpx.Client(timeout=wait, trust_env=False) as http:
        yield _model(settings, http_client=http)


def _asynchronous(settings: Settings) -> BaseChatModel:
    """The model for the event loop. The times of a stream are kept here, only that of connecting by httpx."""
    import httpx

    class Limited(httpx.AsyncByteStream):
        """A body that is broken off when it grows too large, before anything is made of it."""

        def __init__(self, stream: Any, most: int) -> None:
            self._stream, self._most = stream, most

        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = self._most
            async for data in self._stream:
                left -= len(data)
                if left < 0:
                    raise Fault("endless")
                yield data

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def headers_came(response: Any) -> None:
        packed = response.headers.get("content-encoding", "identity") != "identity"  # nobody asked for that
        response.stream = Limited(response.stream, 0 if packed else BYTES)
        if told := _reacted.get(None):
            told()

    http = httpx.AsyncClient(
        headers={"accept-encoding": "identity"},
        timeout=httpx.Timeout(None, connect=settings.llm_react_s),
        trust_env=False,  # the model is in the office's own network: no proxy of the environment
        limits=httpx.Limits(
            max_connections=None, max_keepalive_connections=0
        ),  # an idle one may be gone when it is wanted
        event_hooks={"response": [headers_came]},
    )
    return _model(settings, http_async_client=http)


def _model(settings: Settings, **http: Any) -> BaseChatModel:
    """It asks once: who calls decides about asking again."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=settings.llm_model,
        base_url=settings.llm_base_url,
        api_key=SecretStr(settings.llm_api_key or "none"),
        temperature=0,
        max_retries=0,
        stream_usage=False,
        stream_chunk_timeout=None,
        extra_body={"max_tokens": MOST // 2},
        **http,
    )


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="anze-llm", daemon=True).start()
    return loop


class Client:
    """Asks one address; safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._model: BaseChatModel | None = None
        self._lock = threading.Lock()

    def load(self) -> BaseChatModel:
        """Import and set up what a call needs, which takes seconds; done once."""
        with self._lock:
            self._model = self._model or _asynchronous(self.settings)
            return self._model

    def pieces(self, system: str, user: str) -> Generator[str, None, None]:
        """The reply as it comes. Closing this generator cancels the call."""
        messages = [SystemMessage(system), HumanMessage(user)]
        out: queue.SimpleQueue[str | Fault | None] = queue.SimpleQueue()
        call = asyncio.run_coroutine_threadsafe(self._ask(self.load(), messages, out), _loop())
        told = time.monotonic()
        try:
            while True:
                try:
                    got = out.get(timeout=TICK)
                except queue.Empty:
                    yield ""
                    continue
                if isinstance(got, Fault):
                    raise got
                if got is None:
                    return
                yield got
                if (now := time.monotonic()) - told > TICK:  # a model that drips never lets the queue run empty
                    told = now
                    yield ""
        finally:
            call.cancel()

    async def _ask(
        self, model: BaseChatModel, messages: Sequence[BaseMessage], out: queue.SimpleQueue[str | Fault | None]
    ) -> None:
        """Once, and once more while nothing has come. Ends with None or with a Fault."""
        try:
            async with asyncio.timeout(self.settings.llm_total_s):
                await self._attempts(model, messages, out)
        except TimeoutError:
            out.put(Fault("endless"))
        except Fault as fault:
            out.put(fault)
        else:
            out.put(None)

    async def _attempts(
        self, model: BaseChatModel, messages: Sequence[BaseMessage], out: queue.SimpleQueue[str | Fault | None]
    ) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            written = 0
            try:
                async with aclosing(self._stream(model, messages)) as stream:
                    async for text in stream:
                        written += len(text)
                        out.put(text)
                        if written > MOST:
                            raise Fault("endless")
                if not written:
                    raise Fault("empty")
                return
            except Fault as fault:
                if written or not fault.again or attempt == ATTEMPTS or fault.wait > WAIT:
                    raise
                await asyncio.sleep(fault.wait)

    async def _stream(self, model: BaseChatModel, messages: Sequence[BaseMessage]) -> AsyncGenerator[str, None]:
        """Pieces of one attempt, each within its time: reaction, first piece, gap. Raises Fault."""
        s, now, begun = self.settings, asyncio.get_running_loop().time, False
        try:
            async with asyncio.timeout(s.llm_react_s) as limit:
                token = _reacted.set(lambda: limit.reschedule(now() + s.llm_first_s))
                try:
                    reply: Any = model.astream(list(messages))
                    async with aclosing(reply) as chunks:
                        async for chunk in chunks:
                            text = str(chunk.text)
                            begun = begun or bool(text)
                            if begun:
                                limit.reschedule(now() + s.llm_gap_s)
                            if text:
                                yield text
                finally:
                    _reacted.reset(token)
        except TimeoutError:
            raise Fault("stalled" if begun else "slow") from None
        except Fault:
            raise
        except Exception as error:
            raise fault_of(error) from None


def fault_of(error: Exception) -> Fault:
    """What an error of the packages between us and the server means."""
    import openai

    status = getattr(error, "status_code", None)
    if status == 429:
        wait = _seconds(getattr(error, "response", None))
        return Fault("busy", wait=WAIT + 1 if wait is None else wait, again=True)
    if status in (401, 403):
        return Fault("denied")
    if isinstance(status, int):
        return Fault("broken", wait=0.2, again=status >= 500)
    if isinstance(error, openai.APITimeoutError):
        return Fault("slow")
    if isinstance(error, openai.APIConnectionError):
        return Fault("refused", wait=0.1, again=True)
    if isinstance(error, ValueError):
        return Fault("garbled" if isinstance(error, UnicodeDecodeError) or "JSON" in type(error).__name__ else "empty")
    return Fault("closed" if type(error).__module__.startswith("http") else "unknown")


def _seconds(response: Any) -> float | None:
    """Retry-After in seconds; a date is too far to wait for."""
    said = response.headers.get("retry-after", "") if response is not None else ""
    try:
        return max(0.0, float(said))
    except ValueError:
        return None
