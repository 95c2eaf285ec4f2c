"""The scripts that a portal's page loads: `/widget.js`, `/widget/panel.js` and their like, for every page anywhere.

In: the folder static/widget, read once. Out: a response for each of its files; nothing else can be named. They hold no data, so
any page may load them, also as modules and with cross-origin isolation.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.web.plain import STATIC, json_response, response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = STATIC / "widget"
ENTRY = "widget.js"
OPEN = {
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=300",
}
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
"""Not asked of the machine, whose table differs from one to the next and after some packages are imported."""
GZIP = re.compile(rb"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$|\s))")
NOT_THIS_WAY = {"error": {"message": "脚本只能用 GET 取", "kind": "invalid"}}


def script_files(folder: Path = FOLDER) -> dict[str, ASGIApp]:
    """By path. `widget.js`, which the portal's tag names, is at the root."""
    out: dict[str, ASGIApp] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            out[f"/{path.name}" if path.name == ENTRY else f"/widget/{path.name}"] = _file(path)
    return out


def _file(path: Path) -> ASGIApp:
    body = path.read_bytes()
    kind = KINDS.get(path.suffix, "application/octet-stream")
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    open_to_all = {**OPEN, "etag": f"W/{tag}", "vary": "Accept-Encoding"}
    whole = response(200, body, kind, open_to_all)
    packed = response(200, gzip.compress(body, 9, mtime=0), kind, {**open_to_all, "content-encoding": "gzip"})
    unchanged = response(304, b"", kind, open_to_all)
    refused = json_response(405, NOT_THIS_WAY, {"allow": "GET, HEAD"})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await refused(scope, receive, send)
            return
        known = b", ".join(v for n, v in scope["headers"] if n == b"if-none-match").decode("latin-1")
        same = known == "*" or tag in (part.strip().removeprefix("W/") for part in known.split(","))
        small = any(n == b"accept-encoding" and GZIP.search(v) for n, v in scope["headers"])
        await (unchanged if same else packed if small else whole)(scope, receive, send)

    return app
