"""The HTTP API and, beside it, the provision pages: one FastAPI application over a loaded engine.

In: JSON. Out: answers as JSON or server-sent events, the documents held, provisions with their references, comparisons, duties.
Errors are problem details in Chinese and English (`assistant.web.problems`). Engine calls run in Starlette's thread pool, so
that many people can ask at once.
No documentation page: Swagger's and Redoc's load scripts from elsewhere; the description itself is at /openapi.json.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from assistant.records.store import Unusable
from assistant.web import metrics, pages, sitemap
from assistant.web.html import page
from assistant.web.problems import KIND, packed, problem
from assistant.web.refusals import Refused, refusal
from assistant.web.v1 import ask, compared, duties, texts
from assistant.web.v1.described import describe
from assistant.web.views import compare, coverage
from assistant.web.views import duties as duties_view
from ingest.config import Settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.records.store import Records

log = logging.getLogger(__name__)
FAILED = "服务出了故障，这个问题没有处理完；请稍后再试"
NOT_FOUND = "没有这个接口；可用的接口见 /openapi.json"
UNUSABLE = "记录库现在用不了，请稍后再试；如果一直这样，请联系管理员"
FOR_PROGRAMS = ("/api/", "/staff/", "/openapi.json", "/metrics", "/sitemap", "/robots.txt")


def build(engine: Engine, settings: Settings, records: Records | None = None) -> FastAPI:
    """The application; the engine has been loaded. Without records no answer is kept and no feedback taken."""
    app = FastAPI(
        title="安责问答接口",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would send clients to whatever Host they were told to name
    )
    app.include_router(ask.router(engine, settings, records))
    for part in (texts, compared, duties):
        app.include_router(part.router(engine))
    app.include_router(pages.router(engine, settings.public_url))
    app.include_router(sitemap.router(engine, settings.public_url))
    app.include_router(metrics.router(engine))
    for view in (compare, duties_view, coverage):
        app.include_router(view.router(engine))
    describe(app)
    _add_refusals(app)
    return app


def _add_refusals(app: FastAPI) -> None:
    """Every error in Chinese: problem details for programs, a page for people."""

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return _problem(request, error.status, error.message, error.english)

    @app.exception_handler(Unusable)
    async def unusable(request: Request, error: Unusable) -> Response:
        log.warning("请求 %s 没有完成：%s", request.url.path, error)  # names the place of the records
        return _problem(request, 503, UNUSABLE, headers={"retry-after": "5"})

    @app.exception_handler(BadInput)
    async def bad_input(request: Request, error: BadInput) -> Response:
        return _problem(request, 422, str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        found = refusal(error.errors())
        return _problem(request, found.status, found.message, found.english)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        if not request.url.path.startswith(FOR_PROGRAMS):
            return pages.unknown_page(request)
        messages = {404: NOT_FOUND, 405: f"这个接口不接受 {request.method[:20]}；用法见 /openapi.json"}
        said = messages.get(error.status_code, "请求没有被接受")
        return _problem(request, error.status_code, said, headers=error.headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        log.error("请求 %s 没有完成", request.url.path, exc_info=error)
        if not request.url.path.startswith(FOR_PROGRAMS):
            return page(request, "told.html", 500, title="没有打开", said=FAILED)
        return _problem(request, 500, FAILED)


def _problem(
    request: Request, status: int, detail: str, english: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    content = packed(problem(status, detail, english, request.url.path))
    return Response(content, status, headers=dict(headers or {}), media_type=KIND)
