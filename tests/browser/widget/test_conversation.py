"""What a conversation does, over a server whose every word is known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.widget.conftest import QUESTION, Visitor, Widget, html, tag
from tests.browser.widget.serving import ANSWER, QUOTE, Portal, Script


def test_an_answer_comes_sentence_by_sentence_and_its_markers_open_the_provision(
    widget: Widget, script: Script, site: Portal
) -> None:
    script.pause = 0.15
    widget.open().send()
    expect(widget.locator(".step")).to_contain_text("检索条文")
    expect(widget.locator(".text")).to_contain_text("通报、诫勉")
    assert "从重追究" not in widget.locator(".text").inner_text(), "the last sentence is not there yet"
    widget.answered()
    expect(widget.locator(".text li")).to_have_count(3)
    expect(widget.locator(".text ul")).to_have_count(1)
    expect(widget.locator(".text strong")).to_have_text(
        "采取通报、诫勉、停职检查、调整职务、责令辞职、降职、免职或者处分等方式问责"
    )
    widget.locator(".text button.n", has_text="[1]").click()
    expect(widget.locator(".leaf mark")).to_have_text(QUOTE)
    expect(widget.locator(".leaf .path")).to_have_text("第五章 责任追究；已施行，自2018年9月28日起施行")
    link = widget.locator(".leaf a")
    assert (link.get_attribute("href"), link.get_attribute("target"), link.get_attribute("rel")) == (f"{script.url}/d/fujian/19", "_blank", "noopener")  # fmt: skip
    widget.locator(".leaf .chip", has_text="第二十条").click()
    widget.button("← 返回上一条").click()
    widget.button("← 返回对话").click()
    assert widget.focused().startswith("依据 1")
    assert widget.elsewhere(script.url, site.url) == []
    assert widget.errors == []


@pytest.mark.parametrize("piece", [1, 3, 7, 4096])
def test_the_stream_may_come_in_any_pieces(widget: Widget, script: Script, piece: int) -> None:
    script.piece = piece
    widget.open().send().answered()
    assert widget.locator(".text").inner_text().count("从重追究") == 1
    expect(widget.locator(".sources li")).to_have_count(3)


@pytest.mark.parametrize("heeds_last", [True, False])
@pytest.mark.parametrize("cut_after", [1, 3, 6])
def test_after_a_cut_nothing_is_doubled(widget: Widget, script: Script, heeds_last: bool, cut_after: int) -> None:
    script.cuts, script.cut_after, script.heeds_last = 2, cut_after, heeds_last
    seen: list[str] = []
    widget.page.expose_function("seen", lambda text: seen.append(text))
    widget.open()
    widget.page.evaluate(
        """() => new MutationObserver(() => {
          const text = document.querySelector("anze-widget").shadowRoot.querySelector(".text"); if (text) seen(text.textContent);
        }).observe(document.querySelector("anze-widget").shadowRoot, { childList: true, subtree: true })"""
    )
    widget.send().answered()
    assert seen
    assert all(text.count("从重追究") <= 1 and text.count("通报、诫勉、停职") <= 1 for text in seen)
    # After six of seven events, who goes on has only one to send and is not cut again.
    assert len(script.asked) == (2 if heeds_last and cut_after == 6 else 3)
    assert len({asked["id"] for asked in script.asked}) == 1
    assert script.last_ids[0] == ""
    assert int(script.last_ids[1]) >= 1
    expect(widget.locator(".sources li")).to_have_count(3)


def test_a_connection_that_stays_away_leaves_the_answer_marked_unfinished_and_it_can_go_on(
    widget: Widget, script: Script
) -> None:
    script.cuts, script.cut_after = 1, 4
    widget.open()
    down: list[str] = []

    def refuse(route: object, request: object) -> None:
        if script.asked:
            down.append("x")
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    widget.page.route("**/ask", refuse)
    widget.send()
    expect(widget.locator(".badge.warn")).to_have_text("未完成：连接中断", timeout=20_000)
    expect(widget.locator(".answer")).to_contain_text("通报、诫勉")
    expect(widget.locator(".answer")).to_contain_text("这不代表没有相关规定")
    assert down
    widget.page.unroute("**/ask")
    widget.button("再试一次").click()
    widget.answered()
    assert widget.locator(".text").inner_text().count("通报、诫勉、停职") == 1
    assert script.asked[0]["id"] == script.asked[-1]["id"]
    expect(widget.locator(".badge.warn")).to_have_count(0)


def test_a_question_can_be_stopped_and_asked_again(widget: Widget, script: Script) -> None:
    script.pause = 0.4
    widget.open().send()
    expect(widget.locator(".text")).to_contain_text("通报、诫勉")
    widget.button("停止").click()
    expect(widget.locator(".badge")).to_have_text("未完成：已停止")
    script.pause = 0
    widget.button("重新回答").click()
    widget.answered()
    assert widget.locator(".text").inner_text().count("通报、诫勉、停职") == 1
    assert script.asked[0]["id"] != script.asked[1]["id"]


def test_follow_ups_bring_the_earlier_questions_and_a_new_conversation_brings_none(
    widget: Widget, script: Script
) -> None:
    widget.open().send().answered()
    widget.locator(".next .chip").first.click()
    widget.answered(2)
    assert script.asked[1]["question"] == "福建由谁负责问责？"
    assert script.asked[1]["history"] == [QUESTION]
    expect(widget.locator(".next")).to_have_count(1)
    assert widget.focused() == "question", "the chip that was pressed is gone, the focus stays in the dialog"
    widget.button("新对话").click()
    expect(widget.locator(".turn")).to_have_count(0)
    widget.locator(".log .chip").first.click()
    widget.answered(1)
    assert script.asked[2]["history"] == []


def test_thumbs_send_what_was_wrong(widget: Widget, script: Script) -> None:
    widget.open().send().answered()
    widget.button("有帮助").click()
    expect(widget.button("有帮助")).to_have_attribute("aria-pressed", "true")
    widget.button("没有帮助").click()
    widget.locator(".why").get_by_label("漏了条款").check()
    widget.locator(".why textarea").fill("还有一条")
    widget.button("提交").click()
    expect(widget.locator(".why")).to_have_count(0)
    assert script.feedback == [
        {"answer": "a1", "helpful": True},
        {"answer": "a1", "helpful": False},
        {"answer": "a1", "helpful": False, "reason": "missing_provision", "note": "还有一条"},
    ]
    assert widget.status.endswith("谢谢，已记下")


def test_plain_wording_can_be_chosen_and_the_original_taken_back(widget: Widget, script: Script) -> None:
    script.answer = {**ANSWER, "plain": "- 晚报事故要被问责 [1]"}
    widget.open().send().answered()
    expect(widget.locator(".text")).to_contain_text("从重追究")
    widget.button("通俗说法").click()
    expect(widget.locator(".text")).to_have_text("晚报事故要被问责 [1]")
    widget.locator(".text button.n").click()
    expect(widget.locator(".leaf mark")).to_have_text(QUOTE)
    widget.page.keyboard.press("Escape")
    widget.button("原文").click()
    expect(widget.locator(".text")).to_contain_text("从重追究")


@pytest.mark.parametrize(
    ("outcome", "badge", "handed_over"),
    [
        ("not_in_corpus", "未收录或没有规定", True), ("partial", "部分可答", True), ("off_topic", "与收录的法规无关", False),
        ("clarify", "需要补充", False), ("unavailable", "服务故障，没有查成", True), ("meta", "", False),
    ],
)  # fmt: skip
def test_each_outcome_is_said_plainly(
    widget: Widget, script: Script, outcome: str, badge: str, handed_over: bool
) -> None:
    script.answer = {**ANSWER, "outcome": outcome, "text": "说明。", "citations": []}
    widget.open().send().answered()
    expect(widget.locator(".answer .badge")).to_have_text([badge] if badge else [])
    expect(widget.locator(".contact")).to_have_count(1 if handed_over else 0)
    if handed_over:
        expect(widget.locator(".contact")).to_contain_text("0000-12345678")


def test_generated_wording_is_labelled_wherever_it_goes(visitor: Visitor, script: Script, site: Portal) -> None:
    script.answer = {**ANSWER, "worded": {"model": "某模型", "label": "内容由人工智能生成"}}
    widget = visitor(permissions=["clipboard-read", "clipboard-write"]).visit(site.put("/p", html(tag(script.url))))
    widget.open().send().answered()
    expect(widget.locator(".badge")).to_have_text("内容由人工智能生成（模型：某模型）")
    widget.button("复制").click()
    expect(widget.button("已复制")).to_be_visible()
    copied = widget.page.evaluate("navigator.clipboard.readText()")
    assert "[1] 《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项：“" + QUOTE in copied
    assert copied.endswith("内容由人工智能生成（模型：某模型）")
    assert "**" not in copied
    widget.button("设置").click()
    with widget.page.expect_download() as download:
        widget.button("存为文本").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert saved.startswith("安全生产责任规定问答\n")
    assert "内容由人工智能生成" in saved
    assert f"问：{QUESTION}" in saved
    widget.page.evaluate(
        """() => { const open = window.open;
          window.open = (...all) => { const w = open.apply(window, all); w.print = () => { w.printed = true; }; return w; }; }"""
    )
    with widget.page.expect_popup() as printed:
        widget.button("打印").click()
    assert "内容由人工智能生成" in printed.value.locator("pre").inner_text()
    assert printed.value.evaluate("window.printed") is True


def test_a_portal_may_say_more_of_what_is_generated(widget: Widget, script: Script) -> None:
    script.texts["generated_label"] = "内容由人工智能生成，以原文为准"
    script.answer = {**ANSWER, "worded": {"model": "某模型", "label": "内容由人工智能生成"}}
    widget.open().send().answered()
    expect(widget.locator(".badge")).to_have_text("内容由人工智能生成，以原文为准（模型：某模型）")


def test_generated_wording_is_labelled_before_it_is_complete_and_when_it_never_is(
    widget: Widget, script: Script
) -> None:
    told = {"text": "迟报的，应当问责。[1]", "label": "内容由人工智能生成", "model": "某模型"}
    script.events, script.pause = [("sentence", told), *[("step", {"label": "组织语言并逐句核对"})] * 40], 0.2
    widget.open().send()
    label = widget.locator(".badge", has_text="内容由人工智能生成（模型：某模型）")
    expect(widget.locator(".text")).to_contain_text("应当问责")
    expect(label).to_be_visible()
    widget.button("停止").click()
    expect(widget.locator(".badge", has_text="未完成：已停止")).to_be_visible()
    expect(label).to_be_visible()
    widget.page.reload()
    expect(label).to_be_visible()


def test_what_is_not_generated_carries_no_such_label(widget: Widget) -> None:
    widget.open().send().answered()
    expect(widget.locator(".badge")).to_have_text("原文摘录")


def test_a_table_is_a_table_and_one_apart_from_the_text_is_shown_too(widget: Widget, script: Script) -> None:
    script.answer = {**ANSWER, "text": "|  | 福建省 | 河北省 |\n| --- | --- | --- |\n| **述职** | 列入[1] | 未规定 |"}
    widget.open().send().answered()
    expect(widget.locator("thead th")).to_have_text(["福建省", "河北省"])
    expect(widget.locator("tbody th")).to_have_text("述职")
    expect(widget.locator("tbody td button.n")).to_have_count(1)
    script.answer = {
        **ANSWER,
        "text": "见下表。",
        "table": {"columns": ["谁", "多久"], "rows": [["县委书记", "每季度"]]},
    }
    widget.send("再问").answered(2)
    expect(widget.locator(".turn").last.locator("tbody")).to_have_text("县委书记每季度")


MARKDOWN = {
    "方式：\n- 通报\n- 诫勉 [2]": "<p>方式：</p><ul><li>通报</li><li>诫勉 N</li></ul>",
    "- 甲\n\n- 乙": "<ul><li>甲</li><li>乙</li></ul>",
    "3. 丙\n4. 丁": '<ol start="3"><li>丙</li><li>丁</li></ol>',
    "- 甲\n  接着\n- 乙": "<ul><li>甲\n接着</li><li>乙</li></ul>",
    "# 标题\n正文": '<p class="heading">标题</p><p>正文</p>',
    "> 引文\n> 第二行\n\n之后": "<blockquote>引文\n第二行</blockquote><p>之后</p>",
    "**粗 [1] 体** \\*不是\\*": "<p><strong>粗 N 体</strong> *不是*</p>",
    "第一行<br>第二行 [9]": '<p>第一行<br>第二行 <span class="n">[9]</span></p>',
    "[1](http://x) ![图](y) <b>x</b> *斜* `码`": "<p>[1](http://x) ![图](y) &lt;b&gt;x&lt;/b&gt; *斜* `码`</p>",
    "前\n| a | b |\n|---|---|\n| 1\\|2 | 3 |\n后": "<p>前</p>TABLE<p>后</p>",
    "第三季度 - 不是列表\n2018. 也不是": "<p>第三季度 - 不是列表\n2018. 也不是</p>",
}


def test_each_form_of_markdown_becomes_its_own_nodes(widget: Widget, script: Script) -> None:
    widget.open()
    for turn, (markdown, wanted) in enumerate(MARKDOWN.items(), start=1):
        script.answer = {**ANSWER, "text": markdown}
        widget.send(f"第 {turn} 问").answered(turn)
        made = widget.locator(".turn").last.locator(".text").inner_html()
        made = re.sub(r"<button[^>]*>\[\d\]</button>", "N", made)
        assert re.sub(r'<div class="scroll".*</div>', "TABLE", made) == wanted, markdown


def test_too_many_questions_say_when_to_come_back(widget: Widget, script: Script) -> None:
    script.status, script.refusal, script.retry_after = 429, {"message": "问得太快了。", "kind": "limited"}, "7"
    widget.open().send()
    expect(widget.locator(".answer")).to_contain_text("问得太快了。请在 7 秒后再试。")
    expect(widget.locator(".answer .badge")).to_have_text("请稍后再问")
    script.status = 200
    widget.button("再试一次").click()
    widget.answered()


def test_a_failure_is_never_said_as_there_being_no_rule(widget: Widget, script: Script) -> None:
    script.events = [
        ("step", {"name": "x", "label": "检索"}),
        ("error", {"message": "系统的一部分暂时不可用。", "kind": "unavailable"}),
    ]
    widget.open().send()
    expect(widget.locator(".badge.bad")).to_have_text("服务故障，没有答成")
    expect(widget.locator(".contact")).to_be_visible()
    assert "没有规定" not in widget.locator(".answer").inner_text()


def test_an_expired_session_is_renewed_without_a_word(widget: Widget, script: Script) -> None:
    script.expired = 1
    widget.open().send().answered()
    assert sum(path.endswith("/session") for path in script.requests) == 2


def test_a_question_on_its_way_when_the_page_is_left_is_found_unfinished(widget: Widget, script: Script) -> None:
    script.pause = 0.3
    widget.open().send()
    expect(widget.locator(".text")).to_contain_text("通报、诫勉")
    widget.page.reload()
    expect(widget.locator(".asked")).to_have_text(QUESTION)
    expect(widget.locator(".badge")).to_have_text("未完成：连接中断")
    script.pause = 0
    widget.button("再试一次").click()
    widget.answered()


def test_a_long_question_is_not_sent(widget: Widget, script: Script) -> None:
    widget.open().send("问" * 501)
    expect(widget.locator("#typed")).to_have_text("超过 1 字，最多 500 字")
    assert script.asked == []


def test_the_notice_is_read_before_the_first_question_and_once_a_session(widget: Widget, script: Script) -> None:
    widget.launcher.click()
    expect(widget.locator(".notice")).to_contain_text("提问内容会保存 30 天")
    expect(widget.locator(".log")).to_contain_text("答复由程序从收录的法规原文摘录")
    expect(widget.locator(".log")).to_contain_text("收录截至 2026 年 11 月 28 日")
    expect(widget.locator("#question")).to_be_disabled()
    expect(widget.button("发送")).to_be_disabled()
    widget.button("知道了，开始提问").click()
    expect(widget.locator("#question")).to_be_focused()
    widget.page.reload()
    expect(widget.locator("#question")).to_be_enabled()
    expect(widget.locator(".notice")).to_have_count(0)
    widget.locator(".foot summary").click()
    for words in ("某省应急管理厅政策法规处", "电话 0000-12345678", "3 号窗口", "提问内容会保存 30 天"):
        expect(widget.locator(".foot dl")).to_contain_text(words)


def test_the_conversation_goes_on_after_a_page_change(widget: Widget, script: Script, site: Portal) -> None:
    widget.open().send().answered()
    other = site.put("/other", html(tag(script.url)))
    widget.page.goto(other)
    expect(widget.panel).to_be_visible()
    expect(widget.locator(".sources li")).to_have_count(3)
    assert widget.page.evaluate("document.activeElement === document.body"), "it opens without taking the focus"
    widget.send("那河北呢").answered(2)
    assert script.asked[-1]["history"] == [QUESTION]
    kept = widget.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "secret-token" not in kept, "the token is not kept"
    assert re.findall(r"anze\.[\w.]+", kept) == ["anze.widget.k"]
    assert script.cookies == []
