"""A visitor who leaves: a real client of the real server closes its socket, and the call to the model ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.llm.conftest import KEY, QUESTIONS
from tests.llm.faults import FAULTS
from tests.llm.scripted import Faulty, Says, Scripted, scripted
from tests.llm.test_tricks import folded
from tests.llm.tricks import TRICKS
from tests.llm.writing import among, evidence, honest

ROOT = Path(__file__).resolve().parent.parent.parent
WITHIN = 2.0
"""Seconds after which a call that nobody waits for must be over."""


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    with scripted(Says(honest)) as server:
        yield server


@pytest.fixture(scope="module")
def port(model: Scripted, index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """`python app.py` with that model, ready; what it prints is looked at in the end."""
    own = tmp_path_factory.mktemp("app")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {
        **os.environ, "ANZE_INDEX": str(index), "ANZE_LIBRARY": str(own / "library"),
        "ANZE_DATABASE_URL": f"sqlite:///{own / 'records.sqlite'}",
        "ANZE_LLM_BASE_URL": model.url, "ANZE_LLM_MODEL": "scripted", "ANZE_LLM_API_KEY": KEY,
    }  # fmt: skip
    with open(own / "log", "wb") as log:
        command = [sys.executable, str(ROOT / "app.py"), "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            _ready(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(20)
    printed = (own / "log").read_text(encoding="utf-8")
    assert KEY not in printed
    assert "Traceback" not in printed


def _ready(port: int, process: subprocess.Popen[bytes], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, f"app.py ended with {process.returncode}"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("app.py was not ready")


def ask(port: int) -> socket.socket:
    """A client of the event stream that has sent its question."""
    body = json.dumps({"question": QUESTIONS[0]}).encode()
    head = (
        "POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    client = socket.create_connection(("127.0.0.1", port), timeout=30)
    client.sendall(head.encode() + body)
    return client


@pytest.mark.parametrize(
    "name", ["迟迟不回响应头", "有响应头，迟迟没有第一片", "出了 20 片以后不动", "只有心跳注释", "一滴一滴，没有尽头"]
)
def test_the_call_ends_when_the_visitor_leaves(name: str, model: Scripted, port: int) -> None:
    model.behaviour = Faulty(next(f for f in FAULTS if f.name == name).send)
    before = len(model.asked)
    client = ask(port)
    end = time.monotonic() + 30
    while len(model.asked) == before:
        assert time.monotonic() < end, "the model was not asked"
        time.sleep(0.01)
    time.sleep(0.3)  # the call is under way
    assert not model.asked[-1].gone.is_set()
    assert client.recv(1)
    client.close()
    left = time.monotonic()
    assert model.asked[-1].gone.wait(20), "the call went on"
    assert time.monotonic() - left < WITHIN


def everything(port: int) -> str:
    """The whole event stream of a question."""
    data = b""
    with ask(port) as client:
        while b"event: answer" not in data or not data.endswith(b"0\r\n\r\n"):
            data += (got := client.recv(65536))
            assert got, data.decode()
    return data.decode()


def test_who_stays_gets_the_wording(model: Scripted, port: int) -> None:
    model.behaviour = Says(honest)
    assert '"mode": "generated"' in everything(port)


def test_a_lie_is_in_no_event(model: Scripted, port: int) -> None:
    """Every trick that can be played here, through the whole program."""
    model.behaviour = Says(honest)
    everything(port)
    shown = evidence(model.asked[-1].prompt)
    lies = [lie for trick in TRICKS if (lie := trick.lie(shown)) is not None]
    lies = [lie for lie in lies if lie.claim and not any(lie.claim in s.text for s in shown)]
    assert len(lies) > 60
    for lie in lies:
        model.behaviour = Says(lambda _, sent=lie.sent: among(shown, [sent], 1))  # type: ignore[misc]
        data = folded(everything(port))
        assert "mode:generated" in data, lie.claim
        assert folded(lie.claim) not in data, lie.claim
