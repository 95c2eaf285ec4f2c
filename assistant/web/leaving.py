"""A stream of the engine handed out over HTTP, and broken off when the visitor leaves.

In: a generator that runs in threads. Out: its parts, asynchronously; whoever stops reading closes the generator at its next part,
and with it the call of a chat model. Starlette alone leaves a generator of its own to the garbage collector.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import aclosing
from typing import TypeVar

from anyio import CancelScope
from starlette.concurrency import run_in_threadpool

T = TypeVar("T")


async def parts(stream: Generator[T, None, None]) -> AsyncIterator[T]:
    """The parts of a stream; it is closed however this ends."""
    end = object()
    try:
        while True:
            part: T | object = await run_in_threadpool(next, stream, end)
            if part is end:
                return
            yield part  # type: ignore[misc]
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(stream.close)


async def last(stream: Generator[T, None, None], gone: Callable[[], Awaitable[bool]]) -> T | None:
    """The last part of a stream, or None when the visitor is gone before it."""
    found: T | None = None
    async with aclosing(parts(stream)) as all_of_it:  # type: ignore[type-var]
        async for part in all_of_it:
            if await gone():
                return None
            found = part
    return found
