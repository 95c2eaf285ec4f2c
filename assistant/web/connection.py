"""One connection of the server: a request's head that is no HTTP, is too long or does not end in time is refused as all else is.

In: uvicorn's httptools protocol. Out: the same one, with problem details where uvicorn writes a plain English line, and limits in
size and time for the head; uvicorn has neither, so a client could fill the memory and hold as many connections as there are.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from assistant.web.problems import KIND, packed, problem

NO_HTTP = "收到的不是合格的 HTTP 请求"
LATE = "请求头没有按时传完"
TOO_LONG = "请求头太长"
HEAD_LIMIT = 128 * 1024
"""Twice what the guard lets pass, which tells better what was too long."""
REASONS = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large"}


class Connection(HttpToolsProtocol):
    """`patience` is how many seconds a head may take."""

    patience = 15.0
    heading = True
    size = 0
    refused = False
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.refused:
            return
        if self.heading:
            end = data.find(b"\r\n\r\n")
            self.size += len(data) if end < 0 else end
            if self.size > HEAD_LIMIT:
                self._refuse(431, TOO_LONG, "The head of the request is too long.")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self.heading:  # the next request of a connection that is kept
            self._await_head()

    def on_headers_complete(self) -> None:
        self.heading, self.size = False, 0
        self._rest()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, NO_HTTP, msg)

    def _await_head(self) -> None:
        self.heading, self.size = True, 0
        self._rest()
        self._late = self.loop.call_later(self.patience, self._give_up)

    def _give_up(self) -> None:
        if self.heading:
            self._refuse(408, LATE, "The head did not arrive in time.")

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, status: int, detail: str, english: str) -> None:
        """Say so where no answer is under way, and close."""
        self._rest()
        self.refused = True
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            body = packed(problem(status, detail, english))
            head = (
                f"HTTP/1.1 {status} {REASONS[status]}\r\ncontent-type: {KIND}\r\ncontent-length: {len(body)}\r\n"
                "x-content-type-options: nosniff\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
                "connection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()


def patient(seconds: float) -> type[Connection]:
    """The protocol with another patience."""
    return type("Connection", (Connection,), {"patience": seconds})
