"""Many people on the staff page at once: how long each waits for the first sentence, over the protocol that the browser speaks.

In: the address of a running server, and questions. Out: a Crowd: seconds to the first sentence and to the end, and what failed.
Each person is a thread with a cookie of its own; all ask at the same moment, then again, round after round.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

import numpy as np

PATIENCE = 60.0
ASK = "act"


@dataclass(slots=True)
class Crowd:
    """Seconds of every question that was answered; a sentence for every one that was not."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def lines(self, people: int) -> Iterator[str]:
        asked = len(self.whole) + len(self.failed)
        yield f"{people} 人同时在问答页提问，共 {asked} 问，出错 {len(self.failed)}"
        for name, values in (("第一句", self.first), ("全文", self.whole)):
            if values:
                p50, p95 = np.percentile(values, [50, 95])
                yield f"  {name}：p50 {p50:.2f} 秒，p95 {p95:.2f} 秒，最长 {max(values):.2f} 秒"


def crowd(url: str, people: int, rounds: int, questions: Sequence[str]) -> Crowd:
    """Let `people` ask `rounds` questions each, all at once."""
    out, together = Crowd(), threading.Barrier(people)
    threads = [
        threading.Thread(target=_visit, args=(url, [questions[(i + r * people) % len(questions)] for r in range(rounds)], together, out))
        for i in range(people)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return out


def _visit(url: str, questions: Sequence[str], together: threading.Barrier, out: Crowd) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.open(f"{url}/", timeout=PATIENCE).close()
    config = json.load(opener.open(f"{url}/config", timeout=PATIENCE))
    event = next(d for d in config["dependencies"] if d["api_name"] == ASK)
    box = next(target for target, name in event["targets"] if name == "submit")
    session = secrets.token_hex(8)
    for question in questions:
        together.wait()
        try:
            first, whole = _ask(opener, url, session, event, box, question)
        except (OSError, ValueError, TimeoutError) as error:
            out.failed.append(f"{question}：{error}")
        else:
            out.first.append(first)
            out.whole.append(whole)


def _ask(opener: Any, url: str, session: str, event: dict[str, Any], box: int, question: str) -> tuple[float, float]:
    """(seconds to the first sentence, seconds to the end). Raises ValueError when the server says no."""
    data = {
        "data": [question, [], [], None], "fn_index": event["id"], "trigger_id": box, "session_hash": session, "event_data": None,
    }  # fmt: skip
    body = json.dumps(data).encode()
    start = time.perf_counter()
    request = urllib.request.Request(f"{url}/gradio_api/queue/join", body, {"content-type": "application/json"})
    opener.open(request, timeout=PATIENCE).close()
    first = 0.0
    with opener.open(f"{url}/gradio_api/queue/data?session_hash={session}", timeout=PATIENCE) as stream:
        for raw in stream:
            line = raw.decode("utf-8", "replace")
            if not first and ('class=\\"said' in line or 'class=\\"badge' in line or 'class=\\"tools' in line):
                first = time.perf_counter() - start
            if '"process_completed"' in line:
                if '"success":true' not in line.replace(" ", ""):
                    raise ValueError(line[:300])
                return first or time.perf_counter() - start, time.perf_counter() - start
    raise ValueError("没有答完")
