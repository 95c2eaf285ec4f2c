"""What is wrong with a request, in Chinese.

In: what pydantic says of a wrong body or query. Out: Refused with one sentence, perhaps its English, and a status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException

NAME_SHOWN = 40
"""Characters of a name that nobody knows which are said back."""


class Refused(HTTPException):
    """A request that cannot be answered as it stands: one Chinese sentence, a status, perhaps the sentence in English.

    FastAPI lets an HTTPException through unchanged wherever it is raised, also while it reads a body.
    """

    def __init__(self, message: str, status: int = 422, english: str = "") -> None:
        super().__init__(status, message)
        self.message, self.status, self.english = message, status, english


def refusal(errors: Sequence[Mapping[str, Any]]) -> Refused:
    """What is wrong with a body, in Chinese; pydantic's own sentences are English."""
    error = errors[0]
    place = [str(part)[:NAME_SHOWN] for part in error["loc"] if part not in ("body", "query", "path")]
    field = ".".join(place) or "请求体"
    kind = error["type"]
    if kind == "json_invalid":
        return Refused("请求体不是合法的 JSON", 400, "The body is not valid JSON.")
    english = f"{field}: {error['msg']}" if place else str(error["msg"])
    limits = error.get("ctx") or {}
    sentences = {
        "missing": f"缺少 {field}" if place else '缺少请求体；应为 JSON，例如 {"question": "…"}',
        "extra_forbidden": f"不认识的字段 {field}；可用的字段见 /openapi.json",
        "string_type": f"{field} 应为文字",
        "list_type": f"{field} 应为文字的列表",
        "bool_type": f"{field} 应为 true 或 false",
        "int_parsing": f"{field} 应为整数",
        "enum": f"{field} 应为以下之一：{str(limits.get('expected', '')).replace(' or ', '、').replace(', ', '、')}",
        "string_too_long": f"{field} 太长：最多 {limits.get('max_length')} 个字",
        "string_too_short": f"{field} 是空的",
        "string_pattern_mismatch": f"{field} 里有不是文字的字符，或格式不对",
        "too_long": f"{field} 太多：最多 {limits.get('max_length')} 项",
        "too_short": f"{field} 太少：至少 {limits.get('min_length')} 项",
        "greater_than_equal": f"{field} 至少为 {limits.get('ge')}",
        "less_than_equal": f"{field} 最多为 {limits.get('le')}",
        "json_type": f"{field} 应为 JSON",
        "literal_error": f"{field} 应为 staff 或 citizen",
    }
    return Refused(sentences.get(kind, f"{field} 的格式不对；用法见 /openapi.json"), 422, english)
