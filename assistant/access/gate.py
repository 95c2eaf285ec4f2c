"""The gate: every request gets its person, is sent to the sign-in page, or is refused; and none comes from another site.

In: an ASGI application and a request. Out: the application called with the person in its scope, or a refusal in Chinese.
Public paths are open to all. A request that changes something must come from a page of this server: its Sec-Fetch-Site or
Origin header says so, which a foreign page cannot forge (OWASP, CSRF: verifying origin). Where nobody signs in, a browser is
a person, and the server answers to its loopback names only, so that a foreign name resolving to 127.0.0.1 reads nothing.
A program with a key is let in to the API in every mode, so often a minute; no page can send its header, so its origin is not
asked. /metrics is open to a program on this machine that asks directly, to a key, and to an administrator.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser

from assistant.access import keys, sessions
from assistant.access.limits import Limits, address_key
from assistant.access.mode import Mode, is_loopback
from assistant.access.people import Person, Role, may_be_called, put
from assistant.access.proxies import address_of, is_direct
from assistant.access.users import Users
from assistant.records.programs import KEY
from assistant.records.store import Unusable
from assistant.web import metrics
from assistant.web.plain import html_response, is_widget, response
from assistant.web.problems import refuse
from ingest.config import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.records.store import Records

log = logging.getLogger(__name__)
SESSION, VISITOR = "anze_session", "anze_visitor"
YEAR = 365 * 24 * 3600
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC = (
    "/d", "/site", "/login", "/coverage", "/openapi.json", "/api/v1/documents", "/api/v1/provisions", "/robots.txt",
    "/sitemap.xml",
)  # fmt: skip
"""What anyone may open: the texts themselves, and the way in."""
SITEMAP = re.compile(r"/sitemap-\d+\.xml")
METRICS, API = "/metrics", "/api/v1/"
FOREIGN = "这个请求不是从本站的页面发出的，没有执行。"
STRANGE_HOST = "本服务没有设登录，只能用 127.0.0.1 或 localhost 访问。"
NOT_BY_PROXY = "请从办公网的入口访问：这个地址只接受办公网代理转来的请求。"
SIGN_IN = "请先登录。"
BAD_KEY = "接口密钥不对，或已停用；请核对请求头 Authorization: Bearer anze_…"
TOO_OFTEN = "请求太频繁：每分钟最多 {most} 次，请 {seconds} 秒后再试"
UNUSABLE = "记录库现在用不了，请稍后再试；如果一直这样，请联系管理员"
NOT_MEASURED = "运行指标只给本机的监控程序、带密钥的请求和管理员看。"
CHALLENGE = {"www-authenticate": 'Bearer realm="anze"'}


class Gate:
    """Opened once, with the records and the password file."""

    def __init__(self, settings: Settings, mode: Mode, records: Records, limits: Limits | None = None) -> None:
        self.settings, self.mode, self.records = settings, mode, records
        self.limits = limits or Limits()
        self.users = Users(settings.users_file) if mode is Mode.PASSWORD and settings.users_file else None

    async def __call__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        token = _token(headers) if path.startswith(API) or path == METRICS else None
        refusal = self._refusal(scope, headers, own=token is not None)
        if refusal is None and is_widget(path):  # asks who it is itself, by origin and token; no cookie goes either way
            await app(put(scope, None), receive, send)
            return
        person, cookie = None, ""
        try:
            if refusal is None and token is not None:
                person, refusal = await self._by_key(token, scope)
            elif refusal is None:
                person, cookie = await self._person(scope, headers)
        except Unusable as error:
            log.warning("不知道是谁在访问：%s", error)
            refusal = refuse(503, UNUSABLE, path=path, headers={"retry-after": "5"})
        if refusal is None and path == METRICS and not _may_measure(person, scope):
            refusal = refuse(403, NOT_MEASURED, path=path)
        if refusal is None and person is None and not is_public(path) and path != METRICS:
            refusal = self._to_sign_in(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await app(put(scope, person), receive, _with_cookie(send, cookie))

    async def _by_key(self, token: str, scope: Scope) -> tuple[Person | None, ASGIApp | None]:
        """A program that names itself by a key; the address first, so that guessing keys is slowed down too."""
        path, per = scope["path"], f"{self.settings.api_per_minute}/minute"
        kind, wait = "api_address", await self.limits.take("api-address", address_key(address_of(scope)), per)
        person = None if wait else await to_thread.run_sync(keys.person_of, self.records, token)
        if person is not None:
            kind, wait = "api_key", await self.limits.take("api-key", person.id, per)
        if wait:
            metrics.limited(kind)
            said = TOO_OFTEN.format(most=self.settings.api_per_minute, seconds=wait)
            return None, refuse(429, said, path=path, headers={"retry-after": str(wait)})
        return person, None if person else refuse(401, BAD_KEY, path=path, headers=CHALLENGE)

    def _refusal(self, scope: Scope, headers: Headers, *, own: bool) -> ASGIApp | None:
        if self.mode is Mode.OFF and not is_loopback(_name_of_host(headers.get("host", ""))):
            return refuse(421, STRANGE_HOST, path=scope["path"])
        if scope["method"] not in SAFE and not own and not is_widget(scope["path"]) and not same_origin(headers):
            return refuse(403, FOREIGN, "A request that changes something must come from this site's own pages.")
        return None

    async def _person(self, scope: Scope, headers: Headers) -> tuple[Person | None, str]:
        """Who it is, and a cookie to set."""
        if self.mode is Mode.HEADER:
            return self._by_header(scope, headers), ""
        cookies = cookie_parser(headers.get("cookie", ""))
        if self.mode is Mode.OFF:
            return _visitor(cookies)
        name = await to_thread.run_sync(sessions.name_of, self.records, cookies.get(SESSION, ""))
        assert self.users is not None
        return (self.users.person(name) if name else None), ""

    def _by_header(self, scope: Scope, headers: Headers) -> Person | None:
        """The name that the office's proxy gives; from anywhere else the header is worth nothing."""
        address = (scope.get("client") or ("", 0))[0]
        raw = headers.get(self.settings.user_header, "")
        if address not in self.settings.trusted_proxies or not raw:
            return None
        name = _decoded(raw)
        if not may_be_called(name):
            return None
        return Person(name, Role.ADMIN if name in self.settings.admins else Role.STAFF, name)

    def _to_sign_in(self, scope: Scope) -> ASGIApp:
        wants_page = scope["method"] == "GET" and not scope["path"].startswith(("/api/", "/gradio_api/", "/staff/"))
        if self.mode is Mode.HEADER:
            return html_response(403, NOT_BY_PROXY) if wants_page else refuse(403, NOT_BY_PROXY, path=scope["path"])
        if not wants_page or (b"x-fragment", b"1") in scope["headers"]:
            return refuse(
                401, SIGN_IN, path=scope["path"], headers=CHALLENGE if scope["path"].startswith(API) else None
            )
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        wanted = quote(scope["path"] + query, safe="")
        return response(303, b"", "text/plain", {"location": f"/login?next={wanted}"})


def is_public(path: str) -> bool:
    """Whether a path is open to all."""
    return any(path == p or path.startswith(f"{p}/") for p in PUBLIC) or SITEMAP.fullmatch(path) is not None


def _may_measure(person: Person | None, scope: Scope) -> bool:
    return is_direct(scope) or (person is not None and (person.may_manage or person.id.startswith(KEY)))


def _token(headers: Headers) -> str | None:
    """What stands after Bearer; None where no key is given. A proxy's Basic sign-in is no key of ours."""
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a request was made by a page of this server, or by no page at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        with suppress(ValueError):
            return urlsplit(origin).netloc == headers.get("host", "")
        return False
    return True  # no browser: those name the origin of every request that changes something, or "null"


def local_path(wanted: str) -> str:
    """Where to go after signing in: a path of this server, never another site's address."""
    fits = (
        wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable() and "\\" not in wanted
    )
    return wanted if fits else "/"


def session_cookie(token: str, *, secure: bool) -> str:
    """The cookie of a session; an empty token takes it away."""
    age = f"; Max-Age={int(sessions.LIFETIME.total_seconds())}" if token else "; Max-Age=0"
    return f"{SESSION}={token}; Path=/; HttpOnly; SameSite=Lax{age}{'; Secure' if secure else ''}"


def _visitor(cookies: Mapping[str, str]) -> tuple[Person, str]:
    """A browser that nobody signs in with: a random name that it keeps for a year."""
    token = cookies.get(VISITOR, "")
    cookie = ""
    if len(token) != 43:
        token = secrets.token_urlsafe(32)
        cookie = f"{VISITOR}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR}"
    digest = hashlib.sha256(token.encode()).hexdigest()[:24]
    return Person(f"browser:{digest}", Role.ADMIN), cookie


def _decoded(raw: str) -> str:
    """A name in a header: UTF-8 bytes, or percent-encoded."""
    with suppress(UnicodeError):
        raw = raw.encode("latin-1").decode("utf-8")
    return unquote(raw).strip()


def _name_of_host(host: str) -> str:
    with suppress(ValueError):  # "[::1" and its like
        return urlsplit(f"//{host}").hostname or ""
    return ""


def _with_cookie(send: Send, cookie: str) -> Send:
    if not cookie:
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return sending
