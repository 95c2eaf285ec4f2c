"""The staff page where a chat model is set: its sentences under its label, and a call that ends when the reader leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.assistant.wording import evidence
from tests.browser.conftest import serving
from tests.llm.scripted import Asked, Faulty, Scripted, Wire, behave, says, scripted

ASKED = "北京一票否决"


@Faulty
def waits_after_one(wire: Wire, asked: Asked) -> None:
    """One sentence and then nothing, until the other side leaves; for another question a whole reply."""
    token, quote = evidence(asked.prompt)[0]
    sentence = f"{quote.strip('。')}[[{token}]]。"
    if "快" in asked.user:
        behave(wire, asked, says(sentence))
        return
    wire.head()
    wire.piece(sentence + "对")
    wire.wait(20)


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    with scripted(waits_after_one) as server:
        yield server


@pytest.fixture(scope="module")
def url(model: Scripted, index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    variables = {
        "ANZE_LLM_BASE_URL": model.url,
        "ANZE_LLM_MODEL": "qwen-test",
        "ANZE_LLM_GAP_S": "60",
        "ANZE_LLM_REACT_S": "30",
    }
    with serving(index, tmp_path_factory.mktemp("worded"), **variables) as server:
        yield server.url


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


def asking(context: BrowserContext, url: str, text: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#listed")).to_contain_text("对话", timeout=30_000)
    page.fill("#question textarea", text)
    page.press("#question textarea", "Enter")
    return page


def test_the_label_and_the_models_name_stand_over_its_wording(context: BrowserContext, url: str) -> None:
    page = asking(context, url, f"{ASKED}，快")
    expect(page.locator("#live .badge.generated")).to_have_text("内容由人工智能生成（模型：qwen-test）", timeout=30_000)
    expect(page.locator("#live .card")).to_have_count(1)
    copied = page.locator("#live .copy").first.get_attribute("data-copy") or ""
    assert "内容由人工智能生成（模型：qwen-test）" in copied


def test_a_sentence_is_shown_under_its_label_before_the_model_is_done(
    context: BrowserContext, url: str, model: Scripted
) -> None:
    page = asking(context, url, ASKED)
    expect(page.locator("#live .text")).to_contain_text("不得晋升职务、级别或者重用任职", timeout=30_000)
    expect(page.locator("#live .badge.generated")).to_contain_text("qwen-test")
    assert not model.asked[-1].gone.is_set()
    page.get_by_role("button", name="停止").click()
    assert model.asked[-1].gone.wait(5)
    expect(page.locator("#live")).to_contain_text("已停止")


def test_a_reader_who_closes_the_page_ends_the_call(context: BrowserContext, url: str, model: Scripted) -> None:
    page = asking(context, url, ASKED)
    expect(page.locator("#live .text")).to_contain_text("不得晋升职务", timeout=30_000)
    page.close()
    assert model.asked[-1].gone.wait(5)
