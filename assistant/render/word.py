"""docx: written from a sheet. The one home of python-docx, which is imported when a file is asked for.

In: a sheet with its digest. Out: the bytes of a docx, the same for the same sheet: A4, title in the middle, Chinese fonts, tables
with lines whose header is repeated on every page, page numbers at the foot. Raises BadInput for a table that is too long.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from assistant.render.blocks import Heading, Kind, Paragraph, Run, Sheet, Table
from assistant.render.look import FOOT, LOOKS, STYLES, Look
from assistant.render.packed import repacked, utc
from ingest.model import BadInput

if TYPE_CHECKING:
    from docx.document import Document

MOST_ROWS = 3000
"""A table beyond this takes a word processor minutes to open."""
WHOLE = 400
"""Characters up to which a row is kept on one page."""
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TABLE_PROPERTIES = (
    '<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
    '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
EMU_PER_TWIP = 635
NARROWEST = 680
"""Of a column, in twentieths of a point: 福建省 on one line."""
LATIN = "Times New Roman"
OPEN = '<w:t xml:space="preserve">'
FIELD = '<w:fldSimple w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def write(sheet: Sheet, seal: str) -> bytes:
    """The file, with the line that states the digest at its end."""
    from docx import Document

    document = Document()
    width = _lay_out(document, landscape=sheet.kind is not Kind.ANSWER)
    names = {name: _styled(document, name, look) for name, look in LOOKS.items()}
    parts = [_paragraph([Run(sheet.title)], names["Title"])]
    for block in sheet.blocks:
        if isinstance(block, Heading):
            parts.append(_paragraph([Run(block.text)], names["Heading 1"]))
        elif isinstance(block, Paragraph):
            parts.append(_paragraph(block.runs, names[STYLES[block.style]]))
        elif block.columns:
            parts.append(_table(block, width, names["No Spacing"]))
    parts.append(_paragraph([Run(seal)], names["Body Text 2"]))
    _append(document.element.body, parts)
    _foot(document, sheet, names["Footer"])
    _properties(document, sheet)
    loose = io.BytesIO()
    document.save(loose)
    return repacked(loose, sheet.made)


def _lay_out(document: Document, *, landscape: bool) -> int:
    """A4 with the margins of an official document; returns the width of the text in twentieths of a point."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = document.sections[0]
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin, section.right_margin = (Mm(20), Mm(20)) if landscape else (Mm(28), Mm(26))
    section.top_margin, section.bottom_margin = (Mm(25), Mm(22)) if landscape else (Mm(37), Mm(30))
    return int(section.page_width - section.left_margin - section.right_margin) // EMU_PER_TWIP


def _styled(document: Document, name: str, look: Look) -> str:
    """Give a style of the template this look, and keep nothing of its own but the bullets; returns its id."""
    from docx.oxml import parse_xml

    style = document.styles[name].element
    for old in style.xpath("w:rPr | w:pPr[not(w:numPr)]"):
        style.remove(old)
    if not style.xpath("w:pPr"):
        style.append(parse_xml(_spaced(look)))
    style.append(
        parse_xml(
            f'<w:rPr {NAMESPACE}><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{look.font}" w:cs="{LATIN}"/>'
            f'{"<w:b/>" if look.bold else ""}<w:color w:val="000000"/>'
            f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr>'
        )
    )
    return str(document.styles[name].style_id)


def _spaced(look: Look) -> str:
    keeps = "<w:keepNext/>" if look.keeps_next else ""
    spacing = f'<w:spacing w:before="{look.above}" w:after="{look.below}" w:line="{look.line}" w:lineRule="auto"/>'
    first = look.indent * look.size // 10
    indent = f'<w:ind w:firstLineChars="{look.indent}" w:firstLine="{first}"/>' if look.indent else ""
    centred = '<w:jc w:val="center"/>' if look.centred else ""
    return f"<w:pPr {NAMESPACE}>{keeps}<w:widowControl/>{spacing}{indent}{centred}</w:pPr>"


def _paragraph(runs: Sequence[Run], style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(map(_run, runs))}</w:p>'


def _run(run: Run) -> str:
    text = escape(run.text)
    for sign, tag in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        text = text.replace(sign, f"</w:t>{tag}{OPEN}")
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if run.bold else ''}{OPEN}{text}</w:t></w:r>"


def _table(table: Table, width: int, style: str) -> str:
    if len(table.rows) > MOST_ROWS:
        raise BadInput(f"表格有 {len(table.rows)} 行，docx 最多 {MOST_ROWS} 行；请缩小范围，或导出为 xlsx")
    widths = widths_of(table, width)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    rows = [_row(table.header, widths, style, header=True)] if table.header else []
    rows += [_row(row, widths, style, header=False) for row in table.rows]
    # a paragraph after it, or Word joins two tables that follow each other
    after = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
    return f"<w:tbl>{TABLE_PROPERTIES.format(width=width)}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{after}"


def widths_of(table: Table, width: int) -> list[int]:
    """The columns of a page this wide: as the table shares them out, but none narrower than three characters."""
    shares = (*table.widths, *[20] * (table.columns - len(table.widths)))[: table.columns]
    spare = max(0, width - NARROWEST * len(shares))
    wide = [max(0, width * share // sum(shares) - NARROWEST) for share in shares]
    return [NARROWEST + (spare * one // sum(wide) if sum(wide) else 0) for one in wide]


def _row(cells: Sequence[str], widths: Sequence[int], style: str, *, header: bool) -> str:
    kept = "<w:cantSplit/>" if header or sum(map(len, cells)) <= WHOLE else ""
    properties = f"<w:trPr>{kept}{'<w:tblHeader/>' if header else ''}</w:trPr>"
    texts = [*cells, *[""] * (len(widths) - len(cells))]
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{_paragraph([Run(text, header)], style)}</w:tc>'
        for text, w in zip(texts, widths, strict=True)
    )
    return f"<w:tr>{properties}{inside}</w:tr>"


def _append(body: Any, parts: Sequence[str]) -> None:
    """Put them before the section's properties, which come last in a body."""
    from docx.oxml import parse_xml

    last = body.sectPr
    for element in parse_xml(f"<w:body {NAMESPACE}>{''.join(parts)}</w:body>"):
        last.addprevious(element)


def _foot(document: Document, sheet: Sheet, style: str) -> None:
    from docx.oxml import parse_xml

    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    start, between, end = FOOT
    label = f"{sheet.label} " if sheet.label else ""
    runs = "".join(
        (_run(Run(f"{label}{start} ")), FIELD.format("PAGE"), _run(Run(f" {between} ")), FIELD.format("NUMPAGES"))
    )
    paragraph = f'<w:p {NAMESPACE}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}{_run(Run(f" {end}"))}</w:p>'
    first = footer.paragraphs[0]._p
    first.addprevious(parse_xml(paragraph))
    first.getparent().remove(first)


def _properties(document: Document, sheet: Sheet) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = sheet.title, "安责问答", "安责问答"
    properties.subject, properties.comments, properties.keywords = "", "", ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = utc(sheet.made)
