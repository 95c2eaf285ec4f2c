"""The HTML that Gradio serves at `/`, made ours: Chinese, without its own descriptions, with our style and script.

In: Gradio's ASGI application. Out: the same one, whose page says lang="zh-CN"; everything else passes unchanged.
Gradio's own texts follow the browser's language; `static/staff.js`, loaded first, makes that Chinese too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = (
    '<title>安责问答</title><link rel="icon" href="/site/icon.svg" type="image/svg+xml">'
    '<script src="/site/staff.js"></script><link rel="stylesheet" href="/site/staff.css">'
)
NOSCRIPT = '<noscript><p>问答需要浏览器允许脚本；条文全文不需要：<a href="/d">收录的文件</a>。</p></noscript>'


def in_chinese(page: ASGIApp) -> ASGIApp:
    """Gradio's page says lang="en", describes itself in English and takes the browser's language; ours is Chinese."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/":
            await page(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
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
                await _send_page(started[0], body.decode(), send)

        await page({**scope, "headers": plain}, receive, collect)

    return app


async def _send_page(start: Message, html: str, send: Send) -> None:
    html = re.sub(r'<html\s+lang="en"', '<html lang="zh-CN"', html, count=1)
    html = re.sub(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>', "", html)
    html = re.sub(r'\s*<link rel="manifest"[^>]*>', "", html)
    html = html.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{HEAD}', 1)
    html = re.sub(r"(<body[^>]*>)", lambda found: found[1] + NOSCRIPT, html, count=1)
    body = html.encode()
    headers = [(n, v) for n, v in start["headers"] if n.lower() != b"content-length"]
    await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
