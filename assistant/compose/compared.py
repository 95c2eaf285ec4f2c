"""Texts side by side on one matter, or article by article: every cell verbatim, silence in words, differences known.

In: the engine, document ids or places, and a topic or article numbers. Out: a frozen Compared, without any HTML; it keeps
the engine's Answer as JSON. Raises BadInput for what cannot be compared. An empty cell is called 未规定 only for a matter
that the texts settle in set words; for other words it is only said that nothing was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant import facts
from assistant.compose.chosen import chosen
from assistant.compose.differences import Difference, Stretch, differences
from assistant.compose.numbered import numbers_in, provision_at
from assistant.compose.quote import short_label
from assistant.model import Answer, Citation, Mention, Outcome, Question
from assistant.texts import message
from assistant.understand.aspects import find_aspects, find_cases
from ingest.label import title_mark
from ingest.model import BadInput, Document, Source

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

MOST = 8
"""Texts in one table; more are not readable side by side."""
TOPIC_LIMIT = 100
ASKED = "各地关于{topic}的规定有什么不同"
NOTHING_FOUND = "未查到规定"
OTHERWISE = "其他有关条文"


@dataclass(frozen=True, slots=True)
class Column:
    """A text that is compared."""

    document: str
    region: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A quotation of a provision, letter for letter; `marks` are the stretches that no other cell of the row has."""

    provision: str
    label: str
    quote: str
    marks: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What a text says on a matter; without pieces `silence` says so. `apart`: worded differently as a whole."""

    pieces: tuple[Piece, ...] = ()
    silence: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A matter, with a cell for each column."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The table; `note` says what the table does not, `answer` is the engine's Answer to the same question as JSON."""

    topic: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str
    answer: Mapping[str, Any]


def compared(engine: Engine, places: Sequence[str], topic: str) -> Compared:
    """Compare at least two texts. `places` are document ids, titles or names of places. Raises BadInput."""
    topic = topic.strip()
    if not topic:
        raise BadInput("没有写要对比的事项；请填一个事项（如 督查督办）或条号（如 第十九条）")
    if len(topic) > TOPIC_LIMIT:
        raise BadInput(f"要对比的事项有 {len(topic)} 字，最多 {TOPIC_LIMIT} 字；请只写事项的名称")
    generation = engine.generation
    sources = _sources(generation, places)
    answer = engine.ask(Question(ASKED.format(topic=topic), regions=tuple(s.id for s in sources), wording=""))
    numbers = numbers_in(topic)
    rows = _by_number(generation, sources, numbers) if numbers else _by_matter(generation, sources, topic, answer)
    columns = tuple(Column(s.id, s.region, s.title) for s in sources)
    note = answer.text if not rows or (answer.outcome is Outcome.NOT_IN_CORPUS and not numbers) else ""
    return Compared(topic, columns, tuple(map(_marked, rows)), note, answer.to_json())


def _sources(generation: Generation, places: Sequence[str]) -> list[Source]:
    ids = chosen(generation, places)
    if len(ids) < 2:
        raise BadInput("对比至少要两份文件；请再选一个地方或文件")
    if len(ids) > MOST:
        raise BadInput(f"选了 {len(ids)} 份文件，一张表最多 {MOST} 份；请少选几份")
    return [s for s in generation.catalog.sources if s.id in ids]


def _by_number(generation: Generation, sources: Sequence[Source], numbers: Sequence[Mention]) -> list[Row]:
    return [Row(m.text, tuple(_numbered(generation.document(s.id), s, m) for s in sources)) for m in numbers]


def _numbered(document: Document | None, source: Source, mention: Mention) -> Cell:
    """The provision of this number, whole."""
    found = provision_at(document, mention) if document else None
    if found is not None:
        label = found.label.removeprefix(title_mark(source.title)) or found.label
        return Cell((Piece(found.id, label, found.text),))
    extent = facts.extent(document) if document else ""
    kind = "解读不分条，" if facts.is_interpretation(source) else ""
    return Cell(silence=f"没有{mention.text}（{kind}收录的是{extent}）")


def _by_matter(generation: Generation, sources: Sequence[Source], topic: str, answer: Answer) -> list[Row]:
    """The rows of the engine's table as far as the topic names their matter; what else was found stands in one row.

    The engine files provisions under the matter that their own words settle, so that a duty of one text may stand under
    another name than that of the next: over such rows silence would be said where there is none.
    """
    cited = {s.id: [c for c in answer.citations if c.document == s.id] for s in sources}
    asked = [a.name for a, _ in find_aspects(topic) if a.system]
    everything = bool(find_cases(topic)) and not asked
    rows: list[Row] = []
    filed: set[int] = set()
    for row in (answer.table or {"rows": []})["rows"]:
        if everything or row["name"] in asked:
            numbers = {piece["n"] for cell in row["cells"] for piece in cell}
            filed |= numbers
            rows.append(_row(generation, sources, row["name"], cited, numbers, message("answer.unregulated")))
    for name in asked if answer.table or answer.outcome is Outcome.NOT_IN_CORPUS else []:
        if name not in [r.name for r in rows]:
            rows.append(_row(generation, sources, name, cited, set(), message("answer.unregulated")))
    rest = {c.n for c in answer.citations} - filed
    if rest or (not rows and answer.outcome is Outcome.NOT_IN_CORPUS):
        silence = message("answer.unregulated") if asked and not rows else NOTHING_FOUND
        rows.append(_row(generation, sources, OTHERWISE if rows else topic, cited, rest, silence))
    return rows


def _row(
    generation: Generation, sources: Sequence[Source], name: str, cited: Mapping[str, Sequence[Citation]],
    numbers: set[int], silence: str,
) -> Row:  # fmt: skip
    cells = []
    for source in sources:
        own = [c for c in cited[source.id] if c.n in numbers and _is_verbatim(generation, c)]
        pieces = tuple(Piece(c.provision, short_label(c, source), c.quote) for c in own)
        silent = message("answer.unmentioned") if facts.is_interpretation(source) else silence
        cells.append(Cell(pieces, "" if pieces else silent))
    return Row(name, tuple(cells))


def _is_verbatim(generation: Generation, citation: Citation) -> bool:
    provision = generation.provision(citation.provision)
    return provision is not None and bool(citation.quote) and citation.quote in provision.text


def _marked(row: Row) -> Row:
    """The row with its differences."""
    found = differences(["\n".join(p.quote for p in cell.pieces) for cell in row.cells])
    return Row(row.name, tuple(_with_marks(cell, d) for cell, d in zip(row.cells, found, strict=True)))


def _with_marks(cell: Cell, difference: Difference) -> Cell:
    pieces: list[Piece] = []
    at = 0
    for piece in cell.pieces:
        end = at + len(piece.quote)
        inside = [(max(s.start, at) - at, min(s.end, end) - at) for s in difference.stretches]
        marks = tuple(Stretch(a, b) for a, b in inside if a < b)
        pieces.append(Piece(piece.provision, piece.label, piece.quote, marks))
        at = end + 1
    return Cell(tuple(pieces), cell.silence, difference.apart)
