"""One connection of the server: a request's head that is no HTTP, or does not end in time, is refused like everything else.

In: uvicorn's h11 protocol. Out: the same one, with problem details where uvicorn writes a plain English line, and a limit in
time for the head; uvicorn has none, so a client could hold as many connections open as the server has.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.web.problems import KIND, packed, problem

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

NO_HTTP = "收到的不是合格的 HTTP 请求"
LATE = "请求头没有按时传完"


class Connection(H11Protocol):
    """`patience` is how many seconds a head may take."""

    patience = 15.0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        before: RequestResponseCycle | None = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._rest()
        elif before is None or before.response_complete:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, NO_HTTP, msg)

    def _watch(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(
                self.patience, self._refuse, 408, LATE, "The head did not arrive in time."
            )

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, status: int, detail: str, english: str) -> None:
        """Say so where an answer can still be given, and close."""
        self._rest()
        if self.transport.is_closing():
            return
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = packed(problem(status, detail, english))
            headers = [
                (b"content-type", KIND.encode()),
                (b"content-length", str(len(body)).encode()),
                (b"x-content-type-options", b"nosniff"),
                (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
                (b"connection", b"close"),
            ]
            for event in (h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def patient(seconds: float) -> type[Connection]:
    """The protocol with another patience."""
    return type("Connection", (Connection,), {"patience": seconds})
