"""What can go wrong between the program and a chat model: one row a fault, each a few lines on a real socket.

In: a Wire and the request. Out: bytes that a broken server, a proxy before it or a broken network sends. `good` is the beginning
of an honest reply for the faults that come midway.
"""

from __future__ import annotations

import gzip
import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.llm.scripted import Asked, Wire, chunk
from tests.llm.writing import honest

HTML = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1><script>alert(1)</script></body></html>"
LONG = 60.0
"""Seconds that a stalled server would wait; the program must have given up long before."""
BOMB = gzip.compress(b"\0" * (64 << 20), 9)
"""64 MiB in 64 KiB; sent again and again it never ends."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Its name in Chinese, as a maintainer would call it, and what it sends. `midway` ones begin with honest sentences."""

    name: str
    send: Callable[[Wire, Asked], None]
    midway: bool = False


def _status(
    status: str, kind: str = "application/json", body: str = '{"error":{"message":"no"}}', **more: str
) -> Fault:
    def send(wire: Wire, asked: Asked) -> None:
        wire.head(status, kind, **more)
        wire.raw(body.encode())

    after = f"，Retry-After {more['Retry_After']}" if "Retry_After" in more else ""
    return Fault(status + after, send)


def _begin(wire: Wire, asked: Asked, characters: int = 10**9) -> None:
    """The beginning of an honest reply."""
    wire.head()
    text = honest(asked.prompt)[:characters]
    for start in range(0, len(text), 5):
        wire.piece(text[start : start + 5])


def _slow_headers(wire: Wire, asked: Asked) -> None:
    wire.wait(LONG)


def _slow_first_piece(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.wait(LONG)


def _nothing(wire: Wire, asked: Asked) -> None:
    wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n")


def _closed_at_once(wire: Wire, asked: Asked) -> None:
    wire.connection.shutdown(socket.SHUT_RDWR)


def _no_choices(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.event('{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}')
    wire.event("[DONE]")


def _empty_text(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.piece("")
    wire.end()


def _html(wire: Wire, asked: Asked) -> None:
    wire.head("200 OK", "text/html; charset=utf-8")
    wire.raw(HTML.encode())


def _html_as_stream(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.raw(HTML.encode() + b"\n\n")


def _broken_utf8(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.event(chunk({"content": "应当"}).encode().replace("应".encode(), b"\xe5\xba"))
    wire.piece("督查督办")
    wire.end()


def _broken_json(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.event('{"id":"c","choices":[{"index":0,"delta":{"content":"应当')
    wire.end()


def _wrong_shape(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.event('{"choices":"none"}')
    wire.event("42")
    wire.event("null")
    wire.event("[DONE]")


def _error_in_stream(wire: Wire, asked: Asked) -> None:
    _begin(wire, asked, 20)
    wire.event('{"error":{"message":"CUDA out of memory","type":"server_error","code":500}}')


def _stall(after: int) -> Fault:
    def send(wire: Wire, asked: Asked) -> None:
        _begin(wire, asked, 5 * after)
        wire.wait(LONG)

    return Fault(f"出了 {after} 片以后不动", send, midway=True)


def _only_comments(wire: Wire, asked: Asked) -> None:
    wire.head()
    for _ in itertools.count():
        wire.raw(b": keep-alive\n\n")
        wire.wait(0.05)


def _only_empty_pieces(wire: Wire, asked: Asked) -> None:
    wire.head()
    for _ in itertools.count():
        wire.piece("")
        wire.wait(0.05)


def _headers_without_end(wire: Wire, asked: Asked) -> None:
    wire.raw(b"HTTP/1.1 200 OK\r\n")
    for i in itertools.count():
        wire.raw(f"X-Filler-{i}: {'x' * 64}\r\n".encode())


def _drip(wire: Wire, asked: Asked) -> None:
    wire.head()
    for _ in itertools.count():
        wire.piece("安")
        wire.wait(0.1)


def _no_end(wire: Wire, asked: Asked) -> None:
    wire.head()
    for i in itertools.count():
        wire.piece(f"安全生产责任制{i}")


def _no_line_end(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.raw(b'data: {"choices":[{"index":0,"delta":{"content":"')
    while True:
        wire.raw("安全生产".encode() * 4096)


def _repeats(wire: Wire, asked: Asked) -> None:
    wire.head()
    text = honest(asked.prompt)
    for _ in itertools.count():
        wire.piece(text)


def _english(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.piece("According to the regulation, leading cadres shall be held accountable. The measures include dismissal.")
    wire.end()


def _reset(wire: Wire, asked: Asked) -> None:
    _begin(wire, asked, 20)
    wire.reset()


def _cut(wire: Wire, asked: Asked) -> None:
    wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    data = b"data: " + chunk({"content": honest(asked.prompt)[:20]}).encode() + b"\n\n"
    wire.raw(f"{len(data):x}\r\n".encode() + data + b"\r\nffff\r\ndata: {")
    wire.connection.shutdown(socket.SHUT_RDWR)


def _no_done(wire: Wire, asked: Asked) -> None:
    _begin(wire, asked)


def _cut_by_length(wire: Wire, asked: Asked) -> None:
    text = honest(asked.prompt)
    _begin(wire, asked, len(text) - 6)
    wire.event(chunk({}, "length"))
    wire.event("[DONE]")


def _filtered(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.event(chunk({}, "content_filter"))
    wire.event("[DONE]")


def _tool_call(wire: Wire, asked: Asked) -> None:
    wire.head()
    call = {"index": 0, "id": "t", "type": "function", "function": {"name": "search", "arguments": '{"q":"第九百条"}'}}
    wire.event(chunk({"role": "assistant", "content": None, "tool_calls": [call]}))
    wire.event(chunk({}, "tool_calls"))
    wire.event("[DONE]")


def _huge_piece(wire: Wire, asked: Asked) -> None:
    wire.head()
    wire.piece("领导干部应当依法履行安全生产职责" * 200_000)
    wire.end()


def _wrong_type(wire: Wire, asked: Asked) -> None:
    wire.head("200 OK", "application/octet-stream")
    for start in range(0, len(text := honest(asked.prompt)), 5):
        wire.piece(text[start : start + 5])
    wire.end()


def _bomb(wire: Wire, asked: Asked) -> None:
    wire.head(Content_Encoding="gzip")
    for _ in range(16):  # a gigabyte in a megabyte
        wire.raw(BOMB)


FAULTS = (
    Fault("迟迟不回响应头", _slow_headers),
    Fault("有响应头，迟迟没有第一片", _slow_first_piece),
    Fault("连上就断", _closed_at_once),
    *(
        _status(status)
        for status in (
            "400 Bad Request",
            "401 Unauthorized",
            "403 Forbidden",
            "404 Not Found",
            "422 Unprocessable Entity",
        )
    ),
    _status("429 Too Many Requests", Retry_After="0"),
    _status("429 Too Many Requests", Retry_After="3600"),
    _status("429 Too Many Requests", Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
    _status("500 Internal Server Error"),
    _status("502 Bad Gateway", "text/html", HTML),
    _status("503 Service Unavailable", "text/plain", "", Retry_After="-1"),
    _status("204 No Content", "text/plain", ""),
    Fault("空的响应体", _nothing),
    Fault("choices 为空", _no_choices),
    Fault("正文为空", _empty_text),
    Fault("该是 JSON 却是网页", _html),
    Fault("网页当作事件流", _html_as_stream),
    Fault("坏的 UTF-8", _broken_utf8),
    Fault("坏的 JSON", _broken_json),
    Fault("JSON 的样子不对", _wrong_shape),
    Fault("流到一半报错", _error_in_stream, midway=True),
    *(_stall(after) for after in (1, 6, 20)),
    Fault("只有心跳注释", _only_comments),
    Fault("只有空的片", _only_empty_pieces),
    Fault("响应头没有尽头", _headers_without_end),
    Fault("一滴一滴，没有尽头", _drip),
    Fault("飞快，没有尽头", _no_end),
    Fault("一行没有尽头", _no_line_end),
    Fault("没完没了地重复", _repeats, midway=True),
    Fault("用英文答", _english),
    Fault("半路连接被重置", _reset, midway=True),
    Fault("半路连接被切断", _cut, midway=True),
    Fault("没有 [DONE]", _no_done, midway=True),
    Fault("到了长度上限，最后一句不完整", _cut_by_length, midway=True),
    Fault("被内容过滤拦下", _filtered),
    Fault("要调用工具", _tool_call),
    Fault("一片三百万字", _huge_piece),
    Fault("内容类型不对", _wrong_type, midway=True),
    Fault("压缩炸弹", _bomb),
)


def redirect(to: str, status: str = "307 Temporary Redirect") -> Fault:
    """Sends the request, and the key in it, elsewhere."""
    return _status(status, Location=to)


@contextmanager
def refused() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def unreachable() -> Iterator[str]:
    """An address whose connections are never made: the queue of the listener is full, and nobody takes from it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        try:
            for one in waiting:
                one.setblocking(False)
                with suppress(BlockingIOError):
                    one.connect(listener.getsockname())
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            for one in waiting:
                one.close()
