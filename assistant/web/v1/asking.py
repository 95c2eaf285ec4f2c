"""A question, its answer and what was thought of it, as pydantic models, with an example of an answer.

In: the body of a request. Out: models; Refused where a question cannot be asked. Sizes and places are checked here and not in
the models, because their limits come from settings and corpus.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.records.feedback import NOTE_LIMIT, PROVISION_LIMIT, Reason
from assistant.web.refusals import NAME_SHOWN, Refused
from assistant.web.v1.shapes import LABEL, QUOTE, QuoteBody
from ingest.sources import Catalog

HISTORY_LIMIT, REGIONS_LIMIT = 20, 100
UNREADABLE = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and half a character pair: no question has them."""
ANSWER_ID = "3f6c1a0f5f0b4a6f8f3c2f0d9b7e1a55"
CITATION = {
    "n": 1, "provision": "fujian/19.1.3", "label": LABEL, "document": "fujian", "region": "福建省", "quote": QUOTE,
    "role": "situation", "url": "/d/fujian/19#p1.3", "effective": "2018-09-28",
}  # fmt: skip
ANSWER = {
    "id": ANSWER_ID, "question": "迟报事故怎么问责", "outcome": "answered", "mode": "extractive",
    "text": f"福建省：{QUOTE}，属于应当问责的情形。[1]", "citations": [CITATION], "table": None,
    "suggestions": ["福建细则第二十条"], "generation": "20261128-000000-5f0b", "timings_ms": {"understand": 1.2},
}  # fmt: skip


class AskBody(BaseModel):
    """提问"""

    model_config = ConfigDict(extra="forbid", strict=True, title="提问")
    question: str = Field(title="问题")
    history: list[str] = Field(default_factory=list, title="本次会话里先前的问题，按先后排列")
    regions: list[str] = Field(default_factory=list, title="限定的地区名称或文件代号；空为全部")
    wording: Literal["staff", "citizen"] = Field(default="staff", title="给谁看：工作人员或群众；只影响语言模型的表述")


class CitationBody(QuoteBody):
    """引文"""

    n: int = Field(title="正文里的标号")
    document: str = Field(title="文件代号")
    region: str = Field(title="地区")
    role: str = Field(title="引用缘由")
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
    table: dict[str, Any] | None = Field(default=None, title="表格")
    suggestions: list[str] = Field(title="可以接着问的问题")
    generation: str = Field(title="所用索引")
    timings_ms: dict[str, float] = Field(title="各步用时（毫秒）")
    worded: WordedBody | None = Field(default=None, title="语言模型的表述")


class FeedbackBody(BaseModel):
    """对一次回答的评价"""

    model_config = ConfigDict(extra="forbid", strict=True)
    answer: str = Field(title="回答的编号，即回答里的 id", pattern="^[0-9a-f]{32}$", examples=[ANSWER_ID])
    helpful: bool = Field(title="是否有帮助")
    reason: Reason | None = Field(default=None, strict=False, title="没有帮助的原因")
    provision: str = Field(default="", max_length=PROVISION_LIMIT, title="应引的条款")
    note: str = Field(default="", max_length=NOTE_LIMIT, title="说明")


class KeptBody(BaseModel):
    """评价已存下"""

    answer: str = Field(title="回答的编号")
    kept: bool = Field(title="是否存下")


def check_ask(body: AskBody, limit: int, catalog: Catalog) -> None:
    """Raise Refused for an empty or overlong question, too long a history, or a place that is not held."""
    for name, text in (
        ("question", body.question),
        *(("history", t) for t in body.history),
        *(("regions", t) for t in body.regions),
    ):
        if UNREADABLE.search(text):
            raise Refused(f"{name} 里有不是文字的字符；请去掉后再问", 422, f"{name} holds characters that are no text.")
    if not body.question.strip():
        raise Refused("问题是空的；请在 question 里写下要问的话")
    for name, text in (("问题", body.question), *(("history 里的问题", earlier) for earlier in body.history)):
        if len(text) > limit:
            raise Refused(f"{name}有 {len(text)} 个字，最多 {limit} 个字；请分开来问")
    if len(body.history) > HISTORY_LIMIT:
        raise Refused(f"history 有 {len(body.history)} 个问题，最多 {HISTORY_LIMIT} 个；请只留最近的")
    if len(body.regions) > REGIONS_LIMIT:
        raise Refused(f"regions 有 {len(body.regions)} 项，最多 {REGIONS_LIMIT} 项")
    if unknown := unknown_regions(catalog, body.regions):
        held = "、".join(dict.fromkeys(s.region for s in catalog.sources if s.region))
        raise Refused(
            f"没有收录「{'、'.join(name[:NAME_SHOWN] for name in unknown)}」；可选的地区有：{held}；也可以用文件代号"
        )


def unknown_regions(catalog: Catalog, regions: Sequence[str]) -> list[str]:
    """The names that are neither a place of the catalog, short or full, nor the id of a document."""
    known = {s.id for s in catalog.sources} | {r.name for r in catalog.regions}
    known.update(short for r in catalog.regions for short in r.short)
    return [name for name in regions if name not in known]
