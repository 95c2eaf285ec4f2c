"""Answers on their way to visitors: a bounded number of threads work, a bounded number of questions wait, nobody hangs.

In: what answers a question in pieces, and questions under keys. Out: an Asked for each key, whose pieces any number of readers
follow from any place on. Whoever asks again under the same key gets the same Asked, for two minutes after it was answered. A
question whose readers have all gone is stopped, and every question ends by the time limit. Lives in one event loop.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from collections.abc import Callable, Generator, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

log = logging.getLogger(__name__)
KEPT = 120.0
"""Seconds for which an answer can be read again."""
KEPT_CHARACTERS = 16_000_000
KEPT_ANSWERS = 2_000
GRACE = 1.5
"""Seconds in which a reader may come back before an unfinished answer is given up."""
LATER = 5.0
"""Seconds for which what need not be done at once may wait."""
READERS = 3
"""Who read one answer at once: the page, and connections that are not known to be dead yet."""
LATE = "这个问题在限定的时间里没有答完；请稍后再试"
FAILED = "服务出了故障，这个问题没有处理完；请稍后再试"


class Piece(NamedTuple):
    """An event: its kind, and its data as JSON."""

    kind: str
    data: str


class Full(Exception):
    """Too many are waiting; `wait` is in how many seconds it is worth asking again."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class Crowded(Exception):
    """One answer is being read by too many connections."""


@dataclass(slots=True, eq=False)
class Asked:
    """One question's pieces so far. `same` tells whether another request asks the same thing."""

    key: Hashable
    same: str
    pieces: list[Piece] = field(default_factory=list)
    done: bool = False
    given_up: bool = False
    readers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    future: Future[None] | None = None
    timer: asyncio.TimerHandle | None = None
    size: int = 0

    def put(self, pieces: Sequence[Piece]) -> None:
        """In the event loop: more pieces, for all readers."""
        if self.done:
            return
        self.pieces += pieces
        self.size += sum(len(piece.data) for piece in pieces)
        self.wake()

    def wake(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


Pieces = Generator[tuple[str, dict[str, Any]], None, None]
Work = Callable[[], Pieces]
TOGETHER = ("step", "sentence")
TOGETHER_SECONDS = 0.05
"""Pieces go together, unless the next takes longer than an eye notices: each event apart costs a tenth of an answer."""
WAIT, PAUSE = "wait", "pause"
"""Pieces that say nothing. Between one and the next an answer that nobody wants can be stopped; after PAUSE comes what a reader
misses least, and others go first."""


class Answers:
    """The threads, the line before them, and what is kept. `close` when the server stops."""

    def __init__(self, threads: int, queue: int, seconds: float) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self.after = ThreadPoolExecutor(1, thread_name_prefix="after-answer")
        self.threads, self.queue, self.seconds = threads, queue, seconds
        self.pending = 0
        self.took = 0.05
        self._asked: dict[Hashable, Asked] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._asked)

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.after.shutdown(wait=False, cancel_futures=True)

    def later(self, work: Callable[[], None]) -> None:
        """What need not be done before others have their answers; it waits a few seconds at most."""
        with suppress(RuntimeError):  # the server stops
            self.after.submit(self._when_quiet, work, time.monotonic() + LATER)

    async def settled(self) -> None:
        """Once all that was left for later before this has been done."""
        await asyncio.wrap_future(self.after.submit(lambda: None))

    def _when_quiet(self, work: Callable[[], None], latest: float) -> None:
        while self.pending > self.threads and time.monotonic() < latest:
            time.sleep(0.02)
        try:
            work()
        except Exception:
            log.exception("答复之后的事没有做完")

    def find(self, key: Hashable) -> Asked | None:
        """What was asked under this key and can still be read."""
        return self._asked.get(key)

    def ask(self, key: Hashable, same: str, work: Work) -> Asked:
        """Begin to answer. Raises Full."""
        if self.pending >= self.threads + self.queue:
            raise Full(max(1, math.ceil(self.pending * self.took / self.threads)))
        loop = asyncio.get_running_loop()
        asked = self._asked[key] = Asked(key, same)
        self.pending += 1
        asked.future = self.pool.submit(self._work, loop, asked, work())
        asked.timer = loop.call_later(self.seconds, self._late, asked)
        return asked

    def enter(self, asked: Asked) -> None:
        """A reader comes. Raises Crowded."""
        if asked.readers >= READERS:
            raise Crowded
        asked.readers += 1

    def leave(self, asked: Asked) -> None:
        """A reader goes."""
        asked.readers -= 1
        if not asked.readers and not asked.done:
            asyncio.get_running_loop().call_later(GRACE, self._deserted, asked)

    def _work(self, loop: asyncio.AbstractEventLoop, asked: Asked, pieces: Pieces, spent: float = 0.0) -> None:
        """In a thread: hand over the pieces, and stop between two of them when nobody wants them."""
        start = told = time.monotonic()
        held: list[Piece] = []
        put_off = False

        def tell() -> None:
            nonlocal told, held
            if held:
                loop.call_soon_threadsafe(asked.put, held)
            told, held = time.monotonic(), []

        try:
            for kind, data in pieces:
                if asked.given_up:
                    break
                if kind not in (WAIT, PAUSE):
                    held.append(Piece(kind, json.dumps(data, ensure_ascii=False)))
                if kind not in TOGETHER or time.monotonic() - told > TOGETHER_SECONDS:
                    tell()
                if kind == PAUSE and self.pending > self.threads:
                    put_off = self._put_off(loop, asked, pieces, spent + time.monotonic() - start)
                    return
        except Exception:
            log.exception("回答没有完成")
            held.append(failed(FAILED))
        finally:
            tell()
            if not put_off:
                pieces.close()
                loop.call_soon_threadsafe(self._ended, asked, spent + time.monotonic() - start)

    def _put_off(self, loop: asyncio.AbstractEventLoop, asked: Asked, pieces: Pieces, spent: float) -> bool:
        """The rest of an answer, behind those who have no sentence yet. False when the server stops."""
        with suppress(RuntimeError):
            asked.future = self.pool.submit(self._work, loop, asked, pieces, spent)
            return True
        return False

    def _ended(self, asked: Asked, took: float) -> None:
        self.pending -= 1
        self.took += (took - self.took) / 16
        if not asked.given_up:
            self._finish(asked)

    def _finish(self, asked: Asked) -> None:
        """Nothing more comes; it is kept for a while."""
        if asked.done:
            return
        asked.done = True
        asked.wake()
        self._size += asked.size
        if asked.timer is not None:
            asked.timer.cancel()
        if not asked.pieces or asked.pieces[-1].kind == "error":
            self._forget(asked)
            return
        asked.timer = asyncio.get_running_loop().call_later(KEPT, self._forget, asked)
        for old in [a for a in self._asked.values() if a.done] if self._over() else ():
            if not self._over():
                break
            self._forget(old)

    def _over(self) -> bool:
        return self._size > KEPT_CHARACTERS or len(self._asked) > KEPT_ANSWERS + self.pending

    def _late(self, asked: Asked) -> None:
        if not asked.done:
            asked.put([failed(LATE, retry_after=10)])
            self._give_up(asked)

    def _deserted(self, asked: Asked) -> None:
        if not asked.readers and not asked.done:
            self._give_up(asked)

    def _give_up(self, asked: Asked) -> None:
        """Stop, and forget: who asks again begins anew."""
        asked.given_up = asked.done = True
        asked.wake()
        if asked.timer is not None:
            asked.timer.cancel()
        if asked.future is not None and asked.future.cancel():
            self.pending -= 1
        if self._asked.get(asked.key) is asked:
            del self._asked[asked.key]

    def _forget(self, asked: Asked) -> None:
        if asked.timer is not None:
            asked.timer.cancel()
        if self._asked.get(asked.key) is asked:
            del self._asked[asked.key]
            self._size -= asked.size


def failed(message: str, kind: str = "unavailable", **more: Any) -> Piece:
    """The piece that says that there is no answer."""
    return Piece("error", json.dumps({"message": message, "kind": kind, **more}, ensure_ascii=False))
