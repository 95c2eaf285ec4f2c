"""Who is at the other end, as far as it can be believed.

In: an ASGI scope and the addresses of our own proxies. Out: the visitor's address, and whether the visitor came over https.
X-Forwarded-For and X-Forwarded-Proto count only from those proxies; what a visitor writes into them himself is passed over.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope


def client_address(scope: Scope, trusted: Collection[str]) -> str:
    """The nearest address that is none of our proxies'. Behind them the list is read from its end, where they write."""
    peer = str((scope.get("client") or ("", 0))[0])
    if peer not in trusted:
        return peer
    for raw in reversed(_listed(scope, b"x-forwarded-for")):
        try:
            found = str(ipaddress.ip_address(raw))
        except ValueError:
            return peer
        if found not in trusted:
            return found
        peer = found
    return peer


def through_proxy(scope: Scope, trusted: Collection[str]) -> Scope:
    """The scope with the scheme that the visitor used."""
    if str((scope.get("client") or ("", 0))[0]) not in trusted:
        return scope
    said = _listed(scope, b"x-forwarded-proto")
    return {**scope, "scheme": said[-1].lower()} if said and said[-1].lower() in ("http", "https") else scope


def _listed(scope: Scope, name: bytes) -> list[str]:
    values = [value.decode("latin-1") for header, value in scope["headers"] if header == name]
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
