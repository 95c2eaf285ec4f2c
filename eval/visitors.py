"""Many visitors of a portal at once: how long each waits for the first sentence of an answer, over the widget's own protocol.

In: the address of a running server, a channel, the origin of its portal, questions. Out: a Crowd: seconds to the first sentence and to
the end, and what failed. Every visitor has a session of its own; all ask at the same moment, then again, round after round.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

from eval.crowd import Crowd

PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Portal:
    """Where the widget's side is, and as whose page it is asked."""

    url: str
    channel: str
    origin: str


def visitors(portal: Portal, people: int, rounds: int, questions: Sequence[str]) -> Crowd:
    """Let `people` ask `rounds` questions each, all at once."""
    return asyncio.run(_all(portal, people, rounds, questions))


def lines(crowd: Crowd, people: int) -> Iterator[str]:
    """What came of it."""
    asked = len(crowd.whole) + len(crowd.failed)
    yield f"{people} 位访客在门户窗口同时提问，共 {asked} 问，出错 {len(crowd.failed)}"
    for name, values in (("第一句", crowd.first), ("全文", crowd.whole)):
        if values:
            p50, p95 = np.percentile(values, [50, 95])
            yield f"  {name}：p50 {p50:.2f} 秒，p95 {p95:.2f} 秒，最长 {max(values):.2f} 秒"


async def _all(portal: Portal, people: int, rounds: int, questions: Sequence[str]) -> Crowd:
    out = Crowd()
    tokens = [await _session(portal) for _ in range(people)]
    for r in range(rounds):
        asked = [questions[(i + r * people) % len(questions)] for i in range(people)]
        await asyncio.gather(*(_visit(portal, t, q, out) for t, q in zip(tokens, asked, strict=True)))
    return out


async def _visit(portal: Portal, token: str, question: str, out: Crowd) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            first, whole = await _ask(portal, token, question)
    except (OSError, ValueError, TimeoutError) as error:
        out.failed.append(f"{question}：{error or type(error).__name__}")
    else:
        out.first.append(first)
        out.whole.append(whole)


async def _session(portal: Portal) -> str:
    reader, writer = await _post(portal, "session", {})
    raw = (await reader.read()).partition(b"\r\n\r\n")[2]
    writer.close()
    return str(json.loads(raw)["token"])


async def _ask(portal: Portal, token: str, question: str) -> tuple[float, float]:
    """(seconds to the first sentence, seconds to the end). Raises ValueError when the server says no."""
    start = time.perf_counter()
    body = {"id": str(uuid.uuid4()), "question": question}
    reader, writer = await _post(portal, "ask", body, token)
    first, done = 0.0, False
    try:
        status = await reader.readline()
        if b" 200 " not in status:
            raise ValueError(status.decode().strip())
        async for line in reader:
            if line.startswith(b"event: sentence") and not first:
                first = time.perf_counter() - start
            if line.startswith(b"event: error"):
                raise ValueError((await reader.readline()).decode().strip())
            if line.startswith(b"event: answer"):
                done = True
    finally:
        writer.close()
    if not done:
        raise ValueError("没有答完")
    return first, time.perf_counter() - start


async def _post(
    portal: Portal, action: str, body: object, token: str = ""
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(portal.url)
    raw = json.dumps(body).encode()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2**22)
    head = [
        f"POST /widget/c/{portal.channel}/{action} HTTP/1.1", f"host: {parts.netloc}", f"origin: {portal.origin}",
        "content-type: application/json", f"content-length: {len(raw)}", "connection: close",
        *([f"authorization: Bearer {token}"] if token else []),
    ]  # fmt: skip
    writer.write("\r\n".join([*head, "", ""]).encode() + raw)
    await writer.drain()
    return reader, writer
