"""Who gets in, as whom, and what is refused: over the real gate and records, before an application that says who came."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from assistant.access.gate import SESSION, Gate, local_path, same_origin
from assistant.access.mode import mode_of
from assistant.access.people import HEADER, Role, of_headers, of_scope
from assistant.access.users import add, change_password, read_users, remove, write_users
from assistant.records.actions import actions
from assistant.records.store import Records, open_records
from assistant.web.sign_in import router
from ingest.config import Settings
from ingest.model import BadInput
from tests.assistant.access.clock import Clock

PASSWORD = "correct horse"
HERE = "http://anze.gov.test"
OWN = {"origin": HERE}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(tmp_path: Path, clock: Clock) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}", clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def hashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users.toml"
    add(path, "张三", Role.STAFF, PASSWORD)
    add(path, "李四", Role.ADMIN, PASSWORD)
    return path


@pytest.fixture
def users(hashed: Path, tmp_path: Path) -> Path:
    """A copy of one file: hashing is slow on purpose."""
    return Path(shutil.copy2(hashed, tmp_path))


Open = Callable[..., TestClient]


@pytest.fixture
def client(records: Records) -> Open:
    def opened(settings: Settings, base: str = HERE, address: str = "10.0.0.7") -> TestClient:
        gate = Gate(settings, mode_of(settings), records)
        app = FastAPI(openapi_url=None)
        app.include_router(router(gate))

        @app.api_route("/{path:path}", methods=["GET", "POST"])
        def who(request: Request, path: str) -> dict[str, str]:
            person = of_scope(request.scope)
            assert person is None or of_headers(request.headers) == person
            return {"id": person.id, "role": person.role, "name": person.name} if person else {}

        async def gated(scope: Scope, receive: Receive, send: Send) -> None:
            await gate(app, scope, receive, send)

        return TestClient(gated, base, follow_redirects=False, client=(address, 5000))

    return opened


@pytest.fixture
def staff(client: Open, users: Path) -> TestClient:
    return client(Settings(host="0.0.0.0", users_file=users))


def enter(client: TestClient, name: str = "张三", password: str = PASSWORD, wanted: str = "/") -> int:
    body = {"name": name, "password": password, "next": wanted}
    return client.post("/login", data=body, headers=OWN).status_code


def test_who_is_not_signed_in_is_sent_to_the_page_for_it(staff: TestClient) -> None:
    sent = staff.get("/compare?place=fujian&topic=考核")
    assert sent.status_code == 303
    assert (
        sent.headers["location"] == "/login?next=%2Fcompare%3Fplace%3Dfujian%26topic%3D%25E8%2580%2583%25E6%25A0%25B8"
    )
    for path in ("/staff/article", "/gradio_api/queue/data"):
        assert staff.get(path).status_code == 401
    assert staff.post("/api/v1/ask", headers=OWN).json()["error"]["message"] == "请先登录。"


@pytest.mark.parametrize("path", ["/d", "/d/fujian/19", "/api/v1/provisions/fujian/19", "/openapi.json"])
def test_the_texts_are_open_to_all(staff: TestClient, path: str) -> None:
    assert staff.get(path).json() == {}


@pytest.mark.parametrize("path", ["/data", "/dx/1", "/site2", "/api/v1/ask"])
def test_what_only_looks_public_is_not(staff: TestClient, path: str) -> None:
    assert staff.get(path).status_code in (303, 401)


def test_signing_in_and_out(staff: TestClient, records: Records) -> None:
    assert enter(staff, wanted="/duties?who=书记") == 303
    assert staff.get("/").json() == {"id": "张三", "role": "工作人员", "name": "张三"}
    assert [a.action for a in actions(records)] == ["登录"]
    assert staff.post("/logout", headers=OWN).headers["location"] == "/login"
    assert staff.get("/").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(staff: TestClient) -> None:
    cookie = staff.post("/login", data={"name": "张三", "password": PASSWORD}, headers=OWN).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    staff.base_url = HERE.replace("http:", "https:")  # type: ignore[assignment]
    over_tls = staff.post(
        "/login", data={"name": "张三", "password": PASSWORD}, headers={"origin": str(staff.base_url)}
    )
    assert "Secure" in over_tls.headers["set-cookie"]


def test_the_records_keep_no_token(staff: TestClient, records: Records) -> None:
    enter(staff)
    token = staff.cookies[SESSION]
    raw = Path(records.place).read_bytes() + Path(f"{records.place}-wal").read_bytes()
    assert len(token) == 43
    assert token.encode() not in raw


def test_a_session_ends_after_a_working_day(staff: TestClient, clock: Clock) -> None:
    enter(staff)
    clock.forward(hours=11, minutes=59)
    assert staff.get("/").status_code == 200
    clock.forward(minutes=2)
    assert staff.get("/").status_code == 303


def test_who_is_taken_out_of_the_file_is_out_at_once(staff: TestClient, users: Path) -> None:
    enter(staff)
    remove(users, "张三")
    assert staff.get("/").status_code == 303


def test_a_role_is_what_the_file_says_now(staff: TestClient, users: Path) -> None:
    enter(staff)
    rows = read_users(users)
    write_users(users, {**rows, "张三": replace(rows["张三"], role=Role.ADMIN)})
    assert staff.get("/").json()["role"] == "管理员"


def test_a_made_up_session_or_header_gives_nobody(staff: TestClient) -> None:
    staff.cookies.set(SESSION, "x" * 43)
    forged = {HEADER: "li4|ADMIN|li4"}
    assert staff.get("/", headers=forged).status_code == 303
    assert staff.get("/d", headers=forged).json() == {}


def test_five_wrong_passwords_close_a_name_for_a_quarter_of_an_hour(
    staff: TestClient, clock: Clock, records: Records
) -> None:
    answers = [staff.post("/login", data={"name": "张三", "password": "wrong"}, headers=OWN) for _ in range(5)]
    assert [a.status_code for a in answers] == [401, 401, 401, 401, 429]
    assert "还可以试 4 次" in answers[0].text
    right = staff.post("/login", data={"name": "张三", "password": PASSWORD}, headers=OWN)
    assert (right.status_code, "15 分钟后再试" in right.text) == (429, True)
    assert enter(staff, "李四") == 303
    clock.forward(minutes=15, seconds=1)
    assert enter(staff) == 303
    assert [a.action for a in actions(records)].count("登录失败") == 5


def test_a_name_that_does_not_exist_is_answered_and_closed_alike(staff: TestClient) -> None:
    answers = [staff.post("/login", data={"name": "无名", "password": "x"}, headers=OWN) for _ in range(6)]
    assert [a.status_code for a in answers] == [401, 401, 401, 401, 429, 429]
    assert "没有这个" not in answers[0].text


def test_twenty_wrong_passwords_close_an_address(client: Open, users: Path) -> None:
    settings = Settings(host="0.0.0.0", users_file=users)
    here, there = client(settings), client(settings, address="10.0.0.8")
    for i in range(20):
        here.post("/login", data={"name": f"某{i}", "password": "x"}, headers=OWN)
    assert enter(here) == 429
    assert enter(there) == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": HERE}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({}, 200),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"{HERE}.evil.test"}, 403),
        ({"origin": HERE, "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_what_changes_something_must_come_from_our_own_page(
    staff: TestClient, headers: dict[str, str], status: int
) -> None:
    enter(staff)
    assert staff.post("/staff/feedback", headers=headers).status_code == status


def test_signing_in_from_a_foreign_page_is_refused_too(staff: TestClient) -> None:
    refused = staff.post("/login", data={"name": "张三", "password": PASSWORD}, headers={"origin": "http://evil.test"})
    assert refused.status_code == 403
    assert SESSION not in staff.cookies


@pytest.mark.parametrize(
    "wanted", ["//evil.test", "/\\evil.test", "http://evil.test", "javascript:alert(1)", "/a\nb", ""]
)
def test_after_signing_in_nobody_is_sent_elsewhere(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_without_sign_in_each_browser_is_a_person(client: Open) -> None:
    settings = Settings()
    one, two = (client(settings, "http://127.0.0.1:7860") for _ in range(2))
    first = one.get("/").json()
    assert first["role"] == "管理员"
    assert one.get("/").json() == first
    assert two.get("/").json()["id"] != first["id"]


@pytest.mark.parametrize("host", ["evil.test", "evil.test:7860", "127.0.0.1.evil.test", "", "0x7f000001.test"])
def test_without_sign_in_a_foreign_name_reads_nothing(client: Open, host: str) -> None:
    answer = client(Settings(), "http://127.0.0.1").get("/", headers={"host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_without_sign_in_this_machine_has_several_names(client: Open, host: str) -> None:
    assert client(Settings(), "http://127.0.0.1").get("/", headers={"host": host}).status_code == 200


def test_the_proxy_says_who_it_is_and_nobody_else(client: Open) -> None:
    settings = Settings(host="0.0.0.0", user_header="x-remote-user", admins=("李四",), trusted_proxies=("10.0.0.1",))
    proxy, other = client(settings, address="10.0.0.1"), client(settings)
    assert proxy.get("/", headers={"x-remote-user": "%E6%9D%8E%E5%9B%9B"}).json()["role"] == "管理员"
    assert proxy.get("/", headers={"x-remote-user": "王五".encode()}).json() == {
        "id": "王五",
        "role": "工作人员",
        "name": "王五",
    }
    assert proxy.get("/").status_code == 403
    for ours in ("key:1", "API:here", "visitor:a:b"):  # what the records call programs and visits
        assert proxy.get("/", headers={"x-remote-user": ours}).status_code == 403
    spoofed = other.get("/", headers={"x-remote-user": "%E6%9D%8E%E5%9B%9B"})
    assert spoofed.status_code == 403
    assert "请从办公网的入口访问" in spoofed.text


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        (Settings(host="0.0.0.0"), "需要先设登录：运行 python -m assistant users add"),
        (Settings(host="anze.gov.test"), "ANZE_USER_HEADER"),
        (Settings(user_header="x-user", users_file=Path("u")), "只能设一个"),
    ],
)
def test_a_server_that_others_reach_needs_a_way_to_sign_in(settings: Settings, match: str) -> None:
    with pytest.raises(BadInput, match=match):
        mode_of(settings)


def test_the_password_file_is_hashed_private_and_checked(users: Path) -> None:
    text = users.read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert text.count("$argon2id$") == 2
    assert users.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadInput, match="里已有「张三」"):
        add(users, "张三", Role.STAFF, PASSWORD)
    with pytest.raises(BadInput, match="口令至少 10 个字符"):
        change_password(users, "张三", "short")
    with pytest.raises(BadInput, match="里没有「王五」；有的是：张三、李四"):
        remove(users, "王五")
    users.write_text('["张三"]\nrole = "皇帝"\npassword = "x"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="「张三」这一项应有 role（工作人员、管理员）和 password"):
        read_users(users)


def test_a_header_that_names_no_origin_of_ours() -> None:
    assert same_origin({"origin": "http://a.test", "host": "a.test"})
    assert not same_origin({"origin": "http://a.test", "host": "a.test:81"})
