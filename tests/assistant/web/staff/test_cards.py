from __future__ import annotations

import re
from html import unescape

import pytest

from assistant.model import Question
from assistant.web.staff import cards
from assistant.web.staff.model import Turn
from ingest.config import Settings
from tests.assistant.web.fake import FakeEngine, FakeGeneration

QUOTE = "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的"


def html_of(generation: FakeGeneration, answer: dict[str, object], question: str = "问") -> str:
    return cards.turn_html(generation, Turn(question, answer), 3)  # type: ignore[arg-type]


@pytest.fixture
def answered(generation: FakeGeneration) -> str:
    engine = FakeEngine(Settings())
    engine.load()
    return html_of(generation, engine.ask(Question("迟报")).to_json())


def test_each_citation_is_a_card_with_its_quote_marked_in_its_article(answered: str) -> None:
    assert re.findall(r'id="(c3-\d)"', answered) == ["c3-1", "c3-2", "c3-3"]
    assert f"<mark>{QUOTE}</mark>" in answered
    assert "已施行，自2018年9月28日起施行" in answered
    href = unescape(re.findall(r'<a href="(/d/fujian/19[^"]*)" target="_blank"', answered)[0])
    assert href.startswith("/d/fujian/19?quote=%E5%AF%B9")
    assert href.endswith("#p1.3")


def test_markers_lead_to_cards_and_unknown_markers_to_nothing(answered: str) -> None:
    assert re.search(r'<a class="cite" href="#c3-1" [^>]*>\[1\]</a>', answered)
    assert "[9]" in answered
    assert "#c3-9" not in answered


def test_each_marker_knows_the_words_that_it_supports(answered: str) -> None:
    said = re.findall(r'<span class="said" data-n="([\d ]+)">(.*?)<a class="cite"', answered)
    assert [(n, re.sub(r"<.*?>", "", words)) for n, words in said] == [
        ("1", "情形：迟报 "),
        ("2", "措施：问责 "),
        ("3", "，从重 "),
    ]


def test_words_with_unclosed_emphasis_are_left_alone() -> None:
    html = cards.answer_html("**甲[1]乙**[2]", 0, [1, 2])
    assert html.count("<strong>") == html.count("</strong>") == 1
    assert '<span class="said" data-n="1">' not in html


def test_an_earlier_turn_leaves_its_articles_to_be_fetched(generation: FakeGeneration) -> None:
    engine = FakeEngine(Settings())
    engine.load()
    turn = Turn("问", engine.ask(Question("迟报")).to_json())
    html = cards.conversation(generation, [turn])  # type: ignore[arg-type]
    assert "<mark>" not in html
    assert f"<blockquote>{QUOTE}</blockquote>" in html
    assert 'data-url="/staff/article?provision=fujian/19.1.3&amp;quote=%E5%AF%B9' in html
    assert 'data-do="retry"' not in html


def test_a_card_names_what_refers_to_its_provision(answered: str) -> None:
    card = answered.partition('id="c3-1"')[2].partition("</article>\n")[0]
    assert re.search(r'被引用</span><a href="/d/fujian/20[^"]*"[^>]*>第二十条</a>', card)


def test_what_was_struck_can_be_read_but_is_no_part_of_the_answer(generation: FakeGeneration) -> None:
    turn = Turn("问", {"outcome": "answered", "text": "正文", "citations": []}, struck=("每月调研一次。",))
    html = cards.turn_html(generation, turn, 0)  # type: ignore[arg-type]
    assert "核对时删去 1 句" in html
    assert "<s>每月调研一次。</s>" in html
    assert "每月" not in html.partition('<div class="text">')[2].partition("</div>")[0]


def test_what_is_copied_keeps_its_citations() -> None:
    cited = [{"n": 1, "label": "《细则》第二十条", "quote": "采取通报"}]
    assert cards.copied("**通报**[1]", cited) == "通报[1]\n\n[1] 《细则》第二十条：“采取通报”"


def test_markdown_tables_are_rendered(answered: str) -> None:
    assert "<td>通报</td>" in answered
    assert "<strong>迟报</strong>" in answered


@pytest.mark.parametrize(
    ("outcome", "badge"),
    [
        ("not_in_corpus", "未收录或没有规定"),
        ("off_topic", "与收录的法规无关"),
        ("clarify", "需要补充"),
        ("unavailable", "暂时不可用"),
        ("partial", "部分可答"),
    ],
)
def test_other_outcomes_have_a_badge(generation: FakeGeneration, outcome: str, badge: str) -> None:
    html = html_of(generation, {"outcome": outcome, "text": "正文", "citations": [], "suggestions": []})
    assert f'<p class="badge {outcome}">{badge}</p>' in html


@pytest.mark.parametrize(
    "attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>"]
)
def test_nothing_that_came_from_outside_becomes_markup(generation: FakeGeneration, attack: str) -> None:
    answer = {"outcome": "answered", "text": attack, "citations": [], "suggestions": [attack]}
    html = html_of(generation, answer, question=attack)
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html


@pytest.mark.parametrize(
    "text",
    [
        "![图](http://evil.test/a.png)",
        "[链接](javascript:alert(1))",
        "<http://evil.test>",
        "[a]: http://evil.test\n\n[a]",
    ],
)
def test_answers_hold_no_links_or_images(generation: FakeGeneration, text: str) -> None:
    html = html_of(generation, {"outcome": "answered", "text": text, "citations": [], "suggestions": []})
    assert "<img" not in html
    assert "<a " not in html


def test_steps_are_shown_until_the_answer_comes(generation: FakeGeneration) -> None:
    turn = Turn("问", steps=["理解问题", "检索条文"])
    html = cards.turn_html(generation, turn, 0)  # type: ignore[arg-type]
    assert "<li>理解问题</li>" in html
    assert '<li aria-current="step">检索条文</li>' in html


def test_places_to_choose(generation: FakeGeneration) -> None:
    assert cards.choices(generation.catalog.sources) == [
        ("福建省", "福建省"),
        ("北京市", "北京市"),
        ("河北省", "河北省"),
        ("枣庄市", "枣庄市"),
        ("通州区", "通州区"),
        ("吉林省（解读）", "吉林省"),
    ]


WORDED = {
    "mode": "generated",
    "worded": {"model": "qwen<b>", "prompt": "p-1", "label": "内容由人工智能生成", "struck": 0},
}


def test_the_wording_of_a_model_is_labelled_with_its_name(generation: FakeGeneration) -> None:
    shown = html_of(generation, {"outcome": "answered", "text": "好", "citations": [], **WORDED})
    assert "内容由人工智能生成（模型：qwen&lt;b&gt;）" in shown


def test_a_models_sentences_are_labelled_while_they_come_in(generation: FakeGeneration) -> None:
    coming = Turn("问", sentences=["对迟报的。[1]"], model="qwen")
    assert "内容由人工智能生成（模型：qwen）" in cards.turn_html(generation, coming, 0)  # type: ignore[arg-type]
    assert "人工智能" not in cards.turn_html(generation, Turn("问", sentences=["好"]), 0)  # type: ignore[arg-type]


def test_a_plain_answer_has_no_label(answered: str) -> None:
    assert "人工智能" not in answered
