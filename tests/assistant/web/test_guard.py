"""The headers of every response, and bodies that are too large or too slow, whatever the application does with them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from assistant.web.guard import ADDRESS_LIMIT, BODY_LIMIT, guard
from ingest.config import Settings
from tests.assistant.web.served import Served

EVERY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PATHS = ("/", "/d", "/d/fujian/19", "/d/none", "/login", "/site/site.css", "/healthz", "/readyz", "/metrics", "/openapi.json",
         "/api/v1/documents", "/api/v1/none", "/robots.txt", "/sitemap.xml", "/theme.css", "/gradio_api/info")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_response_has_its_headers(served: Served, path: str) -> None:
    for key in (True, False):
        headers = served.ask("GET", path, key=key, headers={"origin": "http://evil.test"}).headers
        assert {name: headers.get(name) for name in EVERY} == EVERY
        assert "frame-ancestors" in headers["content-security-policy"]
        assert "camera=()" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers
        assert "server" not in headers
        assert not [name for name in headers if name.startswith("access-control-")]


def test_https_is_kept_to_once_it_was_used(served: Served) -> None:
    secure = served.ask("GET", "/d", headers={"x-forwarded-proto": "https"}).headers
    assert secure["strict-transport-security"] == "max-age=31536000"


def test_https_said_by_a_stranger_counts_for_nothing() -> None:
    with TestClient(guard(FastAPI()), client=("192.0.2.7", 5000)) as client:  # type: ignore[arg-type]
        assert "strict-transport-security" not in client.get("/d", headers={"x-forwarded-proto": "https"}).headers


@pytest.mark.parametrize("path", ["/d/fujian/19", "/api/v1/documents", "/sitemap.xml", "/d/none", "/api/v1/ask"])
def test_head_is_get_without_a_body(served: Served, path: str) -> None:
    heads, whole = served.ask("HEAD", path), served.ask("GET", path)
    assert (heads.status, heads.body) == (whole.status, b"")
    assert heads.headers["content-length"] == str(len(whole.body))


def test_no_answer_of_the_api_is_kept_by_caches(served: Served) -> None:
    assert served.ask("GET", "/api/v1/documents").headers["cache-control"] == "no-store"
    assert "max-age" in served.ask("GET", "/site/site.css").headers["cache-control"]


def test_a_fault_outside_the_framework_is_a_problem_without_a_trace() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("/secret/path")

    client = TestClient(guard(broken), raise_server_exceptions=False)
    answer = client.get("/x")
    assert (answer.status_code, answer.json()["title"]) == (500, "服务出了故障")
    assert "/secret/path" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_body_that_grows_too_large_is_said_to_be_whatever_the_application_says() -> None:
    app = FastAPI()

    @app.post("/read")
    async def read(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    client = TestClient(guard(app), raise_server_exceptions=False)
    fits = client.post("/read", content=iter([b"x" * BODY_LIMIT]))
    assert fits.json() == {"size": BODY_LIMIT}
    grown = client.post("/read", content=iter([b"x" * BODY_LIMIT, b"x"]))
    assert (grown.status_code, grown.headers["connection"]) == (413, "close")
    assert "最多 256 KB" in grown.json()["detail"]


def test_an_answer_that_has_begun_is_not_begun_again() -> None:
    async def early(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        await send({"type": "http.response.body", "body": b"b"})

    answer = TestClient(guard(early)).post("/x", content=iter([b"x" * BODY_LIMIT, b"x"]))
    assert (answer.status_code, answer.text) == (200, "ab")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"path": "/" + "a" * ADDRESS_LIMIT, "raw_path": b"/" + b"a" * ADDRESS_LIMIT}, 414),
        ({"path": "/a\0b"}, 400),
        ({"path": "http://evil.test/"}, 400),
        ({"http_version": "9.9"}, 400),
        ({"headers": [(b"x", b"a" * 70_000)]}, 431),
        ({"headers": [(b"content-length", b"9" * 30)]}, 413),
    ],
)
def test_what_is_refused_by_its_head(change: dict[str, object], status: int) -> None:
    sent: list[Message] = []

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("reached")

    async def receive() -> Message:
        raise AssertionError("read")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": [],
        "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1),
    }  # fmt: skip
    with ThreadPoolExecutor(1) as elsewhere:  # the browser of other tests keeps a loop running in this thread
        elsewhere.submit(lambda: asyncio.run(guard(never, Settings())({**scope, **change}, receive, send))).result()
    assert sent[0]["status"] == status
