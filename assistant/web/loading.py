"""The heavy parts of the site, each loaded in a background thread: records with the gate and the widget, engine, interface, page.

In: Settings, and how an engine is made. Out: the parts as they come, and news of each for the start page. Nothing of it is
imported before it is loaded. A Gradio application that joins after start-up gets no lifespan from the server, so its lifespan
is run here.
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
from assistant.web.starting import Progress
from ingest.config import Settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp

    from assistant.access.gate import Gate
    from assistant.engine import Engine
    from assistant.records.store import Records
    from assistant.web.widget.routes import Widget

T = TypeVar("T")
log = logging.getLogger(__name__)
ENGINE, INTERFACE, PAGE = "条文索引", "接口与条文页", "问答页面"
DAY = 24 * 3600


class Parts:
    """What the site is made of; a part that is not there yet is None."""

    def __init__(self, settings: Settings, make_engine: Callable[[Settings], Engine]) -> None:
        self.settings, self.make_engine = settings, make_engine
        self.progress = Progress((ENGINE, INTERFACE, PAGE))
        self.engine: Engine | None = None
        self.records: Records | None = None
        self.gate: Gate | None = None
        self.interface: ASGIApp | None = None
        self.page: ASGIApp | None = None
        self.widget: Widget | None = None
        self.limits = Limits(settings.limits_url)
        self.text_settled, self.stopping = asyncio.Event(), asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def text_ready(self) -> bool:
        """Whether questions are answered and texts shown."""
        return self.interface is not None and self.engine is not None and self.engine.ready

    @property
    def ready(self) -> bool:
        return self.page is not None and self.text_ready

    def begin(self) -> None:
        """Load everything, and keep it until `end`."""
        loading = (self._load_text(), self._load_page(), self._keep_house())
        self.tasks = [asyncio.create_task(part) for part in loading]

    async def end(self) -> None:
        self.stopping.set()
        self.tasks[-1].cancel()
        _, unfinished = await asyncio.wait(self.tasks, timeout=1)
        for task in unfinished:
            task.cancel()
        if self.widget is not None:
            self.widget.close()
        if self.records is not None:
            self.records.close()
        await self.limits.close()

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
        from assistant.web.staff.model import Desk
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
