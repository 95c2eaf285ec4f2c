"""What the sentences of an answer say beyond their citations: values, frequencies, places, markers. Rules only.

In: the text of an answer, its citations, what was asked, the generation. Out: what is wrong, one sentence each. Only sentences
that carry a marker are held to their citations: the others are fixed messages and facts that the program computed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.verify import claims
from ingest.generation import Generation

MARKER = re.compile(r"\[(\d+)\]")
RATE = re.compile(r"每(?:个)?(?:日|天|周|旬|月|季度|季|半年|年|两年|三年|五年)")
Citations = Sequence[Mapping[str, Any]]


def unsupported_values(text: str, citations: Citations, asked: Sequence[str]) -> tuple[str, ...]:
    """Numbers, dates, 文号, provision numbers and rates of sentences that cite, which neither their citations nor the
    question hold; numbers are compared as numbers."""
    known, out = _values("\n".join(asked)), []
    for line, held in _cited_lines(text, citations):
        own = known | _values("\n".join(f"{c['quote']}\n{c['label']}" for c in held))
        out += [" ".join(value) for value in sorted(_values(MARKER.sub("", line)) - own)]
    return tuple(dict.fromkeys(out))


def _values(text: str) -> frozenset[tuple[str, ...]]:
    return claims(text) | {("rate", rate.replace("季度", "季").replace("个", "")) for rate in RATE.findall(text)}


def wrong_places(text: str, citations: Citations, asked: Sequence[str], generation: Generation) -> tuple[str, ...]:
    """Places of held documents that a sentence names though neither its citations nor the question are of there."""
    names = {source.id: _place(source.region) for source in generation.catalog.sources if source.region}
    said, out = "\n".join(asked), []
    for line, held in _cited_lines(text, citations):
        own = "".join(f"{c['label']}{c['quote']}{names.get(str(c['provision']).partition('/')[0], '')}" for c in held)
        out += [place for place in dict.fromkeys(names.values()) if place in line and place not in own + said]
    return tuple(dict.fromkeys(out))


def _place(region: str) -> str:
    return re.sub(r"(?:省|市|区|县|自治区)$", "", region)


def loose_ends(text: str, citations: Citations) -> list[str]:
    """Markers without a citation, citations without a marker, and citations without any text."""
    marked = {int(n) for n in MARKER.findall(text)}
    held = {int(c["n"]) for c in citations}
    out = [f"正文里的 [{n}] 没有对应的引文" for n in sorted(marked - held)]
    return out + [f"引文 [{n}] 在正文里没有用到" for n in sorted(held - marked)]


def _cited_lines(text: str, citations: Citations) -> list[tuple[str, Citations]]:
    """The lines that carry markers, with the citations that these name."""
    by_number = {int(c["n"]): c for c in citations}
    found = ((line, [int(n) for n in MARKER.findall(line)]) for line in text.split("\n"))
    return [(line, [by_number[n] for n in ns]) for line, ns in found if ns and all(n in by_number for n in ns)]
