"""What a request of the widget says, taken apart: its question, the origin of its page, where it goes on.

In: bodies and ASGI scopes. Out: values that may be worked with. Raises Refusal in one Chinese sentence for everything else.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from assistant.channels.origins import Origin, parse_origin
from assistant.model import Question
from assistant.records.feedback import Reason
from assistant.web.widget import wire
from assistant.web.widget.wire import Refusal
from ingest.model import BadInput

if TYPE_CHECKING:
    from starlette.types import Scope

HISTORY_LIMIT = 20


def spoken(seconds: int) -> str:
    """A wait as people say it."""
    if seconds < 90:
        return f"{seconds} 秒"
    return f"{-(-seconds // 60)} 分钟" if seconds < 5400 else f"{-(-seconds // 3600)} 小时"


def question_of(body: Mapping[str, Any], limit: int) -> tuple[Question, bool]:
    """The question, named by the client's own number for it, and whether it is to be streamed. Raises Refusal."""
    if unknown := sorted(set(body) - {"id", "question", "history", "stream"}):
        raise Refusal(422, "invalid", f"不认识的字段 {'、'.join(unknown)[:100]}；可用：id、question、history、stream")
    id, text, history, streamed = (body.get(n) for n in ("id", "question", "history", "stream"))
    try:
        number = str(uuid.UUID(id)) if isinstance(id, str) and len(id) == 36 else ""
    except ValueError:
        number = ""
    if not number:
        raise Refusal(422, "invalid", "id 应为页面为这个问题生成的 UUID")
    if streamed not in (None, True, False):
        raise Refusal(422, "invalid", "stream 应为 true 或 false")
    history = [] if history is None else history
    if not isinstance(history, list) or not all(isinstance(h, str) for h in history) or len(history) > HISTORY_LIMIT:
        raise Refusal(422, "invalid", f"history 应为先前问题的列表，最多 {HISTORY_LIMIT} 个")
    if not isinstance(text, str) or not text.strip():
        raise Refusal(422, "invalid", "请先写下要问的问题")
    if longest := max((len(t) for t in (text.strip(), *history) if len(t) > limit), default=0):
        raise Refusal(422, "too_long", f"问题有 {longest} 个字，最多 {limit} 个字；请分开来问")
    return Question(text.strip(), number, tuple(history), wording="citizen"), streamed is not False


def reason_of(value: Any) -> Reason | None:
    if value in (None, ""):
        return None
    try:
        return Reason(value)
    except ValueError:
        known = "、".join(Reason)
        raise Refusal(422, "invalid", f"reason 应为 {known} 之一") from None


def origin_of(scope: Scope) -> Origin:
    """The origin of the page. Raises Refusal where a browser sent none, `null`, or what it would never send."""
    raw = wire.only(scope, "origin")
    if raw is None:
        raise Refusal(403, "origin", "缺少 Origin 请求头；这个地址只供门户网页里的问答窗口使用")
    try:
        return parse_origin(raw)
    except BadInput as error:
        raise Refusal(403, "origin", str(error)) from None


def query_of(scope: Scope) -> dict[str, list[str]]:
    try:
        return parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=5)
    except ValueError:
        raise Refusal(400, "invalid", "网址里的参数太多") from None


def last_event(scope: Scope) -> int:
    """How many pieces the page has already."""
    raw = wire.only(scope, "last-event-id") or ""
    return int(raw) if re.fullmatch(r"[0-9]{1,6}", raw) else 0


def raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0].decode("latin-1")
