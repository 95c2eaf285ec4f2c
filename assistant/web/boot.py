"""The one ASGI application: answers from the first moment, and takes its heavy parts in as they finish loading.

In: Settings. Out: an ASGI application with /healthz and /readyz. The parts load in the background (`loading`); until one is
there, its addresses say so (503). Behind the gate everything has its person.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from assistant.web.guard import guard
from assistant.web.loading import Parts
from assistant.web.plain import is_widget, json_response, static_files
from assistant.web.problems import refuse
from assistant.web.starting import start_page
from assistant.web.widget.scripts import script_files
from ingest.config import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from assistant.engine import Engine

RETRY = {"retry-after": "3"}
GRADIO_PATHS = frozenset(
    {"/", "/theme.css", "/config", "/gradio_api/startup-events", "/gradio_api/cancel", "/gradio_api/reset"}
)
GRADIO_PREFIXES = ("/assets/", "/static/", "/gradio_api/queue/", "/gradio_api/heartbeat/")
NOT_STARTED = "服务没有启动成功；请管理员查看服务端的日志"


def create(settings: Settings, make_engine: Callable[[Settings], Engine] | None = None) -> ASGIApp:
    """The guarded site. `make_engine` stands in for the real engine in tests."""
    return guard(Site(settings, make_engine or _real_engine), settings)


def _real_engine(settings: Settings) -> Engine:
    engine: Engine = import_module("assistant.engine").Engine(settings)
    return engine


class Site:
    """Sends each request to the part that answers it, or says that the part is not there yet."""

    def __init__(self, settings: Settings, make_engine: Callable[[Settings], Engine]) -> None:
        self.parts = Parts(settings, make_engine)
        self.static = {**static_files(), **script_files()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        direct = self._direct(path)
        behind = self._behind_the_gate(path)
        if direct is not None:
            await direct(scope, receive, send)
        elif behind is not None and self.parts.gate is not None:
            await self.parts.gate(behind, scope, receive, send)
        else:
            waiting = start_page(self.parts.progress) if is_for_people(path) else self._not_yet_json()
            await waiting(scope, receive, send)

    def _direct(self, path: str) -> ASGIApp | None:
        """What answers from the first moment, and to anyone."""
        if path == "/healthz":
            return json_response(200, {"status": "ok"})
        if path == "/readyz":
            status, headers = (200, None) if self.parts.ready else (503, RETRY)
            return json_response(status, self.parts.progress.to_json(self.parts.ready), headers)
        return self.static.get(path)

    def _behind_the_gate(self, path: str) -> ASGIApp | None:
        """The part that answers, or nothing while it is still loading."""
        if is_widget(path):
            return self.parts.widget
        if not self.parts.text_ready:
            return None
        return self.parts.page if _is_gradio(path) else self.parts.interface

    def _not_yet_json(self) -> ASGIApp:
        if self.parts.progress.failed:  # why is for the log and the start page: it may name places on this machine
            return refuse(503, NOT_STARTED)
        return refuse(503, self.parts.progress.sentence, headers=RETRY)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.parts.begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.parts.end()
        await send({"type": "lifespan.shutdown.complete"})


def is_for_people(path: str) -> bool:
    """Whether a page is wanted, rather than something that a program asks for."""
    return path in ("/", "/login") or path.split("/")[1] in ("d", "compare", "duties", "coverage", "manage")


def _is_gradio(path: str) -> bool:
    """The addresses that the staff page uses. Uploads, files, proxies and API lists of Gradio stay closed."""
    return path in GRADIO_PATHS or path.startswith(GRADIO_PREFIXES)
