"""The staff page in Gradio: choose places, ask, read the answer with its citations, open the article cited.

In: a loaded engine and settings. Out: a FastAPI application with the page at `/`. The only module that imports Gradio.
What a turn looks like is decided in `cards`, and the HTML around the page in `chinese`; this module wires events and state.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from assistant.model import Question
from assistant.texts import message
from assistant.web import cards
from assistant.web.cards import Turn
from ingest.config import Settings

if TYPE_CHECKING:
    from assistant.engine import Engine

log = logging.getLogger(__name__)
EXAMPLES = (
    "迟报生产安全事故后，福建适用哪些问责措施",
    "河北县委书记多久调研一次",
    "北京细则第八条第九项",
    "枣庄办法由谁解释",
    "通州区要在什么时候前报送落实情况",
    "上海有什么规定",
)
CONCURRENT = 16
CHECKBOXES = 12
EMPTY = "请先写下要问的问题。"
TOO_LONG = "问题最多 {limit} 个字，请分开来问。"
NOTICE = '<p role="alert">{text}</p>'
STOPPED = "已停止，这个问题没有回答完。"
FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif")
COUNTER = '<span class="hint">回车发送，Shift+回车换行</span><span id="count" data-limit="{limit}"></span>'
Shown = dict[Any, Any]
"""New content by component; what is not named stays."""


def build(engine: Engine, settings: Settings) -> FastAPI:
    """The page, ready to be served once its lifespan runs. To be called where no event loop runs: in a thread."""
    # Without a running loop Gradio makes two of its own for each Blocks and never closes them.
    return asyncio.run(_build(engine, settings))


async def _build(engine: Engine, settings: Settings) -> FastAPI:
    with gr.Blocks(title="安责问答", analytics_enabled=False) as page:
        _lay_out(engine, settings)
    page.queue(default_concurrency_limit=CONCURRENT, api_open=False)
    closed: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    mounted: FastAPI = gr.mount_gradio_app(
        FastAPI(**closed), page, path="", footer_links=[], run_history=False, app_kwargs=closed, show_error=False, ssr_mode=False,
        pwa=False, mcp_server=False, max_file_size="1kb", theme=_theme(), enable_monitoring=False,
    )  # fmt: skip
    return mounted


def _theme() -> gr.themes.Base:
    """Gradio's plain theme with fonts of the machine, and the light colours also where the system is set to dark."""
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("monospace",))
    for name in [name for name in vars(theme) if name.endswith("_dark")]:
        setattr(theme, name, getattr(theme, name.removesuffix("_dark"), None))
    return theme


@dataclass(frozen=True)
class Parts:
    """The components whose content changes."""

    examples: gr.Column
    past: gr.HTML
    live: gr.HTML
    notice: gr.HTML
    box: gr.Textbox
    stop: gr.Button
    turns: gr.State


def _lay_out(engine: Engine, settings: Settings) -> None:
    """Components from top to bottom, then their events."""
    sources = engine.generation.catalog.sources
    gr.HTML(cards.heading(sources), elem_id="heading")
    places = _places(cards.choices(sources))
    with gr.Column(elem_id="examples") as examples:
        gr.HTML('<p class="quiet">例如：</p>')
        buttons = [gr.Button(text, size="sm", elem_classes="example") for text in EXAMPLES]
    past, live = gr.HTML("", elem_id="past"), gr.HTML("", elem_id="live")
    with gr.Column(elem_id="composer"):
        notice = gr.HTML("", elem_id="notice")
        box = gr.Textbox(
            label="问题", show_label=False, placeholder="写下要问的问题", lines=1, max_lines=6,
            max_length=settings.question_limit, autofocus=True, elem_id="question",
        )  # fmt: skip
        with gr.Row(elem_id="actions"):
            gr.HTML(COUNTER.format(limit=settings.question_limit), elem_id="counter")
            clear = gr.Button("清空", elem_id="clear", scale=0)
            stop = gr.Button("停止", elem_id="stop", interactive=False, scale=0)
            send = gr.Button("发送", elem_id="send", variant="primary", scale=0)
    parts = Parts(examples, past, live, notice, box, stop, gr.State([]))
    _connect(engine, settings, parts, places, [send.click, box.submit], buttons, clear)


def _connect(
    engine: Engine, settings: Settings, parts: Parts, places: gr.CheckboxGroup | gr.Dropdown,
    triggers: list[Any], examples: list[gr.Button], clear: gr.Button,
) -> None:  # fmt: skip
    shown = [parts.examples, parts.past, parts.live, parts.notice, parts.box, parts.stop, parts.turns]
    quiet: dict[str, Any] = {"outputs": shown, "show_progress": "hidden", "api_visibility": "private"}

    def ask(text: str, chosen: list[str], before: list[Turn]) -> Iterator[Shown]:
        yield from _ask(engine, settings, parts, text, chosen, before)

    def stopped(turns: list[Turn]) -> Shown:
        return _stopped(engine, parts, turns)

    def cleared() -> Shown:
        empty: Shown = {parts.past: "", parts.live: "", parts.notice: "", parts.box: "", parts.turns: []}
        return {**empty, parts.examples: gr.update(visible=True), parts.stop: gr.update(interactive=False)}

    asked = [trigger(ask, [parts.box, places, parts.turns], **quiet) for trigger in triggers]
    asked += [button.click(ask, [button, places, parts.turns], **quiet) for button in examples]
    parts.stop.click(stopped, parts.turns, cancels=asked, **quiet)
    clear.click(cleared, None, cancels=asked, **quiet)


def _places(choices: list[tuple[str, str]]) -> gr.CheckboxGroup | gr.Dropdown:
    """Boxes that are all in sight, or a list to search in where there are many."""
    label, info = "限定地区", "不选即查全部"
    if len(choices) <= CHECKBOXES:
        return gr.CheckboxGroup(choices, label=label, info=info, elem_id="places")
    return gr.Dropdown(choices, label=label, info=info, multiselect=True, value=[], elem_id="places")


def _ask(
    engine: Engine, settings: Settings, parts: Parts, text: str, chosen: list[str], before: list[Turn]
) -> Iterator[Shown]:
    """Show the question at once, then each step and sentence, then the answer with its citations."""
    text = (text or "").strip()
    if not text or len(text) > settings.question_limit:
        yield {parts.notice: NOTICE.format(text=EMPTY if not text else TOO_LONG.format(limit=settings.question_limit))}
        return
    turn = Turn(text)
    turns, number = [*before, turn], len(before)

    def live() -> str:
        return cards.turn_html(engine.generation, turn, number)

    yield {
        parts.examples: gr.update(visible=False), parts.past: cards.conversation(engine.generation, before),
        parts.live: live(), parts.notice: "", parts.box: "", parts.stop: gr.update(interactive=True), parts.turns: turns,
    }  # fmt: skip
    question = Question(text, history=tuple(t.question for t in before if t.answer), regions=tuple(chosen or ()))
    try:
        for event in engine.stream(question):
            _take(turn, event.kind, event.data)
            if not turn.answer:
                yield {parts.live: live()}
    except Exception:
        log.exception("回答没有完成")
    turn.answer = turn.answer or cards.unavailable(text, message("outcome.unavailable"))
    yield {parts.live: live(), parts.turns: turns, parts.stop: gr.update(interactive=False)}


def _take(turn: Turn, kind: str, data: dict[str, Any]) -> None:
    """What an event of the stream adds to a turn."""
    if kind == "step":
        turn.steps.append(data["label"])
    elif kind == "sentence":
        turn.sentences.append(data["text"])
    else:
        turn.answer = data


def _stopped(engine: Engine, parts: Parts, turns: list[Turn]) -> Shown:
    """What is on the page when the work was cancelled: the question, and that it has no answer."""
    out: Shown = {parts.stop: gr.update(interactive=False)}
    if turns and not turns[-1].answer:
        turns[-1].note = STOPPED
        out |= {parts.live: cards.turn_html(engine.generation, turns[-1], len(turns) - 1), parts.turns: turns}
    return out
