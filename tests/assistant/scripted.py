"""A scripted server of the OpenAI kind, over real HTTP on loopback: what it does is a queue of plans, the last one repeats."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """One request; the plan writes the answer."""

    server: Scripted

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        self.body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.seen.append(self.body)
        self.server.keys.append(self.headers.get("authorization", ""))
        plans = self.server.plans
        plan = plans.pop(0) if len(plans) > 1 else plans[0]
        try:
            plan(self)
        except (BrokenPipeError, ConnectionResetError):
            self.server.left.set()

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def piece(self, text: str) -> None:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.raw(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())

    def raw(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def end(self) -> None:
        self.raw(b"data: [DONE]\n\n")

    def wait_until_left(self, seconds: float = 20) -> None:
        """Until the other side closes the connection."""
        self.connection.settimeout(seconds)
        try:
            if self.connection.recv(1) == b"":
                self.server.left.set()
        except TimeoutError:
            return
        except OSError:
            self.server.left.set()


Plan = Callable[[Handler], None]


class Scripted(ThreadingHTTPServer):
    """The server; `seen` are the bodies it was sent, `left` that a client closed its connection while it was served."""

    daemon_threads = True

    def __init__(self, plans: list[Plan]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plans, self.seen, self.keys, self.left = plans, list[dict[str, Any]](), list[str](), threading.Event()

    def handle_error(self, *_: object) -> None:
        """A client that leaves is no error here."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def scripted(*plans: Plan) -> Iterator[Scripted]:
    """A server with these plans."""
    server = Scripted(list(plans))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(text: str, size: int = 7) -> Plan:
    """Streams a text in pieces."""

    def plan(h: Handler) -> None:
        h.begin()
        for i in range(0, len(text), size):
            h.piece(text[i : i + size])
        h.end()

    return plan


def words(write: Callable[[list[tuple[str, str]]], str]) -> Plan:
    """Streams what `write` makes of the evidence of the request: (token, quotation) pairs."""

    def plan(h: Handler) -> None:
        says(write(evidence(h.body["messages"][-1]["content"])))(h)

    return plan


def evidence(user: str) -> list[tuple[str, str]]:
    """The pieces of a request."""
    return re.findall(r"^\[\[(\w{4})\]\][^\n]*\n(.+?)(?=\n\n|\n<)", user, re.S | re.M)


def status(code: int, **headers: str) -> Plan:
    """An error of HTTP."""

    def plan(h: Handler) -> None:
        h.begin(code, "application/json", **headers)
        h.raw(b'{"error": {"message": "no"}}')

    return plan


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


def hold(seconds: float) -> None:
    """For servers that are slow."""
    time.sleep(seconds)
