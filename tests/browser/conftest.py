"""The real server in a process of its own, and Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run",
    "--disable-component-update",
)  # fmt: skip


@dataclass
class Server:
    """Where it answers, where it keeps its records, and how long after its start it did."""

    url: str
    database: str = ""
    healthy_after: float = 0.0
    ready_after: float = 0.0


@pytest.fixture(scope="session")
def server(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`python app.py` on a free port over the index of the tests, once it says that it is ready."""
    with serving(index, tmp_path_factory.mktemp("server")) as server:
        yield server


@contextmanager
def serving(index: Path, own: Path, **variables: str) -> Iterator[Server]:
    """A server over an index, which keeps its records and its library in a folder of its own; with more variables."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = time.monotonic()
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port)]
    database = f"sqlite:///{own / 'records.sqlite'}"
    places = {"ANZE_INDEX": index, "ANZE_LIBRARY": own / "library", "ANZE_DATABASE_URL": database}
    env = {**os.environ, **{name: str(value) for name, value in places.items()}, **variables}
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    server = Server(f"http://127.0.0.1:{port}", database)
    try:
        _wait(f"{server.url}/healthz", process)
        server.healthy_after = time.monotonic() - started
        _wait(f"{server.url}/readyz", process)
        server.ready_after = time.monotonic() - started
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, f"app.py ended with {process.returncode}"
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not answer within {seconds} s")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser was found: none of {', '.join(BROWSERS)} is installed (make test installs one)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """A page, everything it asked for, and every error it had."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def elsewhere(self, server: Server) -> list[str]:
        """What was asked of anyone but the server."""
        return [url for url in self.requests if not url.startswith((f"{server.url}/", "data:", "blob:"))]


@pytest.fixture(params=["desktop", "phone"])
def visit(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Visit]:
    """A visitor whose browser is set to English and dark, which must change nothing, on a desktop and on a phone."""
    size = {"desktop": (1280, 900), "phone": (390, 844)}[request.param]
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="en-US", color_scheme="dark", service_workers="block"
    )
    context.set_default_timeout(30_000)
    yield Visit(context.new_page())
    context.close()
