"""Personal numbers out of a text, before anything is stored: 身份证号、手机号、银行卡号.

In: any text. Out: the text with each such number replaced by words, and which kinds there were. Full-width digits and single
spaces or hyphens between digits are read through. A number is judged by its own rules (date and check digit, prefix, Luhn) and
only as a whole: a longer run of digits is something else, and so are dates, 文号, amounts and landlines. Names and addresses
are not looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

ID_CARD, MOBILE, BANK_CARD = "身份证号", "手机号", "银行卡号"
SHORTEST, LONGEST = 11, 19
SPACES = " \t\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u202f\u3000\ufeff"
HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
RUN = re.compile(r"[0-9]+(?:[ -][0-9]+)*(?:[ -]?[Xx](?![0-9]))?")
DECIMAL = re.compile(r"\d")
GROUP = re.compile(r"[0-9]+|[Xx]")
PREFIX = re.compile(r"(?:00)?86(?=1)")
MOBILE_NUMBER = re.compile(r"1[3-9][0-9]{9}")
OLD_ID = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{13}")
"""Fifteen digits without a check digit, so at least of a province that there is."""
AMOUNT = re.compile(
    r"(?:\.[0-9]{1,2})?\s*[万亿]?(?:[美港欧日]?元(?![旦月宵])|人民币)"
    r"|\.[0-9]{2}(?![0-9月日号])"  # 「13812345678.12月1日再联系」 is no amount
)
CURRENCY = re.compile(r"[¥￥$]\s*$")
SPOKEN = {(3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5), (3, 5, 3), (1,) * 11}
"""How people group a mobile number. In other groupings a year (1998-12-15 100) shows that it is none."""
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643—1999 (ISO 7064, MOD 11-2)."""
CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal numbers; `found` are the kinds that were in it, each once, in order."""

    text: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    kind: str


def mask(text: str) -> Masked:
    """Replace each personal number by 〔…已隐去〕. Masking a masked text changes nothing."""
    if len(DECIMAL.findall(text)) < SHORTEST:  # most texts: not digits enough for any of them
        return Masked(text)
    plain = "".join(map(_plain, text))
    out: list[str] = []
    kinds: list[str] = []
    done = 0
    for number in _numbers(plain):
        out += [text[done : number.start], f"〔{number.kind}已隐去〕"]
        kinds.append(number.kind)
        done = number.end
    return Masked("".join([*out, text[done:]]), tuple(dict.fromkeys(kinds)))


def _plain(character: str) -> str:
    """One character for one character, so that places in the plain text are places in the text."""
    if character in SPACES:
        return " "
    if character in HYPHENS:
        return "-"
    decimal = unicodedata.decimal(character, None)
    if decimal is not None:
        return str(decimal)
    return {"Ｘ": "X", "ｘ": "x", "＋": "+", "．": ".", "，": ",", "＄": "$"}.get(character, character)


def _numbers(plain: str) -> Iterator[_Number]:
    """The numbers in order. A run may hold several, parted as its own groups are; the longest first."""
    for run in RUN.finditer(plain):
        groups = [(m.start() + run.start(), m.end() + run.start()) for m in GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            number, taken = _number_at(plain, groups[first : first + LONGEST])
            if number:
                yield number
            first += taken


def _number_at(plain: str, groups: list[tuple[int, int]]) -> tuple[_Number | None, int]:
    """The number that begins with the first group, and how many groups it takes; one for none."""
    lengths = accumulate(end - start for start, end in groups)
    for taken, length in reversed([*enumerate(lengths, start=1)]):
        if not SHORTEST <= length <= LONGEST:
            continue
        start, end = groups[0][0], groups[taken - 1][1]
        parts = tuple([plain[a:b] for a, b in groups[:taken]])
        for kind, sizes, fits in KINDS:
            if length in sizes and fits(parts) and (kind == ID_CARD or not _is_amount(plain, start, end)):
                return _Number(_with_plus(plain, start) if kind == MOBILE else start, end, kind), taken
    return None, 1


def _with_plus(plain: str, start: int) -> int:
    return start - 1 if re.match(r"\+86", plain[max(0, start - 1) : start + 2]) else start


def _is_amount(plain: str, start: int, end: int) -> bool:
    """13812345678.50元, ¥13812345678: money."""
    return AMOUNT.match(plain, end) is not None or CURRENCY.search(plain, max(0, start - 4), start) is not None


def _is_id_card(parts: tuple[str, ...]) -> bool:
    number = "".join(parts).upper()
    if re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
        return CHECKS[total % 11] == number[17] and _is_date(number[6:14])
    whole = len(parts) == 1 or tuple(map(len, parts)) == (6, 6, 3)
    return whole and OLD_ID.fullmatch(number) is not None and _is_date("19" + number[6:12])


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1850 <= born.year < 2100


def _is_mobile(parts: tuple[str, ...]) -> bool:
    if parts[0] in ("86", "0086") and len(parts) > 1:
        parts = parts[1:]
    elif prefix := PREFIX.match(parts[0]):
        parts = (parts[0][prefix.end() :], *parts[1:])
    if not MOBILE_NUMBER.fullmatch("".join(parts)):
        return False
    return tuple(map(len, parts)) in SPOKEN or not any(YEAR.fullmatch(part) for part in parts)


def _is_bank_card(parts: tuple[str, ...]) -> bool:
    """13 to 19 digits in one piece, or 16 to 19 in groups of four."""
    number = "".join(parts)
    fours = len(number) >= 16 and all(len(part) == 4 for part in parts[:-1]) and len(parts[-1]) <= 4
    return (len(parts) == 1 or fours) and number[0] in "3456" and number.isdigit() and _luhn(number)


def _luhn(number: str) -> bool:
    doubled = (int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(number)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


KINDS: tuple[tuple[str, Collection[int], Callable[[tuple[str, ...]], bool]], ...] = (
    (ID_CARD, (15, 18), _is_id_card),
    (MOBILE, (11, 13, 15), _is_mobile),
    (BANK_CARD, range(13, 20), _is_bank_card),
)
