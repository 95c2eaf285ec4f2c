"""Ways to make a page fetch something foreign, through all that a portal writes and all that a server may say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.widget.conftest import Widget, html, tag
from tests.browser.widget.serving import ANSWER, PROVISION, Portal, Script

Set = Callable[[Script, str], Any]


def text(markdown: str) -> Set:
    """In the sentences and in the answer."""
    return lambda script, trap: setattr(script, "answer", {**ANSWER, "text": f"{markdown.replace('TRAP', trap)} [1]"})


def texts(name: str, value: Any) -> Set:
    def put(script: Script, trap: str) -> None:
        script.texts[name] = [value.replace("TRAP", trap)] if name == "examples" else value.replace("TRAP", trap)

    return put


def citation(**changed: str) -> Set:
    def put(script: Script, trap: str) -> None:
        new = {name: value.replace("TRAP", trap) for name, value in changed.items()}
        script.answer = {**ANSWER, "citations": [{**ANSWER["citations"][0], **new}, *ANSWER["citations"][1:]]}

    return put


def provision(**changed: str) -> Set:
    def put(script: Script, trap: str) -> None:
        new = {name: value.replace("TRAP", trap) for name, value in changed.items()}
        script.provision = {**PROVISION, **new, "refers_to": [{"label": "他处", "url": f"{trap}/refers", "id": ""}]}

    return put


def redirect(script: Script, trap: str) -> None:
    script.redirect = f"{trap}/redirected"


WAYS: dict[str, Set] = {
    "Markdown 图片": text("![图](TRAP/1.png)"),
    "Markdown 链接": text("[图](TRAP/2)"),
    "引用式链接": text("[1][x]\n\n[x]: TRAP/3"),
    "尖括号链接": text("<TRAP/4>"),
    "img 标签": text('<img src="TRAP/5.png" srcset="TRAP/5b.png 2x">'),
    "svg 的 image 与 use": text('<svg><image href="TRAP/6.png"/><use href="TRAP/6.svg#a"/></svg>'),
    "style 的 @import": text("<style>@import url(TRAP/7.css)</style>"),
    "link 预取": text('<link rel="prefetch" href="TRAP/8"><link rel="dns-prefetch" href="TRAP/8"><link rel="preload" as="image" href="TRAP/8">'),
    "iframe 与 object": text('<iframe src="TRAP/9"></iframe><object data="TRAP/9"></object><embed src="TRAP/9">'),
    "video 的 poster": texts("greeting", '<video poster="TRAP/10.png" autoplay src="TRAP/10.mp4"></video>'),
    "标题里的字体": texts("title", "<style>@font-face{font-family:x;src:url(TRAP/11)}</style>"),
    "例问里的 meta 跳转": texts("examples", '<meta http-equiv="refresh" content="0;url=TRAP/12">'),
    "投诉地址": texts("complaint", "TRAP/13"),
    "引文地址，另一台机器": citation(url="TRAP/14"),
    "引文地址，不写协议": citation(url="//127.0.0.2/15"),
    "引文编号": citation(provision="../../../../TRAP/16"),
    "条文地址": provision(url="TRAP/17"),
    "条文里的图片": provision(title='<img src="TRAP/18">'),
    "服务转向别处": redirect,
    "反馈编号": lambda script, trap: setattr(script, "answer", {**ANSWER, "id": f"{trap}/20"}),
}  # fmt: skip
ATTRIBUTES = {
    "颜色 url()": {"color": "url(TRAP/21)"},
    "颜色后面接规则": {"color": "#123456;background:url(TRAP/22)"},
    "颜色跳出规则": {"color": "#123456}*{background:url(TRAP/23)}"},
    "位置": {"position": "left' style='background:url(TRAP/24)"},
    "字号": {"size": "large;background:url(TRAP/25)"},
    "问候": {"greeting": "<img src='TRAP/26'>"},
    "渠道里的路径": {"channel": "../../../../26"},
    "渠道里的地址": {"channel": "TRAP/27"},
}
HEADS = {
    "页面的 base": '<base href="TRAP/base/">',
    "页面的样式伸进小窗": "<style>* { background: none } ::part(x) { background: url(TRAP/29) }</style>",
}


@pytest.fixture(scope="module")
def counted() -> Any:
    ways: list[str] = []
    yield ways
    print(f"\n外来请求：{len(ways)} 种办法，陷阱收到 0 个请求，浏览器没有向服务和本页以外发出任何请求")


@pytest.fixture(scope="module")
def reader(chromium: Browser) -> Iterator[Widget]:
    """One visitor for all the ways; what a page kept is forgotten before the next."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    widget = Widget(context.new_page())
    widget.page.add_init_script("if (window === top) try { localStorage.clear(); sessionStorage.clear(); } catch {}")
    yield widget
    context.close()


def look_at_everything(widget: Widget, page: str, script: Script, site: Portal, trap: Portal) -> None:
    """Open, ask, read a provision, say that it did not help; then see whom the browser asked."""
    trap.requests.clear()
    widget.requests.clear()
    widget.page.goto(page)
    widget.open().send()
    expect(widget.locator(".badge").first).to_be_visible(timeout=15_000)
    if widget.locator(".sources").count():
        widget.locator(".sources button").first.click()
        expect(widget.locator(".leaf a, .leaf .plain").last).to_be_visible()
        widget.page.keyboard.press("Escape")
        widget.button("没有帮助").click()
        expect(widget.locator(".why")).to_be_visible()
    widget.locator(".foot summary").click()
    assert widget.requests, "the log of the browser works"
    assert widget.elsewhere(script.url, site.url) == []
    assert trap.requests == []


@pytest.mark.parametrize("way", WAYS)
def test_nothing_foreign_is_fetched_for_what_the_server_says(
    reader: Widget, script: Script, site: Portal, trap: Portal, way: str, counted: list[str]
) -> None:
    WAYS[way](script, trap.url)
    look_at_everything(reader, site.put("/foreign", html(tag(script.url))), script, site, trap)
    counted.append(way)


@pytest.mark.parametrize("way", ATTRIBUTES)
def test_nothing_foreign_is_fetched_for_what_the_portal_writes(
    reader: Widget, script: Script, site: Portal, trap: Portal, way: str, counted: list[str]
) -> None:
    written = {name: value.replace("TRAP", trap.url) for name, value in ATTRIBUTES[way].items()}
    look_at_everything(reader, site.put("/foreign", html(tag(script.url, **written))), script, site, trap)
    counted.append(way)


@pytest.mark.parametrize("way", HEADS)
def test_nothing_foreign_is_fetched_on_a_page_that_points_elsewhere(
    reader: Widget, script: Script, site: Portal, trap: Portal, way: str, counted: list[str]
) -> None:
    head = HEADS[way].replace("TRAP", trap.url)
    look_at_everything(reader, site.put("/foreign", html(tag(script.url), head)), script, site, trap)
    counted.append(way)
