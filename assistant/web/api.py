"""The HTTP API and, beside it, the provision pages: one FastAPI application over a loaded engine.

In: JSON. Out: answers as JSON or server-sent events, the documents held, provisions with their references. Errors are
`{"error": {"message": …}}` in Chinese. Engine calls run in Starlette's thread pool, so that many people can ask at once.
No documentation page: Swagger's and Redoc's load scripts from elsewhere; the description itself is at /openapi.json.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Header, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from assistant import facts
from assistant.model import Question
from assistant.web import leaving, pages
from assistant.web.bodies import AnswerBody, AskBody, ErrorBody, Refused, check_ask, refusal
from assistant.web.html import page
from assistant.web.links import Link, link_to, mentions_in, mentions_out, url_of
from assistant.web.views import compare, coverage, duties
from ingest.config import Settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine

log = logging.getLogger(__name__)
FAILED = "服务出了故障，这个问题没有处理完；请稍后再试"
GONE = 499
"""The visitor left; nobody reads this."""
NOT_FOUND = "没有这个接口；可用的接口见 /openapi.json"


def build(engine: Engine, settings: Settings) -> FastAPI:
    """The application; the engine has been loaded."""
    app = FastAPI(
        title="安责问答接口",
        description="就收录的法规提问，回答逐条引用原文。",
        version="1",
        docs_url=None,
        redoc_url=None,
    )
    _add_ask(app, engine, settings)
    _add_documents(app, engine)
    _add_provisions(app, engine)
    app.include_router(pages.router(engine))
    for view in (compare, duties, coverage):
        app.include_router(view.router(engine))
    _add_refusals(app)
    return app


def _add_ask(app: FastAPI, engine: Engine, settings: Settings) -> None:
    responses: dict[int | str, dict[str, Any]] = {
        200: {"description": "回答", "content": {"text/event-stream": {}}},
        400: {"model": ErrorBody, "description": "请求体不是 JSON"},
        422: {"model": ErrorBody, "description": "请求不合要求"},
    }

    @app.post("/api/v1/ask", response_model=AnswerBody, responses=responses, summary="提问", operation_id="ask")
    async def ask(
        request: Request, body: AskBody, accept: Annotated[str, Header(title="text/event-stream 时逐步返回")] = ""
    ) -> Response:
        """回答一个问题。请求头 Accept 为 text/event-stream 时，依次发送 step、sentence、answer 事件；出错时发送 error。

        sentence 是已经核对过的话，先看先用；answer 是完整的回答，到了就代替先前的 sentence。"""
        check_ask(body, settings.question_limit, engine.generation.catalog)
        question = Question(
            body.question, history=tuple(body.history), regions=tuple(body.regions), wording=body.wording
        )
        if "text/event-stream" in accept:
            quiet = {"cache-control": "no-store", "x-accel-buffering": "no"}
            events = leaving.parts(_events(engine, question))
            return StreamingResponse(events, media_type="text/event-stream", headers=quiet)
        if not settings.llm_model:
            return JSONResponse((await run_in_threadpool(engine.ask, question)).to_json())
        event = await leaving.last(engine.stream(question), request.is_disconnected)
        return JSONResponse(event.data) if event else Response(status_code=GONE)


def _events(engine: Engine, question: Question) -> Generator[str, None, None]:
    try:
        with closing(engine.stream(question)) as events:
            for event in events:
                yield ": 稍候\n\n" if event.kind == "wait" else _event(event.kind, event.data)
    except BadInput as error:
        yield _event("error", {"message": str(error)})
    except Exception:
        log.exception("回答没有完成")
        yield _event("error", {"message": FAILED})


def _event(kind: str, data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _add_documents(app: FastAPI, engine: Engine) -> None:
    @app.get("/api/v1/documents", summary="收录的文件", operation_id="documents")
    def documents() -> dict[str, Any]:
        """收录的全部文件及其要项；文中没有载明的为空。"""
        generation = engine.generation
        fields = ("id", "title", "region", "kind", "issuer", "number", "issued", "effective", "status", "interpreter")
        rows = [{**{f: getattr(s, f) for f in fields}, "url": url_of(s.id)} for s in generation.catalog.sources]
        return {"generation": generation.name, "documents": rows}


def _add_provisions(app: FastAPI, engine: Engine) -> None:
    described = (404, "没有这一条"), (422, "请求不合要求")
    responses: dict[int | str, dict[str, Any]] = {s: {"model": ErrorBody, "description": d} for s, d in described}

    @app.get("/api/v1/provisions/{document}/{number}", responses=responses, summary="条款", operation_id="provision")
    def provision(
        document: Annotated[str, Path(title="文件代号，如 fujian")],
        number: Annotated[str, Path(title="条款号，如 19.1.3")],
    ) -> dict[str, Any]:
        """一条、一款或一项的原文、名称、所在章节，以及它引用的和引用它的条款。"""
        generation = engine.generation
        held = generation.document(document)
        if held is None:
            raise Refused(f"没有收录代号为「{document}」的文件；可用的代号见 /api/v1/documents", 404)
        found = generation.provision(f"{document}/{number}")
        if found is None:
            raise Refused(f"《{held.title}》里没有「{number}」；收录的是{facts.extent(held)}", 404)
        return {
            **asdict(link_to(generation, found.id)),
            "document": document,
            "number": found.number,
            "kind": found.kind.value,
            "path": list(found.path),
            "text": found.text,
            "refers_to": [
                {"text": m.text, "title": m.title, "targets": _links(m.targets)}
                for m in mentions_out(generation, found.id)
            ],
            "referred_by": [{**asdict(m.source), "text": m.text} for m in mentions_in(generation, found.id)],
        }


def _links(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [asdict(link) for link in links]


def _add_refusals(app: FastAPI) -> None:
    """Every error in Chinese: JSON for the API, a page for people."""

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> Response:
        return _error(error.message, error.status)

    @app.exception_handler(BadInput)
    async def bad_input(_: Request, error: BadInput) -> Response:
        return _error(str(error), 422)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        found = refusal(error.errors())
        return _error(found.message, found.status)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        if not request.url.path.startswith(("/api/", "/staff/", "/openapi.json")):
            return pages.unknown_page(request)
        messages = {404: NOT_FOUND, 405: f"这个接口不接受 {request.method}；用法见 /openapi.json"}
        return _error(messages.get(error.status_code, "请求没有被接受"), error.status_code)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        log.error("请求 %s 没有完成", request.url.path, exc_info=error)
        if not request.url.path.startswith(("/api/", "/staff/")):
            return page(request, "told.html", 500, title="没有打开", said=FAILED)
        return _error(FAILED, 500)


def _error(message: str, status: int) -> Response:
    return JSONResponse({"error": {"message": message}}, status)
