"""Texts in the form in which a sentence and its evidence are compared, and evidence cut into what can be said alone.

In: shown texts. Out: plain texts: half-width, without spaces and quotation marks, numerals as numbers, a few words that mean
exactly the same as one word; and Units. Nothing here drops or adds a word that bears on the meaning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.evidence.units import units_of
from ingest.generation import Generation
from ingest.numerals import NUMERAL, to_int

SPACE = re.compile(r"\s+")
QUOTES = re.compile("[\"'“”‘’「」『』]")
SAME = (
    ("应该", "应当"),
    ("或者", "或"),
    ("以及", "和"),
    ("与", "和"),
    ("每个季度", "每季度"),
    ("每个月", "每月"),
    ("每一年", "每年"),
    ("每年度", "每年"),
)
"""Read alike on both sides."""
AND = re.compile(r"及(?!时)")
NUMBER = re.compile(rf"\d+万|{NUMERAL}")
END = re.compile(r"[。;!?\n](?!但|除)")
MARK = re.compile(r"^(?:\(\d+\)|\d+[.、])")
BARS = re.compile(r"不得|禁止|严禁|不准|不予|不应|不属于|不适用|不包括|除")
"""In a list's lead: what its items say is then the contrary of what they say alone."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of evidence, plain. `under` is the lead of its list, where the quotation has it; `barred` that an item turns
    into its contrary without a lead that the quotation has not."""

    text: str
    start: int
    under: str = ""
    barred: bool = False


def plain(text: str) -> str:
    """The form in which texts are compared."""
    text = QUOTES.sub("", SPACE.sub("", unicodedata.normalize("NFKC", text)))
    for said, read in SAME:
        text = text.replace(said, read)
    return NUMBER.sub(_number, AND.sub("和", text)).replace(":", ",")


def _number(found: re.Match[str]) -> str:
    said = found.group()
    try:
        return str(to_int(said[:-1]) * 10_000 if said[0].isdigit() and said[-1] == "万" else to_int(said))
    except ValueError:
        return said


def lead_before(generation: Generation, id: str) -> str:
    """The sentence before the list in which a provision is an item; empty for others."""
    document = generation.document(id.partition("/")[0])
    return next((u.lead for u in units_of(document) if u.provision.id == id), "") if document else ""


def units(quote: str, lead: str = "") -> tuple[Unit, ...]:
    """The units of a quotation. An item whose lead says no, or makes an exception, cannot be said without it."""
    text = QUOTES.sub("", unicodedata.normalize("NFKC", quote))
    out: list[Unit] = []
    under, after, start = "", False, 0
    for raw in re.split(r"(?<=[。;!?\n:])(?!但|除)", text):
        said = plain(raw.strip("。;!?\n:"))
        start += len(raw)
        if not raw.strip():  # 「。」 and then a line end
            continue
        marked = MARK.match(said)
        if after and not marked:
            under = ""
        after = raw.rstrip("\n").endswith("。")
        said = MARK.sub("", said)
        if not said:
            continue
        if raw.rstrip().endswith(":"):
            out.append(Unit(said, start))
            under = said
            continue
        out.append(Unit(said, start, under, barred=not under and not said.endswith("的") and bool(BARS.search(lead))))
    return tuple(out)
