"""Origins and patterns: what is the same, what is allowed, what may stand in an allow-list."""

from __future__ import annotations

import pytest

from assistant.channels.origins import allows, parse_origin, parse_pattern
from ingest.model import BadInput


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://www.fujian.gov.cn", "https://www.fujian.gov.cn"),
        ("HTTPS://WWW.Fujian.GOV.cn", "https://www.fujian.gov.cn"),
        ("https://www.fujian.gov.cn:443", "https://www.fujian.gov.cn"),
        ("http://10.1.2.3:8080", "http://10.1.2.3:8080"),
        ("http://localhost:5173", "http://localhost:5173"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://应急.政务", "https://xn--extu8a.xn--zfr164b"),
        ("https://xn--extu8a.xn--zfr164b", "https://xn--extu8a.xn--zfr164b"),
    ],
)
def test_one_origin_has_one_form(text: str, written: str) -> None:
    assert parse_origin(text).text == written
    assert allows((written,), parse_origin(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("null", "没有自己的地址"),
        ("*", "不合格式"),
        ("https://a.gov.cn/", "不带斜杠"),
        ("https://a.gov.cn/b", "不带斜杠"),
        ("https://u@a.gov.cn", "不合格式"),
        ("https://a.gov.cn.", "多了一个点"),
        ("https://a..cn", "域名不对"),
        ("https://-a.cn", "域名不对"),
        ("https://a.gov.cn:0", "端口不对"),
        ("https://a.gov.cn:65536", "端口不对"),
        ("https://1.2.3.4.5", "域名不对"),
        ("https://[::1", "不合格式"),
        ("ftp://a.gov.cn", "不是网页的地址"),
        ("javascript:alert(1)", "不合格式"),
        ("https://" + "a" * 400, "不合格式"),
        (" https://a.gov.cn", "不合格式"),
        ("https://a.gov.cn\n", "不合格式"),
    ],
)
def test_what_is_no_origin(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse_origin(text)


@pytest.mark.parametrize(
    "pattern",
    ["https://*.example.gov.cn", "https://*.fj.gov.cn", "https://*.example.cn", "https://*.example.com", "https://*.a.com.cn:8443"],
)  # fmt: skip
def test_a_wildcard_below_a_name_of_ones_own(pattern: str) -> None:
    assert parse_pattern(pattern).wild


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("*", "允许所有网站"),
        ("https://*", "允许所有网站"),
        ("https://*.cn", "太宽"),
        ("https://*.gov.cn", "太宽"),
        ("https://*.com.cn", "太宽"),
        ("https://*.fj.cn", "太宽"),
        ("https://*.公司.cn", "太宽"),
        ("https://*.com", "太宽"),
        ("https://*.政务", "太宽"),
        ("https://*.co.uk", "太宽"),
        ("https://*.github.io", "太宽"),
        ("https://*.oss.aliyuncs.com.", "多了一个点"),
        ("http://*.example.gov.cn", "只能用于 https"),
        ("https://*.10.0.0.1", "IP 地址"),
        ("https://a.*.gov.cn", "域名不对"),
        ("https://*a.example.cn", "域名不对"),
        ("https://*.*.example.cn", "域名不对"),
    ],
)
def test_a_pattern_that_would_let_strangers_in(pattern: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse_pattern(pattern)


@pytest.mark.parametrize(
    ("origin", "inside"),
    [
        ("https://a.example.gov.cn", True),
        ("https://a.b.example.gov.cn", True),
        ("https://example.gov.cn", False),
        ("https://aexample.gov.cn", False),
        ("http://a.example.gov.cn", False),
        ("https://a.example.gov.cn:8443", False),
        ("https://a.example.gov.cn.evil.test", False),
    ],
)
def test_what_a_wildcard_holds(origin: str, inside: bool) -> None:
    assert allows(("https://*.example.gov.cn",), parse_origin(origin)) is inside
