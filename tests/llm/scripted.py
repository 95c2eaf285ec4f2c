"""A chat model by script: a real OpenAI-compatible server on loopback that does what one small value tells it.

In: Behaviours: a text to say (made from the prompt), or a fault to have. Out: chat completions over real sockets, streamed in
pieces of seeded random sizes, and every request as it came. What it says is up to the behaviour; this file knows the wire only.
"""

from __future__ import annotations

import json
import random
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Asked:
    """One request as it came; `gone` is set once the other side has closed the connection before the reply was over."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    gone: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    at: float = field(default_factory=time.monotonic)

    @property
    def prompt(self) -> str:
        """Everything that the model is told, messages in order."""
        return "\n".join(str(m["content"]) for m in self.body["messages"])

    @property
    def user(self) -> str:
        """The last message."""
        return str(self.body["messages"][-1]["content"])


@dataclass(frozen=True, slots=True)
class Says:
    """A model that answers: its text for a prompt, cut into pieces of 1 to `most` characters."""

    write: Callable[[str], str]
    seed: int = 0
    most: int = 7
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Faulty:
    """A model, or a machine before it, that fails: `send` writes whatever it likes. Also a decorator of such a function."""

    send: Callable[[Wire, Asked], None]


Behaviour = Says | Faulty


def says(text: str) -> Says:
    """A model that says the same to everything."""
    return Says(lambda _: text)


def status(code: int, **headers: str) -> Faulty:
    """An error of HTTP."""

    def send(wire: Wire, asked: Asked) -> None:
        wire.head(f"{code} {HTTPStatus(code).phrase}", "application/json", **headers)
        wire.raw(b'{"error": {"message": "no"}}')

    return Faulty(send)


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


class Wire:
    """One connection, to be written to as HTTP or as anything else. Notices when the other side has gone."""

    def __init__(self, connection: socket.socket, asked: Asked) -> None:
        self.connection = connection
        self.asked = asked

    def raw(self, data: bytes) -> None:
        """Send as it is. Raises OSError once the other side has gone."""
        try:
            self.connection.sendall(data)
        except OSError:
            self.asked.gone.set()
            raise

    def head(self, status: str = "200 OK", kind: str = "text/event-stream", **more: str) -> None:
        """Status line and headers; what follows lasts until the connection is closed."""
        rows = {"Content-Type": kind, "Connection": "close", **{k.replace("_", "-"): v for k, v in more.items()}}
        self.raw("".join([f"HTTP/1.1 {status}\r\n", *(f"{k}: {v}\r\n" for k, v in rows.items()), "\r\n"]).encode())

    def event(self, data: str | bytes) -> None:
        self.raw(b"data: " + (data if isinstance(data, bytes) else data.encode()) + b"\n\n")

    def piece(self, content: str) -> None:
        self.event(chunk({"content": content}))

    def end(self) -> None:
        self.event(chunk({}, "stop"))
        self.event("[DONE]")

    def wait(self, seconds: float) -> None:
        """Do nothing for so long, or until the other side has gone."""
        end = time.monotonic() + seconds
        poll = select.poll()  # select() takes no file beyond the 1,024th, and a whole run of the tests has more open
        poll.register(self.connection, select.POLLIN)
        while (left := end - time.monotonic()) > 0:
            readable = poll.poll(min(left, 0.05) * 1000)
            if readable and not _alive(self.connection):
                self.asked.gone.set()
                raise ConnectionResetError("the client has gone")

    def reset(self) -> None:
        """Break off as a crashed machine does: RST, not FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def _alive(connection: socket.socket) -> bool:
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except OSError:
        return False


def chunk(delta: Mapping[str, Any], finish: str | None = None) -> str:
    """A streamed chunk in the form of the OpenAI API."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
    return json.dumps(row, ensure_ascii=False)


def pieces(text: str, seed: int, most: int) -> Iterator[str]:
    """The text in pieces of seeded random sizes: a token or a number may fall apart anywhere."""
    dice = random.Random(seed)
    start = 0
    while start < len(text):
        end = start + dice.randint(1, most)
        yield text[start:end]
        start = end


def say(wire: Wire, asked: Asked, text: str, said: Says) -> None:
    """A sound reply, streamed or whole as it was asked for."""
    if not asked.body.get("stream"):
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        row = {"id": "c", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice]}
        wire.head(kind="application/json")
        wire.raw(json.dumps(row, ensure_ascii=False).encode())
        return
    wire.head()
    wire.event(chunk({"role": "assistant", "content": ""}))
    for piece in pieces(text, said.seed, said.most):
        wire.piece(piece)
        if said.pause:
            wire.wait(said.pause)
    wire.end()


def behave(wire: Wire, asked: Asked, behaviour: Behaviour) -> None:
    if isinstance(behaviour, Says):
        say(wire, asked, behaviour.write(asked.prompt), behaviour)
    else:
        behaviour.send(wire, asked)


class Scripted:
    """The server while it runs: where it is, how it behaves (may be changed between requests), what it was asked.

    Of several behaviours each serves one request, and the last all that follow.
    """

    def __init__(self, behaviour: Behaviour, *later: Behaviour) -> None:
        self.behaviour, self.later = behaviour, list(later)
        self.asked: list[Asked] = []
        self.url = ""
        self.model = "scripted"

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        asked = Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()}, body)
        self.asked.append(asked)
        wire, behaviour = Wire(handler.connection, asked), self.behaviour
        if self.later:
            self.behaviour = self.later.pop(0)
        try:
            behave(wire, asked, behaviour)
        except OSError:
            pass  # the other side has gone, and `gone` says so
        finally:
            asked.done.set()

    def settle(self, seconds: float = 20) -> None:
        """Wait until every reply is over: a hang guard, not a measure."""
        for asked in self.asked:
            assert asked.done.wait(seconds), "a reply did not end"


@contextmanager
def scripted(behaviour: Behaviour, *later: Behaviour, host: str = "127.0.0.1") -> Iterator[Scripted]:
    """A server of its own on a free port."""
    server = Scripted(behaviour, *later)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.close_connection = True
            server.reply(self)

        def do_GET(self) -> None:  # a redirect that is followed may come as GET
            server.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, {"messages": []}))
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    class Threads(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a connection that was reset on purpose

    with Threads((host, 0), Handler) as http:
        server.url = f"http://{host}:{http.server_address[1]}/v1"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
