"""What holds for every response and request of ours: security headers, no cross-origin reading, a limit on bodies.

In: an ASGI application. Out: the same one, guarded. Wraps Gradio too, which by itself reflects any Origin with credentials
on a host name other than localhost and takes uploads of any size: here no response keeps an Access-Control header, but for
the widget's, which is there for other origins and names each of them itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.web.plain import is_widget, json_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RESOURCE_POLICY = b"cross-origin-resource-policy"
BODY_LIMIT = 256 * 1024
UPLOAD, UPLOAD_LIMIT = "/manage/drafts", 21 * 2**20
"""A document that an administrator brings, with the form around it."""
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

WIDGET_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Scripts and data: nothing here is a page, and none is to be made of it."""
WIDGET_PAGE = "/widget/check"

OWN_PREFIXES = (
    "/d", "/compare", "/coverage", "/manage", "/login", "/staff/", "/api/", "/site/", "/openapi.json", "/healthz",
    "/readyz", WIDGET_PAGE,
)  # fmt: skip


def policy_for(path: str) -> str:
    """The content security policy of a path."""
    if is_widget(path) and path != WIDGET_PAGE:
        return WIDGET_POLICY
    return PAGE_POLICY if path.startswith(OWN_PREFIXES) else STAFF_POLICY


def guard(app: ASGIApp) -> ASGIApp:
    """Wrap the whole site."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        limit = limit_for(scope["path"])
        limited = _Body(receive, limit)
        if _declared(scope) > limit:
            await _too_large(limit)(scope, receive, _with_headers(scope, send))
            return
        await app(scope, limited, _with_headers(scope, send))

    return guarded


def _declared(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else 0


def limit_for(path: str) -> int:
    """How large the body of a request may be, in bytes."""
    return UPLOAD_LIMIT if path == UPLOAD else BODY_LIMIT


def _too_large(limit: int) -> ASGIApp:
    shown = f"{limit // 1024} KB" if limit < 2**20 else f"{limit // 2**20 - 1} MB"
    return json_response(413, {"error": {"message": f"请求太大：最多 {shown}"}})


def _with_headers(scope: Scope, send: Send) -> Send:
    fixed = (
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (RESOURCE_POLICY, b"same-origin"),
        (b"content-security-policy", policy_for(scope["path"]).encode()),
    )
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
    """Reads a body, and ends the request as if the client had gone when it grows past the limit undeclared."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive, self.limit, self.size = receive, limit, 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.size += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.size > self.limit else message
