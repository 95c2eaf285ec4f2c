"""The outer form of the widget's requests and responses: bodies, refusals, Access-Control headers, event streams.

In: ASGI. Out: the same, so that nothing between a visitor and the checks guesses: a header counts only when it is there once,
a body only when it is JSON, small and quick.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from assistant.web.plain import json_response
from assistant.web.widget.answers import Answers, Asked

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

BODY_LIMIT = 16 * 1024
BODY_SECONDS = 10.0
SEND_SECONDS = 30.0
HEARTBEAT = 10.0
ALLOWED_HEADERS = "authorization, content-type, last-event-id"


class Refusal(Exception):
    """A request that is not answered: one sentence, a kind for the program, a status."""

    def __init__(self, status: int, kind: str, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status, self.kind, self.message, self.retry_after = status, kind, message, retry_after

    def app(self, headers: Mapping[str, str]) -> ASGIApp:
        error: dict[str, Any] = {"message": self.message, "kind": self.kind}
        more = dict(headers)
        if self.retry_after:
            error["retry_after"] = self.retry_after
            more["retry-after"] = str(self.retry_after)
        return json_response(self.status, {"error": error}, more)


def only(scope: Scope, name: str) -> str | None:
    """A header that is there once; None when it is missing. Raises Refusal for one that is there twice."""
    values = [value for header, value in scope["headers"] if header == name.encode()]
    if len(values) > 1:
        raise Refusal(400, "invalid", f"请求头 {name} 出现了 {len(values)} 次，应只有一次")
    return values[0].decode("latin-1").strip() if values else None


def first(scope: Scope, name: str) -> str:
    """A header, as far as it is there."""
    return next((v.decode("latin-1") for n, v in scope["headers"] if n == name.encode()), "")


def bearer(scope: Scope) -> str:
    """The token of an Authorization header, or nothing."""
    scheme, _, token = (only(scope, "authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def cors(origin: str) -> dict[str, str]:
    """What lets the page of this origin, and of no other, read a response."""
    return {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "retry-after",
        "vary": "Origin",
        "cache-control": "no-store",
    }


def preflight(origin: str, method: str) -> dict[str, str]:
    """What a browser wants to know before it asks."""
    return {
        **cors(origin),
        "access-control-allow-methods": method,
        "access-control-allow-headers": ALLOWED_HEADERS,
        "access-control-max-age": "600",
    }


async def read_json(scope: Scope, receive: Receive) -> dict[str, Any]:
    """The JSON object of a body. Raises Refusal."""
    kind = (only(scope, "content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(400, "invalid", "请求体应为 JSON，请求头 Content-Type 应为 application/json")
    if only(scope, "content-encoding"):
        raise Refusal(400, "invalid", "请求体不能压缩")
    declared = only(scope, "content-length") or "0"
    if declared.isdigit() and int(declared) > BODY_LIMIT:
        raise too_large()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await _read(receive)
    except TimeoutError:
        raise Refusal(408, "invalid", f"请求体在 {BODY_SECONDS:.0f} 秒内没有传完") from None
    try:
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refusal(400, "invalid", "请求体不是合法的 JSON") from None
    if not isinstance(body, dict):
        raise Refusal(422, "invalid", "请求体应为 JSON 对象")
    return body


def too_large() -> Refusal:
    return Refusal(413, "invalid", f"请求太大：最多 {BODY_LIMIT // 1024} KB")


async def _read(receive: Receive) -> bytes:
    out = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        out += message.get("body", b"")
        if len(out) > BODY_LIMIT:
            raise too_large()
        if not message.get("more_body"):
            return bytes(out)


class Gone(Exception):
    """The visitor has left; there is nobody to tell."""


async def stream(
    receive: Receive, send: Send, answers: Answers, asked: Asked, after: int, headers: Mapping[str, str]
) -> None:
    """The pieces after a number, as events, while the visitor is there."""
    start = {"content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no", **headers}
    await send({"type": "http.response.start", "status": 200, "headers": _raw(start)})
    gone = asyncio.create_task(_until_gone(receive))
    sent = after
    try:
        while not gone.done():
            changed, done = asked.changed, asked.done
            frames = [_frame(i, asked) for i in range(sent, len(asked.pieces))]
            sent += len(frames)
            if frames or done:
                async with asyncio.timeout(SEND_SECONDS):
                    await send({"type": "http.response.body", "body": "".join(frames).encode(), "more_body": not done})
            if done:
                return
            await _wait(changed, gone)
            if asked.changed is changed and not gone.done():
                await send({"type": "http.response.body", "body": b": \n\n", "more_body": True})
    except TimeoutError:
        return  # it takes nothing any more
    finally:
        gone.cancel()
        answers.leave(asked)


async def whole(receive: Receive, answers: Answers, asked: Asked) -> Any:
    """The data of the answer once it is there. Raises Refusal where there is none, Gone when nobody waits."""
    gone = asyncio.create_task(_until_gone(receive))
    try:
        while not asked.done and not gone.done():
            await _wait(asked.changed, gone)
    finally:
        gone.cancel()
        answers.leave(asked)
    if not asked.done:
        raise Gone
    for piece in reversed(asked.pieces):
        if piece.kind == "answer":
            return json.loads(piece.data)
        if piece.kind == "error":
            said = json.loads(piece.data)
            raise Refusal(503, said["kind"], said["message"], said.get("retry_after", 5))
    raise Gone


async def _wait(changed: asyncio.Event, gone: asyncio.Task[None]) -> None:
    """Until there is more, the visitor is gone, or it is time for a sign of life."""
    more = asyncio.create_task(changed.wait())
    try:
        await asyncio.wait({more, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    finally:
        more.cancel()
        with suppress(asyncio.CancelledError):
            await more


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _frame(number: int, asked: Asked) -> str:
    piece = asked.pieces[number]
    return f"id: {number + 1}\nevent: {piece.kind}\ndata: {piece.data}\n\n"


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
