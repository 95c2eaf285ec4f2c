"""The staff page in Gradio: earlier conversations, the talk with its evidence, and the box to ask in.

In: a loaded engine, the records, settings. Out: a FastAPI application with the page at `/`. The only module that imports
Gradio. What happens is decided in `talk`, what a turn looks like in `cards`; here are the components and their events.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from assistant.access.people import of_headers
from assistant.web.html import render
from assistant.web.staff import cards, talk
from assistant.web.staff.talk import Desk, Screen, Talk
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
ASKING = 32
"""Questions answered side by side; each takes 15 to 30 ms of one core, so that nobody waits for a place."""
WAITING = 400
"""Questions that may wait for a place; more are told to come back, instead of waiting longer than they would stay."""
CHECKBOXES = 12
FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif")
COUNTER = '<span class="hint">回车发送，Shift+回车换行</span><span id="count" data-limit="{limit}"></span>'
DELEGATE = """
element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-do]');
  if (target) { event.preventDefault(); trigger('click', { ...target.dataset }); }
});
element.addEventListener('act', (event) => trigger('click', event.detail));
"""
"""A button of our HTML with data-do says what it wants; `act` is the same from the page's own script."""
SCOPE = "(places, documents) => window.anze.scope(places, documents)"
PLAIN: dict[str, Any] = {"apply_default_css": False}
Shown = dict[Any, Any]


def build(engine: Engine, records: Records, settings: Settings) -> FastAPI:
    """The page, ready to be served once its lifespan runs. To be called where no event loop runs: in a thread."""
    # Without a running loop Gradio makes two of its own for each Blocks and never closes them.
    return asyncio.run(_build(Desk(engine, records), settings))


async def _build(desk: Desk, settings: Settings) -> FastAPI:
    with gr.Blocks(title="安责问答", analytics_enabled=False) as page:
        _connect(page, desk, _lay_out(desk, settings))
    page.queue(default_concurrency_limit=ASKING, max_size=WAITING, api_open=False)
    closed: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    mounted: FastAPI = gr.mount_gradio_app(
        FastAPI(**closed), page, path="", footer_links=[], run_history=False, app_kwargs=closed, show_error=False, ssr_mode=False,
        pwa=False, mcp_server=False, max_file_size="1kb", theme=_theme(), enable_monitoring=False,
    )  # fmt: skip
    return mounted


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
    listed: gr.HTML
    welcome: gr.HTML
    past: gr.HTML
    live: gr.HTML
    notice: gr.HTML
    scope: gr.Accordion
    places: gr.CheckboxGroup | gr.Dropdown
    documents: gr.Dropdown
    box: gr.Textbox
    stop: gr.Button
    send: gr.Button
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
            listed = gr.HTML("", elem_id="listed", js_on_load=DELEGATE, **PLAIN)
        with gr.Column(elem_id="talk"):
            welcome = gr.HTML(_welcome(desk), elem_id="welcome", js_on_load=DELEGATE, **PLAIN)
            past = gr.HTML("", elem_id="past", js_on_load=None, **PLAIN)
            live = gr.HTML("", elem_id="live", js_on_load=DELEGATE, **PLAIN)
            with gr.Column(elem_id="composer"):
                notice = gr.HTML("", elem_id="notice", js_on_load=None, **PLAIN)
                with gr.Accordion("范围：全部收录", open=False, elem_id="scope") as scope:
                    places = _places(cards.choices(sources))
                    titles = [(s.title, s.id) for s in sources]
                    documents = gr.Dropdown(titles, label="限定文件", info="可选多份，输入文字可以筛选", multiselect=True, value=[], elem_id="documents")  # fmt: skip
                box, stop, send = _composer(settings)
    return Parts(
        new, search, listed, welcome, past, live, notice, scope, places, documents, box, stop, send, gr.State(None)
    )


def _welcome(desk: Desk) -> str:
    sources = desk.engine.generation.catalog.sources
    places = [name for name, _ in cards.choices(sources)]
    return render("welcome.html", examples=EXAMPLES, total=len(sources), places=places[:CHECKBOXES])


def _composer(settings: Settings) -> tuple[gr.Textbox, gr.Button, gr.Button]:
    limit = settings.question_limit
    box = gr.Textbox(
        label="问题", show_label=False, placeholder="写下要问的问题，例如：福建细则第十九条第三项", lines=1, max_lines=6,
        max_length=limit, autofocus=True, elem_id="question",
    )  # fmt: skip
    with gr.Row(elem_id="actions"):
        gr.HTML(COUNTER.format(limit=limit), elem_id="counter", js_on_load=None, **PLAIN)
        stop = gr.Button("停止", elem_id="stop", interactive=False, scale=0)
        send = gr.Button("发送", elem_id="send", variant="primary", scale=0)
    return box, stop, send


def _places(choices: list[tuple[str, str]]) -> gr.CheckboxGroup | gr.Dropdown:
    """Boxes that are all in sight, or a list to search in where there are many."""
    label, info = "限定地区", "不选即查全部"
    if len(choices) <= CHECKBOXES:
        return gr.CheckboxGroup(choices, label=label, info=info, elem_id="places")
    return gr.Dropdown(choices, label=label, info=info, multiselect=True, value=[], elem_id="places")


def _connect(page: gr.Blocks, desk: Desk, parts: Parts) -> None:
    """Which event does what. Asking and arranging never wait for each other."""
    shown = [parts.past, parts.live, parts.listed, parts.notice, parts.box, parts.welcome, parts.stop, parts.talk]
    quiet: dict[str, Any] = {"outputs": shown, "show_progress": "hidden", "api_visibility": "private"}
    light: dict[str, Any] = {**quiet, "concurrency_limit": None}

    def on_screen(state: Talk, screen: Screen) -> Shown:
        return _shown(parts, state, screen)

    def act(
        text: str, places: list[str], documents: list[str], state: Talk | None, request: gr.Request, event: gr.EventData
    ) -> Iterator[Shown]:
        state = whose(state, request)
        data = event._data if isinstance(event._data, dict) else {}
        if data.get("do") == "edit":
            yield on_screen(state, talk.edit(state))
            return
        if data.get("do") == "retry":
            screens = talk.again(desk, state)
        else:
            screens = talk.ask(desk, state, str(data.get("text", text)), [*(places or []), *(documents or [])])
        for screen in screens:
            yield on_screen(state, screen)

    def arrange(state: Talk | None, words: str, request: gr.Request, event: gr.EventData) -> Shown:
        state = whose(state, request)
        done, id, title = (str(event._data.get(key, "")) for key in ("do", "id", "title"))
        if done == "open":
            return on_screen(state, talk.opened(desk, state, id))
        return on_screen(state, talk.arranged(desk, state, done, id, title, words))

    def search(state: Talk | None, words: str, request: gr.Request) -> Shown:
        state = whose(state, request)
        return on_screen(state, Screen(listed=talk.listing(desk, state, words)))

    def arrive(state: Talk | None, request: gr.Request) -> Shown:
        state = whose(state, request)
        id = request.query_params.get("c", "")
        return on_screen(state, talk.opened(desk, state, id) if id else talk.fresh(desk, state))

    def stop(state: Talk | None, request: gr.Request) -> Shown:
        state = whose(state, request)
        return on_screen(state, talk.stopped(desk, state))

    def new(state: Talk | None, request: gr.Request) -> Shown:
        state = whose(state, request)
        return on_screen(state, talk.fresh(desk, state))

    asking = [parts.send.click, parts.box.submit, parts.welcome.click, parts.live.click]
    asked = gr.on(asking, act, [parts.box, parts.places, parts.documents, parts.talk], **quiet)
    parts.stop.click(stop, parts.talk, cancels=asked, **light)
    parts.new.click(new, parts.talk, cancels=asked, **light)
    parts.listed.click(arrange, [parts.talk, parts.search], cancels=asked, **light)
    parts.search.change(search, [parts.talk, parts.search], **light)
    page.load(arrive, parts.talk, **light)
    for choice in (parts.places, parts.documents):
        choice.change(
            None, [parts.places, parts.documents], None, js=SCOPE, show_progress="hidden", api_visibility="private"
        )


def whose(state: Talk | None, request: gr.Request) -> Talk:
    """The conversation on this screen, of whoever sends the request: someone who signed in anew gets an empty one."""
    person = of_headers(request.headers).id
    return state if state is not None and state.person == person else Talk(person)


def _shown(parts: Parts, state: Talk, screen: Screen) -> Shown:
    """What Gradio is to send to the browser."""
    out: Shown = {parts.talk: state}
    pairs = {parts.past: screen.past, parts.live: screen.live, parts.listed: screen.listed, parts.notice: screen.notice}
    out |= {part: value for part, value in pairs.items() if value is not None}
    if screen.box is not None:
        out[parts.box] = screen.box
    if screen.welcome is not None:
        out[parts.welcome] = gr.update(visible=screen.welcome)
    if screen.busy is not None:
        out[parts.stop] = gr.update(interactive=screen.busy)
    return out
