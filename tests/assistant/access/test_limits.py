"""Limits: what is let in, how long the rest waits, in memory and in a real Redis; and what happens while Redis is silent."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator

import pytest

from assistant.access.limits import REMEMBERED, Limits, Memory, Window, address_key, wait
from ingest.model import BadInput
from tests.assistant.access.redis_server import Redis, running


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with running() as server:
        yield server


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000_020.0  # 60 秒窗口的开头

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine Redis is late, too; but where its silence is the matter, the program's own patience counts."""
    if not any(word in request.node.name for word in ("silent", "pause", "no_redis")):
        monkeypatch.setattr("assistant.access.limits.PATIENCE", 20.0)


OPENED: list[Limits] = []


def opened(url: str = "", clock: Callable[[], float] = time.monotonic) -> Limits:
    OPENED.append(Limits(url, clock))
    return OPENED[-1]


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        try:
            await test()
        finally:
            while OPENED:
                await OPENED.pop().close()

    asyncio.run(main())
    with warnings.catch_warnings():
        # redis-py leaves a connection that was given up while it was being made to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.parametrize("place", ["memory", "redis"])
def test_so_many_are_let_in_and_no_more(place: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("redis").url if place == "redis" else ""

    async def test() -> None:
        limits = opened(url)
        waits = [await limits.take("api-key", f"{place}-1", "5/hour") for _ in range(8)]
        assert waits[:5] == [0] * 5
        assert all(0 < w <= 2 * 3600 for w in waits[5:])
        assert await limits.take("api-key", f"{place}-2", "5/hour") == 0  # another key
        assert await limits.take("widget", f"{place}-1", "5/hour") == 0  # another name

    run(test)


@pytest.mark.parametrize("place", ["memory", "redis"])
def test_many_at_once_take_no_place_twice(place: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("redis").url if place == "redis" else ""

    async def test() -> None:
        limits = opened(url)
        waits = await asyncio.gather(*(limits.take("burst", place, "20/hour") for _ in range(200)))
        assert waits.count(0) == 20

    run(test)


TAKE = """
import asyncio, sys
from assistant.access import limits as module
from assistant.access.limits import Limits
module.PATIENCE = 20.0
async def main():
    limits = Limits(sys.argv[1])
    print(sum([await limits.take("shared", "k", "30/hour") == 0 for _ in range(30)]))
    await limits.close()
asyncio.run(main())
"""


def test_processes_share_one_count_through_redis(redis: Redis) -> None:
    one = [subprocess.Popen([sys.executable, "-c", TAKE, redis.url], stdout=subprocess.PIPE) for _ in range(3)]
    taken = [int(process.communicate(timeout=60)[0]) for process in one]
    assert sum(taken) == 30


def test_whoever_waits_as_long_as_told_is_let_in() -> None:
    async def test() -> None:
        clock = Clock()
        limits = opened(clock=clock)
        for _ in range(50):
            for _ in range(7):
                told = await limits.take("api-key", "k", "3/minute")
                if told:
                    break
            assert told > 0
            clock.seconds += told
            assert await limits.take("api-key", "k", "3/minute") == 0

    run(test)


def test_whoever_waits_as_long_as_told_is_let_in_by_redis(redis: Redis) -> None:
    async def test() -> None:
        limits = opened(redis.url)
        for _ in range(2):
            while not (told := await limits.take("api-key", "waits", "3/second")):
                pass
            await asyncio.sleep(told)
            assert await limits.take("api-key", "waits", "3/second") == 0

    run(test)


def test_no_minute_holds_more_than_twice_and_the_long_run_no_more_than_allowed() -> None:
    """What a fixed window lets through at its edge, a sliding one does not."""

    async def test() -> None:
        clock = Clock()
        limits = opened(clock=clock)
        let_in = []
        for _ in range(1200):  # one a second: twice what is allowed
            clock.seconds += 1
            if not await limits.take("api-key", "k", "30/minute"):
                let_in.append(clock.seconds)
        assert all(sum(t <= s < t + 60 for s in let_in) <= 45 for t in let_in)
        assert len(let_in) <= 30 * 20 + 30

    run(test)


@pytest.mark.parametrize(
    ("window", "most", "told"),
    [
        (Window(0, 0, 3, 90), 3, 31),  # 本窗口还剩 30 秒，之后立刻减轻
        (Window(3, 60, 0, 120), 3, 1),
        (Window(6, 60, 0, 120), 3, 31),  # 前一窗口减到一半才有空位
        (Window(0, 0, 6, 61), 3, 32),
    ],
)
def test_how_long_to_wait(window: Window, most: int, told: int) -> None:
    assert wait(window, most, 60) == told


def test_memory_keeps_the_most_recent_and_no_more() -> None:
    async def test() -> None:
        memory = Memory(Clock())
        assert await memory.acquire_sliding_window_entry("watched", 1, 60)
        for i in range(REMEMBERED + 1000):
            await memory.acquire_sliding_window_entry(str(i), 1, 60)
            if i % 1000 == 0:
                assert not await memory.acquire_sliding_window_entry("watched", 1, 60)  # who keeps coming is kept
        assert len(memory) == REMEMBERED

    run(test)


def test_a_silent_redis_costs_one_short_wait_and_each_process_counts_itself(redis: Redis) -> None:
    async def test() -> None:
        limits = opened(redis.url)
        assert await limits.take("api-key", "silent", "2/hour") == 0
        redis.freeze()
        try:
            begun = time.monotonic()
            waits = [await limits.take("api-key", "silent", "2/hour") for _ in range(4)]
            assert time.monotonic() - begun < 3  # hang guard: 0.3 s are meant
        finally:
            redis.thaw()
        assert [w == 0 for w in waits] == [True, True, False, False]

    run(test)


def test_a_silent_redis_holds_up_many_no_longer_than_one(redis: Redis) -> None:
    async def test() -> None:
        limits = opened(redis.url)
        redis.freeze()
        try:
            begun = time.monotonic()
            waits = await asyncio.gather(*(limits.take("api-key", "many", "5/hour") for _ in range(600)))
            assert time.monotonic() - begun < 3  # hang guard: one after another 32 would take 5.6 s
        finally:
            redis.thaw()
        assert waits.count(0) == 5

    run(test)


def test_redis_is_asked_again_after_a_pause(redis: Redis) -> None:
    async def test() -> None:
        clock = Clock()
        limits = opened(redis.url, clock)
        redis.freeze()
        try:
            await limits.take("api-key", "again", "1/hour")
        finally:
            redis.thaw()
        before = len(redis.held())
        await limits.take("api-key", "again-2", "1/hour")  # still counted here
        assert len(redis.held()) == before
        clock.seconds += 6
        await limits.take("api-key", "again-3", "1/hour")
        assert len(redis.held()) == before + 1

    run(test)


def test_no_redis_at_all_is_no_error() -> None:
    async def test() -> None:
        limits = opened("redis://127.0.0.1:1/0")
        assert [await limits.take("a", "k", "1/hour") == 0 for _ in range(2)] == [True, False]

    run(test)


def test_redis_holds_neither_key_nor_address(redis: Redis) -> None:
    async def test() -> None:
        await opened(redis.url).take("api-key", "anze_secret-192.0.2.7", "5/hour")

    run(test)
    assert redis.held()
    assert not [key for key in redis.held() if "secret" in key or "192.0.2.7" in key]


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1:6379", "redis://:pass%zzword@host:port/0"])
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadInput, match=r"redis://主机:6379/0") as refused:
        Limits(url)
    assert "pass" not in str(refused.value)


def test_a_limit_that_cannot_be_read_is_refused() -> None:
    async def test() -> None:
        with pytest.raises(BadInput, match="限流的写法不对：often"):
            await opened().take("a", "k", "often")

    run(test)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_whom_an_address_stands_for(address: str, key: str) -> None:
    assert address_key(address) == key
