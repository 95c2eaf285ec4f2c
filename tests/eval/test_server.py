"""A running server is evaluated through its HTTP API: the same answers as of the program itself, and its faults told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from eval.run import make
from eval.runs import read_run
from eval.score import verdicts_of
from ingest.config import Settings, load_settings
from ingest.generation import Generation
from tests.browser.conftest import Server, server
from tests.eval.conftest import case

CASES = [
    case("a", "福建第二十条", cites=["fujian/20"]),
    case("b", "那北京呢").model_copy(update={"history": ("福建谁是第一责任人",)}),
    case("c", "今天天气怎么样", outcome="off_topic"),
]
__all__ = ["server"]


@pytest.fixture
def settings(index: Path) -> Settings:
    return load_settings({"ANZE_INDEX": str(index)})


def test_a_server_answers_as_the_program_does(
    server: Server, settings: Settings, generation: Generation, tmp_path: Path
) -> None:
    make(tmp_path / "here", CASES, settings, "", 1, 1)
    make(tmp_path / "there", CASES, settings, server.url, 1, 3)
    here, there = read_run(tmp_path / "here"), read_run(tmp_path / "there")
    assert [v.digest for v in verdicts_of(here, generation)] == [v.digest for v in verdicts_of(there, generation)]
    assert there.about.source == server.url
    assert all(v.step == "" for v in verdicts_of(there, generation))


class Broken(BaseHTTPRequestHandler):
    """One fault after another."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        Broken.asked += 1
        if Broken.asked == 1:
            self.send_response(503)
            self.end_headers()
        elif Broken.asked == 2:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    asked = 0


@pytest.fixture
def broken() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Broken) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()
        thread.join()


def test_faults_of_a_server_fail_their_cases(
    broken: str, settings: Settings, generation: Generation, tmp_path: Path
) -> None:
    make(tmp_path / "run", CASES, settings, broken, 1, 1)
    run = read_run(tmp_path / "run")
    assert run.complete
    assert run.answers[0].fault == "HTTP 503"
    assert [a.fault.split(":")[0] for a in run.answers[1:]] == ["JSONDecodeError", "RemoteDisconnected"]
    assert not any(v.passed for v in verdicts_of(run, generation))
