"""The sign-in page and the way out.

In: a name and a password in a form. Out: a session cookie and the page that was wanted, or one sentence that does not say
which of the two was wrong. Every attempt is recorded; too many close the name and the address for a while.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.access import lockout, sessions
from assistant.access.gate import SESSION, Gate, local_path, session_cookie
from assistant.access.proxies import address_of
from assistant.records.actions import record_action
from assistant.web.html import render

if TYPE_CHECKING:
    from assistant.access.people import Person

WRONG = "姓名或口令不对。还可以试 {left} 次。"
LOCKED = "试错太多次，请 {minutes} 分钟后再试。"
FIELD_LIMIT = 200


def router(gate: Gate) -> APIRouter:
    """GET and POST /login, POST /logout; only where people sign in with a password of ours."""
    out = APIRouter(include_in_schema=False)

    @out.get("/login")
    def page(next: str = "/") -> Response:
        return _page(next)

    @out.post("/login")
    def attempt(
        request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "/",
    ) -> Response:  # fmt: skip
        address = address_of(request.scope)
        name = name.strip()[:FIELD_LIMIT]
        if minutes := lockout.minutes_to_wait(gate.records, name, address):
            return _page(next, LOCKED.format(minutes=minutes), name, 429)
        assert gate.users is not None
        person = gate.users.check(name, password[:FIELD_LIMIT])
        if person is None:
            record_action(gate.records, name, "登录失败", address)
            left = lockout.note(gate.records, name, address)
            said = WRONG.format(left=left) if left else LOCKED.format(minutes=int(lockout.WINDOW.total_seconds() // 60))
            return _page(next, said, name, 401 if left else 429)
        return _welcome(gate, person, next, address, request.url.scheme == "https")

    @out.post("/logout")
    def leave(request: Request) -> Response:
        sessions.end(gate.records, request.cookies.get(SESSION, ""))
        answer = RedirectResponse("/login", 303)
        answer.headers.append("set-cookie", session_cookie("", secure=request.url.scheme == "https"))
        return answer

    return out


def _welcome(gate: Gate, person: Person, wanted: str, address: str, secure: bool) -> Response:
    lockout.clear(gate.records, lockout.keys_of(person.id, address)[:1])
    record_action(gate.records, person.id, "登录", address)
    answer = RedirectResponse(local_path(wanted), 303)
    answer.headers.append("set-cookie", session_cookie(sessions.begin(gate.records, person), secure=secure))
    return answer


def _page(wanted: str, said: str = "", name: str = "", status: int = 200) -> Response:
    return HTMLResponse(render("login.html", next=local_path(wanted), said=said, name=name), status)
