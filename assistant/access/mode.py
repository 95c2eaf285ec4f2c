"""How people sign in here, decided once from the settings.

In: Settings. Out: a Mode. Raises BadInput where anyone on the network could read and ask as anyone: a server that listens
beyond this machine needs a password file or the office's own proxy.
"""

from __future__ import annotations

import ipaddress
from enum import StrEnum

from ingest.config import Settings
from ingest.model import BadInput


class Mode(StrEnum):
    """OFF: this machine only, a person is a browser. PASSWORD: our own sign-in page. HEADER: the proxy says who it is."""

    OFF = "off"
    PASSWORD = "password"
    HEADER = "header"


def mode_of(settings: Settings) -> Mode:
    """Raises BadInput for two ways at once, and for none on an address that others can reach."""
    if settings.user_header and settings.users_file:
        raise BadInput("ANZE_USERS_FILE 和 ANZE_USER_HEADER 只能设一个：口令登录，或由办公网的代理登录")
    if settings.user_header:
        return Mode.HEADER
    if settings.users_file:
        return Mode.PASSWORD
    if is_loopback(settings.host):
        return Mode.OFF
    raise BadInput(
        f"监听 {settings.host} 时别的机器也能访问，需要先设登录：运行 python -m assistant users add 姓名 --file users.toml，"
        "再设 ANZE_USERS_FILE=users.toml；或设 ANZE_USER_HEADER 为办公网代理传来姓名的请求头"
    )


def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
