"""docx: read again as lines, as a reader of the page sees them.

In: the bytes of a docx. Out: lines. Tracked insertions are text and deletions are gone, text boxes are read with the paragraph
that holds them, hidden text is not there; what was added to headers, footers and notes comes at the end. Comments in the margin
are not read. Raises BadInput for a file that cannot be read. Walks the XML and not by python-docx, which skips insertions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.render.blocks import Lines, even_lines
from assistant.render.look import FOOT
from assistant.render.packed import AGAIN, opened
from ingest.load.archive import Package
from ingest.load.tree import Element, child, is_on, local
from ingest.model import BadInput

MARGINS = re.compile(r"word/(header|footer)\d*\.xml|word/(footnotes|endnotes)\.xml")
SKIPPED = frozenset(
    {
        *("rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"),
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback"),
    }
)
TEXT = {"tab": "\t", "cr": "\n", "br": "\n", "noBreakHyphen": "-", "sym": "\ufffd"}
NUMBERS = re.compile(r"[\s\d]")


def read(data: bytes) -> Lines:
    """The lines of the body, then what the margins have besides our own page numbers."""
    package = Package(opened(data))
    document = package.part(package.target("", "officeDocument"))
    body = child(document, "body")
    if body is None:
        raise BadInput(f"里面没有 Word 正文，应是 .docx 文档；{AGAIN}")
    lines = list(_lines(body))
    label = lines[1][0] if len(lines) > 1 else ""  # of generated text: below the title, and at every foot
    ours = {NUMBERS.sub("", "".join((start, *FOOT))) for start in ("", label)}
    for name in filter(MARGINS.fullmatch, package.zip.namelist()):
        root = package.part(name)
        text = "".join(_text(root)) if root is not None else ""
        if NUMBERS.sub("", text) not in (*ours, ""):
            lines.append((text,))
    return even_lines(lines)


def _lines(parent: Element) -> Iterator[tuple[str, ...]]:
    for element in parent:
        name = local(element)
        if name == "p":
            yield ("".join(_text(element)),)
        elif name == "tbl":
            yield from _rows(element)
        elif name not in SKIPPED:
            yield from _lines(element)


def _rows(parent: Element) -> Iterator[tuple[str, ...]]:
    """Rows, also those in a content control; one that was deleted is gone."""
    for element in parent:
        if local(element) == "tr":
            if child(element, "trPr", "del") is None:
                yield tuple(_cells(element))
        elif local(element) not in SKIPPED:
            yield from _rows(element)


def _cells(parent: Element) -> Iterator[str]:
    for element in parent:
        if local(element) == "tc":
            yield "\n".join(" ".join(line) for line in _lines(element))
        elif local(element) not in SKIPPED:
            yield from _cells(element)


def _text(parent: Element) -> Iterator[str]:
    """The visible text of a paragraph, or of anything that holds paragraphs."""
    for element in parent:
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name in TEXT:
            yield TEXT[name]
        elif name not in SKIPPED and not (name == "r" and is_on(child(element, "rPr", "vanish"))):
            yield from _text(element)
