"""What may be said: every citation and every number of an answer against the texts it cites.

In: a Draft, the question, the generation. Out: the lines that stand, the citations that stand, and what was struck.
Enforced on every answer in every mode: a quote is in its provision (folded alike on both sides), and every 第…条/款/项, 文号,
date, number and frequency of a sentence occurs in a cited quote or label, in the question, or among the facts the program
computed; Chinese and Arabic numerals are compared as numbers. What fails is struck.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.compose.draft import Draft
from assistant.model import Citation
from ingest.fold import find_span
from ingest.generation import Generation
from ingest.numerals import NUMERAL, to_int

_UNITS = r"次|人|年|个?月|日|天|周|万元|亿元|元|个|项|条|款|章|节|种|倍|%|小时|名|部分|份|段|点|岁|季度|回|起|例|级"
CLAIM = re.compile(rf"第?[（(]?(?P<n>{NUMERAL})[）)]?\s*(?P<unit>{_UNITS})")
NUMBER_OF_DOCUMENT = re.compile(r"[〔\[（(]\s*(\d{4})\s*[〕\]）)]\s*(\d+)\s*号")
DATE = re.compile(r"(\d{4})[年\-./](\d{1,2})[月\-./](\d{1,2})日?")
LARGE = {"万元": 10_000, "亿元": 100_000_000}
MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands of a draft."""

    lines: tuple[str, ...]
    citations: tuple[Citation, ...]
    struck: tuple[str, ...]


def verify(draft: Draft, question: str, generation: Generation) -> Checked:
    """Check a draft; citations first, then each line against those that stand."""
    citations = tuple(c for c in draft.citations if quote_stands(c, generation))
    held = {c.n for c in citations}
    allowed = claims("\n".join([question, *draft.facts, *(c.quote for c in citations), *(c.label for c in citations)]))
    lines, struck = [], []
    for line in draft.lines:
        markers = {int(n) for n in MARKER.findall(line)}
        if markers - held or claims(MARKER.sub("", line)) - allowed:
            struck.append(line)
        else:
            lines.append(line)
    used = {int(n) for line in lines for n in MARKER.findall(line)}
    return Checked(tuple(lines), tuple(c for c in citations if c.n in used), tuple(struck))


def quote_stands(citation: Citation, generation: Generation) -> bool:
    """Whether the provision exists and holds the quote."""
    provision = generation.provision(citation.provision)
    return provision is not None and bool(citation.quote) and find_span(citation.quote, provision.text) is not None


def claims(text: str) -> frozenset[tuple[str, ...]]:
    """Every checkable value of a text, as numbers: ("条", "19"), ("date", "2018", "9", "28"), ("号", "2019", "37")."""
    text = unicodedata.normalize("NFKC", text)
    out: set[tuple[str, ...]] = set()
    out.update(("date", *(str(int(x)) for x in m)) for m in DATE.findall(text))
    out.update(("号", *m) for m in NUMBER_OF_DOCUMENT.findall(text))
    for m in CLAIM.finditer(text):
        out.update(_values(m["n"], m["unit"]))
    return frozenset(out)


def _values(numeral: str, unit: str) -> Iterable[tuple[str, ...]]:
    try:
        value = to_int(numeral)
    except ValueError:
        return
    if unit in LARGE:  # 100万元 and 一百万元 are one amount
        value, unit = value * LARGE[unit], "元"
    yield unit.lstrip("个") or "个", str(value)
