"""What a proxy before us knows better: from which address a request comes, and whether it came over HTTPS.

In: an ASGI scope and the proxies that are trusted (ANZE_TRUSTED_PROXIES). Out: the scope with the scheme that the browser used,
and the address of whoever asks. From anybody else X-Forwarded-… is worth nothing. `client` stays who is connected to us.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from starlette.types import Scope

KEY = "anze.address"


def seen(scope: Scope, trusted: Collection[str]) -> Scope:
    """The scope with the address behind the proxies and the scheme before them."""
    peer = _peer(scope)
    if peer not in trusted:
        return {**scope, KEY: peer}
    headers = Headers(scope=scope)
    protocol = headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
    scheme = protocol if protocol in ("http", "https") else scope.get("scheme", "http")
    return {**scope, "scheme": scheme, KEY: _behind(peer, headers.getlist("x-forwarded-for"), trusted)}


def address_of(scope: Mapping[str, object]) -> str:
    """Where a request comes from, as far as we can believe it."""
    found = scope.get(KEY)
    return found if isinstance(found, str) else _peer(scope)


def is_direct(scope: Scope) -> bool:
    """Whether a program on this machine asks us itself, with no proxy in between that may speak for anyone."""
    names = {name for name, _ in scope["headers"]}
    try:
        here = ipaddress.ip_address(_peer(scope)).is_loopback
    except ValueError:
        return False
    return here and not names & {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"}


def _behind(peer: str, forwarded: list[str], trusted: Collection[str]) -> str:
    """The last address that no trusted proxy has: each adds on the right whom it speaks for, the rest anyone may write."""
    for raw in reversed([part.strip() for line in forwarded for part in line.split(",")]):
        try:
            address = str(ipaddress.ip_address(raw.strip("[]")))
        except ValueError:
            return peer
        if address not in trusted:
            return address
        peer = address
    return peer


def _peer(scope: Mapping[str, object]) -> str:
    client = scope.get("client")
    return str(client[0]) if isinstance(client, tuple | list) and client else ""
