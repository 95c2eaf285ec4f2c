"""`/widget/check`: tells a portal's webmaster what is wrong with the embedding, and what to write instead.

In: a channel's id and the origin of the portal, as typed. Out: Findings in order, the script tag and the policy lines. Nothing is
told of other channels, and of this one's list only whether the origin asked about is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.channels.model import Channel
from assistant.channels.origins import Origin, allows, parse_origin
from assistant.channels.scope import open_documents, unknown_documents
from assistant.channels.tag import policy_lines, script_tag
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine

SHOWN = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is right, what was found, what to do."""

    right: bool
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All of it; `ready` when a visitor of this origin would be answered."""

    channel: str
    origin: str
    findings: tuple[Finding, ...]
    tag: str
    policy: tuple[str, str]

    @property
    def ready(self) -> bool:
        return bool(self.findings) and all(f.right for f in self.findings)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "ready": self.ready}


def check(channel: str, origin: str, find: Callable[[str], Channel | None], engine: Engine | None, here: str) -> Report:
    """Look at everything that can be wrong. Raises BadInput while the records cannot be read."""
    channel, origin = channel.strip()[:SHOWN], origin.strip()[:300]
    report = Report(channel, origin, (), script_tag(channel or "渠道代号", here), policy_lines(here))
    if not channel and not origin:
        return report
    held = find(channel) if channel else None
    findings = [_channel(channel, held), *_origin(origin, held)]
    findings += _documents(held, engine) if held else ()
    return replace(report, findings=tuple(findings))


def _channel(id: str, held: Channel | None) -> Finding:
    if not id:
        return Finding(False, "没有填渠道代号", "脚本标签里 data-channel 的值，由本服务的管理员给出")
    if held is None:
        return Finding(
            False, f"没有「{id}」这个渠道", "请核对脚本标签里的 data-channel；还没有开通时，请联系本服务的管理员新增"
        )
    if held.off:
        return Finding(False, f"渠道「{id}」已停用：{held.off}", "请联系本服务的管理员启用")
    return Finding(True, f"渠道「{id}」已开通")


def _origin(text: str, held: Channel | None) -> list[Finding]:
    """What is wrong with the origin, and the very line that the list lacks."""
    if not text:
        return [
            Finding(
                False,
                "没有填门户的来源",
                "填网页地址里从 https:// 到域名（和端口）的部分，例如 https://www.example.gov.cn",
            )
        ]
    if text == "null":
        advice = "请用 http 服务打开网页，不要直接打开文件；嵌在框架里时去掉 sandbox 或加上 allow-same-origin"
        return [Finding(False, "来源是 null：网页没有自己的地址", advice)]
    try:
        origin = parse_origin(text)
    except BadInput as error:
        found = re.match(r"(?i)https?://[^/?#@\s]+", text)
        if found and _parsed(found.group()) is not None:
            written = _written(found.group())
            return [Finding(False, f"「{text}」带了路径、参数或末尾的斜杠", f"来源只到域名和端口为止，应写：{written}")]
        if "//" not in text and (guess := _parsed(f"https://{text.partition('/')[0]}")):
            return [Finding(False, f"「{text}」缺少 https://", f"应写：{guess.text}")]
        return [Finding(False, str(error), "例如 https://www.example.gov.cn")]
    if held is None:
        return [Finding(True, f"来源「{origin.text}」的写法没有问题")]
    if allows(held.origins, origin):
        return [Finding(True, f"来源「{origin.text}」在这个渠道的名单里")]
    line = f"请本服务的管理员把这一行加入渠道的来源：{origin.text}"
    secure = replace(origin, scheme="https", port=443) if origin.scheme == "http" else None
    if secure and allows(held.origins, secure):
        return [
            Finding(
                False, f"来源是 http，渠道只允许 {secure.text}", f"请用 {secure.text} 打开门户，并把 http 转到 https"
            )
        ]
    return [Finding(False, f"来源「{origin.text}」不在这个渠道的名单里", line)]


def _documents(held: Channel, engine: Engine | None) -> list[Finding]:
    if engine is None or not engine.ready:
        return [Finding(False, "索引还没有就绪", "服务正在启动，请稍候刷新；一直这样时请联系本服务的管理员")]
    catalog = engine.generation.catalog
    opened, unknown = open_documents(held, catalog), unknown_documents(held, catalog)
    if opened is not None and not opened:
        return [Finding(False, "渠道开放的文件一份也没有收录", f"请本服务的管理员改正：{'、'.join(unknown)}")]
    if unknown:
        return [Finding(False, f"渠道开放的文件里有没有收录的：{'、'.join(unknown)}", "请本服务的管理员改正或去掉它")]
    count = len(catalog.sources) if opened is None else len(opened)
    return [Finding(True, f"索引已就绪，这个渠道可以引用 {count} 份文件")]


def _parsed(text: str) -> Origin | None:
    try:
        return parse_origin(text)
    except BadInput:
        return None


def _written(text: str) -> str:
    origin = _parsed(text)
    return origin.text if origin else text
