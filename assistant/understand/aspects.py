"""data/aspects.toml: the matters that regulations settle in set words, how people ask about them, how texts print them.

In: a question, or the words of a provision. Out: the aspects asked, or the one a provision settles. A table, because
「归不归这个细则管」 shares no word with 「本细则适用于」. Raises BadInput with the file and the row that is wrong.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.understand.lexicon import DATA
from ingest.model import BadInput

WHO = r"(?:由|归|是|该由|要由|该)?(?:谁|哪(?:个|些|几个|一个|级)?(?:部门|机关|单位|机构)|哪里|哪儿|哪家|什么(?:部门|机关|单位))"
WIDE = ("situation", "measure")
"""「哪些情形应当从重追究」 asks for 从重, though the wording of 问责情形 reaches over it."""
LOOSE = (*WIDE, "duty", "meeting")
"""Wordings that reach over other matters without being them: 「开民主生活会」 is no question of meetings."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """`asked` finds it in a question, `printed` in a provision that settles it, `also` in one that touches on it; `key` finds the words of
    such a provision that answer by themselves.

    A `system` is compared across places: 未规定 stands where a text has none. The words of a `plain` one count as words
    of the question too; one that stands `alone` makes the rest not matter. A case has the role `situation`.
    """

    name: str
    role: str
    asked: re.Pattern[str]
    printed: re.Pattern[str]
    also: re.Pattern[str] | None = None
    key: re.Pattern[str] | None = None
    system: bool = False
    plain: bool = False
    alone: bool = False


def load_aspects() -> tuple[Aspect, ...]:
    """The matters that are settled in set words."""
    return _table()["aspects"]


def load_cases() -> tuple[Aspect, ...]:
    """What somebody did or failed to do, as the items of lists name it."""
    return _table()["cases"]


@cache
def _table(path: Path = DATA / "aspects.toml") -> dict[str, tuple[Aspect, ...]]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {section: _read(table[section], section, path) for section in ("aspects", "cases")}


def _read(rows: list[dict[str, Any]], section: str, path: Path) -> tuple[Aspect, ...]:
    """Read one section strictly."""
    out: dict[str, Aspect] = {}
    for row in rows:
        name, role = row.get("name", ""), row.get("role", "situation" if section == "cases" else "")
        if not name or name in out or not row.get("asked") or not row.get("printed") or not role:
            raise BadInput(f"{path}：{section} 第{len(out) + 1}项「{name}」应有唯一的 name，以及 role、asked、printed")
        try:
            asked, printed = _joined(row["asked"]), _joined(row["printed"])
            also = _joined(row["also"]) if "also" in row else None
            key = re.compile(row["key"]) if "key" in row else None
        except re.error as error:
            raise BadInput(f"{path}：「{name}」的正则表达式不合法：{error}") from None
        flags = {flag: row.get(flag, False) for flag in ("system", "plain", "alone")}
        out[name] = Aspect(name, role, asked, printed, also, key, **flags)
    return tuple(out.values())


def _joined(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns).replace("{WHO}", WHO))


def systems() -> tuple[Aspect, ...]:
    """The aspects that are compared across places, in the order of the table."""
    return tuple(a for a in load_aspects() if a.system)


def find_aspects(text: str) -> tuple[tuple[Aspect, re.Match[str]], ...]:
    """The aspects a question asks about, in the order of the table; a stretch inside a longer one of another is not its own."""
    found = [(aspect, m) for aspect in load_aspects() if (m := aspect.asked.search(text))]
    return tuple((a, m) for a, m in found if not any(_swallows(other, m) for o, other in found if o.role not in LOOSE))


def find_cases(text: str) -> tuple[Aspect, ...]:
    """The cases a question tells of, in the order of the table."""
    return tuple(case for case in load_cases() if case.asked.search(text))


def aspect(name: str) -> Aspect:
    """An aspect or a case by its name. Raises KeyError."""
    return {a.name: a for a in (*load_aspects(), *load_cases())}[name]


def _swallows(other: re.Match[str], m: re.Match[str]) -> bool:
    longer = other.end() - other.start() > m.end() - m.start()
    return longer and not re.search(r"[、，,]", other.group()) and other.start() <= m.start() and m.end() <= other.end()


ADDRESSEE = "addressee"


def role_of(own: str, lead: str = "") -> str:
    """Why a provision is in an answer, read off its own words, else off the sentence that introduces it."""
    for text in (own, lead):
        for aspect in load_aspects() if text else ():
            # 「各级党委主要负责人职责：」 introduces a list; those a notice is sent to introduce nothing.
            if aspect.printed.search(text) and not (text is lead and aspect.role == ADDRESSEE):
                return aspect.role
    return "provision"
