"""How one provision mentions another: 第三条、第五条和第七条, 前两款, 第二章至第四章, 《安全生产法》第二十一条.

In: text. Out: the patterns of such mentions, and what stands in them: numbers, titles. What they point at is found in
`references`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from ingest.numerals import NUMERAL, to_int

_JOIN = r"(?:[、和与及至到或]|以及|或者)"
_ITEM = rf"(?:[（(]{NUMERAL}[）)]|{NUMERAL})"


def _series(unit: str, number: str = NUMERAL, after: str = "") -> str:
    """第三条、第五条和第七条; 第三条至第五条; 第二、三、四章; 第（一）至（三）项."""
    one = rf"第{number}(?:[、至到]{number})*{unit}{after}"
    return rf"{one}(?:{_JOIN}{one})*"


OWN = r"本(?:实施细则|实施办法|细则|办法|规定|条例|法典|法|规则|解释|决定|意见|通知|制度|准则|章程)"
TITLE = r"《(?P<title>[^《》]*(?:〈[^〈〉]*〉[^《》]*)*)》"
BELOW = rf"(?P<paragraphs>{_series('款')})?(?P<items>{_series('项', _ITEM)})?"
ARTICLE_REFERENCE = re.compile(
    rf"(?:(?P<own>{OWN})|{TITLE})?(?P<articles>{_series('条', after=f'(?:之{NUMERAL})?')}){BELOW}"
)
CHAPTER_REFERENCE = re.compile(rf"(?:(?P<own>{OWN})|{TITLE})?(?P<chapters>{_series('[编章节]')})")
RELATIVE_REFERENCE = re.compile(
    rf"(?<![资成基根文样版目当提以之此日])(?P<which>[前本上后下])(?P<count>{NUMERAL})?"
    rf"(?P<unit>条(?![例件款目])|款(?!项)|项(?!目)){BELOW}"
)
"""前条, 前两款, 前款第（二）项, 本条第二款, 前三项; not 本条例, 目前条件, 资本项下, 以下条款."""
TITLE_REFERENCE = re.compile(rf"{TITLE}(?!第)")
NAMED_LAW = re.compile(r"[\u4e00-\u9fff]{0,20}(?:法典|法|条例|规定|办法|细则|解释|规则|章程)$")
"""刑法第六十三条: a name without 《》 right before the article."""
LEADS_TO_NAME = re.compile(
    r"属于|视为|具有|除有|不受|所称|认定|依照|根据|按照|适用|违反|符合|依据|触犯|执行|以及|或者|参照|[与及或在将对由的以按]|(?<!共)和"
)
ONE_OF_SERIES = re.compile(
    rf"第(?P<numbers>{_ITEM}(?:[、至到]{_ITEM})*)(?P<unit>[编章节条款项])(?:之(?P<sub>{NUMERAL}))?"
)
_NUMBER = re.compile(NUMERAL)
CHAPTER_NUMBER = re.compile(rf"第(?P<n>{NUMERAL})(?P<unit>[编章节])")


@cache
def title_key(title: str) -> str:
    """A title as it is compared: 《》 and 〈〉 alike, no spaces, without 中华人民共和国 before it."""
    return re.sub(r"[《》〈〉<>\s]", "", title).removeprefix("中华人民共和国")


def named_law(before: str, held: Collection[str]) -> str:
    """刑法 in 「应当依照刑法」: the longest held name that ends right there, else what follows the word that leads to it."""
    found = NAMED_LAW.search(before)
    if not found:
        return ""
    name = found.group()
    longest = next((name[i:] for i in range(len(name)) if title_key(name[i:]) in held), "")
    return longest or LEADS_TO_NAME.split(name)[-1]


def _numbers(series: str) -> list[tuple[int, int]]:
    """第三条、第五条至第七条 -> [(3, 3), (5, 7)]: single numbers and ranges."""
    out: list[tuple[int, int]] = []
    previous = 0
    for m in _NUMBER.finditer(series):
        joined = series[previous : m.start()]
        value = to_int(m.group())
        if out and re.search("[至到]", joined):
            out[-1] = (out[-1][0], value)
        else:
            out.append((value, value))
        previous = m.end()
    return out


def spread(series: str | None) -> list[int]:
    """Every number of a series, at most 200 of them."""
    return [n for first, last in _numbers(series or "") for n in range(first, last + 1)][:200]
