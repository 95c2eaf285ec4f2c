"""The program itself, started as its users start it: `python app.py` over the session's index, asked through real sockets."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

PATIENCE = 1
"""Seconds that this server waits for the rest of a request."""


@dataclass(frozen=True)
class Said:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Served:
    """Where it listens, its process, what it wrote on standard error, and a key for it."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    key: str
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def raw(self, *pieces: bytes, pause: float = 0.0, timeout: float = 20.0) -> bytes:
        """Send bytes as they are and read until the server closes; nothing for a connection that was only closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            try:
                for piece in pieces:
                    s.sendall(piece)
                    time.sleep(pause)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has answered before all was sent
            said = b""
            try:
                while piece := s.recv(65536):
                    said += piece
            except ConnectionResetError:
                pass
            return said

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None, key: bool = True
    ) -> Said:
        given = {"authorization": f"Bearer {self.key}"} if key else {}
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        given |= {"content-type": "application/json"} if data else {}
        request = urllib.request.Request(self.url + path, data, given | (headers or {}), method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Said(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Said(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())

    def memory(self) -> int:
        """The most memory that it has held, in bytes."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


@contextmanager
def serving(index: Path, folder: Path, **settings: str) -> Iterator[Served]:
    """Started, its API ready, and stopped at the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANZE_")} | {
        "ANZE_INDEX": str(index),
        "ANZE_DATABASE_URL": f"sqlite:///{folder / 'records.sqlite'}",
        "ANZE_BODY_SECONDS": str(PATIENCE),
        "ANZE_API_PER_MINUTE": "1000000",
        "ANZE_LOG": "json",
        **settings,
    }
    command = [sys.executable, "-m", "assistant", "keys", "add", "测试"]
    made = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = int(s.getsockname()[1])
    log = folder / "stderr"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "app.py", "--port", str(port)], cwd=ROOT, env=environment, stdout=errors, stderr=errors
        )
        served = Served(port, process, log, made.stdout.decode().strip(), environment)
        try:
            _wait(served)
            yield served
        finally:
            process.terminate()
            process.wait(30)


def _wait(served: Served) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert served.process.poll() is None, served.log.read_text()
        try:
            if json.loads(served.ask("GET", "/readyz", key=False).body)["ready"]:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(served.log.read_text())
