"""docx: paragraphs and tables in document order, automatic numbers written out.

In: the bytes of a docx. Out: its text, one paragraph a line, or BadInput without the file's name. Tracked insertions
are read as accepted, deletions as gone. Left out: headers, footers, notes and their marks, comments, hidden text,
tables of contents. Walks the XML itself and not by python-docx, which opens every part of a foreign zip without bounds,
skips insertions and content controls, and fails on a missing picture (WPS writes such files).
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.load import lines
from ingest.load.archive import open_package
from ingest.load.numbering import Numbering
from ingest.load.tree import Element, child, is_on, local, value
from ingest.model import BadInput

SKIPPED = frozenset(
    {
        *("rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "proofErr"),
        *("del", "moveFrom", "delText", "instrText", "delInstrText"),
        *("Fallback", "rt", "softHyphen", "sym"),
    }
)
MARKS = frozenset(("footnoteReference", "endnoteReference"))
TEXT = {"tab": "\t", "cr": "\n", "br": "\n", "noBreakHyphen": "-"}
BLOCKS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"})


def read(data: bytes) -> str:
    """The text of a docx. Raises BadInput: not a docx, damaged, or it would expand beyond bounds."""
    package = open_package(data)
    main = package.target("", "officeDocument")
    document = package.part(main) if main else None
    body = child(document, "body")
    if body is None:
        raise BadInput("里面没有 Word 正文（document.xml），应是 .docx 文档；请用 Word 或 WPS 另存为 .docx")
    styles, numbering = (package.part(package.target(main, relation)) for relation in ("styles", "numbering"))
    return "\n".join(_Reader(Numbering(numbering, styles), styles).lines(body))


class _Reader:
    """Goes through one document; holds the counters of its numbers and the text of a paragraph whose end was deleted."""

    def __init__(self, numbering: Numbering, styles: Element | None) -> None:
        self._numbering = numbering
        self._carried = ""
        self._contents = {value(s, "styleId") for s in styles if _is_contents(s)} if styles is not None else set[str]()

    def lines(self, parent: Element) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in BLOCKS and not _is_contents_control(element):
                yield from self.lines(element)

    def _paragraph(self, p: Element) -> Iterator[str]:
        properties = child(p, "pPr")
        text, boxes = _text(p)
        if child(properties, "rPr", "del") is not None:  # its end was deleted: it runs on into the next one
            self._carried += text
            return
        if value(child(properties, "pStyle")) not in self._contents:
            yield self._numbering.number(properties) + self._carried + text
        self._carried = ""
        for box in boxes:
            yield from self.lines(box)

    def _table(self, table: Element) -> Iterator[str]:
        for row in _unwrapped(table, "tr"):
            if child(row, "trPr", "del") is None:
                yield from lines.row([list(self.lines(cell)) for cell in _unwrapped(row, "tc")])


def _unwrapped(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows or cells, also those inside a content control or a tracked insertion."""
    for element in parent:
        if local(element) == wanted:
            yield element
        elif local(element) in BLOCKS:
            yield from _unwrapped(element, wanted)


def _text(p: Element) -> tuple[str, list[Element]]:
    """The text of a paragraph, and the text boxes anchored in it, which are read after it."""
    out: list[str] = []
    boxes: list[Element] = []

    def walk(parent: Element) -> None:
        for element in parent:
            name = local(element)
            if name == "t":
                out.append((element.text or "").replace("\n", " "))
            elif name == "txbxContent":
                boxes.append(element)
            elif name in TEXT:
                out.append(TEXT[name])
            elif name not in SKIPPED and not (name == "r" and _is_left_out(element)):
                walk(element)

    walk(p)
    return "".join(out), boxes


def _is_left_out(run: Element) -> bool:
    """Hidden text, or a run that prints the author's own mark of a footnote."""
    marked = any(local(e) in MARKS and value(e, "customMarkFollows") in ("1", "true", "on") for e in run)
    return marked or is_on(child(run, "rPr", "vanish"))


def _is_contents(style: Element) -> bool:
    return local(style) == "style" and value(child(style, "name")).lower().startswith("toc ")


def _is_contents_control(element: Element) -> bool:
    """The frame Word puts around a table of contents."""
    return value(child(element, "sdtPr", "docPartObj", "docPartGallery")) == "Table of Contents"
