"""Versions of one law told apart: which text a later one took the place of.

In: the rows of all documents held. Out: id -> id of the version that counts today. Two texts are versions of one law when
their titles are the same but for 中华人民共和国 and a year in brackets; the later is the one whose last date is later. A
version that is not yet in force replaces nothing. Where the dates do not tell, nothing is marked: a guess would rank a
text in force behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ingest.mentions import title_key
from ingest.model import Source

_EDITION = re.compile(r"[（(][^（()）]*\d{4}[^（()）]*[)）]$|[（(](?:修正|修订|修改|试行)[)）]$")
"""（2020修正） at the end of a title. （试行） goes too: the final text takes the place of the trial."""


def superseded(sources: Iterable[Source], today: str = "") -> dict[str, str]:
    """The documents that a later version held replaced by `today` (ISO; the day of the call when empty)."""
    today = today or date.today().isoformat()
    laws: dict[str, list[Source]] = {}
    for source in sources:
        laws.setdefault(law_key(source.title), []).append(source)
    out = {}
    for versions in laws.values():
        dated = [s for s in versions if s.title and last_date(s) and s.effective <= today]
        if len(dated) < 2:
            continue
        newest = max(dated, key=last_date)
        out.update({s.id: newest.id for s in dated if last_date(s) < last_date(newest)})
    return out


def law_key(title: str) -> str:
    """What the versions of one law have in common."""
    return _EDITION.sub("", title_key(title)).strip()


def last_date(source: Source) -> str:
    """The day of the text as it stands: when it was last amended, else issued, else came into force."""
    return source.amended or source.issued or source.effective
