"""Every regular expression about the shape of a law, as named constants built from small parts.

In: nothing. Out: compiled patterns. Each has rows it must match and rows it must not in tests/ingest/test_patterns.py.
Line patterns are matched against one line of normalised text whose outer white space has been stripped.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.numerals import CHINESE, NUMERAL

_HASHES = r"(?P<hashes>#{1,6}\s*)?"

ARTICLE = re.compile(rf"(?:#{{1,6}}\s*)?第\s?(?P<n>{NUMERAL})\s?条(?:之(?P<sub>{NUMERAL}))?(?P<gap>\s+|$)")
"""第十九条 + white space. 「第十九条情形的…」 has none and opens nothing."""

_NOT_A_MENTION = r"(?=[^\s第之、，。；：和及与至或的所规情中])"
ARTICLE_TIGHT = re.compile(rf"第(?P<n>{NUMERAL})\s?条(?:之(?P<sub>{NUMERAL}))?(?P<gap>){_NOT_A_MENTION}")
"""第五条本法… without white space, or with it misplaced (刑事诉讼法「第一百二十八 条侦查人员」): believed only where it
is exactly the number that comes next."""

INLINE_ARTICLE = re.compile(rf"(?<=[。；])\s*第(?P<n>{NUMERAL})条(?:之(?P<sub>{NUMERAL}))?\s+(?=\S)")
"""「…制定本规则。第二条 凡辖有…」 in the middle of a line (飞行基本规则 prints a chapter on one line): believed only where
it is exactly the number that comes next."""

HEADING = re.compile(
    rf"{_HASHES}第(?P<n>{NUMERAL})(?P<unit>[编章节])(?:之{NUMERAL})?(?:[\s:：]+(?P<title>[^。；;]{{0,40}}?))?(?(hashes)。?)\s*$"
)
_HEADING_TIGHT = rf"第(?P<n>{NUMERAL})(?P<unit>[编章节])"
HEADING_TIGHT = re.compile(rf"{_HEADING_TIGHT}(?P<title>[^\s所规的和及与至、，。；：]{{2,20}})$")
"""第五章法律责任: believed only where it is the next chapter; 「第二章所规定职责不到位的」 never matches."""
HEADING_HASHED = re.compile(rf"(?P<hashes>#{{1,6}})\s*{_HEADING_TIGHT}(?P<title>[^。；;]{{2,40}})$")
"""「## 第六章法律责任」: the hashes say that it is a heading."""

HEADING_UNNUMBERED = re.compile(r"(?P<hashes>#{2,6})\s*(?P<title>[^。；]{1,60})$")
"""A Markdown heading without a number, such as 「## 附则」 or 「## 序言」."""

HEADING_BARE = re.compile(r"(?P<title>附\s*则|总\s*则)$")
HEADING_LOST = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff、（）和与的 ]{1,19}$")
"""A short line such as 「法律责任」 right above an article, or below a lone 「第五章」: a heading that lost its number."""

CONTENTS = re.compile(r"目\s*[录次]$")
"""The line above a list of contents."""

_SERIES = "|".join(f"(?<={a}、){b}" for a, b in pairwise("一二三四五六七八九十"))
_NOT_A_SERIES = rf"(?!(?:{_SERIES})(?:、|类|级|款|项|条|等))"
SECTION = re.compile(rf"(?:#{{1,6}}\s*)?(?P<n>[{CHINESE}]+)、{_NOT_A_SERIES}\s*")
"""一、提高站位; not 「一、二、三类动物疫病」 (动物防疫法)."""
SECTION_ARABIC = re.compile(r"(?P<n>\d{1,2})、\s*")
"""通州通知 prints its second heading as 「2、」: believed only where it is the number that comes next."""

ITEM_STYLES = {
    "（一）": re.compile(rf"[（(]\s?(?P<n>[{CHINESE}]+)\s?[)）]\s*"),
    "1.": re.compile(r"(?P<n>\d{1,2})\s?[.．、](?!\d)\s*"),
    "（1）": re.compile(r"[（(]\s?(?P<n>\d{1,2})\s?[)）]\s*"),
    "一、": re.compile(rf"(?P<n>[{CHINESE}]+)、{_NOT_A_SERIES}\s*"),
    "①": re.compile(r"(?P<n>[①-⑳])\s*"),
}
INLINE_ITEM = re.compile(rf"(?<=[；;。：:])\s*[（(](?P<n>[{CHINESE}]+)[)）]\s*")
"""福建第十九条 prints （四） and （五） on one line."""

SENTENCE_END = "。；;：:！？!?…"
ENDS_SENTENCE = re.compile(rf"[{SENTENCE_END}][”’」』）)》]*$")

STRUCTURAL = re.compile(
    rf"(?:#|第{NUMERAL}条(?:之{NUMERAL})?(?:\s|$)|第{NUMERAL}[编章节](?:\s|$)|[（(][{CHINESE}]+[)）]|[{CHINESE}]+、)"
)
"""The start of a line that is never the continuation of the line before."""

ANNEX = re.compile(r"(?:#{1,6}\s*)?附\s*(?:件|录|表|图)?\s*[\d一二三四五六七八九十]*\s*(?:[：:]|$)")
IMPRINT = re.compile(r"(?:抄送|主送|抄报)[：:]|[（(]联系人|\S*\s*\d{4}年\d{1,2}月\d{1,2}日\s*(?:印发)?$")

ANNOUNCES_QUOTE = re.compile(r"(?:内容如下|修改为|增加[^。；]{1,40}[编章节条款][^。；]{0,40})[：:]$")
"""An amendment prints the articles of another law after such words (宪法修正案 2018); they are not its own."""

DOCUMENT_KIND = re.compile(
    r"(?:法|条例|规定|办法|细则|规则|规程|规范|标准|章程|决定|决议|批复|答复|复函|解释|解答|意见|通知|通告|公告|公约|命令|令|函|"
    r"纪要|方案|规划|制度|解读|序言|说明|攻略|编|准则|宣言|声明|议定书|协定|法典|总则|附则|修正案)"
    r"(?:[（(（][^）)]*[）)])*[》〉]?(?:（[^）]*）)*$"
)
"""文种: what an official title ends with. A text with no article and no section is taken only under such a title."""

TITLE_FRAGMENT = re.compile(r"[^\s。；：:，\d]{4,40}(?<![室厅府委会局部院署号日报件])$")
"""The first line of a title set on two: 「福建省党政领导干部安全生产⏎责任制实施细则」; not 「中共枣庄市委办公室」, 「…号」."""
