"""What /openapi.json says beside paths and schemas: refusals with an example each, the key, who may do without.

In: status codes, the application. Out: `responses` for routes, and the whole description. Every answer that the guard, the gate
or the start can give in front of a route is named at the route, so that a client can be generated that knows them all.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.web.problems import KIND, SORTS, problem
from assistant.web.v1.shapes import ErrorMessage, ProblemBody

Responses = dict[int | str, dict[str, Any]]
ALWAYS = (400, 401, 403, 406, 414, 421, 429, 431, 500, 503)
WITH_BODY = (408, 413, 415, 422)
REF = "#/components/schemas/{model}"
ABOUT = """就收录的法规提问，回答逐条引用原文。

各接口都可带密钥调用：请求头 `Authorization: Bearer anze_…`，密钥由管理员用 `python -m assistant keys add 名称` 发放。
收录的文件和条文（documents、provisions）人人可读，不用密钥。每个密钥、每个来源地址每分钟的次数有限，超过时返回 429，
`Retry-After` 说明等几秒。错误一律为 RFC 9457 的 `application/problem+json`：`detail` 是中文说明，`detail_en` 是英文说明。
"""


def refusals(*statuses: int, body: bool = False) -> Responses:
    """The refusals of a route: those of its own, and those that any route has."""
    every = sorted({*statuses, *ALWAYS, *(WITH_BODY if body else ())})
    return {status: _refusal(status) for status in every}


def given(description: str, example: Any, **more: Any) -> Responses:
    """The 200 of a route with an example."""
    return {200: {"description": description, "content": {"application/json": {"example": example}, **more}}}


def describe(app: FastAPI) -> None:
    """Let the application describe itself with everything that FastAPI does not know of."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
            parts = found.setdefault("components", {})
            for model in (ProblemBody, ErrorMessage):
                schema = model.model_json_schema(ref_template=REF)
                schema.pop("$defs", None)
                parts.setdefault("schemas", {})[model.__name__] = schema
            for name in ("HTTPValidationError", "ValidationError"):
                parts["schemas"].pop(name, None)
            parts["securitySchemes"] = {
                "key": {"type": "http", "scheme": "bearer", "description": "接口密钥，以 anze_ 开头"}
            }
            found["security"] = [{"key": []}, {}]
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _refusal(status: int) -> dict[str, Any]:
    sort = SORTS[status]
    out: dict[str, Any] = {
        "description": sort.meant,
        "content": {
            KIND: {
                "schema": {"$ref": REF.format(model=ProblemBody.__name__)},
                "example": problem(status, sort.meant, path="/api/v1/ask"),
            }
        },
    }
    if status in (429, 503):
        schema = {"schema": {"type": "integer"}, "description": "几秒后再试"}
        out["headers"] = {"Retry-After": schema}
    return out
