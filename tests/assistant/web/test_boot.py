"""Start-up: alive at once, ready when everything is, and clear words in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.access.people import Role
from assistant.access.users import add
from assistant.web.boot import create
from ingest.config import Settings
from tests.assistant.web.fake import FakeEngine

HERE = "http://127.0.0.1"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path_factory.mktemp('records') / 'records.sqlite'}")


class SlowEngine(FakeEngine):
    """Loads when it is told to."""

    gate = threading.Event()

    def load(self) -> None:
        self.gate.wait(30)
        super().load()


@pytest.fixture
def slow(settings: Settings) -> Iterator[TestClient]:
    SlowEngine.gate = threading.Event()
    with TestClient(create(settings, SlowEngine), HERE) as client:  # type: ignore[arg-type]
        yield client
        SlowEngine.gate.set()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def test_before_loading_it_is_alive_and_says_what_is_loading(slow: TestClient) -> None:
    assert slow.get("/healthz").json() == {"status": "ok"}
    ready = slow.get("/readyz")
    assert ready.status_code == 503
    assert "条文索引" in ready.json()["loading"]
    for path in ("/", "/d/fujian/19"):
        page = slow.get(path)
        assert page.status_code == 503
        assert 'http-equiv="refresh"' in page.text
        assert "正在载入" in page.text
        assert '<html lang="zh-CN">' in page.text
    asked = slow.post("/api/v1/ask", json={"question": "问"})
    assert asked.status_code == 503
    assert asked.headers["retry-after"] == "3"
    assert "正在载入" in asked.json()["error"]["message"]
    assert slow.get("/site/site.css").status_code == 200


def test_once_loaded_every_surface_answers(slow: TestClient) -> None:
    SlowEngine.gate.set()
    wait_until(lambda: slow.get("/d/fujian/19").status_code == 200)
    wait_until(lambda: slow.get("/readyz").status_code == 200)
    assert slow.post("/api/v1/ask", json={"question": "迟报"}).json()["outcome"] == "answered"
    page = slow.get("/", headers={"accept-encoding": "br, gzip"}).text
    assert '<html lang="zh-CN"' in page
    assert "<title>安责问答</title>" in page
    assert "og:" not in page
    assert "raw.githubusercontent" not in page
    assert slow.get("/theme.css").status_code == 200


def test_a_server_that_stops_begins_no_further_part(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.web.staff import page

    built: list[object] = []
    monkeypatch.setattr(page, "build", lambda *_: built.append(1))
    SlowEngine.gate = threading.Event()
    with TestClient(create(settings, SlowEngine), HERE) as client:  # type: ignore[arg-type]
        assert client.get("/readyz").status_code == 503
        threading.Timer(0.2, SlowEngine.gate.set).start()  # while the server waits for what is still loading
    assert SlowEngine.gate.wait(5)
    assert built == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://example.test/"),
        ("GET", "/gradio_api/info"),
        ("GET", "/monitoring"),
        ("POST", "/login"),
        ("GET", "/manifest.json"),
    ],
)
def test_what_the_page_does_not_need_of_gradio_is_closed(loaded: TestClient, method: str, path: str) -> None:
    assert loaded.request(method, path).status_code == 404


def test_gradio_reflects_no_origin(settings: Settings, tmp_path: Path) -> None:
    """On a name other than localhost it would, with credentials; so the server is asked under one, by someone signed in."""
    users = tmp_path / "users.toml"
    add(users, "张三", Role.STAFF, "correct horse")
    named = replace(settings, users_file=users, host="0.0.0.0")
    with TestClient(create(named, FakeEngine), "http://anze.gov.test") as client:  # type: ignore[arg-type]
        wait_until(lambda: client.get("/readyz").status_code == 200)
        own = {"origin": "http://anze.gov.test"}
        entered = client.post("/login", data={"name": "张三", "password": "correct horse"}, headers=own)
        assert entered.status_code == 200
        headers = {"origin": "http://evil.test"}
        preflight = {
            **headers,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        }
        answers = [
            client.get("/", headers=headers),
            client.options("/gradio_api/queue/join", headers=preflight),
            client.get("/theme.css", headers=headers),
        ]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]


@pytest.fixture(scope="module")
def loaded(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create(settings, FakeEngine), HERE) as client:  # type: ignore[arg-type]
        wait_until(lambda: client.get("/readyz").status_code == 200)
        yield client


def test_a_failed_load_says_what_and_what_to_do(settings: Settings) -> None:
    def failing(settings: Settings) -> FakeEngine:
        return FakeEngine(settings, fails="data/index 里还没有索引；请先运行 python -m ingest build")

    with TestClient(create(settings, failing), HERE) as client:  # type: ignore[arg-type]
        wait_until(lambda: bool(client.get("/readyz").json()["failed"]))
        page = client.get("/")
        assert page.status_code == 503
        assert "请先运行 python -m ingest build" in page.text
        assert "refresh" not in page.text
        assert client.get("/healthz").status_code == 200
        asked = client.post("/api/v1/ask", json={"question": "问"})
        assert asked.status_code == 503
        assert "没有启动成功" in asked.json()["error"]["message"]


def test_an_unexpected_fault_is_shown_escaped(settings: Settings) -> None:
    def breaking(_: Settings) -> FakeEngine:
        raise RuntimeError("<b>坏</b>")

    with TestClient(create(settings, breaking), HERE) as client:  # type: ignore[arg-type]
        wait_until(lambda: bool(client.get("/readyz").json()["failed"]))
        assert "&lt;b&gt;坏&lt;/b&gt;" in client.get("/").text
