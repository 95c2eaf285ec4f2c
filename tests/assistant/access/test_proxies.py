"""What is believed of whom a proxy says to speak for."""

from __future__ import annotations

import pytest

from assistant.access.proxies import address_of, is_direct, seen

TRUSTED = ("127.0.0.1", "10.0.0.1")


def scope(peer: str, **headers: str) -> dict[str, object]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": "http", "client": (peer, 5000), "headers": raw}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"),  # 前一个是客户端自己写的
        ("127.0.0.1", "192.0.2.7, 10.0.0.1", "192.0.2.7"),
        ("127.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        ("127.0.0.1", "不是地址", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.1", "192.0.2.7", "198.51.100.1"),  # 不是可信的代理
    ],
)
def test_the_address_behind_the_proxies(peer: str, forwarded: str, address: str) -> None:
    assert address_of(seen(scope(peer, x_forwarded_for=forwarded), TRUSTED)) == address


@pytest.mark.parametrize(
    ("peer", "protocol", "scheme"),
    [
        ("127.0.0.1", "https", "https"),
        ("127.0.0.1", "http, https", "https"),
        ("127.0.0.1", "javascript", "http"),
        ("198.51.100.1", "https", "http"),
    ],
)
def test_whether_it_came_over_https(peer: str, protocol: str, scheme: str) -> None:
    assert seen(scope(peer, x_forwarded_proto=protocol), TRUSTED)["scheme"] == scheme


def test_who_is_connected_stays_who_it_is() -> None:
    assert seen(scope("127.0.0.1", x_forwarded_for="192.0.2.7"), TRUSTED)["client"] == ("127.0.0.1", 5000)


def test_a_program_here_speaks_for_itself_unless_it_is_a_proxy() -> None:
    assert is_direct(scope("127.0.0.1"))
    assert is_direct(scope("::1"))
    assert not is_direct(scope("127.0.0.1", forwarded="for=192.0.2.7"))
    assert not is_direct(scope("testclient"))
