"""Refusals and faults as RFC 9457 problem details, the same wherever they are made.

In: a status, one Chinese sentence, perhaps its English. Out: `application/problem+json`: type, title, status, detail, instance,
and as further members `detail_en` (programs' authors abroad read no Accept-Language) and `error.message`, by which the pages'
scripts find the sentence. A status of which no particular English is given has a general one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant.web.plain import response

if TYPE_CHECKING:
    from starlette.types import ASGIApp

KIND = "application/problem+json"
TYPE = "urn:problem-type:anze:"
"""A name, no address: what a problem means is described at /openapi.json."""
INSTANCE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Sort:
    """What is the same for all problems of a status."""

    name: str
    title: str
    english: str
    meant: str


SORTS = {
    400: Sort("bad-request", "请求读不懂", "The request could not be understood.", "请求体不是合法的 JSON，或请求格式有误"),
    401: Sort("unauthorized", "需要登录或密钥", "Sign in, or send a valid API key.", "没有登录，或密钥不对、已停用"),
    403: Sort("forbidden", "不允许", "This request is not allowed.", "请求来自别的网站，或不允许这样访问"),
    404: Sort("not-found", "没有找到", "There is nothing at this address.", "没有这一项"),
    405: Sort("method-not-allowed", "方法不对", "This address does not take this method.", "这个地址不接受这种方法"),
    406: Sort("not-acceptable", "给不出这种格式", "None of the accepted media types can be given.", "给不出所要的格式"),
    408: Sort("request-timeout", "请求没有传完", "The request body did not arrive in time.", "请求体没有按时传完"),
    413: Sort("content-too-large", "请求太大", "The request body is too large.", "请求体太大"),
    414: Sort("uri-too-long", "网址太长", "The address is too long.", "网址太长"),
    415: Sort("unsupported-media-type", "请求体格式不对", "Send the body as application/json in UTF-8.", "请求体不是 JSON"),
    421: Sort("misdirected-request", "访问的名称不对", "This server does not answer to that host name.", "主机名不是本服务的"),
    422: Sort("unprocessable-content", "请求不合要求", "A value in the request is not valid.", "请求里有不合要求的内容"),
    429: Sort("too-many-requests", "请求太频繁", "Too many requests; wait as long as Retry-After says.", "请求太频繁"),
    431: Sort("header-fields-too-large", "请求头太大", "The request headers are too large.", "请求头太大"),
    500: Sort("internal-error", "服务出了故障", "The server failed to handle the request.", "服务出了故障"),
    503: Sort("unavailable", "暂时不能服务", "The service is not available at the moment; try again later.", "正在启动，或一部分不能用"),
}  # fmt: skip
OTHER = Sort("refused", "请求没有被接受", "The request was not accepted.", "请求没有被接受")


def problem(status: int, detail: str, english: str = "", path: str = "") -> dict[str, Any]:
    """The members of a problem, in order."""
    sort = SORTS.get(status, OTHER)
    out: dict[str, Any] = {
        "type": f"{TYPE}{sort.name}",
        "title": sort.title,
        "status": status,
        "detail": detail,
        "detail_en": english or sort.english,
    }
    if path:
        out["instance"] = quote(path, safe="/", errors="replace")[:INSTANCE_LIMIT]
    return {**out, "error": {"message": detail}}


def packed(content: Mapping[str, Any]) -> bytes:
    """JSON text as bytes; half a character pair from a request becomes a question mark."""
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def refuse(
    status: int, detail: str, english: str = "", path: str = "", headers: Mapping[str, str] | None = None
) -> ASGIApp:
    """A refusal where there is no framework yet, or none any more."""
    return response(status, packed(problem(status, detail, english, path)), KIND, headers)
