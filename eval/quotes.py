"""What a quotation is worth, by rules: is it in the provision that it is ascribed to, word for word?

In: the JSON of a citation and the generation. Out: one of six verdicts; anything but `supported` breaks the first promise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from ingest.fold import fold_text
from ingest.generation import Generation

PIECE = 6
"""Characters from which a piece of a quotation is long enough to be looked for by itself."""
BREAK = re.compile(r"[，。；：、！？…\s]+")


class Quoted(StrEnum):
    """`supported` stands in the provision; `out_of_range`: there is no such provision; `misattributed` stands in another
    one; `stitched` is put together from pieces that stand apart; `cut` stands there, but begins or ends within a clause;
    `absent` stands nowhere."""

    SUPPORTED = "supported"
    MISATTRIBUTED = "misattributed"
    STITCHED = "stitched"
    CUT = "cut"
    ABSENT = "absent"
    OUT_OF_RANGE = "out_of_range"


def quoted(citation: Mapping[str, Any], generation: Generation) -> Quoted:
    """The verdict on one citation. A quotation is compared as it is; only where it stands nowhere, its folded pieces are."""
    id, quote = str(citation["provision"]), str(citation["quote"])
    provision = generation.provision(id)
    if provision is None:
        return Quoted.OUT_OF_RANGE
    if not quote.strip():
        return Quoted.ABSENT
    if quote in provision.text:
        return Quoted.SUPPORTED if _whole(quote, provision.text) else Quoted.CUT
    texts = [text for text in _texts(generation) if text]
    if any(quote in text for text in texts):
        return Quoted.MISATTRIBUTED
    pieces = [folded for piece in BREAK.split(quote) if len(folded := fold_text(piece)) >= PIECE]
    whole = [fold_text(text) for text in texts]
    if len(pieces) > 1 and all(any(piece in text for text in whole) for piece in pieces):
        return Quoted.STITCHED
    return Quoted.ABSENT


def _whole(quote: str, text: str) -> bool:
    """Whether the quotation somewhere begins and ends where a clause does: half a clause may say the opposite."""
    for found in re.finditer(re.escape(quote), text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        begins = not before or not before.isalnum() or not quote[0].isalnum()
        if begins and (not after or not after.isalnum() or not quote[-1].isalnum()):
            return True
    return False


def _texts(generation: Generation) -> list[str]:
    documents = (generation.document(source.id) for source in generation.catalog.sources)
    return [document.text for document in documents if document]
