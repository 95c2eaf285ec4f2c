"""Keys: made, shown once, refused once revoked; and what a request with one may do, in every mode of the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from assistant.__main__ import main
from assistant.access import keys
from assistant.access.gate import Gate
from assistant.access.mode import mode_of
from assistant.access.people import of_scope
from assistant.access.proxies import seen
from assistant.records.actions import actions
from assistant.records.store import Records, open_records
from assistant.web import metrics
from ingest.config import Settings
from ingest.model import BadInput
from tests.assistant.access.clock import Clock

HERE = "http://127.0.0.1"
API = "/api/v1/ask"
MODES = ("off", "password", "header")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(tmp_path: Path, clock: Clock) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}", clock)
    yield opened
    opened.close()


def settings_of(mode: str, folder: Path, per_minute: int = 120) -> Settings:
    (folder / "users.toml").write_text("", encoding="utf-8")
    return {
        "off": Settings(api_per_minute=per_minute),
        "password": Settings(host="0.0.0.0", users_file=folder / "users.toml", api_per_minute=per_minute),
        "header": Settings(host="0.0.0.0", user_header="x-user", api_per_minute=per_minute),
    }[mode]


Open = Callable[..., TestClient]


@pytest.fixture
def client(records: Records) -> Open:
    def opened(settings: Settings, base: str = HERE, address: str = "10.0.0.7") -> TestClient:
        gate = Gate(settings, mode_of(settings), records)
        app = FastAPI(openapi_url=None)

        @app.api_route("/{path:path}", methods=["GET", "POST"])
        def who(request: Request, path: str) -> dict[str, str]:
            person = of_scope(request.scope)
            return {"id": person.id, "role": person.role, "name": person.name} if person else {}

        async def gated(scope: Scope, receive: Receive, send: Send) -> None:
            await gate(app, seen(scope, settings.trusted_proxies), receive, send)

        return TestClient(gated, base, follow_redirects=False, client=(address, 5000))

    return opened


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", **headers}


@pytest.mark.parametrize("mode", MODES)
def test_a_key_opens_the_api_in_every_mode(client: Open, records: Records, tmp_path: Path, mode: str) -> None:
    token = keys.add(records, "政务门户")
    answer = client(settings_of(mode, tmp_path)).post(API, headers=bearer(token, origin="http://portal.test"))
    assert answer.status_code == 200
    person = answer.json()
    assert (person["role"], person["name"]) == ("工作人员", "政务门户")
    assert person["id"] == f"key:{keys.listed(records)[0].id}"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", [API, "/api/v1/documents", "/metrics"])
def test_a_key_that_is_none_or_revoked_opens_nothing(
    client: Open, records: Records, tmp_path: Path, mode: str, path: str
) -> None:
    token = keys.add(records, "旧系统")
    keys.revoke(records, "旧系统")
    opened = client(settings_of(mode, tmp_path), address="127.0.0.1")
    for wrong in (token, "anze_" + "A" * 43, "anze_", "", token.upper(), f"{token} {token}"):
        refused = opened.get(path, headers=bearer(wrong, **{"x-user": "zhang3"}))
        assert refused.status_code == 401, wrong
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert refused.json()["detail"] == refused.json()["error"]["message"]


def test_a_key_opens_the_api_and_nothing_else(client: Open, records: Records, tmp_path: Path) -> None:
    token = keys.add(records, "政务门户")
    staff = client(settings_of("password", tmp_path))
    assert staff.get("/", headers=bearer(token)).status_code == 303
    assert staff.get("/staff/article", headers=bearer(token)).status_code == 401
    assert staff.get("/manage", headers=bearer(token)).status_code == 303


def test_a_key_changes_nothing_about_the_names_of_a_server_without_sign_in(client: Open, records: Records) -> None:
    token = keys.add(records, "政务门户")
    assert client(Settings()).get(API, headers=bearer(token, host="evil.test")).status_code == 421


def test_only_a_digest_of_a_key_is_kept(records: Records) -> None:
    token = keys.add(records, "政务门户")
    raw = Path(records.place).read_bytes() + Path(f"{records.place}-wal").read_bytes()
    assert len(token) == 48
    assert token.encode() not in raw
    assert token[5:].encode() not in raw


def test_when_a_key_was_used_is_written_once_a_minute(records: Records, clock: Clock) -> None:
    token = keys.add(records, "政务门户")
    assert keys.listed(records)[0].last_used == ""
    seen = []
    for seconds in (0, 30, 31):
        clock.forward(seconds=seconds)
        assert keys.person_of(records, token) is not None
        seen.append(keys.listed(records)[0].last_used)
    assert seen[0] == seen[1] < seen[2]


def test_a_name_is_given_once(records: Records) -> None:
    keys.add(records, "政务门户")
    keys.revoke(records, "政务门户")
    with pytest.raises(BadInput, match="已有名为「政务门户」的密钥"):
        keys.add(records, " 政务门户 ")
    with pytest.raises(BadInput, match="没有名为「政务门户」而在用的密钥"):
        keys.revoke(records, "政务门户")
    for wrong in ("", "长" * 41, "a\nb"):
        with pytest.raises(BadInput, match="应为 1 到 40 个字"):
            keys.add(records, wrong)
    assert [a.action for a in actions(records)].count("新增接口密钥") == 1


def test_so_many_a_minute_for_a_key_and_for_an_address(client: Open, records: Records, tmp_path: Path) -> None:
    one, two = keys.add(records, "一"), keys.add(records, "二")
    settings = settings_of("password", tmp_path, per_minute=3)
    here = client(settings)
    before = metrics.LIMITED.labels("api_address")._value.get()
    assert [here.get(API, headers=bearer(one)).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = here.get(API, headers=bearer(two))  # the address is the same
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    assert "每分钟最多 3 次" in refused.json()["detail"]
    assert metrics.LIMITED.labels("api_address")._value.get() == before + 2


def test_behind_a_proxy_a_key_is_limited_wherever_it_comes_from(client: Open, records: Records, tmp_path: Path) -> None:
    token = keys.add(records, "一")
    proxy = client(settings_of("password", tmp_path, per_minute=3), address="127.0.0.1")
    statuses = [
        proxy.get(API, headers=bearer(token, **{"x-forwarded-for": f"192.0.2.{i}"})).status_code for i in range(5)
    ]
    assert statuses == [200, 200, 200, 429, 429]


def test_guessing_keys_is_slowed_down(client: Open, tmp_path: Path) -> None:
    guesser = client(settings_of("password", tmp_path, per_minute=3))
    statuses = [guesser.get(API, headers=bearer("anze_" + f"{i}" * 43)).status_code for i in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 403),  # a proxy speaks for anyone
        ("10.0.0.7", {}, 403),
        ("10.0.0.7", {"x-forwarded-for": "127.0.0.1"}, 403),
    ],
)
def test_who_reads_the_numbers(
    client: Open, tmp_path: Path, address: str, headers: dict[str, str], status: int
) -> None:
    opened = client(settings_of("password", tmp_path), address=address)
    assert opened.get("/metrics", headers=headers).status_code == status


def test_a_key_reads_the_numbers(client: Open, records: Records, tmp_path: Path) -> None:
    token = keys.add(records, "监控")
    assert client(settings_of("password", tmp_path)).get("/metrics", headers=bearer(token)).status_code == 200


def test_records_that_do_not_work_are_no_stranger(client: Open, records: Records, tmp_path: Path) -> None:
    token = keys.add(records, "一")
    opened = client(settings_of("password", tmp_path))
    records.engine.dispose()
    for file in tmp_path.glob("records.sqlite*"):
        file.unlink()
    (tmp_path / "records.sqlite").write_bytes(b"no database at all" * 100)
    refused = opened.get(API, headers=bearer(token))
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert str(tmp_path) not in refused.text


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    monkeypatch.setenv("ANZE_DATABASE_URL", url)
    assert main(["keys", "add", "政务门户"]) == 0
    shown = capsys.readouterr()
    assert keys.FORM.fullmatch(shown.out.strip())
    assert "只显示这一次" in shown.err
    assert main(["keys", "add", "政务门户"]) == 2
    assert "已有名为「政务门户」" in capsys.readouterr().err
    assert main(["keys", "list"]) == 0
    assert "政务门户\t" in (listed := capsys.readouterr().out)
    assert "从未 使用\t在用" in listed
    assert shown.out.strip() not in listed
    assert main(["keys", "revoke", "政务门户"]) == 0
    assert main(["keys", "list"]) == 0
    assert "停用" in capsys.readouterr().out
    opened = open_records(url)
    assert keys.person_of(opened, shown.out.strip()) is None
    opened.close()
