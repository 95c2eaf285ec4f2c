"""A question as typed -> simplified characters, one width, known slips mended (漫报 -> 瞒报).

In: any string. Out: text of the same language; nothing is looked up here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from assistant.understand.lexicon import load_slips

PRIVATE = (0xE000, 0xF8FF)
VARIANTS = (("卅", "三十"), ("廿", "二十"), ("褔", "福"), ("囯", "国"))
"""Other ways of writing a character that are not traditional ones."""


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """Without what nobody sees: control and format characters, halves of surrogate pairs, variation selectors; every kind of
    white space is a space."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    seen = (
        c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") and not "\ufe00" <= c <= "\ufe0f"
    )
    return "".join(seen)


def simplify(text: str) -> str:
    """Traditional characters become simplified; full-width letters and digits become narrow."""
    wide = "".join(
        unicodedata.normalize("NFKC", c) if "！" <= c <= "～" and c not in "，。：；！？（）" else c for c in text
    )
    out: str = _converter().convert(wide)
    for old, new in VARIANTS:
        out = out.replace(old, new)
    return re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", out).strip()


def mend(text: str) -> str:
    """Replace known slips by the word that was meant."""
    for entry in load_slips():
        if entry.lay in text:
            text = text.replace(entry.lay, entry.terms[0])
    return text


def sparing(text: str, names: Sequence[tuple[int, int]], change: Callable[[str], str]) -> str:
    """Change a text but for the names in it: 贵州 in 「请问贵州」 holds no slip, 乾安县 is no 干安县.

    `names` are (start, end), apart and in order. Each stands as one private character while the rest is changed.
    """
    held: list[str] = []
    pieces, at = [], 0
    for start, end in names[: PRIVATE[1] - PRIVATE[0]]:
        pieces += [text[at:start], chr(PRIVATE[0] + len(held))]
        held.append(text[start:end])
        at = end
    out = change("".join([*pieces, text[at:]]))
    return "".join(held[ord(c) - PRIVATE[0]] if 0 <= ord(c) - PRIVATE[0] < len(held) else c for c in out)
