"""How much somebody may ask in a while: a sliding counter for each name and key, in memory or in Redis.

In: what is limited ("api-key"), whose it is (a key, an address, a session), how much ("60/minute"). Out: 0, or the seconds to
wait. A refused request counts for nothing, so whoever waits as long as told is let in. Several processes share one count only
through Redis (ANZE_LIMITS_URL); there one Lua script of `limits` decides, so two processes never both take the last place.

While Redis does not answer, each process counts in its own memory: open would invite whoever can overload Redis, closed would
take the portal down with it. Redis is waited for a fraction of a second and then left alone for some seconds, so nobody hangs.

In memory we count ourselves: the memory storage of `limits` 5.8 walks over all its keys beside every hit (10 ms at 50,000
keys, in the event loop) and has no bound. Here a hit looks at one key, and the one used longest ago makes room.
Not thread-safe, and needs no lock: it is called from the one event loop of the server.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ingest.model import BadInput

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.aio.storage import RedisStorage

log = logging.getLogger(__name__)
REMEMBERED = 50_000
"""Counters kept in memory at most, about 20 MB."""
PATIENCE = 0.3
"""Seconds that Redis is waited for; an ordinary answer takes less than one millisecond."""
PAUSE = 5.0
"""Seconds for which Redis is not asked after it did not answer."""
AT_ONCE = 32
"""Questions to Redis at one time; each takes a connection."""
SCHEMES = ("redis://", "rediss://", "redis+unix://")


class Window(NamedTuple):
    """A counter: what was let in during the window before and how long that still weighs, and the same of the present one."""

    before: int
    before_left: float
    now: int
    now_left: float


class Counters(Protocol):
    """Where the counters are. Both are named as `limits` names them."""

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool: ...

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]: ...


class Limits:
    """Opened once for a server. Raises BadInput for an address that is not one of Redis."""

    def __init__(self, url: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self._memory = Memory(clock)
        self._redis = _redis(url) if url else None
        self._clock = clock
        self._silent_until = -math.inf
        self._places = asyncio.Semaphore(AT_ONCE)

    async def close(self) -> None:
        """Give the connections back; the server is stopping."""
        if self._redis is not None:
            with suppress(Exception):
                await self._redis.bridge.storage.aclose()  # type: ignore[attr-defined]

    async def take(self, name: str, key: str, per: str) -> int:
        """Take one of what `key` may have of `name`: 0 where it was there, else the whole seconds until one is.

        `per` is written as `limits` reads it: "60/minute", "20 per 5 minutes".
        """
        item = _parsed(per)
        # Neither a key, an address nor a session is kept where others may look.
        digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        counter = f"anze:{name}:{item.amount}:{item.get_expiry()}:{digest}"
        if self._redis is not None and self._clock() >= self._silent_until:
            try:
                async with self._places, asyncio.timeout(PATIENCE):
                    return await _take(self._redis, counter, item)
            except Exception as error:  # whatever Redis or the network does, a question is still counted
                self._silent_until = self._clock() + PAUSE
                log.warning("限流用的 Redis 没有应答（%s），%d 秒内由本进程自己计数", type(error).__name__, PAUSE)
        return await _take(self._memory, counter, item)


class Memory:
    """Counters of this process, the most recently used ones."""

    def __init__(self, clock: Callable[[], float], most: int = REMEMBERED) -> None:
        self._clock, self._most = clock, most
        self._counters: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counters)

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        number, before, now = self._look(key, expiry)
        left = expiry - self._clock() % expiry
        allowed = math.floor(before * left / expiry) + now + amount <= limit
        self._counters[key] = (number, before, now + amount if allowed else now)
        self._counters.move_to_end(key)
        while len(self._counters) > self._most:
            self._counters.popitem(last=False)
        return allowed

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        _, before, now = self._look(key, expiry)
        left = expiry - self._clock() % expiry
        return Window(before, left, now, left + expiry)

    def _look(self, key: str, expiry: int) -> tuple[int, int, int]:
        """The number of the present window, and what was let in during the one before and in this one."""
        number = int(self._clock() // expiry)
        then, before, now = self._counters.get(key, (number, 0, 0))
        if then == number:
            return number, before, now
        return number, (now if then == number - 1 else 0), 0


def address_key(address: str) -> str:
    """Whom an address stands for: one IPv4 address, or the /64 network in which one connection has all IPv6 addresses."""
    with suppress(ValueError):
        found = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(found, ipaddress.IPv6Address):
            if found.ipv4_mapped:
                return str(found.ipv4_mapped)
            return str(ipaddress.ip_network((found, 64), strict=False))
        return str(found)
    return address


async def _take(counters: Counters, counter: str, item: RateLimitItem) -> int:
    seconds = item.get_expiry()
    if await counters.acquire_sliding_window_entry(counter, item.amount, seconds):
        return 0
    return wait(Window(*await counters.get_sliding_window(counter, seconds)), item.amount, seconds)


def wait(window: Window, most: int, seconds: int) -> int:
    """Whole seconds, at least 1, until the counter lets one more in."""
    if window.now < most:  # what the window before weighs must shrink
        room = most - window.now
        left = window.before_left - room * seconds / window.before if window.before else 0.0
    else:  # the present one must become the one before, and then shrink
        left = window.now_left - seconds + (seconds - most * seconds / window.now)
    return max(1, math.floor(left) + 1)


@lru_cache(maxsize=64)
def _parsed(per: str) -> RateLimitItem:
    from limits import parse

    try:
        return parse(per)
    except ValueError:
        raise BadInput(f"限流的写法不对：{per}；应为“60/minute”这样") from None


def _redis(url: str) -> RedisStorage:
    if not url.startswith(SCHEMES):
        raise BadInput("ANZE_LIMITS_URL 应为 redis://主机:6379/0 这样的地址；不用 Redis 时留空，由本进程计数")
    from limits.aio.storage import RedisStorage

    try:
        return RedisStorage(
            f"async+{url}", implementation="redispy", socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
        )
    except Exception as error:  # its words may hold the password
        raise BadInput(
            f"ANZE_LIMITS_URL 用不了（{type(error).__name__}）；应为 redis://主机:6379/0 这样的地址"
        ) from None
