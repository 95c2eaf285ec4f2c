"""Words put in quotation marks in a question, found verbatim in a text: 「福建的文件里真有“谁审批、谁负责”这句话吗」.

In: the units of one document, the Understanding. Out: the units that hold the words, if few enough do to be an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence.units import Unit
from assistant.model import Evidence, Understanding
from assistant.understand.aspects import role_of
from ingest.fold import fold_text

MARKED = re.compile(r"[“「『\"‘]([^”」』\"’]{5,80})[”」』\"’](?!(?:的)?(?:暂行|老|旧)?(?:规定|办法|文件))")
SHARE = 0.6
"""How much of the words must stand together: 「“福建坚持谁审批、谁负责”」 names the place too."""
LEAST = 6
MOST = 2


def quoted_words(units: Sequence[Unit], u: Understanding) -> list[Evidence]:
    """The provisions that hold the longest stretch of each quotation."""
    out: list[Evidence] = []
    for m in MARKED.finditer(u.text):
        wanted = fold_text(m[1])
        found = _holding(units, wanted)
        if len(found) <= MOST:
            out += [
                Evidence(x.provision.id, x.provision.text, role_of(x.own, x.lead))
                for x in found
                if all(e.provision != x.provision.id for e in out)
            ]
    return out


def _holding(units: Sequence[Unit], wanted: str) -> list[Unit]:
    """The units with the longest common stretch, longest first tried; none where it is too short to be a quotation."""
    least = max(LEAST, round(SHARE * len(wanted)))
    texts = [(x, fold_text(x.own)) for x in units if not x.is_list]
    for length in range(len(wanted), least - 1, -1):
        pieces = {wanted[i : i + length] for i in range(len(wanted) - length + 1)}
        if found := [x for x, text in texts if any(piece in text for piece in pieces)]:
            return found
    return []
