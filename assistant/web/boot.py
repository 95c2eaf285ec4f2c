"""The one ASGI application: answers from the first moment, and takes its heavy parts in as they finish loading.

In: Settings. Out: an ASGI application with /healthz and /readyz. The engine, the records with the API and the pages, and the
Gradio page load in background threads; until a part is there, its addresses say so (503). Behind the gate everything has its
person. A Gradio application that joins after start-up gets no lifespan from the server, so its lifespan is run here.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.access.limits import Limits
from assistant.access.mode import mode_of
from assistant.web.chinese import in_chinese
from assistant.web.guard import guard
from assistant.web.plain import is_widget, json_response, static_files
from assistant.web.problems import refuse
from assistant.web.starting import Progress, start_page
from assistant.web.widget.scripts import script_files
from ingest.config import Settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

    from assistant.access.gate import Gate
    from assistant.engine import Engine
    from assistant.records.store import Records
    from assistant.web.widget.routes import Widget

T = TypeVar("T")
log = logging.getLogger(__name__)
RETRY = {"retry-after": "3"}
GRADIO_PATHS = frozenset(
    {"/", "/theme.css", "/config", "/gradio_api/startup-events", "/gradio_api/cancel", "/gradio_api/reset"}
)
GRADIO_PREFIXES = ("/assets/", "/static/", "/gradio_api/queue/", "/gradio_api/heartbeat/")
ENGINE, INTERFACE, PAGE = "条文索引", "接口与条文页", "问答页面"
NOT_STARTED = "服务没有启动成功；请管理员查看服务端的日志"
DAY = 24 * 3600


def create(settings: Settings, make_engine: Callable[[Settings], Engine] | None = None) -> ASGIApp:
    """The guarded site. `make_engine` stands in for the real engine in tests."""
    return guard(Site(settings, make_engine or _real_engine), settings)


def _real_engine(settings: Settings) -> Engine:
    engine: Engine = import_module("assistant.engine").Engine(settings)
    return engine


class Site:
    """Sends each request to the part that answers it, or says that the part is not there yet."""

    def __init__(self, settings: Settings, make_engine: Callable[[Settings], Engine]) -> None:
        self.settings, self.make_engine = settings, make_engine
        self.progress = Progress((ENGINE, INTERFACE, PAGE))
        self.engine: Engine | None = None
        self.records: Records | None = None
        self.gate: Gate | None = None
        self.interface: ASGIApp | None = None
        self.page: ASGIApp | None = None
        self.widget: Widget | None = None
        self.static = {**static_files(), **script_files()}
        self.limits = Limits(settings.limits_url)
        self.text_settled, self.stopping = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    @property
    def ready(self) -> bool:
        return self.page is not None and self.interface is not None and self.engine is not None and self.engine.ready

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        direct = self._direct(path)
        behind = self._behind_the_gate(path)
        if direct is not None:
            await direct(scope, receive, send)
        elif behind is not None and self.gate is not None:
            await self.gate(behind, scope, receive, send)
        else:
            waiting = start_page(self.progress) if is_for_people(path) else self._not_yet_json()
            await waiting(scope, receive, send)

    def _direct(self, path: str) -> ASGIApp | None:
        """What answers from the first moment, and to anyone."""
        if path == "/healthz":
            return json_response(200, {"status": "ok"})
        if path == "/readyz":
            status, headers = (200, None) if self.ready else (503, RETRY)
            return json_response(status, self.progress.to_json(self.ready), headers)
        return self.static.get(path)

    def _behind_the_gate(self, path: str) -> ASGIApp | None:
        """The part that answers, or nothing while it is still loading."""
        if is_widget(path):
            return self.widget
        if self.engine is None or not self.engine.ready or self.interface is None:
            return None
        return self.page if _is_gradio(path) else self.interface

    def _not_yet_json(self) -> ASGIApp:
        if self.progress.failed:  # why is for the log and the start page: it may name places on this machine
            return refuse(503, NOT_STARTED)
        return refuse(503, self.progress.sentence, headers=RETRY)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        loading = (self._load_text(), self._load_page(), self._keep_house())
        tasks = [asyncio.create_task(part) for part in loading]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.stopping.set()
        tasks[-1].cancel()
        _, unfinished = await asyncio.wait(tasks, timeout=1)
        for task in unfinished:
            task.cancel()
        if self.widget is not None:
            self.widget.close()
        if self.records is not None:
            self.records.close()
        await self.limits.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _load_text(self) -> None:
        """The records, which the widget can do with alone; the engine, which all else needs; the light interface beside it."""
        await self._part(INTERFACE, self._open_records, done=False)
        engine = await self._part(ENGINE, self._load_engine)
        if engine is not None and self.gate is not None:
            self.engine = engine
            if self.widget is not None:
                self.widget.engine = engine
            self.interface = await self._part(INTERFACE, lambda: self._open_interface(engine))
        else:
            self.progress.fail(INTERFACE, "等待条文索引")
        self.text_settled.set()

    def _load_engine(self) -> Engine:
        engine = self.make_engine(self.settings)
        engine.load()
        if not engine.ready:
            raise BadInput(engine.error or "条文索引没有打开，原因未知")
        return engine

    def _open_records(self) -> None:
        """The records, the gate before everything, and the widget's side."""
        from assistant.access.gate import Gate
        from assistant.records.store import open_records
        from assistant.web.widget.routes import Widget

        records = open_records(self.settings.database_url)
        self.widget = Widget(self.settings, records, self.limits)
        self.gate = Gate(self.settings, mode_of(self.settings), records, self.limits)
        self.records = records

    def _open_interface(self, engine: Engine) -> FastAPI:
        """The API and the pages."""
        from assistant.manage.jobs import Workshop
        from assistant.web import api, manage, sign_in
        from assistant.web.staff import exports, routes
        from assistant.web.staff.talk import Desk
        from assistant.web.widget import manage as channels
        from ingest.library import Shelf
        from ingest.sources import DEFAULT

        gate, records = self.gate, self.records
        assert gate is not None, "opened before"
        assert records is not None, "opened before"
        app = api.build(engine, self.settings, records)
        desk = Desk(engine, records)
        app.include_router(routes.router(desk))
        app.include_router(exports.router(desk))
        app.include_router(manage.router(Workshop(engine, records, Shelf(self.settings.library, DEFAULT))))
        app.include_router(channels.router(records))
        app.add_exception_handler(manage.NotAllowed, lambda request, _: manage.not_allowed_page(request))
        if gate.users is not None:
            app.include_router(sign_in.router(gate))
        return app

    async def _keep_house(self) -> None:
        """Once a day, remove from the records what is older than the retention period."""
        await self.text_settled.wait()
        while self.records is not None:
            try:
                await _in_thread(
                    partial(
                        import_module("assistant.records.retention").purge, self.records, self.settings.retention_days
                    )
                )
            except BadInput as error:
                log.warning("过期的记录没有清理：%s", error)
            await asyncio.sleep(DAY)

    async def _load_page(self) -> None:
        """Build the page over the engine, and keep its lifespan until the server stops.

        Gradio is imported after the engine has loaded: side by side they share one interpreter, and the first answer came
        at 11 s instead of 6 s, while the page was ready at the same time.
        """
        await self.text_settled.wait()
        if self.engine is None or self.records is None:
            self.progress.fail(PAGE, "等待条文索引和记录库")
            return
        engine, records = self.engine, self.records
        staff = await self._part(PAGE, lambda: import_module("assistant.web.staff.page"), done=False)
        if staff is None:
            return
        page: Any = await self._part(PAGE, lambda: staff.build(engine, records, self.settings), done=False)
        if page is None:
            return
        async with page.router.lifespan_context(page):
            self.page = in_chinese(page)
            self.progress.finish(PAGE)
            await self.stopping.wait()

    async def _part(self, name: str, make: Callable[[], T], *, done: bool = True) -> T | None:
        """Make a part in a thread of its own; what fails is kept in words for the start page and /readyz.

        Nothing new is begun once the server stops.
        """
        if self.stopping.is_set():
            return None
        try:
            made = await _in_thread(make)
        except BadInput as error:
            self.progress.fail(name, str(error))
            return None
        except Exception as error:
            log.exception("%s没有载入", name)
            self.progress.fail(name, f"{name}没有载入（{type(error).__name__}：{error}）")
            return None
        if done:
            self.progress.finish(name)
        return made


def is_for_people(path: str) -> bool:
    """Whether a page is wanted, rather than something that a program asks for."""
    return path in ("/", "/login") or path.split("/")[1] in ("d", "compare", "duties", "coverage", "manage")


def _is_gradio(path: str) -> bool:
    """The addresses that the staff page uses. Uploads, files, proxies and API lists of Gradio stay closed."""
    return path in GRADIO_PATHS or path.startswith(GRADIO_PREFIXES)


async def _in_thread(make: Callable[[], T]) -> T:
    """Run in a daemon thread, so that stopping the server does not wait for an import to end."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if not future.cancelled():
            future.set_exception(error) if error else future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = (make(), None)
        except Exception as error:
            outcome = (None, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, daemon=True).start()
    return await future
