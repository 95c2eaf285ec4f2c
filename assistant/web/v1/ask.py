"""POST /api/v1/ask and POST /api/v1/feedback: a question, its answer, and what was thought of it.

In: JSON. Out: the answer as JSON or server-sent events, under an id by which feedback names it. An answer is kept as a turn of
its own, personal numbers masked, by whoever asked: a key, a signed-in person, or this machine where nobody signs in. What
cannot be kept is answered all the same.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from assistant.access.people import of_scope
from assistant.model import Answer, Question
from assistant.records import turns
from assistant.records.feedback import give_feedback
from assistant.records.programs import API, KEY
from assistant.records.store import Unusable
from assistant.web import leaving, metrics
from assistant.web.refusals import Refused
from assistant.web.v1.asking import ANSWER, ANSWER_ID, AnswerBody, AskBody, FeedbackBody, KeptBody, check_ask
from assistant.web.v1.described import given, refusals
from assistant.web.v1.strict import EVENTS, StrictRoute, preferred
from ingest.config import Settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.records.store import Records

log = logging.getLogger(__name__)
FAILED = "服务出了故障，这个问题没有处理完；请稍后再试"
GONE = 499
"""The visitor left; nobody reads this."""
NO_RECORDS = "记录库现在用不了，评价没有存下；请稍后再试"
NO_ANSWER = "没有编号为「{id}」的回答，或它不是用这个密钥问的；编号见回答里的 id"
HERE = f"{API}here"
"""Whose the answers are where nobody signs in: a program on this machine has no name, and need not keep a cookie."""
QUIET = {"cache-control": "no-store", "x-accel-buffering": "no"}
ASKED = {
    "问一句": {"summary": "问一句", "value": {"question": "迟报事故怎么问责", "regions": ["福建"]}},
    "接着问": {"summary": "接着问", "value": {"question": "那河北呢", "history": ["县委书记多久调研一次"]}},
}
STREAMED = 'event: step\ndata: {"name": "understand", "label": "理解问题"}\n\nevent: sentence\ndata: {"text": "…"}\n\n'
SAID = {
    "有帮助": {"summary": "有帮助", "value": {"answer": ANSWER_ID, "helpful": True}},
    "没有帮助": {
        "summary": "没有帮助",
        "value": {"answer": ANSWER_ID, "helpful": False, "reason": "missing_provision", "provision": "第二十条"},
    },
}


def router(engine: Engine, settings: Settings, records: Records | None) -> APIRouter:
    """Both over an engine that has loaded."""
    out = APIRouter(prefix="/api/v1", route_class=StrictRoute)
    events = {"text/event-stream": {"schema": {"type": "string"}, "example": STREAMED}}

    @out.post(
        "/ask", response_model=AnswerBody, summary="提问", operation_id="ask", openapi_extra=_example(ASKED),
        responses={**given("回答", ANSWER, **events), **refusals(body=True)},
    )  # fmt: skip
    async def ask(body: AskBody, request: Request) -> Response:
        """回答一个问题。请求头 Accept 为 text/event-stream 时，依次发送 step、sentence、answer 事件；出错时发送 error。

        sentence 是已经核对过的话，先看先用；answer 是完整的回答，到了就代替先前的 sentence。"""
        check_ask(body, settings.question_limit, engine.generation.catalog)
        question = Question(
            body.question, history=tuple(body.history), regions=tuple(body.regions), wording=body.wording
        )
        owner = owner_of(request)
        if preferred(request.headers.get("accept", "")) == EVENTS:
            stream = leaving.parts(_events(engine, question, records, owner))
            return StreamingResponse(stream, media_type=EVENTS, headers=QUIET)
        answer = await _answered(engine, question, request, worded=bool(settings.llm_model))
        if answer is None:
            return Response(status_code=GONE)
        return JSONResponse((await run_in_threadpool(kept, records, owner, question, answer)).to_json())

    @out.post(
        "/feedback", response_model=KeptBody, summary="评价一次回答", operation_id="feedback",
        openapi_extra=_example(SAID),
        responses={**given("评价已存下", {"answer": ANSWER_ID, "kept": True}), **refusals(404, body=True)},
    )  # fmt: skip
    def feedback(body: Annotated[FeedbackBody, Body()], request: Request) -> Response:
        """对自己问到的一次回答说是否有帮助；再说一次，以后一次为准。“有帮助”不带原因和条款。"""
        _judge(records, owner_of(request), body)
        return JSONResponse({"answer": body.answer, "kept": True})

    return out


async def _answered(engine: Engine, question: Question, request: Request, *, worded: bool) -> Answer | None:
    """The whole answer, or None when nobody waits for it any more."""
    with metrics.asking("api"):
        if worded:  # a model takes its time: whoever leaves ends its call
            event = await leaving.last(engine.stream(question), request.is_disconnected)
            answer = event.answer if event else None
        else:
            answer = await run_in_threadpool(engine.ask, question)
    if answer is not None:
        metrics.note(answer, "api")
    return answer


def _judge(records: Records | None, owner: str, body: FeedbackBody) -> None:
    """Put down what was thought of an answer. Raises Refused."""
    if records is None:
        raise Refused(NO_RECORDS, 503)
    if body.helpful and (body.reason or body.provision.strip()):
        raise Refused("“有帮助”不带原因和条款；请去掉它们，或把 helpful 改为 false")
    try:
        give_feedback(
            records, owner, body.answer, helpful=body.helpful, reason=body.reason, provision=body.provision,
            note=body.note,
        )  # fmt: skip
    except Unusable as error:
        log.warning("评价没有存下：%s", error)
        raise Refused(NO_RECORDS, 503) from None
    except BadInput:
        raise Refused(NO_ANSWER.format(id=body.answer), 404) from None


def owner_of(request: Request) -> str:
    """By whose name an answer is kept. Apart from the conversations of the staff page, which lists its own alone."""
    person = of_scope(request.scope)
    if person is None or not person.name:
        return HERE
    return person.id if person.id.startswith(KEY) else f"{API}{person.id}"


def kept(records: Records | None, owner: str, question: Question, answer: Answer) -> Answer:
    """The answer under the id that feedback names it by; without one where it could not be kept."""
    if records is None:
        return answer
    try:
        return replace(answer, id=turns.begin(records, owner, question, answer).id)
    except BadInput as error:
        log.warning("回答没有存下：%s", error)
        return replace(answer, id="")


def _events(engine: Engine, question: Question, records: Records | None, owner: str) -> Generator[str, None, None]:
    try:
        with metrics.asking("api"), closing(engine.stream(question)) as events:
            for event in events:
                if event.answer is None:
                    yield ": 稍候\n\n" if event.kind == "wait" else _event(event.kind, event.data)
                    continue
                metrics.note(event.answer, "api")
                yield _event(event.kind, kept(records, owner, question, event.answer).to_json())
    except BadInput as error:
        yield _event("error", {"message": str(error)})
    except Exception:
        log.exception("回答没有完成")
        yield _event("error", {"message": FAILED})


def _event(kind: str, data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _example(examples: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"examples": examples}}}}
