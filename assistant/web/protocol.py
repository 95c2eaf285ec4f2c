"""The HTTP of the server with a bound on what stands before a body: uvicorn's own takes headers of any length, at any pace.

In: what uvicorn gives a protocol. Out: the same protocol, which answers 431 to a request line and headers of more than 32 KB and closes a
connection on which they do not come within twenty seconds. Imported by app.py alone.
"""

from __future__ import annotations

import asyncio
import json

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_LIMIT = 32 * 1024
HEAD_SECONDS = 20.0
TOO_LONG = json.dumps({"error": {"message": "请求头太长", "kind": "invalid"}}, ensure_ascii=False).encode()
ANSWER = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(TOO_LONG), TOO_LONG)
)


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    heading = True
    size = 0
    refused = False
    patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.refused:
            return
        if self.heading:
            self.size += len(data)
            end = data.find(b"\r\n\r\n")
            if self.size - (len(data) - end - 4 if end >= 0 else 0) > HEAD_LIMIT:
                self._refuse()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self.heading:  # the next request of a connection that is kept
            self.size = 0
            self._await_head()

    def on_headers_complete(self) -> None:
        self.heading = False
        self._calm()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self.heading = True
        self._calm()
        self.patience = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _calm(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def _give_up(self) -> None:
        if self.heading and not self.transport.is_closing():
            self.transport.close()

    def _refuse(self) -> None:
        self.refused = True
        self._calm()
        if not self.transport.is_closing():
            self.transport.write(ANSWER)
            self.transport.close()
