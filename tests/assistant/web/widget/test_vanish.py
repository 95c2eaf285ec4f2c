"""Visitors who leave in mid-answer: nothing of them stays, neither task nor thread nor answer, and nobody waits for ever.

A server in this process, over real sockets, so that its tasks can be counted; the engine takes its time over each step.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn

from assistant.channels import store
from assistant.channels.model import Channel
from assistant.records.store import open_records
from assistant.web.boot import Site
from assistant.web.connection import patient
from assistant.web.guard import guard
from assistant.web.loading import Parts
from assistant.web.widget import answers, wire
from assistant.web.widget.routes import Widget
from ingest.config import Settings
from tests.assistant.web import fake
from tests.assistant.web.fake import FakeEngine
from tests.assistant.web.widget.serving import WIDE, WWW, Server, free_port

VISITORS, AT_ONCE = 1000, 100


@dataclass
class Running:
    """The server, its widget's side, its loop."""

    server: Server
    widget: Widget
    loop: asyncio.AbstractEventLoop
    engine: FakeEngine

    def tasks(self) -> int:
        """How many tasks there are in its loop, beside the one that counts."""

        async def count() -> int:
            return len(asyncio.all_tasks()) - 1

        return asyncio.run_coroutine_threadsafe(count(), self.loop).result(30)

    def asked(self) -> int:
        """How many questions are kept or waiting."""

        async def count() -> int:
            return len(self.widget.answers) + self.widget.answers.pending

        return asyncio.run_coroutine_threadsafe(count(), self.loop).result(30)


class WithoutPage(Parts):
    """Nobody here looks at the staff page, which takes a second to build."""

    async def _load_page(self) -> None:
        await self.text_settled.wait()


@contextmanager
def running(folder: Path, delay: float, **settings: int) -> Iterator[Running]:
    url = f"sqlite:///{folder / 'records.sqlite'}"
    with_records = open_records(url)
    store.add(with_records, Channel("demo", "演示", (WWW,), limits=WIDE), "测试")
    with_records.close()
    engine = FakeEngine(Settings(database_url=url, **settings))  # type: ignore[arg-type]
    engine.delay = delay
    site = Site(engine.settings, lambda _: engine)  # type: ignore[arg-type, return-value]
    parts = site.parts = WithoutPage(engine.settings, lambda _: engine)  # type: ignore[arg-type, return-value]
    port = free_port()
    config = uvicorn.Config(
        guard(site),
        port=port,
        log_level="error",
        http=patient(15),
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )  # type: ignore[arg-type]
    served = uvicorn.Server(config)
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await served.serve()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        _until(lambda: parts.widget is not None and parts.widget.engine is not None, 90)
        assert parts.widget is not None
        yield Running(Server(port, url), parts.widget, loops[0], engine)
    finally:
        served.should_exit = True
        thread.join(30)


def _until(true: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def _ask(server: Server, token: str, streamed: bool = True) -> socket.socket:
    """A question sent, of which nothing has been read yet."""
    body = json.dumps({"id": str(uuid.uuid4()), "question": "问责", "stream": streamed}).encode()
    lines = (
        f"POST /widget/c/demo/ask HTTP/1.1\r\nhost: 127.0.0.1:{server.port}\r\norigin: {WWW}\r\n"
        f"content-type: application/json\r\nauthorization: Bearer {token}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    s = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    s.sendall(lines.encode() + body)
    return s


def test_a_thousand_visitors_who_vanish_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(answers, "GRACE", 0.3)
    monkeypatch.setattr(answers, "KEPT", 1.0)
    with running(tmp_path, delay=0.02, answer_queue=2000) as site:
        assert site.server.ask(site.server.session()).events  # what is made once is made
        _until(lambda: site.asked() == 0)
        tasks, threads = site.tasks(), threading.active_count()
        gone = 0
        for _ in range(VISITORS // AT_ONCE):
            token = site.server.session()
            waiting = [_ask(site.server, token, streamed=i % 4 != 0) for i in range(AT_ONCE)]
            for i, s in enumerate(waiting):
                if i % 2 and i % 4:  # half of them have read a beginning
                    with suppress(OSError):
                        assert b" 200 " in s.recv(200)
                s.close()
                gone += 1
        assert gone == VISITORS
        _until(lambda: site.asked() == 0)
        _until(lambda: site.tasks() <= tasks)
        gc.collect()
        left = [o for o in gc.get_objects() if type(o) is answers.Asked]
        assert left == []
        pools = site.widget.answers.threads + min(32, (os.cpu_count() or 1) + 4)  # ours, and the loop's own
        assert threading.active_count() <= threads + pools
        answered = len(site.engine.asked)
        with capsys.disabled():
            print(f"\n{VISITORS} 位访客中途离开：任务 {tasks} -> {site.tasks()}，没有留下答复；其中 {answered} 问答完")


def test_what_nobody_waits_for_is_not_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "GRACE", 0.2)
    with running(tmp_path, delay=0.6) as site:
        with _ask(site.server, site.server.session()) as s:
            s.recv(100)
        _until(lambda: site.asked() == 0)
        assert site.engine.asked == [], "it was stopped between two steps"


def test_beyond_the_line_nobody_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = threading.Event()
    monkeypatch.setattr(fake, "time", SimpleNamespace(sleep=lambda _: seen.wait(60)))  # each step lasts until then
    with running(tmp_path, delay=0, answer_threads=2, answer_queue=4) as site:
        token = site.server.session()
        waiting = [_ask(site.server, token) for _ in range(12)]
        heads = [s.recv(4096).decode() for s in waiting]
        refusal = site.server.ask(token)
        seen.set()
        assert (refusal.status, refusal.kind) == (503, "busy")
        for s in waiting:
            s.close()
        statuses = [head.split(" ")[1] for head in heads]
        assert statuses.count("200") == 6
        assert statuses.count("503") == 6
        refused = next(head for head in heads if " 503 " in head.splitlines()[0])
        assert "retry-after: " in refused


def test_an_answer_that_takes_too_long_ends_with_an_error(tmp_path: Path) -> None:
    with running(tmp_path, delay=1.5, answer_seconds=1) as site:
        reply = site.server.ask(site.server.session(), "问责")
        _, kind, data = reply.events[-1]
        assert (kind, data["kind"]) == ("error", "unavailable")
        assert data["retry_after"] > 0
        reply = site.server.ask(site.server.session(), "问责", stream=False)
        assert reply.status == 503
        _until(lambda: site.asked() == 0)


def test_while_it_takes_long_there_are_signs_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HEARTBEAT", 0.2)
    with running(tmp_path, delay=0.7) as site:
        reply = site.server.ask(site.server.session(), "问责")
        assert reply.body.count(b": \n\n") >= 4
        assert reply.events[-1][1] == "answer"


def test_who_comes_back_in_time_goes_on_where_it_broke_off(tmp_path: Path) -> None:
    with running(tmp_path, delay=0.4) as site:
        token, id = site.server.session(), str(uuid.uuid4())
        body = json.dumps({"id": id, "question": "问责"}).encode()
        lines = (
            f"POST /widget/c/demo/ask HTTP/1.1\r\nhost: 127.0.0.1:{site.server.port}\r\norigin: {WWW}\r\n"
            f"content-type: application/json\r\nauthorization: Bearer {token}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", site.server.port), timeout=30) as s:
            s.sendall(lines.encode() + body)
            begun = s.recv(4096)
        assert b"event: answer" not in begun
        rest = site.server.ask(token, "问责", id=id, last_event_id="1")
        assert rest.events[0][0] == 2
        assert rest.events[-1][1] == "answer"
        assert len(site.engine.asked) == 1, "asked once only"
