"""A portal on an origin of its own, a scripted server of the widget's contract, and a visitor who uses the widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.widget.serving import Portal, Script, portal, scripted

QUESTION = "迟报怎么问责"


@pytest.fixture(scope="session")
def _scripted() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def script(_scripted: Script) -> Script:
    """The scripted server, saying again what it says at first."""
    _scripted.reset()
    return _scripted


@pytest.fixture(scope="session")
def site() -> Iterator[Portal]:
    with portal() as site:
        yield site


@pytest.fixture(scope="session")
def trap() -> Iterator[Portal]:
    """A server that nobody has any reason to ask."""
    with portal() as trap:
        yield trap


def tag(server: str, *, channel: str = "k", **attributes: str) -> str:
    """The one line that a portal writes."""
    more = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<script async src="{server}/widget.js" data-channel="{channel}"{more}></script>'


def html(body: str, head: str = "", doctype: str = "<!doctype html>") -> str:
    """A portal's page."""
    return (
        f'{doctype}<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>某省应急管理厅</title>{head}</head><body><main><h1>政策法规</h1><p><a href='/first'>第一个链接</a></p></main>{body}</body></html>"
    )


class Widget:
    """The widget as a visitor finds it on a page, with all that the browser asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def locator(self, selector: str, **more: Any) -> Any:
        return self.page.locator(f"anze-widget {selector}", **more)

    @property
    def launcher(self) -> Any:
        return self.locator(".launch .open")

    @property
    def panel(self) -> Any:
        return self.locator(".panel")

    @property
    def status(self) -> str:
        return str(self.locator("[role=status]").inner_text())

    def button(self, name: str) -> Any:
        return self.panel.get_by_role("button", name=name, exact=True)

    def visit(self, url: str) -> Widget:
        self.page.goto(url)
        expect(self.launcher).to_be_visible()
        return self

    def open(self) -> Widget:
        """Open it and read the notice."""
        self.launcher.click()
        self.button("知道了，开始提问").click()
        return self

    def send(self, words: str = QUESTION) -> Widget:
        self.locator("#question").fill(words)
        self.page.keyboard.press("Enter")
        return self

    def answered(self, turns: int = 1) -> Widget:
        expect(self.locator(".turn")).to_have_count(turns)
        expect(self.locator(".turn").last.locator(".tools").last).to_be_visible()
        expect(self.locator(".turn").last.locator(".step")).to_be_hidden()
        return self

    def focused(self) -> str:
        """The element inside the widget that has the focus: its id, its label or its text."""
        found: str = self.page.evaluate(
            """() => { const e = document.querySelector("anze-widget").shadowRoot.activeElement;
              return e ? e.id || e.getAttribute("aria-label") || e.textContent : ""; }"""
        )
        return found

    def elsewhere(self, *allowed: str) -> list[str]:
        """What was asked of anyone but these."""
        mine = (*(f"{url}/" for url in allowed), "blob:", "about:")
        return [url for url in self.requests if not url.startswith(mine)]


Visitor = Callable[..., Widget]


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """Make a visitor with a fresh browser: `visitor(width=390, color_scheme="dark")`."""
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, height: int = 900, **more: Any) -> Widget:
        context = chromium.new_context(viewport={"width": width, "height": height}, service_workers="block", **more)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Widget(context.new_page())

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def widget(visitor: Visitor, script: Script, site: Portal) -> Widget:
    """The widget on a plain page, not opened yet."""
    return visitor().visit(site.put("/plain", html(tag(script.url))))
