"""What a question takes for granted about how often: 「每季度一次，对吧」, 「一年要开四次」, 「半年通报一回」.

In: a question. Out: the claimed rate as times a year, and where it stands, so that it is checked against the text instead of
being searched for; the date it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from ingest.numerals import NUMERAL, to_int

_TIMES = rf"(?P<n>{NUMERAL})\s*(?:次|回|趟|遍|轮)"
CLAIM = re.compile(
    rf"(?:每|一|(?<![0-9])(?P<k>[二两三四五六]|[1-9][0-9]?)(?![0-9]))?(?:个)?(?P<half>半)?(?:个)?(?P<unit>年|季度|季|月|周|星期)(?!度|底|初|来|前|后|以)(?:[^，。；？]{{0,16}}?{_TIMES})?"
)
NEGATED = re.compile(r"没|未|不(?!少于|得少于|低于|就|是|用)")
"""「一年到头没检查一次」 tells of neglect and claims no rate."""
PERIODS = {
    "年": Fraction(1),
    "季度": Fraction(4),
    "季": Fraction(4),
    "月": Fraction(12),
    "周": Fraction(52),
    "星期": Fraction(52),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A rate, in times a year. `spans` are the words that claim it: (start, end) of the period and of the count."""

    rate: Fraction
    spans: tuple[tuple[int, int], ...]

    @property
    def counted(self) -> bool:
        """Whether a count is named: 每季度一次; 每月 alone may only say when."""
        return len(self.spans) > 1


def find_claim(text: str) -> Claim | None:
    """The first rate that a question claims: a period that begins with 每, or one that a count follows."""
    for m in CLAIM.finditer(text):
        every = m.group().startswith(("每", "半"))
        if not every and not (m["n"] and (m.group()[0] in "一" or m["k"])):
            continue
        if NEGATED.search(text[m.end("unit") : m.end() + 4]):
            continue
        rate = PERIODS[m["unit"]] * (2 if m["half"] else 1) / (to_int(m["k"]) if m["k"] else 1)
        times = to_int(m["n"]) if m["n"] else 1
        spans = ((m.start(), m.end("unit")), *([(m.start("n"), m.end())] if m["n"] else []))
        return Claim(rate * times, spans)
    return None


def find_date(text: str) -> str:
    """The first date named, as far as it goes: 2018年9月 -> 2018-09; empty where none is."""
    m = re.search(r"(?<!\d)((?:19|20)\d{2})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?", text)
    return "-".join(part.zfill(2) for part in m.groups() if part) if m else ""


def rate_of(every: str, times: int | None) -> Fraction | None:
    """The rate a text sets by 每季度 … 1次; None for 定期, or where it gives no period."""
    m = re.match(r"每(?P<half>半)?(?P<k>[一二两三四五六]|[1-9][0-9]?)?个?(?P<unit>年|季度|月|周)", every)
    if not m:
        return None
    return PERIODS[m["unit"]] * (2 if m["half"] else 1) * (times or 1) / (to_int(m["k"]) if m["k"] else 1)
