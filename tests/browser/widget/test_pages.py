"""The widget on pages that nobody made for it: policies, old libraries, wars of styles, frames; and when the server is away."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.widget.conftest import Visitor, Widget, html, tag
from tests.browser.widget.serving import FILES, QUOTE, Portal, Script

# What Prototype 1.6 does to a page, in short: JSON of lists breaks, for…in over lists finds methods, Array.from takes one argument.
PROTOTYPE = """<script>
  Array.prototype.toJSON = function () { return "[" + this.join(",") + "]"; };
  Object.defineProperty(Array.prototype, "each", { value: function (f) { this.forEach(f); }, enumerable: true });
  Array.prototype.toArray = function () { return this.slice(); };
  Array.from = function (x) { return Array.prototype.slice.call(x); };
  Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
  String.prototype.strip = function () { return this.trim(); };
  Element.prototype.show = function () { this.style.display = ""; return this; };
  Element.prototype.hide = function () { this.style.display = "none"; return this; };
  window.$ = (id) => document.getElementById(id);
</script>"""
LATER = """<script>addEventListener("load", () => setTimeout(() => {
  window.fetch = () => { window.stolen = true; throw new Error("fetch of the page"); };
  JSON.parse = () => { throw new Error("JSON of the page"); };
  JSON.stringify = () => "stolen";
  window.setTimeout = () => 0;
  window.requestAnimationFrame = () => 0;
  window.URL = class { constructor() { throw new Error("URL of the page"); } };
  window.Promise = class { constructor() { throw new Error("Promise of the page"); } };
  window.Set = function () { throw new Error("Set of the page"); };
  window.AbortController = function () { throw new Error("AbortController of the page"); };
  window.TextDecoder = function () { throw new Error("TextDecoder of the page"); };
  console.log("replaced");
}, 100));</script>"""
UNSET = "<style>*, *::before, *::after { all: unset !important } div, anze-widget { display: none !important; visibility: hidden !important; opacity: 0 !important; transform: rotate(45deg) !important; filter: blur(9px) !important; pointer-events: none !important }</style>"
WAR = '<div style="position:fixed;inset:0;z-index:2147483647;background:#fee">在上面</div>'


def works(widget: Widget, script: Script, site: Portal) -> None:
    """A visit that leads to the words of the law. Nothing is evaluated among the page's own functions, which may be broken."""
    widget.open().send().answered()
    assert script.asked[-1]["history"] == []
    widget.send("那河北呢").answered(2)
    assert script.asked[-1]["history"] == ["迟报怎么问责"], "a list stays a list"
    widget.locator(".turn").last.locator(".text button.n").first.click()
    expect(widget.locator(".leaf mark")).to_have_text(QUOTE)
    widget.page.keyboard.press("Escape")
    assert widget.panel.bounding_box()["width"] > 300
    widget.panel.click(position={"x": 40, "y": 20}, trial=True)  # nothing lies over it
    assert widget.elsewhere(script.url, site.url) == []
    assert script.cookies == []
    assert widget.page.context.cookies() == []


PAGES = {
    "样式全部清除": lambda s: html(tag(s), UNSET),
    "最高的层": lambda s: html(WAR + tag(s)),
    "从右到左": lambda s: html(tag(s)).replace('<html lang="zh-CN">', '<html lang="ar" dir="rtl">'),
    "Prototype 在前": lambda s: html(tag(s), PROTOTYPE),
    "后来被换掉的函数": lambda s: html(tag(s), LATER),
    "base": lambda s: html(tag(s), '<base href="http://127.0.0.2:1/other/">'),
    "怪异模式": lambda s: html(tag(s), doctype=""),
    "document.write 写出脚本": lambda s: html(f"<script>document.write({tag(s)!r}.replace('async ', ''))</script>".replace("</script>'", "</scr'+'ipt>'")),
    "脚本在 head 里": lambda s: html("", tag(s).replace("async ", "")),
    "变换过的 body": lambda s: html(tag(s), "<style>body { transform: scale(.5); filter: grayscale(1); overflow: hidden; height: 50px }</style>"),
    "62.5% 的字号": lambda s: html(tag(s), "<style>html { font-size: 62.5% } body { font-size: 3px; line-height: 0; letter-spacing: 9px; color: red }</style>"),
    "写了两次": lambda s: html(tag(s) + tag(s)),
    "名叫 anze 的元素": lambda s: html('<form id="anze" name="anze"></form>' + tag(s)),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_it_works_on_hostile_pages(visitor: Visitor, script: Script, site: Portal, kind: str) -> None:
    widget = visitor()
    url = site.put("/hostile", PAGES[kind](script.url))
    if kind == "后来被换掉的函数":
        with widget.page.expect_console_message(lambda message: message.text == "replaced"):
            widget.page.goto(url)
    else:
        widget.page.goto(url)
    expect(widget.page.locator("anze-widget")).to_have_count(1)
    works(widget, script, site)
    expect(widget.panel).to_have_css("font-size", "16px")
    expect(widget.panel).to_have_css("direction", "ltr")


def test_a_page_written_anew_after_loading_gets_it_again(visitor: Visitor, script: Script, site: Portal) -> None:
    widget = visitor().visit(site.put("/rewritten", html(tag(script.url))))
    widget.page.evaluate(
        "tag => { document.open(); document.write(`<p>新的内容</p>${tag}`); document.close(); }", tag(script.url)
    )
    expect(widget.page.locator("p", has_text="新的内容")).to_be_visible()
    works(widget, script, site)


def test_it_works_in_a_frame_and_in_a_sandbox_that_forbids_storage(
    visitor: Visitor, script: Script, site: Portal
) -> None:
    inner = site.put("/inner", html(tag(script.url)))
    widget = visitor()
    for sandbox in ("", ' sandbox="allow-scripts"'):
        widget.page.goto(site.put("/outer", f'<iframe src="{inner}" width=600 height=700{sandbox}></iframe>'))
        frame = widget.page.frame_locator("iframe")
        frame.locator("anze-widget .open").click()
        frame.get_by_role("button", name="知道了，开始提问").click()
        frame.locator("anze-widget #question").fill("迟报")
        frame.locator("anze-widget #question").press("Enter")
        expect(frame.locator("anze-widget .sources li")).to_have_count(3)


POLICIES = {
    "逐项写明": "default-src 'none'; script-src S; connect-src S",
    "只有 default-src": "default-src 'self' S",
    "加上可信类型": "default-src 'self' S; require-trusted-types-for 'script'; trusted-types 'none'",
    "随机数与 strict-dynamic": "default-src 'self'; connect-src S; script-src 'nonce-abc' 'strict-dynamic'",
    "连同隔离": "default-src 'self' S",
}


@pytest.mark.parametrize("policy", POLICIES)
def test_it_works_under_a_strict_policy_without_a_violation(
    visitor: Visitor, script: Script, site: Portal, policy: str
) -> None:
    widget = visitor()
    told: list[str] = []
    widget.page.on("console", lambda message: told.append(message.text))
    headers = {"content_security_policy": POLICIES[policy].replace("S", script.url)}
    if policy == "连同隔离":
        headers |= {"cross_origin_embedder_policy": "require-corp", "cross_origin_opener_policy": "same-origin"}
    line = tag(script.url).replace("<script ", '<script nonce="abc" ', 1)
    widget.page.goto(site.put("/policy", html(line), **headers))
    works(widget, script, site)
    assert not [text for text in told if "Content Security Policy" in text or "Trusted" in text], told


@pytest.mark.parametrize("how", ["blocked", "refused", "slow", "panel"])
def test_the_page_is_unharmed_when_the_server_is_away(visitor: Visitor, script: Script, site: Portal, how: str) -> None:
    widget = visitor()
    held: list[Route] = []

    def answer(route: Route) -> None:
        if how == "slow":
            held.append(route)
        elif how == "panel" and not route.request.url.endswith("/panel.js"):
            route.continue_()
        else:
            route.abort("blockedbyclient" if how == "blocked" else "connectionrefused")

    widget.page.route(f"{script.url}/**", answer)
    after = "<script>window.after = true</script><button onclick=\"this.textContent='按了'\">网页的按钮</button>"
    widget.page.goto(site.put("/away", html(tag(script.url) + after)), wait_until="domcontentloaded")
    assert widget.page.evaluate("window.after") is True
    widget.page.get_by_role("button", name="网页的按钮").click()
    expect(widget.page.get_by_role("button", name="按了")).to_be_visible()
    if how == "panel":
        widget.launcher.click()
        expect(widget.locator(".bubble")).to_contain_text("网页的其余部分不受影响")
        widget.page.unroute(f"{script.url}/**")
        widget.locator(".bubble").get_by_role("button", name="再试一次").click()
        expect(widget.locator(".accept")).to_be_visible()
    else:
        expect(widget.page.locator("anze-widget")).to_have_count(0)
    assert widget.errors == []


def test_a_server_that_is_down_is_said_as_such_and_can_be_tried_again(widget: Widget, script: Script) -> None:
    widget.page.route("**/session", lambda route: route.abort())
    widget.launcher.click()
    expect(widget.locator(".log")).to_contain_text("没有连上问答服务")
    assert "没有规定" not in widget.panel.inner_text()
    widget.page.unroute("**/session")
    widget.button("再试一次").click()
    expect(widget.locator(".accept")).to_be_visible()


def test_little_is_loaded_before_it_is_opened(widget: Widget, script: Script, site: Portal) -> None:
    assert [url for url in widget.requests if url.startswith(script.url)] == [f"{script.url}/widget.js"]
    first = len(gzip.compress((FILES / "widget.js").read_bytes(), 9))
    widget.open()
    later = {url.rpartition("/")[2] for url in widget.requests if url.endswith(".js")} - {"widget.js"}
    rest = sum(len(gzip.compress((FILES / name).read_bytes(), 9)) for name in later)
    print(f"\n大小（gzip）：先载入 {first} 字节，打开时再载入 {rest} 字节，共 {len(later)} 个文件")
    assert first <= 15 * 1024 / 2
    assert rest <= 22 * 1024
    assert "settings.js" in later
    assert "check.js" not in later


def test_the_portal_chooses_side_colour_greeting_and_size(visitor: Visitor, script: Script, site: Portal) -> None:
    line = tag(script.url, position="left", color="#b01f24", greeting="<b>欢迎</b>访问", size="larger")
    widget = visitor().visit(site.put("/chosen", html(line)))
    assert widget.launcher.bounding_box()["x"] < 100
    widget.open()
    assert widget.panel.bounding_box()["x"] < 100
    assert widget.locator(".bar").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(176, 31, 36)"
    expect(widget.locator(".card").first).to_contain_text("<b>欢迎</b>访问")
    assert widget.panel.evaluate("e => getComputedStyle(e).fontSize") == "22px"


@pytest.mark.parametrize("colour", ["#ffe000", "#888888", "#000000", "#ffffff", "#0a0", "#d4380d", "red", "#12"])
def test_any_colour_stays_readable(visitor: Visitor, script: Script, site: Portal, colour: str) -> None:
    widget = visitor().visit(site.put("/colour", html(tag(script.url, color=colour)))).open()
    for scheme in ("light", "dark"):
        widget.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for selector, ground in (
            (".bar h2", ".bar"),
            (".chip ~ .none, .foot summary span:last-child", ".foot"),
            (".compose .solid", ".compose .solid"),
        ):
            assert _contrast(widget, selector, ground) >= 4.5, f"{colour}, {scheme}, {selector}"


def _contrast(widget: Widget, selector: str, ground: str) -> float:
    def light(name: str, where: str) -> float:
        text: str = widget.locator(where).first.evaluate(f"e => getComputedStyle(e).{name}")
        parts = [int(part) / 255 for part in re.findall(r"\d+", text)[:3]]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((light("color", selector), light("backgroundColor", ground)))
    return (high + 0.05) / (low + 0.05)


def test_closed_for_good_and_the_way_back(visitor: Visitor, script: Script, site: Portal) -> None:
    url = site.put("/footer", html('<footer><a href="#anze">政策问答</a></footer>' + tag(script.url)))
    widget = visitor().visit(url)
    widget.locator(".launch .hide").click()
    expect(widget.locator(".bubble")).to_contain_text("点网页上的“政策问答”即可恢复")
    widget.locator(".bubble").get_by_role("button", name="不再显示").click()
    expect(widget.launcher).to_be_hidden()
    widget.page.reload()
    expect(widget.page.locator("anze-widget")).to_have_count(1)
    expect(widget.launcher).to_be_hidden()
    widget.page.get_by_role("link", name="政策问答").click()
    expect(widget.panel).to_be_visible()
    widget.page.reload()
    expect(widget.panel).to_be_visible()
    widget.button("设置").click()
    widget.button("不再显示").click()
    expect(widget.panel).to_be_hidden()
    widget.page.evaluate("anze.open()")
    expect(widget.panel).to_be_visible()


def test_it_is_not_printed_with_the_page(widget: Widget) -> None:
    widget.page.emulate_media(media="print")
    expect(widget.launcher).to_be_hidden()


@pytest.fixture
def check(visitor: Visitor) -> Widget:
    return visitor()


def test_the_self_test_tells_which_policy_is_wrong_and_what_to_write(
    check: Widget, script: Script, site: Portal
) -> None:
    line = tag(script.url, check="")
    check.page.goto(
        site.put("/check", html(line), content_security_policy=f"default-src 'self'; script-src 'self' {script.url}")
    )
    expect(check.locator(".check[data-done]")).to_be_visible()
    expect(check.locator(".check li.no", has_text="connect-src")).to_contain_text(
        f"Content-Security-Policy: default-src 'self'; script-src 'self' {script.url}; connect-src 'self' {script.url}"
    )
    check.page.goto(
        site.put(
            "/check",
            html(line),
            content_security_policy=f"script-src {script.url}/widget.js {script.url}/widget/check.js",
        )
    )
    expect(check.locator(".check[data-done]")).to_be_visible()
    expect(check.locator(".check li.no", has_text="script-src")).to_contain_text(
        f"{script.url}/widget/check.js {script.url}"
    )
    fixed = (
        check.locator(".check li.no", has_text="script-src")
        .locator("code")
        .inner_text()
        .removeprefix("Content-Security-Policy: ")
    )
    check.page.goto(site.put("/check", html(line), content_security_policy=fixed))
    expect(check.locator(".check[data-done]")).to_be_visible()
    expect(check.locator(".check li", has_text="内容安全策略没有拦下")).to_be_visible()


def test_the_self_test_tells_of_a_page_without_an_origin_and_a_tag_without_a_channel(
    check: Widget, script: Script, site: Portal
) -> None:
    inner = site.put("/inner-check", html(tag(script.url, channel="", check="")))
    check.page.goto(
        site.put("/outer-check", f'<iframe src="{inner}" width=900 height=800 sandbox="allow-scripts"></iframe>')
    )
    frame = check.page.frame_locator("iframe")
    expect(frame.locator(".check[data-done]")).to_be_visible()
    expect(frame.locator(".check li.no", has_text="来源是 null")).to_contain_text("allow-same-origin")
    expect(frame.locator(".check li.no", has_text="没有写渠道代号")).to_contain_text('data-channel="渠道代号"')
