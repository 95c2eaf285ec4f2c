"""The shapes of the HTTP API, and its refusals in Chinese.

In: request bodies and what pydantic says of a wrong one. Out: AskBody, the response models of the OpenAPI description, and
one sentence for each refusal. Sizes and places are checked here too, because their limits come from settings and corpus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ingest.sources import Catalog

HISTORY_LIMIT = 20


class AskBody(BaseModel):
    """提问"""

    model_config = ConfigDict(extra="forbid", strict=True, title="提问")
    question: str = Field(title="问题")
    history: list[str] = Field(default_factory=list, title="本次会话里先前的问题，按先后排列")
    regions: list[str] = Field(default_factory=list, title="限定的地区名称或文件代号；空为全部")
    wording: Literal["staff", "citizen"] = Field(default="staff", title="给谁看：工作人员或群众；只影响语言模型的表述")


class CitationBody(BaseModel):
    """引文"""

    n: int = Field(title="正文里的标号")
    provision: str = Field(title="条款代号")
    label: str = Field(title="条款名称")
    document: str = Field(title="文件代号")
    region: str = Field(title="地区")
    quote: str = Field(title="逐字引文")
    role: str = Field(title="引用缘由")
    url: str = Field(title="条文页网址")
    effective: str = Field(title="施行日期")


class WordedBody(BaseModel):
    """语言模型的表述；没有用模型就没有这一项"""

    model: str = Field(title="模型")
    prompt: str = Field(title="提示的版本")
    label: str = Field(title="标识：内容由人工智能生成")
    struck: int = Field(title="核对时删去的句数")


class AnswerBody(BaseModel):
    """回答"""

    id: str = Field(title="编号")
    question: str = Field(title="问题")
    outcome: str = Field(title="结果：answered、partial、not_in_corpus、off_topic、clarify、meta、unavailable 之一")
    mode: str = Field(title="成文方式")
    text: str = Field(title="回答正文，Markdown")
    citations: list[CitationBody] = Field(title="引文")
    table: dict[str, Any] | None = Field(title="表格")
    suggestions: list[str] = Field(title="可以接着问的问题")
    generation: str = Field(title="所用索引")
    timings_ms: dict[str, float] = Field(title="各步用时（毫秒）")
    worded: WordedBody | None = Field(default=None, title="语言模型的表述")


class ErrorMessage(BaseModel):
    """错误说明"""

    message: str = Field(title="说明")


class ErrorBody(BaseModel):
    """错误"""

    error: ErrorMessage


class Refused(Exception):
    """A request that cannot be answered as it stands: one Chinese sentence and a status."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message, self.status = message, status


def check_ask(body: AskBody, limit: int, catalog: Catalog) -> None:
    """Raise Refused for an empty or overlong question, too long a history, or a place that is not held."""
    if not body.question.strip():
        raise Refused("问题是空的；请在 question 里写下要问的话")
    for name, text in (("问题", body.question), *(("history 里的问题", earlier) for earlier in body.history)):
        if len(text) > limit:
            raise Refused(f"{name}有 {len(text)} 个字，最多 {limit} 个字；请分开来问")
    if len(body.history) > HISTORY_LIMIT:
        raise Refused(f"history 有 {len(body.history)} 个问题，最多 {HISTORY_LIMIT} 个；请只留最近的")
    if unknown := unknown_regions(catalog, body.regions):
        held = "、".join(dict.fromkeys(s.region for s in catalog.sources if s.region))
        raise Refused(f"没有收录「{'、'.join(unknown)}」；可选的地区有：{held}；也可以用文件代号")


def unknown_regions(catalog: Catalog, regions: Sequence[str]) -> list[str]:
    """The names that are neither a place of the catalog, short or full, nor the id of a document."""
    known = {s.id for s in catalog.sources} | {r.name for r in catalog.regions}
    known.update(short for r in catalog.regions for short in r.short)
    return [name for name in regions if name not in known]


def refusal(errors: Sequence[Mapping[str, Any]]) -> Refused:
    """What is wrong with a body, in Chinese; pydantic's own sentences are English."""
    error = errors[0]
    place = [str(part) for part in error["loc"] if part != "body"]
    field = ".".join(place) or "请求体"
    kind = error["type"]
    if kind == "json_invalid":
        return Refused("请求体不是合法的 JSON", 400)
    sentences = {
        "missing": f"缺少 {field}" if place else '缺少请求体；应为 JSON，例如 {"question": "…"}',
        "extra_forbidden": f"不认识的字段 {field}；可用：{'、'.join(AskBody.model_fields)}",
        "string_type": f"{field} 应为文字",
        "list_type": f"{field} 应为文字的列表",
        "literal_error": f"{field} 应为 staff 或 citizen",
    }
    return Refused(sentences.get(kind, f'{field} 的格式不对；请求体应为 JSON，例如 {{"question": "…"}}'))
