"""The chat model's client over real HTTP: what goes wrong, within which time, what is tried again, and the breaker."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.llm.breaker import Breaker
from assistant.llm.chat import Chat, chat_of
from assistant.llm.client import MOST
from assistant.llm.faults import Fault
from assistant.llm.replay import Replay
from assistant.texts.prompts import Prompt
from ingest.config import Settings
from ingest.model import BadInput
from tests.llm.scripted import Asked, Behaviour, Faulty, Scripted, Wire, behave, closed_port, says, scripted, status

ASKED = Prompt("wording-0", "系统", "用户")
SETTINGS = Settings(
    llm_model="m",
    llm_api_key="sk-secret",
    llm_react_s=0.5,
    llm_first_s=1.0,
    llm_gap_s=0.5,
    llm_total_s=5,
    llm_cool_s=0.3,
)


def chat(url: str, **changed: float) -> Chat:
    return Chat(replace(SETTINGS, llm_base_url=url, **changed))  # type: ignore[arg-type]


def reply(one: Chat) -> str:
    return "".join(one.pieces(ASKED))


def fault(one: Chat) -> str:
    """The kind of fault that asking ends in."""
    with pytest.raises(Fault, match=r"^[a-z_]+$") as raised:
        reply(one)
    return raised.value.kind


def test_a_reply_comes_in_pieces_with_the_key_and_the_messages() -> None:
    with scripted(says("好的。")) as server:
        assert reply(chat(server.url)) == "好的。"
    (asked,) = server.asked
    assert asked.body["stream"] is True
    assert asked.body["model"] == "m"
    assert [m["content"] for m in asked.body["messages"]] == ["系统", "用户"]
    assert "tools" not in asked.body
    assert asked.headers["authorization"] == "Bearer sk-secret"


@Faulty
def slow_headers(wire: Wire, asked: Asked) -> None:
    wire.wait(2)
    behave(wire, asked, says("晚了。"))


@Faulty
def slow_first_piece(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.wait(3)


@Faulty
def stalls(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.piece("一")
    wire.piece("二")
    wire.wait(3)


@Faulty
def never_ends(wire: Wire, asked: Asked) -> None:
    wire.head()
    while True:
        wire.piece("话" * 50)


@Faulty
def trickles(wire: Wire, asked: Asked) -> None:
    wire.head()
    while True:
        wire.piece("话")
        wire.wait(0.1)


@Faulty
def page(wire: Wire, asked: Asked) -> None:
    wire.head(kind="text/html")
    wire.raw("<html><body>登录</body></html>".encode())


@Faulty
def broken_utf8(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.piece("好")
    wire.raw(b'data: {"choices": [{"delta": {"content": "\xe5\xa5"}}]}\n\n')


@Faulty
def not_json(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.raw(b"data: {nonsense\n\n")


FAULTS = [
    (slow_headers, "slow", 1),
    (slow_first_piece, "slow", 1),
    (stalls, "stalled", 1),
    (never_ends, "endless", 1),
    (page, "empty", 1),
    (says(""), "empty", 1),
    (not_json, "garbled", 1),
    (status(401), "denied", 1),
    (status(403), "denied", 1),
    (status(404), "broken", 1),
    (status(500), "broken", 2),
    (status(429), "busy", 1),
    (status(429, retry_after="60"), "busy", 1),
    (status(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), "busy", 1),
    (status(429, retry_after="0.1"), "busy", 2),
]


@pytest.mark.parametrize(("plan", "kind", "requests"), FAULTS)
def test_what_goes_wrong_is_told_apart(plan: Behaviour, kind: str, requests: int) -> None:
    with scripted(plan) as server:
        assert fault(chat(server.url)) == kind
        assert len(server.asked) == requests


def test_a_stream_that_breaks_is_not_tried_again_once_something_came() -> None:
    with scripted(broken_utf8) as server:
        got: list[str] = []
        with pytest.raises(Fault, match="garbled"):
            got.extend(chat(server.url).pieces(ASKED))
        assert "".join(got) == "好"
        assert len(server.asked) == 1


def test_nobody_listens() -> None:
    assert fault(chat(closed_port())) == "refused"


def test_a_stream_without_an_end_is_stopped_by_its_time() -> None:
    with scripted(trickles) as server:
        assert fault(chat(server.url, llm_total_s=0.6)) == "endless"


def test_an_endless_reply_is_cut_off() -> None:
    with scripted(never_ends) as server:
        got: list[str] = []
        with pytest.raises(Fault, match="endless"):
            got.extend(chat(server.url).pieces(ASKED))
        assert MOST < len("".join(got)) < MOST + 200


@pytest.mark.parametrize("first", [status(500), status(503), status(429, retry_after="0.1")])
def test_it_is_asked_again_while_nothing_came(first: Behaviour) -> None:
    with scripted(first, says("好的。")) as server:
        assert reply(chat(server.url)) == "好的。"
        assert len(server.asked) == 2


def test_who_waits_is_given_a_chance_to_leave() -> None:
    with scripted(slow_first_piece) as server:
        assert next(chat(server.url).pieces(ASKED)) == ""


def test_leaving_closes_the_connection_and_is_no_failure() -> None:
    @Faulty
    def waits(wire: Wire, asked: Asked) -> None:
        wire.head()
        wire.piece("一")
        wire.wait(20)

    with scripted(waits) as server:
        one = chat(server.url, llm_gap_s=20, llm_total_s=20)
        for _ in range(4):
            pieces = one.pieces(ASKED)
            while next(pieces) == "":
                pass
            pieces.close()
            assert server.asked[-1].gone.wait(2)
        assert not one.breaker.open


def test_the_breaker_opens_and_recovers_by_itself() -> None:
    with scripted(status(401), status(401), status(401), says("好的。")) as server:
        one = chat(server.url)
        assert [fault(one) for _ in range(3)] == ["denied"] * 3
        assert fault(one) == "open"
        assert len(server.asked) == 3
        time.sleep(SETTINGS.llm_cool_s)
        assert reply(one) == "好的。"
        assert not one.breaker.open


def test_after_the_pause_one_call_at_a_time_tries_it() -> None:
    breaker = Breaker(cool=0.05, failures=1)
    assert breaker.enter()
    breaker.leave(False)
    assert not breaker.enter()
    time.sleep(0.06)
    assert breaker.enter()
    assert not breaker.enter()
    breaker.leave(None)  # broken off: the next may try
    assert breaker.enter()
    breaker.leave(False)
    assert not breaker.enter()


def test_an_open_breaker_costs_next_to_nothing() -> None:
    one = chat(closed_port(), llm_cool_s=60)
    for _ in range(3):
        fault(one)
    start = time.perf_counter()
    for _ in range(100):
        assert fault(one) == "open"
    assert time.perf_counter() - start < 5  # 50 ms each


def test_the_key_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with scripted(status(401)) as server:
        one = chat(server.url)
        assert fault(one) == "denied"
    assert caplog.records
    assert "sk-secret" not in caplog.text
    assert "sk-secret" not in repr(one) + repr(SETTINGS)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Scripted, Settings]]:
    with scripted(says("好的。")) as server:
        yield server, replace(SETTINGS, llm_base_url=server.url, llm_replay=str(tmp_path / "replies"))


def test_a_kept_reply_needs_no_server(kept: tuple[Scripted, Settings]) -> None:
    server, settings = kept
    assert reply(Chat(settings)) == "好的。"
    assert reply(Chat(settings)) == "好的。"
    assert len(server.asked) == 1
    assert reply(Chat(replace(settings, llm_base_url=""))) == "好的。"


@pytest.mark.parametrize("other", [Prompt("wording-1", "系统", "用户"), Prompt("wording-0", "系统", "别的")])
def test_another_prompt_is_another_question(kept: tuple[Scripted, Settings], other: Prompt) -> None:
    server, settings = kept
    reply(Chat(settings))
    "".join(Chat(settings).pieces(other))
    assert len(server.asked) == 2


def test_what_was_not_kept_is_not_made_up(kept: tuple[Scripted, Settings]) -> None:
    _, settings = kept
    assert fault(Chat(replace(settings, llm_base_url=""))) == "refused"


def test_a_reply_that_was_not_whole_is_not_kept(tmp_path: Path) -> None:
    with scripted(stalls) as server:
        assert fault(Chat(replace(SETTINGS, llm_base_url=server.url, llm_replay=str(tmp_path)))) == "stalled"
    assert not list(tmp_path.iterdir())


def test_a_damaged_reply_says_what_to_do(tmp_path: Path) -> None:
    replay = Replay(tmp_path)
    replay.keep("m", "v", "s", "u", "好")
    (path,) = tmp_path.iterdir()
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="请删掉它"):
        replay.find("m", "v", "s", "u")


def test_it_is_off_unless_it_is_set() -> None:
    assert chat_of(Settings()) is None
    assert chat_of(Settings(llm_base_url="http://127.0.0.1:1/v1")) is None
    assert chat_of(Settings(llm_model="m")) is None
    assert chat_of(Settings(llm_model="m", llm_replay="x")) is not None
