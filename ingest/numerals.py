"""Chinese and Arabic numerals as integers and back: 一百二十 <-> 120, 十九, 两, 〇, １９.

In: a numeral as printed. Out: an int, or a numeral as lawyers write it. Knows nothing of articles or items.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
CHINESE = "零〇○一二两三四五六七八九十百千万"
NUMERAL = rf"(?:[0-9０-９]+|[{CHINESE}]+)"
"""A regex part that matches what `to_int` reads."""

LONGEST = 12
"""A numeral of more digits is taken for 10**12: no text counts so far, and reading it out would cost without end."""
_POSITIONAL = re.compile(r"[零〇○一二三四五六七八九]{2,}")


@lru_cache(maxsize=4096)
def to_int(numeral: str) -> int:
    """The value of a numeral: `to_int("一百二十") == 120`, `to_int("二〇一九") == 2019`. Raises ValueError."""
    text = unicodedata.normalize("NFKC", numeral)
    if len(text) > LONGEST:
        return 1_000_000_000_000
    if text.isascii() and text.isdigit():
        return int(text)
    if _POSITIONAL.fullmatch(text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif c in UNITS:
            section, digit = section + (digit or 1) * UNITS[c], 0
        else:
            raise ValueError(f"「{numeral}」不是数字")
    if not text:
        raise ValueError("数字是空的")
    return total + section + digit


@lru_cache(maxsize=4096)
def to_chinese(value: int) -> str:
    """The numeral as in 第…条: `to_chinese(19) == "十九"`, `to_chinese(105) == "一百零五"`. Up to 9,999."""
    if not 0 <= value < 10_000:
        raise ValueError(f"{value} 超出 0–9999")
    if value == 0:
        return "零"
    out, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            out += ("零" if pending_zero else "") + "零一二三四五六七八九"[digit] + name
            pending_zero = False
        elif out and value:
            pending_zero = True
    return out[1:] if out.startswith("一十") else out
