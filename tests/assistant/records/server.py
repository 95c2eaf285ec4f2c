"""A real PostgreSQL from the system's packages, in a folder of its own, on loopback, with a password."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

PASSWORD = "a/b:c@d 令"
ESCAPED = "a%2Fb%3Ac%40d%20%E4%BB%A4"


@dataclass(frozen=True)
class Server:
    """Where it listens; `url(database)` has the password in it, escaped."""

    port: int

    def url(self, database: str, password: str = ESCAPED) -> str:
        return f"postgresql://anze:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        options = {"host": "127.0.0.1", "port": self.port, "user": "anze", "password": PASSWORD, "dbname": "postgres"}
        with psycopg.connect(**options, autocommit=True) as connection:  # type: ignore[arg-type]
            connection.execute(statement)  # type: ignore[call-overload]


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian keeps them, the newest."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    return next((folder for folder in [*folders, *debian] if (folder / "pg_ctl").exists()), None)


@contextmanager
def running() -> Iterator[Server]:
    """Started, and stopped at the end. Skips where PostgreSQL is not installed."""
    folder = programs()
    if folder is None:
        pytest.skip("没有 PostgreSQL：请运行 sh .ci/prepare database")
    with tempfile.TemporaryDirectory(prefix="anze-pg-") as name:
        data, password, port = Path(name, "data"), Path(name, "password"), free_port()
        password.write_text(PASSWORD, encoding="utf-8")
        who: list[str] = []
        if os.getuid() == 0:  # postgres does not run as root
            who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            for path in (name, password):
                shutil.chown(path, "postgres", "postgres")
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={name} -c fsync=off"
        call([*who, str(folder / "initdb"), "-D", str(data), "-U", "anze", "-E", "UTF8", "--locale=C", "--no-sync",
              "--auth=scram-sha-256", f"--pwfile={password}"])  # fmt: skip
        control = [*who, str(folder / "pg_ctl"), "-D", str(data), "-w"]
        call([*control, "-l", str(Path(name, "log")), "-o", settings, "start"])
        try:
            yield Server(port)
        finally:
            call([*control, "-m", "immediate", "stop"])


def call(command: list[str]) -> None:
    """Its output goes nowhere: a pipe would stay open as long as the server that pg_ctl leaves behind."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60, cwd="/")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
