"""The provision that a number means in a document: 第十九条第三项, 十九, 19条, 19.1.3, 第四部分, 第二章.

In: a document and what a person typed. Out: a Provision or a Heading, or nothing; never the nearest one.
"""

from __future__ import annotations

import re

from assistant.model import Mention
from assistant.understand.provisions import find_mentions
from assistant.understand.spelling import simplify
from ingest.model import Document, Heading, Provision
from ingest.numerals import NUMERAL

BETWEEN = re.compile(r"[\s、，,；;和与及的]")


def numbers_in(text: str) -> tuple[Mention, ...]:
    """The provisions named, where the text names provisions and says nothing else; a bare number is an article."""
    text = simplify(text)
    if re.fullmatch(NUMERAL, text):
        text = f"第{text}条"
    found = find_mentions(text)
    said = "".join(m.text for m in found)
    if any(m.relative for m in found) or len(BETWEEN.sub("", text)) != len(BETWEEN.sub("", said)):
        return ()
    return tuple(m for m in found if m.article is not None or m.section is not None or m.chapter)


def provision_at(document: Document, mention: Mention) -> Provision | None:
    """The provision of exactly this number; an item without its 款 is looked for in the paragraph that has it."""
    held = {p.number: p for p in document.provisions}
    if mention.article is None and mention.section is None:
        return None
    top = f"s{mention.section}" if mention.section is not None else f"{mention.article}"
    top += f"-{mention.sub}" if mention.sub else ""
    number = f"{top}.{mention.paragraph}" if mention.paragraph else top
    if mention.item is None:
        return held.get(number)
    if mention.paragraph:
        return held.get(f"{number}.{mention.item}")
    ends = re.compile(rf"{re.escape(top)}\.\d+\.{mention.item}")
    return next((p for n, p in held.items() if ends.fullmatch(n)), None)


def target_of(document: Document, text: str) -> Provision | Heading | None:
    """What to jump to for what was typed: the number as it stands in an id, else as people write it."""
    bare = text.strip().removeprefix("p")
    if found := next((p for p in document.provisions if p.number == bare), None):
        return found
    mentions = numbers_in(text)
    if len(mentions) != 1:
        return None
    if mentions[0].chapter:
        return next((h for h in document.headings if "".join(h.title.split()).startswith(mentions[0].chapter)), None)
    return provision_at(document, mentions[0])
