"""The HTML that Gradio serves at `/`, made ours: Chinese, our header and view around its page, our styles and scripts.

In: Gradio's ASGI application. Out: the same one, whose page says lang="zh-CN"; everything else passes unchanged.
Gradio's own texts follow the browser's language; `static/staff.js`, loaded first, makes that Chinese too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.access.people import of_scope
from assistant.web.html import render

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


EVENTS = "/gradio_api/"


def in_chinese(page: ASGIApp) -> ASGIApp:
    """Gradio's page says lang="en", describes itself in English and takes the browser's language; ours is Chinese."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # Gradio would compress each piece of an answer at the cost of making it.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        if scope["path"] != "/":
            await page({**scope, "headers": plain} if scope["path"].startswith(EVENTS) else scope, receive, send)
            return
        started: list[Message] = []
        body = b""

        async def collect(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                started.append(message)
            if message["type"] != "http.response.body":
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                await _send_page(started[0], ours(body.decode(), scope), send)

        await page({**scope, "headers": plain}, receive, collect)

    return app


def ours(html: str, scope: Scope) -> str:
    """Gradio's page within our own."""
    html = re.sub(r'<html\s+lang="en"', '<html lang="zh-CN"', html, count=1)
    html = re.sub(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>', "", html)
    html = re.sub(r'\s*<link rel="manifest"[^>]*>', "", html)
    head = render("staff_head.html")
    html = html.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{head}', 1)
    around = render("staff_body.html", person=of_scope(scope))
    return re.sub(r"(<body[^>]*>)", lambda found: found[1] + around, html, count=1)


async def _send_page(start: Message, html: str, send: Send) -> None:
    body = html.encode()
    headers = [(n, v) for n, v in start["headers"] if n.lower() != b"content-length"]
    await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
