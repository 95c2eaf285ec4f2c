"""What a text says of itself: when it was adopted, last amended, and came into force.

In: a parsed Document that no row of sources.toml describes. Out: ISO dates, empty where the text does not say.
The dates of adoption and amendment stand between the title and the first article, the day of entry into force in one of
the last articles, or, for a text that names none, in its file's name: 劳动合同法(2012-12-28).md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.model import Document

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_IN_FORCE = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*起\s*(?:施行|实施|生效|执行)")
_IN_NAME = re.compile(r"[（(](\d{4})-(\d{2})-(\d{2})[)）]$")
_AMENDED = re.compile(r"修正|修订|修改")
_LAST_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class Dates:
    """ISO dates, or empty."""

    issued: str = ""
    amended: str = ""
    effective: str = ""


def dates_of(document: Document, stem: str) -> Dates:
    """The dates of a text; `stem` is its file's name without the ending."""
    head = next((p.text for p in document.provisions if p.number == "0"), "")
    lines = [(_iso(found), bool(_AMENDED.search(line))) for line in head.splitlines() if (found := _DATE.search(line))]
    named = _iso(found) if (found := _IN_NAME.search(stem)) else ""
    issued = min((day for day, amending in lines if not amending), default="") or (named if not lines else "")
    amended = max(
        [day for day, amending in lines if amending] + [day for day in [named] if lines and day > issued], default=""
    )
    last = "\n".join(p.text for p in document.articles[-_LAST_ARTICLES:])
    found = _IN_FORCE.search(last) or _IN_FORCE.search(head)
    return Dates(issued, amended if amended > issued else "", _iso(found) if found else "")


def _iso(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
