"""Origins: what a browser says a page was loaded from, and the patterns that a channel allows.

In: an Origin header, or a line of an allow-list. Out: one written form, `https://portal.example.gov.cn:8443`, and whether a
pattern holds it. Scheme, host and port must be the same; `https://*.example.gov.cn` stands for every host below that name and
not for the name itself. Raises BadInput, saying what to write.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from ingest.model import BadInput

SHAPE = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]\\\s]+)(?::(?P<port>[0-9]{1,5}))?"
)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
PORTS = {"http": 80, "https": 443}
LONGEST = 300
FORM = "应为“https://域名”，有端口时加“:端口”，后面不带斜杠、路径和参数"
SECOND_LEVEL = frozenset(
    [
        "gov",
        "com",
        "org",
        "net",
        "edu",
        "ac",
        "mil",
        "co",
        "or",
        "ne",
        "go",
        "gob",
        "gouv",
        "nic",
        "info",
        "biz",
        "idv",
        "game",
    ]
)
BELOW_CN = frozenset(
    [
        "xn--55qx5d",
        "xn--io0a7i",
        "xn--od0alg",
        "bj",
        "sh",
        "tj",
        "cq",
        "he",
        "sx",
        "nm",
        "ln",
        "jl",
        "hl",
        "js",
        "zj",
        "ah",
        "fj",
        "jx",
        "sd",
        "ha",
        "hb",
        "hn",
        "gd",
        "gx",
        "hi",
        "sc",
        "gz",
        "yn",
        "xz",
        "sn",
        "gs",
        "qh",
        "nx",
        "xj",
        "tw",
        "hk",
        "mo",
    ]
)
SHARED = frozenset(
    [
        "github.io",
        "gitee.io",
        "gitlab.io",
        "pages.dev",
        "workers.dev",
        "vercel.app",
        "netlify.app",
        "web.app",
        "firebaseapp.com",
        "herokuapp.com",
        "azurewebsites.net",
        "cloudfront.net",
        "amazonaws.com",
        "aliyuncs.com",
        "myqcloud.com",
        "tcloudbaseapp.com",
        "cloudbaseapp.com",
        "qiniucdn.com",
        "bcebos.com",
        "wordpress.com",
        "blogspot.com",
        "ngrok.io",
        "ngrok-free.app",
    ]
)
"""Where anyone may take a name of his own: below these a wildcard would let strangers in."""


@dataclass(frozen=True, slots=True)
class Origin:
    """`host` in lower case and punycode; `port` always set."""

    scheme: str
    host: str
    port: int
    wild: bool = False

    @property
    def text(self) -> str:
        """As a browser writes it."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{'*.' if self.wild else ''}{self.host}{port}"


def parse_origin(text: str) -> Origin:
    """An exact origin. Raises BadInput for `null`, a path, a user, a trailing dot and whatever else no browser sends."""
    return _parse(text)


def parse_pattern(text: str) -> Origin:
    """A line of an allow-list: an exact origin or a wildcard below a name of one's own."""
    text = text.strip()
    if text == "*" or re.fullmatch(r"\*|[a-z]+://\*/?", text):
        raise BadInput(f"来源“{text}”等于允许所有网站，不能用；请逐个写明门户的地址，{FORM}")
    found = re.fullmatch(r"([A-Za-z]+)://\*\.(.+)", text)
    if not found:
        return _parse(text)
    base = _parse(f"{found[1]}://{found[2]}")
    if base.scheme != "https":
        raise BadInput(f"“{text}”：通配只能用于 https；http 的来源请逐个写明")
    if _is_address(base.host):
        raise BadInput(f"“{text}”：IP 地址不能通配；请逐个写明")
    if not own_name(base.host):
        raise BadInput(
            f"“{text}”太宽：{base.host} 之下的名字属于许多单位；请写到本单位的域名，例如 https://*.example.gov.cn"
        )
    return Origin(base.scheme, base.host, base.port, wild=True)


def own_name(host: str) -> bool:
    """Whether a name is registered by one owner, as far as can be told without the list of public suffixes."""
    labels = host.split(".")
    if (
        len(labels) < 2
        or host in SHARED
        or any(host.endswith(f".{s}") and host.count(".") == s.count(".") for s in SHARED)
    ):
        return False
    if len(labels) == 2 and len(labels[1]) == 2:  # example.cn, but not gov.cn, fj.cn, co.uk
        return labels[0] not in SECOND_LEVEL | (BELOW_CN if labels[1] == "cn" else frozenset())
    return True


def allows(patterns: Iterable[str], origin: Origin) -> bool:
    """Whether an allow-list holds an origin."""
    return any(_holds(_cached(p), origin) for p in patterns)


def _holds(pattern: Origin, origin: Origin) -> bool:
    if (pattern.scheme, pattern.port) != (origin.scheme, origin.port):
        return False
    return origin.host.endswith(f".{pattern.host}") if pattern.wild else origin.host == pattern.host


@lru_cache(maxsize=4096)
def _cached(pattern: str) -> Origin:
    return parse_pattern(pattern)


def _parse(text: str) -> Origin:
    shown = text[:80]
    if text == "null":
        raise BadInput("来源是 null：网页没有自己的地址（本地文件、沙箱框架），不能使用")
    found = SHAPE.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        raise BadInput(f"来源“{shown}”不合格式；{FORM}")
    scheme = found["scheme"].lower()
    if scheme not in PORTS:
        raise BadInput(f"来源“{shown}”不是网页的地址；{FORM}")
    port = int(found["port"]) if found["port"] else PORTS[scheme]
    if not 1 <= port <= 65535:
        raise BadInput(f"来源“{shown}”的端口不对；应为 1 到 65535")
    return Origin(scheme, _host(found["host"], shown), port)


def _host(raw: str, shown: str) -> str:
    if raw.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(raw[1:-1]).compressed}]"
        except ValueError:
            raise BadInput(f"来源“{shown}”里的地址不对；{FORM}") from None
    try:
        host = raw.encode("idna").decode().lower() if not raw.isascii() else raw.lower()
    except UnicodeError:
        raise BadInput(f"来源“{shown}”的域名写不成网址；{FORM}") from None
    if host.endswith("."):
        raise BadInput(f"来源“{shown}”的域名末尾多了一个点；请去掉")
    labels = host.split(".")
    numeric = labels[-1].isdigit() and not _is_address(host)
    if len(host) > 253 or numeric or not all(LABEL.fullmatch(label) for label in labels):
        raise BadInput(f"来源“{shown}”的域名不对；{FORM}")
    return host


def _is_address(host: str) -> bool:
    with suppress(ValueError):
        ipaddress.ip_address(host.strip("[]"))
        return True
    return False
