"""How far start-up has come, and the page that says so while people wait.

In: the names of the parts, and news of each. Out: a sentence, JSON for /readyz, and a plain start page that reloads itself
while something is still loading, and says what to do when something failed.
"""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING, Any

from assistant.web.plain import html_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp

from pathlib import Path

PAGE = Template((Path(__file__).parent / "templates" / "start.html").read_text(encoding="utf-8"))


class Progress:
    """The parts in order; each is loading, done or failed with a reason."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.parts = parts
        self.done: set[str] = set()
        self.failed: dict[str, str] = {}

    def finish(self, part: str) -> None:
        self.done.add(part)

    def fail(self, part: str, reason: str) -> None:
        self.failed.setdefault(part, reason)

    @property
    def loading(self) -> tuple[str, ...]:
        return tuple(p for p in self.parts if p not in self.done and p not in self.failed)

    @property
    def sentence(self) -> str:
        if self.failed:
            return f"服务没有启动成功：{next(iter(self.failed.values()))}"
        return f"正在载入{'、'.join(self.loading)}，请稍候再试" if self.loading else "已就绪"

    def to_json(self, ready: bool) -> dict[str, Any]:
        return {"ready": ready, "loading": list(self.loading), "failed": self.failed, "message": self.sentence}


def start_page(progress: Progress) -> ASGIApp:
    """503 in Chinese for people: what is being loaded, or what failed and what to do."""
    states = {
        **dict.fromkeys(progress.loading, "正在载入"),
        **dict.fromkeys(progress.done, "已就绪"),
        **progress.failed,
    }
    page = PAGE.substitute(
        refresh="" if progress.failed else '<meta http-equiv="refresh" content="2">',
        heading="服务没有启动成功" if progress.failed else "正在启动，请稍候",
        message=escape(progress.sentence),
        parts="".join(f"<li>{escape(part)}：{escape(states[part])}</li>" for part in progress.parts),
        advice=escape(
            "请管理员按上面的说明处理后重新启动服务；详细原因在服务端日志里。"
            if progress.failed
            else "通常十几秒内完成，本页会自动刷新。"
        ),
    )
    return html_response(503, page, {"retry-after": "3"})
