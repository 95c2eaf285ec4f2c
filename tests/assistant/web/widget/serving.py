"""Real server processes, asked over real sockets as a portal's page asks, or as somebody who means harm."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.channels import store
from assistant.channels.model import Channel, Limits
from assistant.records.store import open_records
from tests.conftest import ROOT

WWW = "https://www.portal.test"
GROUP = "https://*.group.example.gov.cn"
SUB = "https://yjj.group.example.gov.cn"
FUJIAN = "https://fj.portal.test"
LATE_REPORT = "迟报生产安全事故后，福建适用哪些问责措施"
WIDE = Limits(100_000, 1_000_000, 100_000, 1_000_000, 1_000_000, 1_000_000)
TIGHT = Limits(3, 1_000, 100, 1_000, 1_000, 1_000)
PATIENCE = 90


def set_up(url: str) -> None:
    """Channels: open to all documents, to Fujian's, switched off, and three with few questions a minute."""
    records = open_records(url)
    for channel in (
        Channel("demo", "演示门户", (WWW, GROUP), limits=WIDE),
        Channel("fj", "福建门户", (FUJIAN,), ("福建",), limits=WIDE),
        Channel("closed", "停用的门户", (WWW,), limits=WIDE, off="门户改版"),
        Channel("tight", "限额小的门户", (WWW,), limits=TIGHT),
        Channel("narrow", "又一个限额小的", (WWW,), limits=TIGHT),
        Channel("third", "第三个限额小的", (WWW,), limits=TIGHT),
    ):
        store.add(records, channel, "测试")
    records.close()


@dataclass(frozen=True)
class Reply:
    """A response, or what came of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        """Of a refusal."""
        return str(self.json["error"]["kind"])

    @property
    def events(self) -> list[tuple[int, str, Any]]:
        """(id, kind, data) of an event stream."""
        out = []
        for block in self.body.decode().split("\n\n"):
            row = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
            if "event" in row:
                out.append((int(row["id"]), row["event"], json.loads(row["data"])))
        return out

    @property
    def answer(self) -> Any:
        return next(data for _, kind, data in self.events if kind == "answer")


@dataclass
class Server:
    """One process. `secret` is what it signs with, as somebody who stole the records would know it."""

    port: int
    url: str
    process: subprocess.Popen[bytes] | None = None
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def post(self, path: str, content: Any, origin: str | None = WWW, token: str = "", **more: str) -> Reply:
        headers = {"content-type": "application/json", **{n.replace("_", "-"): v for n, v in more.items()}}
        if origin is not None:
            headers["origin"] = origin
        if token:
            headers["authorization"] = f"Bearer {token}"
        return self.call("POST", path, headers, json.dumps(content).encode())

    def session(self, channel: str = "demo", origin: str = WWW, token: str = "") -> str:
        reply = self.post(f"/widget/c/{channel}/session", {}, origin, token)
        assert reply.status == 200, reply.body
        return str(reply.json["token"])

    def ask(
        self,
        token: str,
        question: str = LATE_REPORT,
        channel: str = "demo",
        origin: str = WWW,
        id: str = "",
        **more: Any,
    ) -> Reply:
        headers = {n: more.pop(n) for n in ("last_event_id", "x_forwarded_for", "forwarded") if n in more}
        body = {"id": id or str(uuid.uuid4()), "question": question, **more}
        return self.post(f"/widget/c/{channel}/ask", body, origin, token, **headers)

    def raw(self, data: bytes, wait: float = 10) -> bytes:
        """Bytes as they are, and what comes back until the server closes or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as s:
            out = b""
            with suppress(OSError):
                s.sendall(data)
            with suppress(OSError):
                while chunk := s.recv(65536):
                    out += chunk
                    if b"\r\n\r\n" in out and _complete(out):
                        break
            return out


def _complete(data: bytes) -> bool:
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return False


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(index: Path, url: str, before: str = "", **settings: str) -> Iterator[Server]:
    """A process as it is started in earnest, ready to answer; `before` is what it runs first."""
    port = free_port()
    environment = {
        **os.environ,
        "ANZE_INDEX": str(index),
        "ANZE_DATABASE_URL": url,
        "ANZE_TRUSTED_PROXIES": "203.0.113.9",
        **settings,
    }
    program = ["-c", f"{before}\nimport sys, app\nsys.exit(app.main())"] if before else ["app.py"]
    command = [sys.executable, *program, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    server = Server(port, url, process)
    try:
        _until_ready(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _until_ready(server: Server) -> None:
    """The widget's side is ready when the engine is; the staff page may take longer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError):
            reply = server.call("GET", "/readyz")
            if "条文索引" not in reply.json["loading"] and "接口与条文页" not in reply.json["loading"]:
                assert not reply.json["failed"], reply.body
                return
        time.sleep(0.2)
    raise AssertionError("服务没有就绪")
