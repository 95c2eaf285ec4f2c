"""The evidence as a chat model gets it: quotations under opaque tokens, without article numbers, fenced as data.

In: the citations of a checked answer and the question. Out: Pieces and a Prompt. Tokens and the fence are made from everything
they stand beside: they cannot be known to who wrote the question or the text, and are the same when a run is repeated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose.wording.plain import Unit, lead_before, units
from assistant.compose.wording.stated import Stated, stated
from assistant.model import Citation
from assistant.texts import has, message
from assistant.texts.prompts import Prompt, prompt
from ingest.generation import Generation

MOST = 12
LONGEST = 6_000
"""Pieces, and characters of them all, that are shown to a model."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Piece:
    """A quotation under its token. `says` are its units, and those with what introduces it; `about` what a model is told
    of that; `names` what its place and its text may be called; `interprets` that it is from a 解读."""

    token: str
    n: int
    document: str
    region: str
    role: str
    quote: str
    says: tuple[Unit, ...]
    names: tuple[str, ...]
    interprets: bool = False
    about: str = ""


def pieces_of(question: str, citations: Sequence[Citation], generation: Generation) -> tuple[Piece, ...]:
    """The citations in order, as many as fit; the same quotation once."""
    out: list[Piece] = []
    seed = question + "\0".join(c.quote for c in citations)
    left = LONGEST
    for c in citations[:MOST]:
        left -= len(c.quote)
        if left < 0:
            break
        role = message(f"role.{c.role}") if has(f"role.{c.role}") else ""
        token = _letters(f"{seed}\0{c.n}", 4)
        taken = {p.token for p in out}
        while token in taken:
            token = _letters(token, 4)
        says, names = units(c.quote, lead_before(generation, c.provision)), _names(c, generation)
        more = stated(generation.document(c.document), c.provision, c.quote, says)
        source = generation.source(c.document)
        interprets = bool(source and source.interprets)
        says += more.units
        out.append(Piece(token, c.n, c.document, c.region, role, c.quote, says, names, interprets, _about(more)))
    return tuple(out)


def _about(more: Stated) -> str:
    """Whose duty it is, and the sentence before the list, as a model is told them."""
    whose = f"；责任人：{'、'.join(more.holders)}" if more.holders else ""
    return whose + (f"；引导语：{more.then}" if more.then else "")


def _names(c: Citation, generation: Generation) -> tuple[str, ...]:
    """What may be said of where it stands: its own place and text, never the province for the city."""
    source = generation.source(c.document)
    assert source is not None, c.document
    short = [s for r in generation.catalog.regions if r.name == source.region for s in r.short if len(s) > 1]
    return tuple(n for n in (source.title, source.region, *short) if n)


def asked(name: str, question: str, pieces: Sequence[Piece], history: Sequence[str] = ()) -> Prompt:
    """The prompt `name` over these pieces. `history` are the questions before, without which 「上一条呢」 says nothing."""
    fence = fence_for("\n".join([*history, question]) + "".join(p.token + p.quote for p in pieces))
    evidence = "\n\n".join(
        f"[[{p.token}]] 地区：{p.region or '不限'}；内容：{p.role}{p.about}\n{_shown(p)}" for p in pieces
    )
    before = "\n".join(history) or "（没有）"
    return prompt(name, fence=fence, history=before, question=question, evidence=evidence, example=pieces[0].token)


def fence_for(text: str) -> str:
    """A word that stands at both ends of what is data, and cannot be in it."""
    return _letters(text, 12)


def _shown(piece: Piece) -> str:
    return piece.quote.replace("[[", "〔").replace("]]", "〕")


def _letters(seed: str, count: int) -> str:
    digest = hashlib.blake2b(seed.encode(), digest_size=count).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest)
