"""The widget without a mouse, without eyes, with large type, on small screens; and never over what has the focus."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.widget.conftest import QUESTION, Visitor, Widget, html, tag
from tests.browser.widget.serving import ANSWER, Portal, Script

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
WIDTHS = (320, 390, 768, 1440)
SIZES = ("elder", "larger", "large", "normal")
LOOK = """async (size) => {
  const root = document.querySelector("anze-widget").shadowRoot.querySelector(".root");
  for (const s of ["normal", "large", "larger"]) root.classList.toggle(`size-${s}`, s === size);
  root.classList.toggle("elder", size === "elder");
  const found = await axe.run({ include: [["anze-widget"]] }, { resultTypes: ["violations"], preload: false });
  const seen = root.querySelectorAll(".panel, .launch, .bubble, .check");
  const out = [...root.querySelectorAll("*")].filter((e) => e.checkVisibility() && !e.closest(".scroll, .heard") && e.getBoundingClientRect().right > innerWidth + 1);
  const small = [...root.querySelectorAll("button, summary, a, input, textarea")].filter((e) => e.checkVisibility()).map((e) => [e.closest("label") || e, size === "elder" && e.closest(".panel") ? 60 : 44])
    .filter(([e, least]) => { const b = e.getBoundingClientRect(); return b.width < least - 0.5 || b.height < least - 0.5; })
    .map(([e]) => `${e.textContent || e.getAttribute("aria-label")} ${e.getBoundingClientRect().width}x${e.getBoundingClientRect().height}`);
  return { violations: found.violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`), checked: found.passes ? seen.length : seen.length,
    out: out.map((e) => e.className || e.tagName), small };
}"""


def checked(widget: Widget, state: str) -> int:
    """Axe, the size of targets and the reflow, over sizes of type, schemes and widths; how many looks that were."""
    looks = 0
    for width in WIDTHS:
        widget.page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            widget.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for size in SIZES:
                found = widget.page.evaluate(LOOK, size)
                where = f"{state}, {width} px, {scheme}, {size}"
                assert found["violations"] == [], where
                assert found["out"] == [], f"wider than the screen: {where}"
                assert found["small"] == [], f"too small: {where}"
                looks += 1
    return looks


def test_axe_finds_nothing_in_any_state(visitor: Visitor, script: Script, site: Portal) -> None:
    script.texts["complaint"] = "https://example.com/tousu"
    script.answer = {
        **ANSWER,
        "plain": "- 晚报事故要被问责 [1]",
        "worded": {"model": "某模型", "label": "内容由人工智能生成"},
    }
    script.answer["text"] += (
        "\n\n|  | 福建省 | 河北省 | 北京市 |\n| --- | --- | --- | --- |\n| **述职** | 列入[1] | 未规定 | 列入[2] |"
    )
    widget = visitor().visit(site.put("/axe", html(tag(script.url))))
    page = widget.page
    page.add_script_tag(path=str(AXE))
    looks = checked(widget, "launcher")
    widget.locator(".launch .hide").click()
    looks += checked(widget, "asked to hide")
    page.keyboard.press("Escape")
    widget.launcher.click()
    expect(widget.locator(".accept")).to_be_visible()
    looks += checked(widget, "notice")
    widget.locator(".accept").click()
    widget.locator(".foot summary").click()
    widget.button("设置").click()
    looks += checked(widget, "examples, settings, about")
    widget.button("设置").click()
    widget.locator(".foot summary").click()
    script.pause = 60
    widget.send()
    expect(widget.button("停止")).to_be_visible()
    looks += checked(widget, "on its way")
    widget.button("停止").click()
    expect(widget.locator(".badge")).to_be_visible()
    looks += checked(widget, "stopped")
    script.pause = 0
    widget.button("重新回答").click()
    widget.answered()
    widget.button("没有帮助").click()
    looks += checked(widget, "answered, what was wrong")
    widget.locator(".text button.n").first.click()
    expect(widget.locator(".leaf mark")).to_be_visible()
    looks += checked(widget, "provision")
    page.keyboard.press("Escape")
    script.answer = {**ANSWER, "outcome": "not_in_corpus", "citations": [], "text": "没有收录上海市的规定。"}
    widget.send("上海呢").answered(2)
    looks += checked(widget, "not held")
    script.status, script.refusal = 503, {"message": "服务暂时没有应答。"}
    widget.send("再问")
    expect(widget.locator(".badge.bad")).to_be_visible()
    looks += checked(widget, "failed")
    webmaster = visitor()
    webmaster.page.goto(site.put("/axe-check", html(tag(script.url, check=""))))
    webmaster.page.add_script_tag(path=str(AXE))
    expect(webmaster.locator(".check[data-done]")).to_be_visible()
    looks += checked(webmaster, "self-test")
    assert looks == 352
    print(f"\n无障碍：11 种状态 × 4 种字号 × 明暗 × 4 种宽度，{looks} 次检查，axe 违规 0，过小的按钮 0，越出屏幕 0")


def tab_to(widget: Widget, name: str, limit: int = 40) -> None:
    for _ in range(limit):
        if widget.focused() == name:
            return
        widget.page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab; the focus is on {widget.focused()!r}")


def test_everything_is_done_with_the_keyboard(widget: Widget, script: Script) -> None:
    page = widget.page
    tab_to(widget, "安责问答")
    page.keyboard.press("Enter")
    expect(widget.panel).to_be_visible()
    tab_to(widget, "知道了，开始提问")
    page.keyboard.press("Enter")
    expect(widget.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    widget.answered()
    assert widget.focused() == "question"
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if widget.focused().startswith("依据 1"):
            break
    page.keyboard.press("Enter")
    expect(widget.locator(".leaf mark")).to_be_visible()
    assert "第十九条" in widget.focused(), "the heading of the provision has the focus"
    page.keyboard.press("Escape")
    assert widget.focused().startswith("依据 1"), "back where it was opened"
    tab_to(widget, "没有帮助")
    page.keyboard.press("Enter")
    expect(widget.locator(".why input").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    assert widget.focused() == "安责问答"
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(widget.locator("#question")).to_be_focused()


def test_it_is_a_dialog_that_leaves_the_page_usable(widget: Widget) -> None:
    widget.open()
    dialog = widget.page.get_by_role("dialog", name="安全生产责任规定问答")
    expect(dialog).to_be_visible()
    expect(dialog).to_have_attribute("aria-modal", "false")
    widget.page.get_by_role("link", name="第一个链接").focus()
    assert widget.page.evaluate("document.activeElement.tagName") == "A"
    expect(dialog).to_be_visible()


def test_arriving_text_moves_neither_focus_nor_scroll_and_is_announced_sentence_by_sentence(
    widget: Widget, script: Script
) -> None:
    script.pause = 0.1
    widget.open()
    widget.page.evaluate(
        """() => { const root = document.querySelector("anze-widget").shadowRoot; window.moves = [];
          root.addEventListener("focusin", (e) => moves.push(e.target.id || e.target.className));
          const status = root.querySelector("[role=status]"); window.heard = [];
          new MutationObserver((all) => { for (const m of all) for (const n of m.addedNodes) heard.push(n.textContent); }).observe(status, { childList: true }); }"""
    )
    widget.send()
    expect(widget.locator(".text")).to_contain_text("通报、诫勉")
    top = widget.locator(".log").evaluate("e => e.scrollTop")
    widget.answered()
    assert widget.page.evaluate("moves") == ["question"] or widget.page.evaluate("moves") == []
    assert widget.locator(".log").evaluate("e => e.scrollTop") == top
    assert widget.focused() == "question"
    heard = widget.page.evaluate("heard")
    assert heard[0] == "正在回答"
    assert heard[-1] == "回答完毕，共 3 条依据"
    assert len(heard) == 7
    assert not any("[1]" in words or "**" in words for words in heard)
    assert widget.page.evaluate(
        "document.querySelector('anze-widget').shadowRoot.querySelectorAll('[role=status], [aria-live], [role=alert], [role=log]').length"
    ) == 1  # fmt: skip


def test_answers_at_once_for_those_who_want_them_so(widget: Widget, script: Script) -> None:
    script.pause = 0.15
    widget.open()
    widget.button("设置").click()
    widget.button("不逐句显示").click()
    widget.button("设置").click()
    widget.page.evaluate(
        """() => { const root = document.querySelector("anze-widget").shadowRoot; window.early = [];
          new MutationObserver(() => { const step = root.querySelector(".step"); if (step && !step.hidden) early.push(root.querySelector(".text").textContent); })
            .observe(root, { childList: true, subtree: true }); }"""
    )
    widget.send()
    expect(widget.locator(".step")).to_contain_text("检索条文")
    assert widget.status == "正在回答"
    widget.answered()
    early = widget.page.evaluate("early")
    assert early
    assert set(early) == {""}
    expect(widget.locator(".text li")).to_have_count(3)
    assert widget.status.split("\n")[-1] == "回答完毕，共 3 条依据"
    widget.page.reload()
    widget.button("设置").click()
    expect(widget.button("不逐句显示")).to_have_attribute("aria-pressed", "true")


SPEECH = """() => { window.spoken = []; window.cancelled = 0;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: { speak: (u) => spoken.push([u.lang, u.text, u]), cancel: () => { cancelled++; } } }); }"""


def test_an_answer_is_read_aloud_and_can_be_stopped(visitor: Visitor, script: Script, site: Portal) -> None:
    widget = visitor()
    widget.page.add_init_script(f"({SPEECH})()")
    widget.visit(site.put("/aloud", html(tag(script.url)))).open().send().answered()
    widget.button("朗读").click()
    spoken = widget.page.evaluate("spoken.map(([lang, text]) => [lang, text])")
    assert {lang for lang, _ in spoken} == {"zh-CN"}
    assert spoken[0][1] == "采取通报、诫勉、停职检查、调整职务、责令辞职、降职、免职或者处分等方式问责。"
    assert not any("[" in text or "*" in text for _, text in spoken)
    widget.button("停止朗读").click()
    expect(widget.button("朗读")).to_be_visible()
    before = widget.page.evaluate("cancelled")
    widget.button("朗读").click()
    widget.page.evaluate("spoken.at(-1)[2].onend()")
    expect(widget.button("朗读")).to_be_visible()
    assert widget.page.evaluate("cancelled") > before


def test_without_a_voice_there_is_no_button(visitor: Visitor, script: Script, site: Portal) -> None:
    widget = visitor()
    widget.page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")
    widget.visit(site.put("/mute", html(tag(script.url)))).open().send().answered()
    expect(widget.button("复制")).to_be_visible()
    expect(widget.button("朗读")).to_have_count(0)


def test_type_grows_in_three_steps_and_once_more_and_stays(widget: Widget) -> None:
    widget.open()
    widget.button("设置").click()
    heights = []
    for name in ("标准", "大", "特大", "长辈版"):
        widget.button(name).click()
        expect(widget.button(name)).to_have_attribute("aria-pressed", "true")
        heights.append(float(widget.panel.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")))
    assert heights == [16, 19, 22, 24]
    widget.button("设置").click()
    assert widget.button("发送").bounding_box()["height"] >= 60
    widget.send().answered()
    expect(widget.button("复制")).to_be_hidden()
    widget.page.reload()
    expect(widget.panel).to_be_visible()
    assert widget.panel.evaluate("e => getComputedStyle(e).fontSize") == "24px"


@pytest.mark.parametrize("elder", [False, True])
def test_at_400_percent_all_is_still_reached_by_scrolling_one_way(
    visitor: Visitor, script: Script, site: Portal, elder: bool
) -> None:
    widget = visitor(width=320, height=256).visit(
        site.put("/zoom", html(tag(script.url, **({"size": "elder"} if elder else {}))))
    )
    widget.open().send().answered()
    for name in ("有帮助", "发送", "设置", "关闭"):
        widget.button(name).scroll_into_view_if_needed()
        box = widget.button(name).bounding_box()
        assert 0 <= box["x"] <= 320 - box["width"]
        assert 0 <= box["y"] <= 256 - box["height"]
    assert widget.panel.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_nothing_moves_for_those_who_want_stillness(visitor: Visitor, script: Script, site: Portal) -> None:
    script.pause = 60
    widget = visitor(reduced_motion="reduce").visit(site.put("/still", html(tag(script.url)))).open().send()
    expect(widget.locator(".step")).to_be_visible()
    moving = "e => getComputedStyle(e, '::before').animationName"
    assert widget.locator(".step").evaluate(moving) == "none"
    widget.page.emulate_media(reduced_motion="no-preference")
    assert widget.locator(".step").evaluate(moving) == "beat"


def test_forced_colours_keep_edges_and_marks(visitor: Visitor, script: Script, site: Portal) -> None:
    widget = visitor(forced_colors="active").visit(site.put("/forced", html(tag(script.url)))).open().send().answered()
    for selector in (".answer", ".next .chip", ".tools .plain", ".asked"):
        assert widget.locator(selector).first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid", selector
    widget.locator(".text button.n").first.click()
    mark = widget.locator(".leaf mark")
    assert mark.evaluate("e => getComputedStyle(e).backgroundColor !== getComputedStyle(e.parentNode).backgroundColor")


FIELDS = "".join(
    f'<input aria-label="{name}" style="position:fixed;{place};width:200px;height:40px">'
    for name, place in {
        "右下": "right:30px;bottom:30px",
        "左下": "left:30px;bottom:30px",
        "右中": "right:100px;bottom:400px",
    }.items()
)
WIDE = '<input aria-label="横贯" style="position:fixed;left:0;right:0;bottom:30px;height:40px;width:100%">'


def uncovered(page: Page, name: str) -> None:
    page.get_by_role("textbox", name=name, exact=True).focus()
    page.wait_for_function(
        """name => { const e = document.querySelector(`[aria-label="${name}"]`), b = e.getBoundingClientRect();
          return [[.1, .1], [.5, .5], [.9, .9], [.9, .1], [.1, .9]].every(([x, y]) => document.elementFromPoint(b.left + b.width * x, b.top + b.height * y) === e); }""",
        arg=name,
        timeout=5000,
    )


def test_it_is_never_over_what_has_the_focus(visitor: Visitor, script: Script, site: Portal) -> None:
    widget = visitor().visit(site.put("/covered", html(FIELDS + tag(script.url))))
    for name in ("右下", "左下"):
        uncovered(widget.page, name)
    widget.open()
    for name in ("右下", "左下", "右中"):
        uncovered(widget.page, name)
        expect(widget.panel).to_be_visible()
    widget.locator("#question").focus()
    expect(widget.panel).to_be_visible()


def test_where_there_is_no_other_side_it_is_put_down_and_comes_back(
    visitor: Visitor, script: Script, site: Portal
) -> None:
    widget = visitor(width=390, height=844).visit(site.put("/wide", html(WIDE + tag(script.url))))
    widget.open()
    uncovered(widget.page, "横贯")
    expect(widget.panel).to_be_hidden()
    widget.page.keyboard.press("Tab")
    assert widget.focused() == "安责问答"
    assert widget.locator(".launch").evaluate("e => getComputedStyle(e).opacity") == "1"
    widget.page.keyboard.press("Enter")
    expect(widget.panel).to_be_visible()


def test_dark_inside_does_not_touch_the_page(visitor: Visitor, script: Script, site: Portal) -> None:
    widget = visitor(color_scheme="dark").visit(site.put("/dark", html(tag(script.url)))).open()
    assert widget.panel.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(18, 22, 29)"
    assert widget.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert widget.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "normal"
