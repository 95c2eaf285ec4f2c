"""What holds for every response and request of ours: security headers, no cross-origin reading, limits in size and time.

In: an ASGI application. Out: the same one, guarded. Wraps Gradio too, which by itself reflects any Origin with credentials
on a host name other than localhost and takes uploads of any size: here no response keeps an Access-Control header, but for
the widget's, which is there for other origins and names each of them itself. A body that grows too large or does not end in
time is answered (413, 408) whatever the application makes of it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from assistant.access.proxies import seen
from assistant.web.plain import is_widget
from assistant.web.problems import refuse
from ingest.config import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
FAILED = "服务出了故障，这个请求没有处理完；请稍后再试"
RESOURCE_POLICY = b"cross-origin-resource-policy"
BODY_LIMIT = 256 * 1024
UPLOAD, UPLOAD_LIMIT = "/manage/drafts", 21 * 2**20
"""A document that an administrator brings, with the form around it."""
UPLOAD_PATIENCE = 20
"""How many times longer it may take."""
ADDRESS_LIMIT, HEADERS_LIMIT = 52 * 1024, 64 * 1024
"""A quotation of 5,000 characters takes 45 KB in an address, and comes again as the referrer of the next one."""
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
STAFF_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""Gradio's page is built of inline scripts and styles; what it may load or call is this server alone."""
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
YEAR = 365 * 24 * 3600

WIDGET_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Scripts and data: nothing here is a page, and none is to be made of it."""
WIDGET_PAGE = "/widget/check"

OWN_PREFIXES = (
    "/d", "/compare", "/coverage", "/manage", "/login", "/staff/", "/api/", "/site/", "/openapi.json", "/healthz",
    "/readyz", "/metrics", "/robots.txt", "/sitemap", WIDGET_PAGE,
)  # fmt: skip


def policy_for(path: str) -> str:
    """The content security policy of a path."""
    if is_widget(path) and path != WIDGET_PAGE:
        return WIDGET_POLICY
    return PAGE_POLICY if path.startswith(OWN_PREFIXES) else STAFF_POLICY


def guard(app: ASGIApp, settings: Settings | None = None) -> ASGIApp:
    """Wrap the whole site."""
    settings = settings or Settings()

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        scope = seen(scope, settings.trusted_proxies)
        if scope["method"] == "HEAD" and scope["path"].startswith(OWN_PREFIXES):
            scope["method"] = "GET"  # FastAPI's routes know no HEAD; the server leaves the body out
        send = _with_headers(scope, send)
        refusal = _refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        patience = settings.body_seconds * (UPLOAD_PATIENCE if scope["path"] == UPLOAD else 1)
        body = _Body(receive, limit_for(scope["path"]), patience)
        await _held(app, scope, body, send)

    return guarded


async def _held(app: ASGIApp, scope: Scope, body: _Body, send: Send) -> None:
    """Run the application; once the body is refused, its answer is ours, unless it had begun to answer before."""
    begun = False

    async def sending(message: Message) -> None:
        nonlocal begun
        if begun or not body.status:
            begun = True
            await send(message)

    try:
        await app(scope, body, sending)
    except Exception:
        if begun:
            raise
        if not body.status:
            log.exception("请求 %s 没有完成", scope["path"])
            await refuse(500, FAILED, path=scope["path"])(scope, body, send)
            return
    if body.status and not begun:
        said = TIMED_OUT if body.status == 408 else _too_large(body.limit)
        await refuse(body.status, said, path=scope["path"], headers=CLOSE)(scope, body, send)


def _refusal(scope: Scope) -> ASGIApp | None:
    """What can be refused by its head alone."""
    limit, path = limit_for(scope["path"]), scope["path"]
    if _declared(scope) > limit:
        return refuse(413, _too_large(limit), path=path, headers=CLOSE)
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > ADDRESS_LIMIT:
        return refuse(414, f"网址太长：最多 {ADDRESS_LIMIT // 1024} KB", headers=CLOSE)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_LIMIT:
        return refuse(431, f"请求头太大：一共最多 {HEADERS_LIMIT // 1024} KB", path=path, headers=CLOSE)
    if scope["http_version"] not in ("1.0", "1.1", "2") or not path.startswith("/"):
        return refuse(400, "请求的第一行不合格：应为 HTTP/1.1 和以 / 开头的网址", headers=CLOSE)
    if "\0" in path:
        return refuse(400, "网址里有不能用的字符", "The address holds a character that cannot be used.", headers=CLOSE)
    return None


CLOSE = {"connection": "close"}
"""The rest of the body is not read."""
TIMED_OUT = "请求体没有按时传完；请检查网络，或把内容分开来传"


def _declared(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value[:20]) if value.isdigit() else 0


def limit_for(path: str) -> int:
    """How large the body of a request may be, in bytes."""
    return UPLOAD_LIMIT if path == UPLOAD else BODY_LIMIT


def _too_large(limit: int) -> str:
    return f"请求太大：最多 {f'{limit // 1024} KB' if limit < 2**20 else f'{limit // 2**20 - 1} MB'}"


def _with_headers(scope: Scope, send: Send) -> Send:
    fixed = [
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", PERMISSIONS.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (RESOURCE_POLICY, b"same-origin"),
        (b"content-security-policy", policy_for(scope["path"]).encode()),
    ]
    if scope["scheme"] == "https":
        fixed.append((b"strict-transport-security", f"max-age={YEAR}".encode()))
    if scope["path"].startswith("/api/"):  # questions and answers stay out of every cache
        fixed.append((b"cache-control", b"no-store"))
    shared = is_widget(scope["path"])
    replaced = {name for name, _ in fixed}

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message.get("headers", [])
            kept = [
                (name, value)
                for name, value in given
                if name.lower() not in replaced and (shared or not name.lower().startswith(b"access-control-"))
            ]
            added = [pair for pair in fixed if pair[0] != RESOURCE_POLICY]
            own = [value for name, value in given if name == RESOURCE_POLICY] if shared else []
            added.append((RESOURCE_POLICY, own[0] if own else b"same-origin"))
            message = {**message, "headers": [*kept, *added]}
        await send(message)

    return sending


class _Body:
    """Reads a body as long as it is small and quick enough; after that `status` says why it was cut off."""

    def __init__(self, receive: Receive, limit: int, seconds: float) -> None:
        self.receive, self.limit, self.size = receive, limit, 0
        self.status, self._whole = 0, False
        self._until = asyncio.get_running_loop().time() + seconds

    async def __call__(self) -> Message:
        if self.status:
            return {"type": "http.disconnect"}
        message = await self._next()
        self.size += len(message.get("body", b""))
        self._whole = self._whole or not message.get("more_body", False)
        if self.size > self.limit:
            self.status = 413
        return {"type": "http.disconnect"} if self.status else message

    async def _next(self) -> Message:
        if self._whole:  # what comes now is that the client has gone, which may take as long as an answer
            return await self.receive()
        try:
            async with asyncio.timeout_at(self._until):
                return await self.receive()
        except TimeoutError:
            self.status = 408
            return {"type": "http.disconnect"}
