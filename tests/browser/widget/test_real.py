"""The widget over the real server: a channel made from the command line, a portal on another port, the real answers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Server
from tests.browser.widget.conftest import Visitor, Widget, html, tag
from tests.browser.widget.serving import Portal

QUESTION = "迟报生产安全事故后，福建适用哪些问责措施"
QUOTED = "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的；"


def channels(database: str, *arguments: str) -> None:
    env = {**os.environ, "ANZE_DATABASE_URL": database}
    subprocess.run([sys.executable, "-m", "assistant", "channels", *arguments], cwd=ROOT, env=env, check=True)


@pytest.fixture(scope="module")
def real(server: Server, site: Portal) -> Server:
    """`python app.py` with a channel for the portal, and one that is for somebody else."""
    limited = ("--text", "office=某省应急管理厅", "--limit", "session_minute=10")
    channels(server.database, "add", "portal", "--name", "门户", "--origin", site.url, *limited)
    channels(server.database, "add", "other", "--name", "别家", "--origin", "https://www.example.gov.cn")
    return server


@pytest.fixture
def widget(visitor: Visitor, real: Server, site: Portal) -> Widget:
    policy = f"default-src 'self' {real.url}; require-trusted-types-for 'script'; trusted-types 'none'"
    return visitor().visit(site.put("/real", html(tag(real.url, channel="portal")), content_security_policy=policy))


def test_a_question_on_a_portal_leads_to_the_words_of_the_law(widget: Widget, real: Server, site: Portal) -> None:
    widget.open()
    expect(widget.locator(".foot summary")).to_contain_text("某省应急管理厅")
    widget.send(QUESTION).answered()
    for label in ("第十九条第（三）项", "第二十条", "第二十二条第（四）项"):
        expect(widget.locator(".sources", has_text=label)).to_be_visible()
    widget.locator(".sources button", has_text="第十九条第（三）项").click()
    expect(widget.locator(".leaf mark").first).to_be_visible()
    assert "".join(widget.locator(".leaf mark").all_inner_texts()) == QUOTED
    expect(widget.locator(".leaf .path")).to_contain_text("已施行")
    expect(widget.locator(".leaf a")).to_have_attribute("href", f"{real.url}/d/fujian/19#p1.3")
    widget.locator(".leaf .chip", has_text="第二十条").first.click()
    expect(widget.locator(".leaf h3").first).to_contain_text("第二十条")
    widget.page.keyboard.press("Escape")
    widget.page.keyboard.press("Escape")
    widget.button("没有帮助").click()
    widget.locator(".why").get_by_label("漏了条款").check()
    widget.button("提交").click()
    expect(widget.locator(".why")).to_have_count(0)
    widget.send("那河北呢").answered(2)
    expect(widget.locator(".turn").last.locator(".sources")).to_contain_text("河北省")
    widget.send("上海呢").answered(3)
    expect(widget.locator(".turn").last.locator(".badge")).to_have_text("未收录或没有规定")
    assert widget.elsewhere(real.url, site.url) == []
    assert widget.errors == []
    assert widget.page.context.cookies() == []


def test_a_comparison_is_a_table_in_the_panel(widget: Widget) -> None:
    widget.open().send("对比福建河北北京的述职规定").answered()
    expect(widget.locator("thead th")).to_have_text(["福建省", "北京市", "河北省"])
    expect(widget.locator("tbody button.n")).to_have_count(3)


def test_a_cut_connection_is_taken_up_again(widget: Widget) -> None:
    """The first stream breaks off after the steps; the real server goes on where it was."""
    widget.open()
    cut: list[str] = []

    def once(route: object) -> None:
        if cut:
            route.continue_()  # type: ignore[attr-defined]
            return
        response = route.fetch()  # type: ignore[attr-defined]
        cut.append(response.text())
        events = response.text().split("\n\n")
        # Up to and with the first sentence, then nothing more.
        first = next(i for i, event in enumerate(events) if "event: sentence" in event)
        route.fulfill(response=response, body="\n\n".join(events[: first + 1]) + "\n\n")  # type: ignore[attr-defined]

    widget.page.route("**/ask", once)
    sent: list[str] = []
    widget.page.on(
        "request",
        lambda request: (
            sent.append(request.headers.get("last-event-id", ""))
            if request.url.endswith("/ask") and request.method == "POST"
            else None
        ),
    )
    widget.send(QUESTION).answered()
    assert widget.locator(".text").inner_text().count("从重追究") == 1
    assert len(sent) == 2
    assert int(sent[1]) > 1


def test_the_limit_says_when_to_come_back(widget: Widget) -> None:
    widget.open()
    for turn in range(10):
        widget.send("福建细则第二十条").answered(turn + 1)
    widget.send("福建细则第二十条")
    last = widget.locator(".turn").last
    expect(last).to_contain_text("问得太快了")
    assert last.inner_text().count("后再试") == 1
    expect(widget.locator(".turn").last.locator(".badge")).to_have_text("请稍后再问")


def test_the_self_test_finds_all_well_where_all_is_well(visitor: Visitor, real: Server, site: Portal) -> None:
    widget = visitor()
    widget.page.goto(site.put("/well", html(tag(real.url, channel="portal", check=""))))
    expect(widget.locator(".check[data-done]")).to_be_visible()
    assert widget.locator(".check li.no").all_inner_texts() == []
    expect(widget.locator(".check li", has_text="可以开始会话")).to_be_visible()


def test_the_self_test_tells_of_an_origin_that_is_not_allowed(visitor: Visitor, real: Server, site: Portal) -> None:
    widget = visitor()
    widget.page.goto(site.put("/foreign-channel", html(tag(real.url, channel="other", check=""))))
    expect(widget.locator(".check[data-done]")).to_be_visible()
    expect(widget.locator(".check li.no", has_text="不在这个渠道的名单里")).to_contain_text(site.url)
    widget.page.goto(site.put("/no-channel", html(tag(real.url, channel="nobody", check=""))))
    expect(widget.locator(".check[data-done]")).to_be_visible()
    expect(widget.locator(".check li.no", has_text="没有「nobody」这个渠道").first).to_be_visible()
