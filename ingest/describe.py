"""What a text says of itself: where it applies, when it was adopted, last amended, and came into force.

In: a parsed Document that no row of sources.toml describes. Out: ISO dates, empty where the text does not say.
The dates of adoption and amendment stand between the title and the first article, the day of entry into force in one of
the last articles, or, for a text that names none, in its file's name: 劳动合同法(2012-12-28).md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.model import Document

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_IN_FORCE = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*起\s*(?:施行|实施|生效|执行)")
_IN_NAME = re.compile(r"[（(](\d{4})-(\d{2})-(\d{2})[)）]$")
_AMENDED = re.compile(r"修正|修订|修改")
_LAST_ARTICLES = 3
_NATIONAL_TITLE = re.compile(r"中华人民共和国|最高人民法院|最高人民检察院|国务院")
_NATIONAL = re.compile(r"全国人民代表大会|国务院(?!批准)|最高人民法院|最高人民检察院|中华人民共和国主席令")
"""国务院批准 is also said of local rules."""
NATION = "中国"
PLACES = Path(__file__).resolve().parent.parent / "data" / "places.tsv"
LONGEST = 12
"""Characters of the longest name of a place that begins a title."""


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


def places_of(document: Document) -> tuple[str, ...]:
    """The place a text applies to and those that place belongs to: (上海市, 中国), (中国,), or () when it does not show.

    A local text names its place at the head of its title; a national one its legislature, court or government.
    """
    known = _places()
    title = re.sub(r"^[《〈]+", "", document.title)
    name = next((title[:n] for n in range(LONGEST, 1, -1) if title[:n] in known), "")
    if name:
        return _chain(name, known)
    head = next((p.text for p in document.provisions if p.number == "0"), "")
    return (NATION,) if _NATIONAL_TITLE.match(title) or _NATIONAL.search(head) else ()


def place_chain(name: str) -> tuple[str, ...]:
    """A place of the gazetteer with those it belongs to, nearest first; () for a name that is none."""
    known = _places()
    return (NATION,) if name == NATION else _chain(name, known) if name in known else ()


@cache
def _places() -> dict[str, str]:
    """Every place of the gazetteer by its full name, with the place it belongs to."""
    rows = (line.split("\t") for line in PLACES.read_text(encoding="utf-8").splitlines()[1:])
    return {row[0]: row[2] for row in rows if len(row) > 2}


def _chain(name: str, known: dict[str, str]) -> tuple[str, ...]:
    out = [name]
    while (above := known.get(out[-1], "")) and above not in out:
        out.append(above)
    return tuple(out) if out[-1] == NATION else (*out, NATION)


def _iso(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
