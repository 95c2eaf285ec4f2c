"""An article for the widget to show, as plain text nodes: the widget puts together no HTML.

In: a generation, a provision of an open document, the quotation to mark. Out: JSON. What refers to it and what it refers to come with
it, as far as they are open to the channel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from assistant import facts
from assistant.web.links import Link, mentions_in, mentions_out, url_of
from assistant.web.pages import mark_of
from assistant.web.reading import Line, Node, blocks, nodes
from ingest.label import number_label

if TYPE_CHECKING:
    from ingest.generation import Generation


def provision_json(
    generation: Generation, document: str, number: str, quote: str, opened: Collection[str] | None
) -> dict[str, Any] | None:
    """None where there is no such provision, or it is not open."""
    found, source = generation.document(document), facts.source_of(generation, document)
    top = number.partition(".")[0]
    if found is None or source is None or (opened is not None and document not in opened):
        return None
    block = next((p for p in blocks(found) if p.number == top), None)
    if block is None or generation.provision(f"{document}/{number}") is None:
        return None
    mark = mark_of(found, block, number, quote)
    shown = [row for node in nodes(found, block, mark) for row in _rows(node, 0)]
    return {
        "label": block.label,
        "title": found.title,
        "name": number_label(top),
        "path": list(block.path),
        "force": facts.force_line(source, found),
        "interpretation": facts.is_interpretation(source),
        "nodes": shown,
        "quote_missing": bool(quote.strip()) and not mark,
        "url": url_of(f"{document}/{number}"),
        "refers_to": _open([t for m in mentions_out(generation, block.id) for t in m.targets], opened),
        "referred_by": _open([m.source for m in mentions_in(generation, block.id)], opened),
    }


def _rows(node: Node, level: int) -> Iterator[dict[str, Any]]:
    """A paragraph or item a row for each of its lines, then those inside it."""
    label = "".join(run.text for run in node.marker)
    for i, line in enumerate(node.lines):
        yield _row(line, label if i == 0 else "", level, node.anchor)
    for child in node.children:
        yield from _rows(child, level + 1)
    for line in node.rest:
        yield _row(line, "", level, node.anchor)


def _row(line: Line, label: str, level: int, number: str) -> dict[str, Any]:
    spans = [{"text": run.text, "mark": run.marked} for run in line]
    return {
        "label": label,
        "text": "".join(run.text for run in line),
        "level": level,
        "number": number,
        "spans": spans,
    }


def _open(links: list[Link], opened: Collection[str] | None) -> list[dict[str, str]]:
    rows = {link.id: {"label": link.label, "url": link.url, "id": link.id} for link in links}
    return [row for id, row in rows.items() if opened is None or id.partition("/")[0] in opened]
