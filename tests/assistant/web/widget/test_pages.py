"""The check page for a portal's webmaster, and the administrators' pages, of a real server process."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import pytest

from assistant import clock
from assistant.channels import store
from assistant.records.actions import actions
from assistant.records.store import open_records
from tests.assistant.web.widget.serving import FUJIAN, WWW, Server

HTML = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("channel", "origin", "said"),
    [
        ("nobody", WWW, "没有「nobody」这个渠道"),
        ("closed", WWW, "门户改版"),
        ("demo", f"{WWW}/zwgk/", f"应写：{WWW}"),
        ("demo", "www.portal.test", "应写：https://www.portal.test"),
        ("demo", "http://www.portal.test", "把 http 转到 https"),
        ("demo", "https://m.portal.test", "把这一行加入渠道的来源：https://m.portal.test"),
        ("demo", "null", "不要直接打开文件"),
        ("demo", "", "没有填门户的来源"),
        ("", WWW, "没有填渠道代号"),
    ],
)
def test_the_check_says_what_is_wrong_and_what_to_write(server: Server, channel: str, origin: str, said: str) -> None:
    path = f"/widget/check?channel={channel}&origin={origin}"
    report = server.call("GET", path).json
    assert not report["ready"]
    assert said in str(report["findings"])
    page = server.call("GET", path, HTML)
    assert page.headers["content-type"].startswith("text/html")
    assert said in page.body.decode().replace("&#39;", "'")


def test_the_check_finds_nothing_wrong_and_gives_the_lines(server: Server) -> None:
    report = server.call("GET", f"/widget/check?channel=fj&origin={FUJIAN}").json
    assert report["ready"]
    here = f"http://127.0.0.1:{server.port}"
    assert report["tag"] == f'<script async src="{here}/widget.js" data-channel="fj"></script>'
    assert report["policy"] == [f"script-src {here};", f"connect-src {here};"]
    assert "都没有问题" in server.call("GET", f"/widget/check?channel=fj&origin={FUJIAN}", HTML).body.decode()


def test_a_channel_whose_documents_are_not_held(server: Server) -> None:
    records = open_records(server.url)
    store.add(records, store.Channel("empty", "空的", (WWW,), ("西藏",)), "测试")
    records.close()
    for _ in range(50):  # it is taken up within five seconds
        found = str(server.call("GET", f"/widget/check?channel=empty&origin={WWW}").json["findings"])
        if "没有「empty」" not in found:
            break
        time.sleep(0.1)
    assert "一份也没有收录" in found


def form(server: Server, path: str, **fields: str) -> tuple[int, str, str]:
    """(status, where to, the page)."""
    own = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://127.0.0.1:{server.port}"}
    reply = server.call("POST", path, own, urlencode(fields).encode())
    return reply.status, reply.headers.get("location", ""), reply.body.decode()


def _until_managed(server: Server) -> None:
    for _ in range(300):
        if server.call("GET", "/manage/channels").status == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the page did not come")


def test_an_administrator_adds_changes_stops_and_removes(server: Server) -> None:
    _until_managed(server)
    new = {
        "id": "paged",
        "name": "页面加的",
        "origins": "https://a.portal.test\r\nhttps://b.portal.test",
        "documents": "",
    }
    assert form(server, "/manage/channels", **new)[:2] == (303, "/manage/channels/paged")
    page = server.call("GET", "/manage/channels/paged").body.decode()
    assert "https://b.portal.test" in page
    assert "UTC" not in page
    assert clock.shown(store.channel(open_records(server.url), "paged").changed) in page
    assert "data-channel=&#34;paged&#34;" in page or 'data-channel="paged"' in page
    status, _, page = form(server, "/manage/channels/paged", do="save", name="改名", origins="https://*.gov.cn")
    assert status == 422
    assert "太宽" in page
    assert "https://*.gov.cn" in page, "what was typed stays in the form"
    assert form(server, "/manage/channels/paged", do="save", name="改名", address_minute="7", office="应急局")[0] == 303
    assert form(server, "/manage/channels/paged", do="off")[0] == 422, "no reason"
    assert form(server, "/manage/channels/paged", do="off", reason="维护")[0] == 303
    records = open_records(server.url)
    found = store.channel(records, "paged")
    assert (found.name, found.limits.address_minute, found.texts.office, found.off) == ("改名", 7, "应急局", "维护")
    assert found.origins == ("https://a.portal.test", "https://b.portal.test")
    assert form(server, "/manage/channels/paged", do="remove")[:2] == (303, "/manage/channels")
    assert [a.action for a in actions(records) if a.target == "paged"] == [
        "删除渠道",
        "停用渠道",
        "修改渠道",
        "新增渠道",
    ]
    records.close()


def test_no_other_site_manages_channels(server: Server) -> None:
    _until_managed(server)
    own = {"content-type": "application/x-www-form-urlencoded", "origin": WWW}
    assert server.call("POST", "/manage/channels", own, b"id=x&name=x&origins=https://x.cn").status == 403
