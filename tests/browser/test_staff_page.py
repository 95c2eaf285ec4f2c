"""The staff page as people use it: real server, real index, real browser."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Server, Visit

QUESTION = "迟报生产安全事故后，福建适用哪些问责措施"
CITED = ("第十九条第（三）项", "第二十条", "第二十二条第（四）项")
QUOTE = "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的"
ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Shift", "Word", "Markdown"}


def open_page(visit: Visit, server: Server) -> Page:
    visit.page.goto(server.url)
    expect(visit.page.locator("#question textarea")).to_be_visible()
    return visit.page


def answered(page: Page, question: str) -> None:
    expect(page.locator("#live .asked p").first).to_have_text(question)
    expect(page.locator("#live .turn:not(.pending)")).to_have_count(1)
    expect(page.locator("#live .steps")).to_have_count(0)


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    answered(page, question)


def open_history(page: Page) -> None:
    """On a narrow screen the earlier conversations are in a drawer."""
    if not page.locator("#history").is_visible():
        page.get_by_role("button", name="对话", exact=True).click()
    expect(page.locator("#new")).to_be_visible()


def english_words(page: Page) -> set[str]:
    """Visible text, and what is only heard or hovered over."""
    seen: str = page.evaluate(
        """() => document.body.innerText + ' ' + [...document.querySelectorAll('*')].filter(e => e.checkVisibility())
             .flatMap(e => ['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a) || '')).join(' ')"""
    )
    return set(ENGLISH.findall(seen)) - ALLOWED


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Visit]:
    """A visitor at a desk alone, for what does not depend on the size of the screen."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(30_000)
    yield Visit(context.new_page())
    context.close()


def test_server_is_alive_at_once(server: Server) -> None:
    assert server.healthy_after < 1.5 or server.ready_after > 20, "only a very busy machine takes longer"


def test_question_leads_to_the_three_citations_and_the_words_in_their_article(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    ask(page, QUESTION)
    labels = page.locator("#live .card .label").all_inner_texts()
    for label in CITED:
        assert any(found.endswith(label) for found in labels), f"{label} not among {labels}"
    first = page.locator("#live .card").filter(has=page.locator(".label", has_text="第十九条第（三）项"))
    assert "".join(first.locator(".opened mark").all_inner_texts()).rstrip("；") == QUOTE
    expect(first.locator(".opened")).to_contain_text("应当按照有关规定进行问责")
    expect(first.locator(".mentions")).to_contain_text("被引用第二十条")
    link = first.get_by_role("link", name="条文页").get_attribute("href") or ""
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
    page.locator("#scope > button").click()
    ask(page, QUESTION)
    open_history(page)
    assert english_words(page) == set()


def test_a_marker_lights_its_card_and_its_sentence_and_leads_there_and_back(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    marker = page.locator("#live a.cite", has_text="[1]")
    marker.hover()
    expect(page.locator("#live .card.lit")).to_have_attribute("data-n", "1")
    expect(page.locator("#live .said.lit")).to_contain_text(QUOTE)
    marker.click()
    assert page.evaluate("document.activeElement.matches('.card[data-n=\"1\"]')")
    page.locator("#live .card[data-n='1'] .n").click()
    assert page.evaluate("document.activeElement.matches('a.cite[data-n=\"1\"]')")


def test_follow_up_goes_on_and_a_new_conversation_begins_anew(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    ask(page, QUESTION)
    ask(page, "那河北呢")
    expect(page.locator("#past .asked p")).to_have_text(QUESTION)
    expect(page.locator("#live .card .label").first).to_contain_text("河北省")
    expect(page.locator("#past [data-do]:visible")).to_have_count(0)
    open_history(page)
    page.locator("#new").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "那北京呢")
    expect(page.locator("#live .card")).to_have_count(0)


def test_a_list_that_overtakes_an_answer_does_not_keep_it_away(desk: Visit, server: Server) -> None:
    """The list that a page asks for when it opens may be made after a quick question and arrive before its answer."""
    page = open_page(desk, server)
    page.wait_for_function("document.querySelector('#listed .ours')")
    page.evaluate("anze.show(JSON.stringify({ at: 9e18, listed: '<p>迟来的目录</p>' }))")
    ask(page, QUESTION)
    expect(page.locator("#live .card")).to_have_count(3)


def test_an_earlier_turn_keeps_its_marked_words_in_sight(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    ask(page, "上海呢？")
    page.wait_for_function(
        """() => { const all = [...document.querySelectorAll('#past .opened')];
          return all.length === 3 && all.every((whole) => { const [box, mark] = [whole, whole.querySelector('mark')].map((e) => e.getBoundingClientRect());
            return mark.top >= box.top - 1 && mark.top < box.bottom; }); }"""
    )


def test_an_earlier_turn_opens_its_articles_when_asked(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    ask(page, "上海有什么规定")
    page.reload()
    expect(page.locator("#live .asked p").first).to_have_text("上海有什么规定")
    card = page.locator("#past .card").first
    card.get_by_text("打开所在条文").click()
    expect(card.locator("mark").first).to_be_visible()
    expect(card.locator(".opened")).to_contain_text("应当按照有关规定进行问责")


def test_an_earlier_turn_offers_nothing_to_ask_on(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, "第十九条")
    expect(page.locator("#live .suggestions")).to_contain_text("请选一个")
    ask(page, QUESTION)
    expect(page.locator("#live .suggestions")).to_contain_text("还可以问")
    expect(page.locator("#past .suggestions")).to_be_hidden()


def test_a_place_not_held_has_its_badge(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    ask(page, "上海有什么规定")
    expect(page.locator("#live .badge")).to_have_text("未收录或没有规定")


def test_an_example_is_asked_at_once(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    page.get_by_role("button", name="河北县委书记多久调研一次").click()
    answered(page, "河北县委书记多久调研一次")
    expect(page.locator("#live .text")).to_contain_text("每季度至少调研1次")


def test_chosen_place_is_shown_and_limits_the_answer(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    page.locator("#scope > button").click()
    page.get_by_label("河北省").check()
    expect(page.locator("#scope > button")).to_contain_text("范围：只查 河北省")
    ask(page, "迟报生产安全事故适用哪些问责措施")
    expect(page.locator("#live .scope")).to_have_text("只查：河北省")
    labels = page.locator("#live .card .label").all_inner_texts()
    assert labels
    assert all("河北省" in label for label in labels), labels


def test_asking_again_and_editing_replace_the_answer(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    page.get_by_role("button", name="重新回答").click()
    answered(page, QUESTION)
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="修改问题").click()
    expect(page.locator("#question textarea")).to_have_value(QUESTION)
    expect(page.locator("#notice")).to_contain_text("会替换原来的")
    ask(page, "河北县委书记多久调研一次")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#notice")).not_to_contain_text("替换")
    page.reload()
    expect(page.locator("#live .asked p").first).to_have_text("河北县委书记多久调研一次")


def test_history_is_kept_renamed_searched_deleted_and_brought_back(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    page.locator("#new").click()
    ask(page, "枣庄办法由谁解释")
    titles = page.locator("#listed .title")
    expect(titles).to_have_count(2)
    expect(titles.first).to_have_text("枣庄办法由谁解释")
    menu = page.locator("#listed li").last.locator("summary")
    menu.click()
    page.get_by_role("button", name="改名").locator("visible=true").click()
    page.keyboard.type("事故迟报")
    page.keyboard.press("Enter")
    expect(titles.last).to_have_text("事故迟报")
    page.fill("#search textarea", "问责措施")
    expect(titles).to_have_count(1)
    page.fill("#search textarea", "没有这样的词")
    expect(page.locator("#listed")).to_contain_text("没有找到含“没有这样的词”的对话")
    page.fill("#search textarea", "")
    expect(titles).to_have_count(2)
    page.locator("#listed li").last.locator("summary").click()
    page.get_by_role("button", name="删除").locator("visible=true").click()
    expect(titles).to_have_count(1)
    page.get_by_role("button", name="撤销").click()
    expect(titles).to_have_count(2)
    titles.last.click()
    expect(page.locator("#live .asked p").first).to_have_text(QUESTION)
    assert page.url.endswith(f"?c={page.locator('#live .conversation').get_attribute('data-conversation')}")


def test_nothing_is_shared_between_two_people(chromium: Browser, server: Server) -> None:
    pages = []
    for _ in range(2):
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(server.url)
        expect(page.locator("#question textarea")).to_be_visible()
        pages.append(page)
    one, two = pages
    for page, question in ((one, QUESTION), (two, "枣庄办法由谁解释")):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
    for page, question in ((one, QUESTION), (two, "枣庄办法由谁解释")):
        answered(page, question)
        expect(page.locator("#listed .title")).to_have_text([question])
    stolen = one.url
    two.goto(stolen)
    expect(two.locator("#notice")).to_contain_text("没有这个会话")
    turn = one.locator("#live .thumbs").get_attribute("data-turn")
    export = f"{server.url}/staff/export/answer?turn={turn}&as=md"
    assert one.request.get(export).ok
    refused = two.request.get(export)
    assert refused.status == 422
    assert "没有这个会话" in refused.text()
    said = two.request.post(f"{server.url}/staff/feedback", data={"turn": turn, "helpful": False})
    assert said.status == 422
    one.reload()
    expect(one.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "false")
    expect(two.locator(".turn")).to_have_count(0)
    for page in pages:
        page.context.close()


def test_feedback_is_taken_with_its_reason(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    page.get_by_role("button", name="没用").click()
    form = page.locator("form.why")
    form.get_by_text("漏了条款").click()
    form.get_by_label("应当引哪一条").fill("福建细则第二十一条")
    form.get_by_role("button", name="提交").click()
    expect(page.locator("#live .answered > .tools")).to_contain_text("谢谢，已记下")
    page.reload()
    expect(page.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="有用").click()
    expect(page.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "true")


def test_copies_keep_their_citations(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    page.get_by_role("button", name="复制引文").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{QUOTE}")
    assert "第十九条第（三）项）" in copied
    page.get_by_role("button", name="复制答复").click()
    assert "[1] 《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项：“" in page.evaluate(
        "navigator.clipboard.readText()"
    )
    page.locator("#live .text").evaluate("e => getSelection().selectAllChildren(e)")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()").rstrip().endswith("第二十二条第（四）项")


def test_personal_numbers_are_hidden(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    page.fill("#question textarea", "我叫张三，手机13812345678，福建迟报事故怎么问责")
    page.press("#question textarea", "Enter")
    expect(page.locator("#live .scope")).to_contain_text("手机号已经隐去")
    assert "13812345678" not in page.content()


def test_markup_in_a_question_stays_text(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    attack = "<img src=x onerror=document.title='坏'> ${document.title='坏'} {{document.title='坏'}} 福建细则第一条"
    ask(page, attack)
    assert page.title() == "安责问答"
    assert page.locator("#live img").count() == 0
    open_history(page)
    assert page.locator("#listed img").count() == 0


def test_overlong_and_empty_questions(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("请先写下要问的问题")).to_be_visible()
    assert english_words(page) == set()
    page.locator("#question textarea").fill("长" * 600)
    page.locator("#question textarea").press("End")
    page.keyboard.type("长")
    assert len(page.locator("#question textarea").input_value()) <= 600
    expect(page.locator("#typed")).to_contain_text("/ 500 字")


def test_keyboard_alone_is_enough(visit: Visit, server: Server) -> None:
    page = open_page(visit, server)
    page.locator("#question textarea").focus()
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    assert page.locator("#question textarea").input_value() == "第一行\n第二行"
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    answered(page, QUESTION)
    assert page.evaluate("document.activeElement.matches('#question textarea')"), "focus stays in the box"
    page.locator("#live a.cite").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('#live .card')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    menu = page.locator("#live details.menu summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live details.menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#live details.menu[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('#live summary')")


def test_an_input_method_is_not_cut_short(desk: Visit, server: Server) -> None:
    """Enter that chooses a character ends the composition and sends nothing."""
    page = open_page(desk, server)
    page.fill("#question textarea", "fujian")
    page.locator("#question textarea").evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(page.locator("#question textarea")).to_have_value("fujian")
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, "枣庄办法由谁解释")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#listed .title")).to_have_text(["枣庄办法由谁解释"])


def refuse(status: int) -> object:
    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="application/json", body='{"detail": "Queue is full."}')

    return answer


@pytest.mark.parametrize(
    ("status", "said"), [(503, "现在提问的人太多"), (401, "登录已过期"), (500, "服务没有接受这个请求")]
)
def test_a_refusal_is_told_in_chinese_and_the_question_stays(
    desk: Visit, server: Server, status: int, said: str
) -> None:
    page = open_page(desk, server)
    ask(page, "枣庄办法由谁解释")
    page.route("**/gradio_api/queue/join*", refuse(status))  # type: ignore[arg-type]
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator("#banner")).to_contain_text(said)
    expect(page.locator("#question textarea")).to_have_value(QUESTION)
    expect(page.locator("#live .asked p").first).to_have_text("枣庄办法由谁解释")
    assert english_words(page) == set()
    page.unroute("**/gradio_api/queue/join*")
    page.press("#question textarea", "Enter")
    answered(page, QUESTION)
    expect(page.locator("#banner")).to_be_hidden()


def test_a_dropped_connection_is_told_and_the_question_stays(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    expect(page.locator("#listed")).to_contain_text("还没有对话")
    page.route("**/gradio_api/queue/join*", lambda route: route.abort())
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator("#banner")).to_contain_text("连上以后本页会自动重新载入")
    expect(page.locator("#question textarea")).to_have_value(QUESTION)
    expect(page.locator("#welcome")).to_be_visible()


def test_once_the_connection_is_back_the_page_works_again(desk: Visit, server: Server) -> None:
    """Gradio itself sends nothing more after a connection broke, until the page is loaded anew."""
    page = open_page(desk, server)
    ask(page, "枣庄办法由谁解释")
    page.route("**/gradio_api/queue/join*", lambda route: route.abort())
    page.route("**/readyz", lambda route: route.abort())
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator("#banner")).to_contain_text("连上以后")
    page.unroute("**/gradio_api/queue/join*")
    page.unroute("**/readyz")
    expect(page.locator("#banner")).to_contain_text("现在已经连上")
    expect(page.locator("#question textarea")).to_have_value(QUESTION)
    expect(page.locator("#live .asked p").first).to_have_text("枣庄办法由谁解释")
    page.press("#question textarea", "Enter")
    answered(page, QUESTION)
    expect(page.locator("#banner")).to_be_hidden()


def test_views_open_beside_the_conversation_and_back(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    for name, path, words in (
        ("对比", "/compare", "对比"), ("职责清单", "/duties", "职责清单"), ("法规", "/d", "福建省党政领导干部"), ("收录", "/coverage", "收录"),
    ):  # fmt: skip
        page.get_by_role("navigation", name="站内").get_by_role("link", name=name, exact=True).click()
        expect(page.locator("#view")).to_contain_text(words)
        expect(page.locator("gradio-app")).to_be_hidden()
        expect(page).to_have_url(server.url + path)
    page.go_back()
    expect(page.locator("#view h1")).to_be_visible()
    page.get_by_role("navigation", name="站内").get_by_role("link", name="问答").click()
    expect(page.locator("#live .asked p").first).to_have_text(QUESTION)
    expect(page.locator("#view")).to_be_hidden()


VIEWS = (
    "/compare", "/compare?place=fujian&place=hebei&topic=述职", "/duties?place=hebei&who=书记", "/d", "/d/zaozhuang?find=迟报",
    "/d/fujian/19", "/d/jilin/s4", "/d/fujian/99", "/coverage", "/manage",
)  # fmt: skip


def fits_and_is_accessible(page: Page, state: str, *, dark: bool) -> None:
    """Nothing wider than the screen, no serious finding, and dark colours, alike at each width, are told apart as well."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), state
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    for theme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast", "link-in-text-block"]}))[: 1 + dark]:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        # What passes is not looked at, and to describe it takes as long as to find what does not.
        found = page.evaluate(
            "options => axe.run(options).then(found => found.violations)", {**rules, "resultTypes": ["violations"]}
        )
        serious = {
            v["id"]: [n["html"][:200] for n in v["nodes"]] for v in found if v["impact"] in ("serious", "critical")
        }
        assert serious == {}, f"{state}, {theme}"


@pytest.mark.parametrize(("width", "size"), [(1440, ""), (768, "large"), (390, "")])
def test_every_state_fits_and_is_accessible(chromium: Browser, server: Server, width: int, size: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(f"localStorage.setItem('anze.size', '{size}')")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#listed .quiet")).to_have_count(1)
    fits_and_is_accessible(page, "empty", dark=width == 1440)
    page.locator("#scope > button").click()
    ask(page, QUESTION)
    ask(page, "对比福建和河北对述职的规定")
    page.get_by_role("button", name="没用").last.click()
    fits_and_is_accessible(page, "answered", dark=width == 1440)
    ask(page, "上海有什么规定")
    open_history(page)
    page.locator("#listed summary").click()
    fits_and_is_accessible(page, "history", dark=width == 1440)
    for path in VIEWS:
        page.goto(server.url + path)
        fits_and_is_accessible(page, path, dark=width == 1440)
    context.close()


def test_no_view_speaks_english(desk: Visit, server: Server) -> None:
    """But for the kinds of files, and the ids that addresses and citations are made of."""
    told = {"txt", "md", "markdown", "htm", "html", "docx", "pdf", "MB", "fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin", "anze", "static"}  # fmt: skip
    for path in (
        *VIEWS,
        "/nothing",
        "/d/nothing",
        "/manage/jobs/99",
        "/duties?who=宇航员",
        "/compare?place=fujian&topic=述职",
    ):
        desk.page.goto(server.url + path)
        desk.page.evaluate("document.querySelectorAll('main code, td.said').forEach(digest => digest.remove())")
        assert english_words(desk.page) - told - {"nothing"} == set(), path
        assert desk.page.locator("html").get_attribute("lang") == "zh-CN"


def test_large_type_on_a_phone_leaves_room_to_read(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#welcome .example").first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="长辈版").click()
    heights = "[...document.querySelectorAll('body > .bar, #composer')].map(part => part.offsetHeight)"
    assert sum(page.evaluate(heights)) < 400
    assert (
        page.evaluate("(box => box.scrollHeight - box.clientHeight)(document.querySelector('#question textarea'))") < 2
    )
    assert page.evaluate("document.querySelector('#send').offsetTop === document.querySelector('#stop').offsetTop")
    page.locator("#scope > button").click()
    expect(page.locator("#send")).to_be_in_viewport()
    context.close()


def test_large_type_is_kept(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    size = "parseFloat(getComputedStyle(document.querySelector('h1, h2')).fontSize)"
    page.goto(f"{server.url}/d")
    before = page.evaluate(size)
    page.get_by_role("button", name="长辈版").click()
    assert page.evaluate(size) > 1.3 * before
    page.reload()
    assert page.evaluate(size) > 1.3 * before
    expect(page.get_by_role("button", name="长辈版")).to_have_attribute("aria-pressed", "true")
    page.goto(server.url)
    expect(page.locator("html")).to_have_attribute("data-size", "large")


def test_the_answer_alone_is_printed(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    ask(page, "枣庄办法由谁解释")
    ask(page, QUESTION)
    page.emulate_media(media="print")
    page.evaluate(
        "window.print = () => { window.seen = [...document.querySelectorAll('.turn')].filter(t => t.checkVisibility()).map(t => t.id) }"
    )
    page.locator("#live details.menu").evaluate("menu => { menu.open = true; menu.querySelector('.print').click() }")
    assert page.evaluate("window.seen") == ["t1"], "the turn whose button it was"
    for hidden in ("#history", "#composer", "#live .answered > .tools", "header.bar"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#live .card .opened mark").first).to_be_visible()
    assert page.locator("#live .card .opened").first.evaluate("e => e.scrollHeight <= e.clientHeight + 1"), (
        "not cut off"
    )


def test_provision_pages_need_no_scripts(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/d/fujian/19") as answer:
        page = answer.read().decode()
    assert QUOTE in page
