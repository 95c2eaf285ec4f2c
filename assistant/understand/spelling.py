"""A question as typed -> simplified characters, one width, known slips mended (漫报 -> 瞒报).

In: any string. Out: text of the same language; nothing is looked up here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.understand.lexicon import Entry

VARIANTS = (("卅", "三十"), ("廿", "二十"), ("褔", "福"), ("囯", "国"))
"""Other ways of writing a character that are not traditional ones."""


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters become simplified; full-width letters and digits become narrow."""
    wide = "".join(
        unicodedata.normalize("NFKC", c) if "！" <= c <= "～" and c not in "，。：；！？（）" else c for c in text
    )
    out: str = _converter().convert(wide)
    for old, new in VARIANTS:
        out = out.replace(old, new)
    return re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", out).strip()


def mend(text: str, lexicon: Sequence[Entry]) -> str:
    """Replace known slips by the word that was meant."""
    for entry in lexicon:
        if entry.kind == "typo" and entry.lay in text:
            text = text.replace(entry.lay, entry.terms[0])
    return text
