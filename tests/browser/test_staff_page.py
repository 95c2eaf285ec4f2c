"""The staff page as people use it: real server, real index, real browser."""

from __future__ import annotations

import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visit

QUESTION = "迟报生产安全事故后，福建适用哪些问责措施"
CITED = ("第十九条第（三）项", "第二十条", "第二十二条第（四）项")
QUOTE = "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的"
ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Shift"}


def open_page(visit: Visit, server: Server) -> Page:
    visit.page.goto(server.url)
    expect(visit.page.locator("#question textarea")).to_be_visible()
    return visit.page


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("#live .asked p")).to_have_text(question)
    expect(page.locator("#live .steps")).to_have_count(0)


def card(page: Page, label: str) -> str:
    return f"#live .card:has(.label:text-matches('{re.escape(label)}$'))".replace("\\", "\\\\")


def english_words(page: Page) -> set[str]:
    """Visible text, and what is only heard or hovered over."""
    seen: str = page.evaluate(
        """() => document.body.innerText + ' ' + [...document.querySelectorAll('*')].filter(e => e.checkVisibility())
             .flatMap(e => ['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a) || '')).join(' ')"""
    )
    return set(ENGLISH.findall(seen)) - ALLOWED


def test_server_is_alive_at_once(server: Server) -> None:
    assert server.healthy_after < 1.5 or server.ready_after > 20, "only a very busy machine takes longer"


def test_question_leads_to_the_three_citations_and_the_words_in_their_article(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    ask(page, QUESTION)
    labels = page.locator("#live .card .label").all_inner_texts()
    for label in CITED:
        assert any(found.endswith(label) for found in labels), f"{label} not among {labels}"
    first = page.locator("#live .card").filter(has=page.locator(".label", has_text="第十九条第（三）项"))
    first.get_by_text("打开条文").click()
    expect(first.locator("details[open] mark").first).to_be_visible()
    assert "".join(first.locator("details mark").all_inner_texts()).rstrip("；") == QUOTE
    expect(first.locator("details")).to_contain_text("应当按照有关规定进行问责")
    link = first.locator("a[target=_blank]").get_attribute("href") or ""
    assert re.fullmatch(r"/d/fujian/19\?quote=[^#]+#p1\.3", link)
    page.goto(server.url + link)
    expect(page.locator("h1")).to_have_text("第十九条")
    expect(page.locator("#p1\\.3 mark").first).to_be_visible()
    assert visit.elsewhere(server) == []
    assert visit.errors == []


def test_nothing_on_the_page_is_english(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.title() == "安责问答"
    assert english_words(page) == set()
    ask(page, QUESTION)
    assert english_words(page) == set()


def test_nothing_is_wider_than_the_screen(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    ask(page, QUESTION)
    page.get_by_text("打开条文").first.click()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    for path in ("/d", "/d/zaozhuang", "/d/fujian/19", "/d/fujian/99"):
        page.goto(server.url + path)
        assert page.evaluate(wide) <= 0, path


def test_follow_up_keeps_the_conversation_and_clearing_ends_it(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    ask(page, QUESTION)
    ask(page, "那河北呢")
    expect(page.locator("#past .asked p")).to_have_text(QUESTION)
    expect(page.locator("#live .turn")).to_contain_text("河北")
    page.get_by_role("button", name="清空").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#examples")).to_be_visible()


def test_a_place_not_held_has_its_badge(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    page.get_by_role("button", name="上海有什么规定").click()
    expect(page.locator("#live .badge")).to_have_text("未收录")


def test_chosen_place_limits_the_answer(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    page.get_by_label("河北省").check()
    ask(page, "迟报生产安全事故适用哪些问责措施")
    expect(page.locator("#live .badge, #live .card").first).to_be_visible()
    labels = page.locator("#live .card .label").all_inner_texts()
    assert all("河北省" in label for label in labels), labels


def test_markup_in_a_question_stays_text(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    attack = "<img src=x onerror=document.title='坏'> ${document.title='坏'} {{document.title='坏'}} 福建细则第一条"
    ask(page, attack)
    assert page.title() == "安责问答"
    assert page.locator("#live img").count() == 0


def test_overlong_and_empty_questions(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("请先写下要问的问题")).to_be_visible()
    assert english_words(page) == set()
    page.locator("#question textarea").fill("长" * 600)
    page.locator("#question textarea").press("End")
    page.keyboard.type("长")
    assert len(page.locator("#question textarea").input_value()) <= 600
    expect(page.locator("#count")).to_contain_text("/ 500 字")


def test_keyboard_alone_is_enough(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    page.locator("#question textarea").focus()
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    assert page.locator("#question textarea").input_value() == "第一行\n第二行"
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#live .card").first).to_be_visible()
    page.locator("#places input").last.focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#live summary')"):
            break
    assert page.evaluate("document.activeElement.matches('#live summary')")
    page.keyboard.press("Enter")
    expect(page.locator("#live details[open]")).to_have_count(1)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("path", ["/d", "/d/fujian", "/d/fujian/19", "/d/jilin/s4", "/d/fujian/99", "/"])
def test_accessible(visit: Visit, server: Server, path: str) -> None:
    page = visit.page
    page.goto(server.url + path)
    if path == "/":
        expect(page.locator("#question textarea")).to_be_visible()
        ask(page, QUESTION)
        page.get_by_text("打开条文").first.click()
    found = Axe().run(page).response["violations"]
    serious = {v["id"]: [n["html"][:200] for n in v["nodes"]] for v in found if v["impact"] in ("serious", "critical")}
    assert serious == {}
    assert visit.elsewhere(server) == []


def test_provision_pages_need_no_scripts(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/d/fujian/19") as answer:
        assert "<script" not in answer.read().decode()
