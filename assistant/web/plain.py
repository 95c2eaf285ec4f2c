"""Responses that need no framework, for what must answer before FastAPI and Gradio have been imported.

In: a status and content. Out: an ASGI application that sends it. Also the files of `static/`, read once.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"


def response(status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> ASGIApp:
    """A fixed response."""
    pairs = {"content-type": kind, "content-length": str(len(body)), "cache-control": "no-store", **(headers or {})}
    raw = [(name.encode(), value.encode()) for name, value in pairs.items()]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return app


def json_response(status: int, content: Any, headers: Mapping[str, str] | None = None) -> ASGIApp:
    """A fixed JSON response."""
    return response(
        status, json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8", headers
    )


def html_response(status: int, content: str, headers: Mapping[str, str] | None = None) -> ASGIApp:
    """A fixed HTML response."""
    return response(status, content.encode(), "text/html; charset=utf-8", headers)


def static_files() -> dict[str, ASGIApp]:
    """`/site/site.css` and its like; nothing outside the folder can be named."""
    out = {}
    for path in sorted(path for path in STATIC.iterdir() if path.is_file()):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind += "; charset=utf-8" if kind.startswith("text/") or "javascript" in kind else ""
        out[f"/site/{path.name}"] = response(200, path.read_bytes(), kind, {"cache-control": "max-age=300"})
    return out


def is_widget(path: str) -> bool:
    """What the pages of portals ask, from other origins; assistant/web/widget checks every such request."""
    return path == "/widget.js" or path.startswith("/widget/")
