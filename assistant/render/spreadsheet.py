"""xlsx: written from a sheet, and read again as lines. The one home of openpyxl, which is imported when a file is asked for.

In: a sheet with its digest; the bytes of an xlsx. Out: bytes, the same for the same sheet; lines. No cell is ever a formula,
whatever it begins with. A table with a name has a worksheet of its own, ready to filter and print; the rest is on one more.
Raises BadInput for a text that no cell can hold, and for a file that cannot be read.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.render.blocks import Heading, Kind, Lines, Paragraph, Sheet, Table, even_lines
from assistant.render.packed import AGAIN, opened, repacked, utc
from assistant.render.register import columns
from ingest.load.archive import Package
from ingest.load.tree import local
from ingest.model import BadInput

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MAIN = {Kind.ANSWER: "答复", Kind.COMPARISON: "对比", Kind.REGISTER: "说明"}
"""The worksheet of everything but the tables with names. A register's comes last: its reader wants the table."""
FORMULA = tuple("=+-@\t\r")
"""What a spreadsheet may take for a formula when a cell is edited or saved as CSV."""
LONGEST = 32_767
"""Characters (UTF-16) that a cell holds; openpyxl cuts what is longer without a word."""
CODED = re.compile(r"_x([0-9a-fA-F]{4})_")
"""What a spreadsheet reads as one character: _x0041_ is A, and _x005F_ the underscore that escapes it."""
NARROW, WIDE = 16, 96
LINE, TALLEST = 15.5, 409
MOST_CELLS = 2_000_000
DRAWING = re.compile(r"xl/drawings/drawing\d*\.xml")


def write(sheet: Sheet, seal: str) -> bytes:
    """The file, with the line that states the digest at the end of its main worksheet."""
    from openpyxl import Workbook

    book = Workbook()
    main = book.active
    main.title = MAIN[sheet.kind]
    for block in sheet.blocks:
        if isinstance(block, Table) and block.name:
            _register(book.create_sheet(block.name), block)
    _main(main, sheet, seal)
    if sheet.kind is Kind.REGISTER:
        book.move_sheet(main, len(book.sheetnames))
        book.active = 0
    for page in book.worksheets:
        page.sheet_view.tabSelected = page is book.active
        page.oddFooter.center.text = f"{sheet.label} 第 &P 页，共 &N 页".strip()
    book.properties.creator = "安责问答"
    book.properties.title = sheet.title
    return _saved(book, sheet)


def _saved(book: Workbook, sheet: Sheet) -> bytes:
    """Through the writer itself: `save` would put the clock's time into the properties."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = utc(sheet.made)
    loose = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(loose, "w")).save()
    return repacked(loose, sheet.made)


def _register(page: Worksheet, table: Table) -> None:
    """A table with its header frozen, filtered, and printed on every page."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for r, row in enumerate((table.header, *table.rows), start=1):
        _fill(page, r, row)
    for i, width in enumerate(table.widths, start=1):
        page.column_dimensions[get_column_letter(i)].width = width
    for cell in page[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    page.print_title_rows = "1:1"
    _print_setup(page, "landscape")


def _main(page: Worksheet, sheet: Sheet, seal: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    page.column_dimensions["A"].width, page.column_dimensions["B"].width = NARROW, WIDE
    _across(page, 1, sheet.title, Font(bold=True, size=16))
    names = {block.name for block in sheet.blocks if isinstance(block, Table) and block.name}
    r = 2
    for block in sheet.blocks:
        if isinstance(block, Heading):
            _across(page, r, block.text, Font(bold=True, size=12))
            if block.text in names:
                page.cell(r, 1).hyperlink = Hyperlink(ref="", location=f"'{block.text}'!A1")
            r += 1
        elif isinstance(block, Paragraph):
            r += _across(page, r, block.text, Font(bold=len(block.runs) == 1 and block.runs[0].bold, size=11))
        elif not block.name:
            for row in (block.header, *block.rows):
                r += _fill(page, r, row)
    _across(page, r, seal, Font(size=9))
    _print_setup(page, "portrait")


def _across(page: Worksheet, r: int, text: str, font: Any) -> int:
    """A paragraph over both columns, in a row as high as it needs: of joined cells no program works the height out."""
    used = _fill(page, r, [text])
    page.merge_cells(start_row=r, start_column=1, end_row=r, end_column=2)
    page.cell(r, 1).font = font
    lines = sum(1 + int(columns(line) * font.size / 11) // (NARROW + WIDE - 2) for line in text.split("\n"))
    page.row_dimensions[r].height = min(TALLEST, lines * LINE * font.size / 11 + 3)
    return used


def _fill(page: Worksheet, r: int, row: Sequence[str]) -> int:
    """Write a row of text cells; 1 when there was anything to write. Raises BadInput where a cell cannot hold it."""
    from openpyxl.styles import Alignment

    for c, given in enumerate(row, start=1):
        cell = page.cell(r, c)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if not given:
            continue
        text = CODED.sub(r"_x005F_x\1_", given)
        if len(text.encode("utf-16-le")) > 2 * LONGEST:
            raise BadInput(
                f"{given[:30]}…：有 {len(given)} 字，一个单元格放不下，没有写文件；请导出为 docx 或 Markdown，或缩小范围"
            )
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA)
    return int(any(row))


def _print_setup(page: Worksheet, orientation: str) -> None:
    page.page_setup.orientation = orientation
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.5


def read(data: bytes) -> Lines:
    """The lines of an xlsx: the main worksheet, each other one below the heading of its name, and words on drawings."""
    package = opened(data)
    try:
        pages = _pages(data)
        drawn = [("".join(_drawn(package, name)),) for name in package.namelist() if DRAWING.fullmatch(name)]
    except BadInput:
        raise
    except Exception as error:  # openpyxl meets a broken file with errors of many kinds
        raise BadInput(f"不是完整的电子表格，读不出来（{type(error).__name__}）；{AGAIN}") from None
    main = next((name for name in pages if name in MAIN.values()), next(iter(pages), ""))
    out: list[tuple[str, ...]] = []
    for line in reversed(pages.pop(main, ())):  # from the end: a question may read like a heading that comes after it
        out += [*reversed(pages.pop(line[0], ()) if len(line) == 1 else ()), line]
    return even_lines([*reversed(out), *(line for rest in pages.values() for line in rest), *drawn])


def _pages(data: bytes) -> dict[str, Lines]:
    """The worksheets by name, read as a stream: one cell in the last row of the last column costs no memory."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what other programs leave out of a workbook
        book = load_workbook(io.BytesIO(data), read_only=True)
        try:
            return {page.title: even_lines(_cells(page)) for page in book.worksheets}
        finally:
            book.close()


def _cells(page: Any) -> Iterator[list[str]]:
    page.reset_dimensions()  # a file may say that it is smaller than it is
    seen = 0
    for row in page.iter_rows(values_only=True):
        seen += max(1, len(row))
        if seen > MOST_CELLS:
            raise BadInput(f"一张工作表超过 {MOST_CELLS} 个单元格，不是本系统导出的文件；请核对原来的那一份")
        yield list(_texts(row))


def _texts(row: Iterable[object]) -> Iterator[str]:
    for value in row:
        yield "" if value is None else CODED.sub(lambda m: chr(int(m[1], 16)), str(value))


def _drawn(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The words of text boxes: they lie over the cells."""
    root = Package(package).part(name)
    yield from (e.text or "" for e in (root.iter() if root is not None else ()) if local(e) == "t")
