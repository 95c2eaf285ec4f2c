"""The public pages in Chromium: structured data under the content security policy, what is printed, and no scripts at all."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Server, Visit


@pytest.mark.parametrize("path", ["/d/fujian", "/d/fujian/19", "/d/jilin"])
def test_structured_data_is_there_and_the_policy_says_nothing(visit: Visit, server: Server, path: str) -> None:
    said: list[str] = []
    visit.page.on("console", lambda message: said.append(message.text))
    answer = visit.page.goto(server.url + path)
    assert answer is not None
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    data = json.loads(visit.page.locator('script[type="application/ld+json"]').text_content() or "")
    assert data["@context"] == "https://schema.org"
    assert said == visit.errors == []
    assert visit.elsewhere(server) == []


def test_what_is_printed_is_the_text(visit: Visit, server: Server) -> None:
    page = visit.page
    page.goto(f"{server.url}/d/fujian/19")
    page.emulate_media(media="print")
    assert page.locator("article.article").is_visible()
    assert page.locator(".force").is_visible()
    for furniture in ("header.bar", "nav.neighbours"):
        assert not page.locator(furniture).is_visible()


def test_without_scripts_a_page_reads_the_same(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/d/fujian")
    assert page.locator("nav.outline a").count() > 29
    assert page.locator("section.block").count() == 29
    context.close()
