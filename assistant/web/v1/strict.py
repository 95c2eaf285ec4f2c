"""Requests of the API read strictly, before FastAPI makes anything of them.

In: a request. Out: the same one, or Refused: 406 where no form of the answer is acceptable, 415 for a body that is not JSON in
UTF-8, 400 for JSON that two readers could understand differently (a name twice, NaN, bytes that are not UTF-8) or that is
nested too deeply.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from assistant.web.refusals import Refused

JSON, EVENTS = "application/json", "text/event-stream"
NOT_JSON = "请求体应为 JSON：请求头 Content-Type 写 application/json，编码为 UTF-8，不压缩"
NOT_ACCEPTABLE = "给不出 Accept 所要的格式；请用 application/json"
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class StrictRoute(APIRoute):
    """A route whose requests are checked; `response_class` stays JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            if preferred(request.headers.get("accept", "")) is None:
                raise Refused(NOT_ACCEPTABLE, 406)
            if request.method in WITH_BODY and not _is_json(request):
                raise Refused(NOT_JSON, 415)
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


class StrictRequest(Request):
    """A request whose JSON means one thing only."""

    async def json(self) -> Any:
        return loads(await self.body())


def loads(body: bytes) -> Any:
    """Read JSON strictly. Raises Refused with what is wrong."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("请求体不是 UTF-8 编码的 JSON", 400, "The body is not UTF-8.") from None
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused("请求体不是合法的 JSON", 400, "The body is not valid JSON.") from None


def preferred(accept: str) -> str | None:
    """JSON or events, as the Accept header prefers; None where it takes neither. Events only for who names them."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        kind, _, parameters = part.strip().lower().partition(";")
        if kind.strip():
            weights[kind.strip()] = _weight(parameters)
    if not accept.strip():
        return JSON
    events = weights.get(EVENTS, 0.0)
    plain = weights.get(JSON, weights.get("application/*", weights.get("*/*", 0.0)))
    if events and events >= weights.get(JSON, 0.0):
        return EVENTS
    return JSON if plain else None


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _is_json(request: Request) -> bool:
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    charset = str(message.get_param("charset", "utf-8")).lower()
    plain = request.headers.get("content-encoding", "identity").strip().lower() == "identity"
    return message.get_content_type() == JSON and charset in ("utf-8", "utf8") and plain


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        raise Refused("请求体里有重复的字段；每个字段只写一次", 400, "The JSON has a name twice.")
    return out


def _no_constant(name: str) -> Any:
    raise ValueError(name)
