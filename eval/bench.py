"""Speeds of the real program: start to first answer, answers per question, many people at once, memory of the server.

In: the cases. Out: figures as text. A server is started as a user starts it, on a free port, and asked over HTTP; what it records
goes into a folder of its own.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.channels import store
from assistant.channels.model import Channel, Limits
from assistant.records.store import open_records
from eval.cases import Case
from eval.crowd import Crowd, crowd
from eval.visitors import Portal, visitors
from eval.visitors import lines as visitor_lines

ROOT = Path(__file__).resolve().parent.parent
FIRST = "迟报生产安全事故后，福建适用哪些问责措施"
PATIENCE = 120.0
PEOPLE, ROUNDS = 50, 4
VISITORS, VISITOR_ROUNDS = 200, 2
ORIGIN, CHANNEL = "https://portal.test", "bench"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server as `make run` starts it; ended afterwards."""
    command = [sys.executable, "app.py", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        own = {"ANZE_DATABASE_URL": f"sqlite:///{folder}/records.sqlite"}
        open_channel(own["ANZE_DATABASE_URL"])
        process = subprocess.Popen(
            ["env", *(f"{name}={value}" for name, value in own.items()), *command], cwd=ROOT, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def open_channel(database: str) -> None:
    """A portal that may ask as much as it likes."""
    records = open_records(database)
    limits = Limits(*[1_000_000] * 6)
    store.add(records, Channel(CHANNEL, "测速", (ORIGIN,), limits=limits), "eval bench")
    records.close()


def ask(port: int, question: str) -> bool:
    """Whether the server answered; False while it is still starting."""
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/ask", data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return bool(json.load(response)["outcome"])
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def wait_until(done: object, start: float) -> float:
    """Seconds from `start` until `done()` is true."""
    while not done():  # type: ignore[operator]
        if time.perf_counter() - start > PATIENCE:
            raise TimeoutError(f"{PATIENCE:.0f} 秒内没有就绪")
        time.sleep(0.05)
    return time.perf_counter() - start


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def up(port: int, path: str) -> bool:
    """Whether a path answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def bench(cases: Sequence[Case], repeat: int) -> Iterator[str]:
    """Measure `repeat` starts, and every question once over HTTP against the last of them."""
    health, first, ready, memory = [], [], [], []
    times: list[float] = []
    many, portal = Crowd(), Crowd()
    for i in range(repeat):
        port = free_port()
        start = time.perf_counter()
        with server(port) as process:
            health.append(wait_until(lambda p=port: up(p, "/healthz"), start))
            first.append(wait_until(lambda p=port: ask(p, FIRST), start))
            ready.append(wait_until(lambda p=port: up(p, "/readyz"), start))
            if i == repeat - 1:
                for case in cases:
                    begin = time.perf_counter()
                    ask(port, case.question)
                    times.append((time.perf_counter() - begin) * 1000)
                url = f"http://127.0.0.1:{port}"
                crowd(url, PEOPLE, 1, [case.question for case in cases])  # what is compiled once is compiled
                many = crowd(url, PEOPLE, ROUNDS, [case.question for case in cases])
                asked = [case.question for case in cases]
                portal = visitors(Portal(url, CHANNEL, ORIGIN), VISITORS, VISITOR_ROUNDS, asked)
            memory.append(resident_megabytes(process.pid))
    yield f"启动到 /healthz：{_spread(health)} 秒"
    yield f"启动到第一个答复：{_spread(first)} 秒"
    yield f"启动到页面就绪（/readyz）：{_spread(ready)} 秒"
    yield f"服务占用内存：{_spread(memory)} MB"
    if times:
        yield f"经 HTTP 答复 {len(times)} 题：p50 {np.percentile(times, 50):.1f} ms，p95 {np.percentile(times, 95):.1f} ms"
    yield from many.lines(PEOPLE)
    yield from visitor_lines(portal, VISITORS)


def _spread(values: Sequence[float]) -> str:
    return f"{np.median(values):.1f}（{min(values):.1f}–{max(values):.1f}，{len(values)} 次）"
