"""The staff page in Gradio: earlier conversations, the talk with its evidence, and the box to ask in.

In: a loaded engine, the records, settings. Out: a FastAPI application with the page at `/`. The only module that imports
Gradio. What happens is decided in `talk` and `history`, what a turn looks like in `cards`; here are components and events.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from assistant.access.people import of_headers
from assistant.web.html import render
from assistant.web.staff import cards, history, talk
from assistant.web.staff.model import Desk, Screen, Talk
from assistant.web.stubs import no_stubs
from ingest.config import Settings

with no_stubs():
    import gradio as gr

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.records.store import Records

EXAMPLES = {
    "问责": ("迟报生产安全事故后，福建适用哪些问责措施", "枣庄哪些情形要从重追究"),
    "多久一次": ("河北县委书记多久调研一次", "福建政府常务会议一年研究几次安全生产工作"),
    "职责": ("北京分管安全生产的副区长有哪些职责", "福建县长抓安全生产要做什么"),
    "查条款": ("北京细则第八条第九项", "枣庄办法由谁解释"),
    "各地对比": ("对比福建和河北对述职的规定", "各地对履职考核结果怎么用"),
    "通知与解读": ("通州区要在什么时候前报送落实情况", "吉林细则有哪些亮点"),
}
ASKING = 4
"""Questions worked on side by side: the interpreter runs one at a time, and more of them would all end late."""
WAITING = 400
"""Questions that may wait for a place; more are told to come back, instead of waiting longer than they would stay."""
LOOK = 0.01
"""Seconds between two looks of Gradio into its queue; its own 1 ms keeps a core busy with looking."""
CHECKBOXES = 12
FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif")
COUNTER = '<span class="hint">回车发送，Shift+回车换行</span><span id="typed" data-limit="{limit}"></span>'
WIRE = """
window.anze.wire((kind, detail) => trigger(kind, detail));
watch('value', () => window.anze.show(props.value));
"""
"""All that passes between the page and the server goes through one component: buttons of our HTML send what they want, and what
is to be shown comes back as JSON. Each component that an event names costs Gradio 5 ms, whether it changes or not."""
SCOPE = "(places, documents) => window.anze.scope(places, documents)"
PLAIN: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
Answered = tuple[str, Talk]
"""What an event gives back: the screen as JSON for the wire, and the conversation for Gradio to keep."""


def build(engine: Engine, records: Records, settings: Settings) -> FastAPI:
    """The page, ready to be served once its lifespan runs. To be called where no event loop runs: in a thread."""
    # Without a running loop Gradio makes two of its own for each Blocks and never closes them.
    return asyncio.run(_build(Desk(engine, records), settings))


async def _build(desk: Desk, settings: Settings) -> FastAPI:
    with gr.Blocks(title="安责问答", analytics_enabled=False) as page:
        _connect(page, desk, _lay_out(desk, settings))
    _keep_signatures(page)
    page.queue(default_concurrency_limit=ASKING, max_size=WAITING, api_open=False, status_update_rate=60)
    page._queue.sleep_when_free = LOOK
    closed: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    mounted: FastAPI = gr.mount_gradio_app(
        FastAPI(**closed), page, path="", footer_links=[], run_history=False, app_kwargs=closed, show_error=False, ssr_mode=False,
        pwa=False, mcp_server=False, max_file_size="1kb", theme=_theme(), enable_monitoring=False,
    )  # fmt: skip
    return mounted


def _keep_signatures(page: gr.Blocks) -> None:
    """Gradio works out the signature of every component for every visitor; one that is kept here is only read (PEP 362)."""
    for block in page.blocks.values():
        made = type(block).__init__
        made.__signature__ = inspect.signature(made)


def _theme() -> gr.themes.Base:
    """Gradio's plain theme with fonts of the machine; light and dark are ours, in tokens.css, so its own dark is off."""
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("monospace",))
    for name in [name for name in vars(theme) if name.endswith("_dark")]:
        setattr(theme, name, getattr(theme, name.removesuffix("_dark"), None))
    return theme


@dataclass(frozen=True)
class Parts:
    """The components that events read or change."""

    new: gr.Button
    search: gr.Textbox
    places: gr.CheckboxGroup | gr.Dropdown
    documents: gr.Dropdown
    box: gr.Textbox
    stop: gr.Button
    send: gr.Button
    wire: gr.HTML
    talk: gr.State


def _lay_out(desk: Desk, settings: Settings) -> Parts:
    """Components from left to right and top to bottom."""
    sources = desk.engine.generation.catalog.sources
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="history", scale=0, min_width=0):
            new = gr.Button("新对话", elem_id="new")
            search = gr.Textbox(
                label="搜索对话", placeholder="搜索对话", show_label=False, max_length=100, elem_id="search"
            )
            gr.HTML("", elem_id="listed", **PLAIN)
        with gr.Column(elem_id="talk"):
            gr.HTML('<h1 class="unseen">问答</h1>', **PLAIN)
            gr.HTML(_welcome(desk), elem_id="welcome", **PLAIN)
            gr.HTML("", elem_id="past", **PLAIN)
            gr.HTML("", elem_id="live", **PLAIN)
            with gr.Column(elem_id="composer"):
                gr.HTML("", elem_id="notice", **PLAIN)
                with gr.Accordion("范围：全部收录", open=False, elem_id="scope"):
                    places = _places(cards.choices(sources))
                    titles = [(s.title, s.id) for s in sources]
                    documents = gr.Dropdown(titles, label="限定文件", info="可选多份，输入文字可以筛选", multiselect=True, value=[], elem_id="documents")  # fmt: skip
                box, stop, send = _composer(settings)
    wire = gr.HTML("", html_template="", js_on_load=WIRE, apply_default_css=False, elem_id="wire")
    return Parts(new, search, places, documents, box, stop, send, wire, gr.State(None))


def _welcome(desk: Desk) -> str:
    sources = desk.engine.generation.catalog.sources
    places = [name for name, _ in cards.choices(sources)]
    return render("welcome.html", examples=EXAMPLES, total=len(sources), places=places[:CHECKBOXES])


def _composer(settings: Settings) -> tuple[gr.Textbox, gr.Button, gr.Button]:
    limit = settings.question_limit
    box = gr.Textbox(
        label="问题", show_label=False, placeholder="写下问题，例如 福建细则第十九条第三项", lines=1, max_lines=6,
        max_length=limit, autofocus=True, elem_id="question",
    )  # fmt: skip
    with gr.Row(elem_id="actions"):
        gr.HTML(COUNTER.format(limit=limit), elem_id="counter", **PLAIN)
        stop = gr.Button("停止", elem_id="stop", scale=0)
        send = gr.Button("发送", elem_id="send", variant="primary", scale=0)
    return box, stop, send


def _places(choices: list[tuple[str, str]]) -> gr.CheckboxGroup | gr.Dropdown:
    """Boxes that are all in sight, or a list to search in where there are many."""
    label, info = "限定地区", "不选即查全部"
    if len(choices) <= CHECKBOXES:
        return gr.CheckboxGroup(choices, label=label, info=info, elem_id="places")
    return gr.Dropdown(choices, label=label, info=info, multiselect=True, value=[], elem_id="places")


@dataclass(frozen=True)
class Events:
    """What the page sends, each with the conversation on its screen."""

    desk: Desk

    def act(
        self, text: str, places: list[str], documents: list[str], state: Talk | None, request: gr.Request, event: gr.EventData,
    ) -> Iterator[Answered]:  # fmt: skip
        here = whose(state, request)
        data = event._data if isinstance(event._data, dict) else {}
        if data.get("do") == "edit":
            yield talk.edit(here).to_json(), here
            return
        if data.get("do") == "retry":
            screens = talk.again(self.desk, here)
        else:
            screens = talk.ask(self.desk, here, str(data.get("text", text)), [*(places or []), *(documents or [])])
        for screen in screens:
            yield screen.to_json(), here

    def arrange(self, state: Talk | None, words: str, request: gr.Request, event: gr.EventData) -> Answered:
        here = whose(state, request)
        done, id, title = (str(event._data.get(key, "")) for key in ("do", "id", "title"))
        if done == "open":
            return history.opened(self.desk, here, id).to_json(), here
        return history.arranged(self.desk, here, done, id, title, words).to_json(), here

    def search(self, state: Talk | None, words: str, request: gr.Request) -> Answered:
        here = whose(state, request)
        return Screen(listed=history.listing(self.desk, here, words)).to_json(), here

    def arrive(self, state: Talk | None, request: gr.Request) -> tuple[str, Any]:
        here, id = whose(state, request), request.query_params.get("c", "")
        if id:
            return history.opened(self.desk, here, id).to_json(), here
        # Who was quicker to ask than this event to arrive has a conversation already.
        return Screen(listed=history.listing(self.desk, here)).to_json(), gr.skip()

    def stop(self, state: Talk | None, request: gr.Request) -> Answered:
        here = whose(state, request)
        return talk.stopped(self.desk, here).to_json(), here

    def new(self, state: Talk | None, request: gr.Request) -> Answered:
        here = whose(state, request)
        return history.fresh(self.desk, here).to_json(), here


def _connect(page: gr.Blocks, desk: Desk, parts: Parts) -> None:
    """Which event does what. Asking and arranging never wait for each other."""
    quiet: dict[str, Any] = {
        "outputs": [parts.wire, parts.talk], "show_progress": "hidden", "api_visibility": "private", "postprocess": False,
    }  # fmt: skip
    light: dict[str, Any] = {**quiet, "concurrency_limit": None}
    do = Events(desk)
    asking = [parts.send.click, parts.box.submit, parts.wire.submit]
    # "multiple": after a stop Gradio drops what is sent until the step in progress has ended; wire.js keeps it to one at a time.
    inputs = [parts.box, parts.places, parts.documents, parts.talk]
    asked = gr.on(asking, do.act, inputs, trigger_mode="multiple", **quiet)
    parts.stop.click(do.stop, parts.talk, cancels=asked, **light)
    parts.new.click(do.new, parts.talk, cancels=asked, **light)
    parts.wire.select(do.arrange, [parts.talk, parts.search], cancels=asked, **light)
    parts.search.change(do.search, [parts.talk, parts.search], **light)
    page.load(do.arrive, parts.talk, **light)
    for choice in (parts.places, parts.documents):
        choice.change(
            None, [parts.places, parts.documents], None, js=SCOPE, show_progress="hidden", api_visibility="private"
        )


def whose(state: Talk | None, request: gr.Request) -> Talk:
    """The conversation on this screen, of whoever sends the request: someone who signed in anew gets an empty one."""
    person = of_headers(request.headers).id
    return state if state is not None and state.person == person else Talk(person)
