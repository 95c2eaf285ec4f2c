"""The servers of these tests are what they say they are: before anything is concluded from them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.llm import tiny
from tests.llm.faults import FAULTS, redirect, refused, unreachable
from tests.llm.scripted import Faulty, Says, Scripted, pieces, scripted

TEXT = "应当每季度至少研究一次①，不得迟报。Ⅳ\n\n完。"
BODY = {"model": "scripted", "stream": True, "messages": [{"role": "user", "content": "问"}]}


def stream(server: Scripted) -> Iterator[str]:
    """The pieces as a client gets them."""
    with httpx.stream("POST", f"{server.url}/chat/completions", json=BODY, timeout=5) as response:
        assert response.headers["content-type"] == "text/event-stream"
        for line in response.iter_lines():
            if line.startswith("data: {"):
                yield json.loads(line[6:])["choices"][0]["delta"].get("content", "")


def test_it_streams_its_text_in_pieces_of_a_seed() -> None:
    with scripted(Says(lambda prompt: TEXT, seed=3)) as server:
        got = [p for p in stream(server) if p]
        assert "".join(got) == TEXT
        assert got == list(pieces(TEXT, 3, 7))
        assert got != list(pieces(TEXT, 4, 7))
        whole = httpx.post(f"{server.url}/chat/completions", json={**BODY, "stream": False}).json()
        assert whole["choices"][0]["message"]["content"] == TEXT
    assert [a.path for a in server.asked] == ["/v1/chat/completions"] * 2
    assert server.asked[0].prompt == "问"
    assert not any(a.gone.is_set() for a in server.asked)


def test_it_notices_that_a_client_has_gone_while_it_sends_and_while_it_waits() -> None:
    endless = next(f for f in FAULTS if f.name == "飞快，没有尽头")
    stalled = next(f for f in FAULTS if f.name == "有响应头，迟迟没有第一片")
    for fault in (endless, stalled):
        with scripted(Faulty(fault.send)) as server:
            with httpx.stream("POST", f"{server.url}/chat/completions", json=BODY, timeout=5) as response:
                assert response.status_code == 200
            assert server.asked[0].gone.wait(10), fault.name


def test_nobody_listens_and_nobody_takes_a_connection() -> None:
    with refused() as url, pytest.raises(httpx.ConnectError, match="refused"):
        httpx.post(url, json=BODY)
    with unreachable() as url, pytest.raises(TimeoutError, match="timed out"):
        socket.create_connection((urlsplit(url).hostname or "", urlsplit(url).port or 0), timeout=0.3)


def test_each_fault_is_one_and_has_a_name() -> None:
    assert len(FAULTS) >= 40
    assert len({f.name for f in FAULTS}) == len(FAULTS)
    with scripted(Says(lambda prompt: TEXT)) as there, scripted(Faulty(redirect(there.url).send)) as here:
        moved = httpx.post(f"{here.url}/chat/completions", json=BODY)
        assert (moved.status_code, moved.headers["location"]) == (307, there.url)


def test_the_tiny_model_is_served_by_a_real_server_and_talks_nonsense(nonsense: tiny.Tiny) -> None:
    asked = ("福建迟报怎么处理", "福建迟报怎么处理", "河北书记职责")
    first, again, other = (tiny.said(nonsense, question, 60) for question in asked)
    assert len(first) > 30
    assert first == again != other
