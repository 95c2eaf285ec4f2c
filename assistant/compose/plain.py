"""A checked answer said once more for citizens: a few plain sentences, without any model.

In: an Answer that stands, and the generation it quotes. Out: Markdown lines with the answer's own markers, or nothing where it cannot be
said well: every citation must fit a rule, every piece stand word for word in the provision, and every line pass the check of the
answer itself. Never for an answer that says that nothing was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.compose.draft import Draft
from assistant.compose.plain_rules import Part, Saying, say
from assistant.model import Answer, Citation, Outcome
from assistant.texts import message
from assistant.verify import claims, verify
from ingest.fold import find_span
from ingest.generation import Generation

MOST_CITATIONS = 6
LONGEST = 900
DIRECT = re.compile(r"^(?:[^：*]+：)?\*\*(?P<clause>.+)\*\*。\[(?P<n>\d+)\]$")
NOBODY = ("主要负责人", "分管", "其他")
"""A holder that only the article before it makes clear."""
NOTES = ("not_yet", "items_right", "items_wrong", "figure_absent")
"""Remarks on the question that plain words would have to carry as well; such an answer is left as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the plain wording, the number of its citation (0: fixed words) and the pieces of text in it."""

    text: str
    n: int = 0
    pieces: tuple[str, ...] = ()


def plain(answer: Answer, generation: Generation) -> str:
    """The plain wording in Markdown, empty where there is none."""
    lines = plain_lines(answer, generation)
    return "\n\n".join(line.text for line in lines)


def plain_lines(answer: Answer, generation: Generation) -> list[Line]:
    """Its paragraphs, checked; none unless all of them stand."""
    if (
        answer.outcome is not Outcome.ANSWERED
        or answer.mode != "extractive"
        or not 0 < len(answer.citations) <= MOST_CITATIONS
        or answer.table
    ):
        return []
    if any(_start(f"note.{note}") in answer.text for note in NOTES):
        return []
    lines = [*_opening(answer), *_said(answer, generation)]
    told = {line.n for line in lines}
    if any(c.n not in told for c in answer.citations) or sum(len(line.text) for line in lines) > LONGEST:
        return []
    return (
        lines if all(_stands(line, answer, generation) for line in lines) and _passes(lines, answer, generation) else []
    )


def _opening(answer: Answer) -> Iterator[Line]:
    """Whether the question had it right, and that no number is given, where the answer says so."""
    for name, note in (("right", "claim_right"), ("wrong", "claim_wrong"), ("uncounted", "uncounted")):
        if message(f"note.{note}") in answer.text:
            yield Line(message(f"plain.{name}"))


def _said(answer: Answer, generation: Generation) -> Iterator[Line]:
    """Document by document, in the order of the citations."""
    several = len({c.document for c in answer.citations}) > 1
    direct = _direct(answer)
    before = ""
    for group in _grouped(answer.citations):
        first = group[0]
        if several and first.document != before:
            yield Line(message("plain.place", region=first.region))
        before = first.document
        for c in group:
            if clauses := direct.get(c.n):
                yield Line("\n".join(f"- {clause} [{c.n}]" for clause in clauses), c.n, tuple(clauses))
            elif saying := say(part_of(c, generation)):
                yield Line(_printed(saying, c.n), c.n, saying.pieces)


def _grouped(citations: Sequence[Citation]) -> list[list[Citation]]:
    out: list[list[Citation]] = []
    for c in citations:
        if out and out[-1][0].document == c.document:
            out[-1].append(c)
        else:
            out.append([c])
    return out


def _direct(answer: Answer) -> dict[int, list[str]]:
    """How often who does what: the sentences that the answer itself begins with, where they name a holder."""
    out: dict[int, list[str]] = {}
    for line in answer.text.split("\n\n"):
        m = DIRECT.match(line)
        if (
            m
            and "每" in m["clause"]
            and not m["clause"].startswith(NOBODY)
            and any(c.n == int(m["n"]) and c.role != "measure" for c in answer.citations)
        ):
            out.setdefault(int(m["n"]), []).append(m["clause"])
    return {n: [c for c in said if not any(c in other for other in said if other != c)] for n, said in out.items()}


def part_of(c: Citation, generation: Generation) -> Part:
    """A citation as the rules read it: an item comes with the sentence above its list."""
    document, _, number = c.provision.partition("/")
    lead = ""
    if number.count(".") >= 2:
        above = generation.provision(f"{document}/{number.rpartition('.')[0]}")
        lead = above.text.strip().split("\n")[0] if above else ""
    return Part(c.quote.strip(), c.role, lead)


def _printed(saying: Saying, n: int) -> str:
    """A sentence with its marker; a list has it after its last line."""
    if not saying.items:
        return f"{saying.head}{saying.rest}[{n}]"
    lines = [saying.head, *(f"- {item}" for item in saying.items)]
    lines[-1] += f" [{n}]"
    return "\n".join(lines) + (f"\n\n{saying.rest}[{n}]" if saying.rest else "")


def _stands(line: Line, answer: Answer, generation: Generation) -> bool:
    """Every piece word for word in its article, every number of the line in its own citation or the lead above it."""
    if not line.n:
        return True
    cited = next(c for c in answer.citations if c.n == line.n)
    part = part_of(cited, generation)
    article = generation.provision(cited.provision.partition(".")[0])
    texts = [cited.quote, part.lead, article.text if article else ""]
    pieces = (half for piece in line.pieces for half in re.split(r"：", piece, maxsplit=1) if half)
    if not all(any(find_span(piece, text) is not None for text in texts if text) for piece in pieces):
        return False
    said = re.sub(r"\[\d+\]", "", line.text)
    return not claims(said) - claims("\n".join((cited.quote, part.lead)))


def _passes(lines: Sequence[Line], answer: Answer, generation: Generation) -> bool:
    """The check that every answer passes."""
    draft = Draft(lines=[line.text for line in lines], citations=list(answer.citations))
    return not verify(draft, "", generation).struck


def _start(name: str) -> str:
    """The words of a message before its first value."""
    from assistant.texts import fields_of

    values = dict.fromkeys(fields_of(name), "\x00")
    return next(part for part in message(name, **values).split("\0") if part)
