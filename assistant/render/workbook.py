"""The duty register as a spreadsheet.

In: rows, and what is said about them. Out: the bytes of an xlsx file, the same for the same rows and time. The one home of
openpyxl, which is imported when a file is asked for. No cell is ever a formula, whatever it begins with.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant import facts
from assistant.render.register import NotVerbatim, Row, count_line, reference_lines, wanted_line
from ingest.label import title_mark

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from assistant.duties import Listed
    from ingest.generation import Generation

COLUMNS = (
    ("地区", 10),
    ("文件", 26),
    ("条款", 18),
    ("责任人", 26),
    ("列在谁的职责中", 26),
    ("频次", 10),
    ("次数", 9),
    ("门槛", 24),
    ("事项", 50),
    ("原文", 60),
)
REGISTER, ABOUT = "职责清单", "说明"
FORMULA = tuple("=+-@\t\r")
"""What a spreadsheet may take for a formula when a cell is edited or saved as CSV."""
NOTES = (
    "责任人、频次、门槛、事项和原文都逐字取自条款，或者条款列项之前的那句话；空白的格子是原文没有写。",
    "次数由原文里的数字算出：“不少于两次”写作“至少2次”。",
    "责任人只写“主要负责人”等的，看“列在谁的职责中”一栏是哪里的主要负责人。",
    "规定职责的条款全部列出；其他章节只列出写明频次或门槛的句子。",
)


def workbook(generation: Generation, listed: Listed, rows: Sequence[Row], now: datetime) -> bytes:
    """The file: the register with its header frozen and filtered, and what it is in a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    register = book.active
    register.title = REGISTER
    _fill(register, [[name for name, _ in COLUMNS], *map(_cells, rows)])
    _lay_out(register, [width for _, width in COLUMNS], titles=1)
    register.freeze_panes = "A2"
    register.auto_filter.ref = register.dimensions
    about = book.create_sheet(ABOUT)
    told = _about(generation, listed, rows, now)
    _fill(about, told)
    _lay_out(about, [16, 60, 14, 60, 8], titles=0)
    book.properties.creator = "安责问答"
    book.properties.title = REGISTER
    book.properties.created = book.properties.modified = now.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return _packed(book, now)


def _cells(row: Row) -> list[str]:
    return [
        row.region, row.title, row.clause, row.holder, row.under, row.every, row.times, row.threshold, row.action,
        row.quote,
    ]  # fmt: skip


def _about(generation: Generation, listed: Listed, rows: Sequence[Row], now: datetime) -> list[list[str]]:
    out = [
        ["内容", "安全生产职责清单"],
        ["条件", wanted_line(listed)],
        ["条数", count_line(rows)],
        ["导出时间", f"{now:%Y-%m-%d %H:%M}（UTC{now.isoformat()[-6:]}）"],
        ["索引", f"{generation.name}（{generation.manifest.created} 建成）"],
        *(["参照适用", line] for line in reference_lines(listed)),
        *(["说明", line] for line in NOTES),
        [],
        ["", "文件", "地区", "施行", "条数"],
    ]
    for document in listed.documents:
        source = generation.source(document.id)
        if source is not None:
            count = sum(r.duty.document == document.id for r in rows)
            standing = facts.standing(source, document)
            out.append(["", title_mark(document.title), source.region, standing, str(count)])
    return out


def _fill(sheet: Worksheet, table: Sequence[Sequence[str]]) -> None:
    """Write every cell as text. Raises NotVerbatim where a cell would not hold what it was given."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    for r, row in enumerate(table, start=1):
        for c, given in enumerate(row, start=1):
            if not given:
                continue
            text = ILLEGAL_CHARACTERS_RE.sub("", given)
            cell = sheet.cell(r, c, text)
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(FORMULA)
            if cell.value != text:  # openpyxl cuts at 32,767 characters without a word
                raise NotVerbatim(f"{text[:30]}…：有 {len(text)} 字，一个单元格放不下，没有写文件；请缩小范围")


def _lay_out(sheet: Worksheet, widths: Sequence[int], titles: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in sheet.iter_rows(max_row=titles) if titles else ():
        for cell in row:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="DDE6F0")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if titles:
        sheet.print_title_rows = f"1:{titles}"


def _packed(book: Any, now: datetime) -> bytes:
    """The parts zipped with one date. `save` would put the clock's time in, into the properties and on each part."""
    from openpyxl.writer.excel import ExcelWriter

    loose = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(loose, "w")).save()
    packed = io.BytesIO()
    date = max(now.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # the first day that a zip file knows
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(packed, "w") as out:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, date)
            part.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(part, parts.read(name))
    return packed.getvalue()
