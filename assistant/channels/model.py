"""A channel: one portal that shows the widget, with what it may ask and say.

In: nothing. Out: frozen values, and the checks of each field. Raises BadInput with what was found and what to write instead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from ingest.model import BadInput

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
NAME_LIMIT = 60
REASON_LIMIT = 200
TEXT_LIMIT = 400
EXAMPLES_MOST = 6
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions per minute and per day: of one network address, of one visit, of the whole channel."""

    address_minute: int = 30
    address_day: int = 1_000
    session_minute: int = 10
    session_day: int = 200
    channel_minute: int = 1_200
    channel_day: int = 100_000


@dataclass(frozen=True, slots=True)
class Texts:
    """The portal's own words; an empty one is taken from assistant/texts. `examples` are questions to begin with."""

    title: str = ""
    greeting: str = ""
    placeholder: str = ""
    office: str = ""
    contact: str = ""
    complaint: str = ""
    privacy: str = ""
    made_of: str = ""
    generated_label: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """`origins` are exact, or `https://*.example.gov.cn`. `documents` are document ids and place names; empty means all.

    `off` is why it is switched off, empty while it is on. `changed` is a UTC stamp.
    """

    id: str
    name: str
    origins: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    texts: Texts = field(default_factory=Texts)
    off: str = ""
    created: str = ""
    created_by: str = ""
    changed: str = ""
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is there: a channel, the origin of its page, a random session."""

    channel: str
    origin: str
    session: str

    @property
    def person(self) -> str:
        """The name in the records; the session cannot be told from it."""
        digest = hashlib.sha256(f"{self.channel}\n{self.session}".encode()).hexdigest()[:24]
        return f"visitor:{self.channel}:{digest}"


LIMIT_NAMES = {
    "address_minute": "每个地址每分钟",
    "address_day": "每个地址每天",
    "session_minute": "每次访问每分钟",
    "session_day": "每次访问每天",
    "channel_minute": "整个渠道每分钟",
    "channel_day": "整个渠道每天",
}
MUST_SAY = "人工智能生成"
"""The rules on generated content want it said; a portal may say more, not less."""
TEXT_NAMES = {
    "title": "标题",
    "greeting": "问候",
    "placeholder": "输入框提示",
    "office": "主办单位",
    "contact": "联系方式",
    "complaint": "意见与投诉",
    "privacy": "隐私说明",
    "made_of": "答复来源说明",
    "generated_label": "模型成文标识",
    "examples": "示例问题",
}


def checked_id(id: str) -> str:
    """Raises BadInput for a name that cannot stand in an address."""
    if not ID.fullmatch(id):
        raise BadInput(f"渠道代号「{id[:50]}」不合格式；应为 1 到 40 个小写字母、数字或连字符，例如 fuzhou-portal")
    return id


def checked_text(name: str, text: str, limit: int, least: int = 0) -> str:
    """One line without control characters."""
    text = " ".join(text.split())
    if not least <= len(text) <= limit or not all(c.isprintable() for c in text):
        wanted = f"{least} 到 {limit} 个字" if least else f"最多 {limit} 个字"
        raise BadInput(f"{name}有 {len(text)} 个字，应为{wanted}，不含控制字符；请改后再试")
    return text


def limits_of(values: Mapping[str, str], before: Limits | None = None) -> Limits:
    """The limits with those named changed. Raises BadInput for an unknown name or what is no number."""
    base = before or Limits()
    row = {f.name: getattr(base, f.name) for f in fields(Limits)}
    for name, value in values.items():
        if name not in row:
            raise BadInput(f"没有「{name}」这个限额；可用的有：{'、'.join(row)}")
        if not re.fullmatch(r"[0-9]{1,7}", value) or not 1 <= int(value) <= MOST:
            raise BadInput(f"{LIMIT_NAMES[name]}的限额是「{value}」；应为 1 到 {MOST} 的整数")
        row[name] = int(value)
    return Limits(**row)


def texts_of(values: Mapping[str, str], before: Texts | None = None) -> Texts:
    """The texts with those named changed; examples are parted by | or line breaks. Raises BadInput."""
    base = before or Texts()
    row = {f.name: getattr(base, f.name) for f in fields(Texts)}
    for name, value in values.items():
        if name not in row:
            raise BadInput(f"没有「{name}」这项文字；可用的有：{'、'.join(row)}")
        if name == "examples":
            parts = [checked_text("示例问题", p, 100) for p in re.split(r"[|\n]", value)]
            row[name] = tuple(p for p in parts if p)
            if len(row[name]) > EXAMPLES_MOST:
                raise BadInput(f"示例问题有 {len(row[name])} 个，最多 {EXAMPLES_MOST} 个；请删去一些")
        else:
            row[name] = checked_text(TEXT_NAMES[name], value, TEXT_LIMIT)
    if row["generated_label"] and MUST_SAY not in row["generated_label"]:
        raise BadInput(
            f"模型成文标识是「{row['generated_label']}」；其中必须有“{MUST_SAY}”，例如“内容由人工智能生成，仅供参考”"
        )
    return Texts(**row)
