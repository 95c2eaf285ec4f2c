"""xlsx: every cell the text's own, none a formula, ready to filter and print; and what a spreadsheet program may do to it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import openpyxl
import pytest

from assistant.duties import Listed, Wanted, listed
from assistant.render import spreadsheet
from assistant.render.blocks import Heading, Kind, Sheet, Table, even, lines_of, plain
from assistant.render.digest import unsealed
from assistant.render.export import write
from assistant.render.register import Row, rows_of
from assistant.sheets.duties import COLUMNS, register_sheet
from ingest.generation import Generation
from ingest.model import BadInput
from tests.assistant.evidence.test_register import DOCUMENTS

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=8)))
Find = Callable[..., Listed]


@pytest.fixture
def find(generation: Generation) -> Find:
    """find("河北", who=…, every=…) -> Listed."""

    def run(*regions: str, who: str = "", every: str = "", holds: str = "") -> Listed:
        return listed(generation, Wanted(regions, who, every, holds))

    return run


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def workbook(generation: Generation, found: Listed, rows: tuple[Row, ...], now: datetime = NOW) -> bytes:
    return write(register_sheet(generation, found, rows, now), "xlsx")


def small(*texts: str, kind: Kind = Kind.ANSWER) -> Sheet:
    """A sheet whose paragraphs and cells are these texts."""
    rows = tuple(("x", text, "y") for text in texts)
    return Sheet("题", kind, (*map(plain, texts), Heading("表"), Table(("甲", "乙", "丙"), rows, (9, 9, 9), "表")), NOW)


def test_the_register(generation: Generation, find: Find) -> None:
    found = find("河北", who="书记", every="有频次")
    rows = rows_of(generation, found)
    book = opened(workbook(generation, found, rows))
    assert book.sheetnames == ["职责清单", "所列文件", "说明"]
    sheet = book.active
    assert sheet.title == "职责清单"
    header, *cells = sheet.iter_rows(values_only=True)
    assert header == (
        "地区", "文件", "条款", "责任人", "列在谁的职责中", "频次", "次数", "门槛", "事项", "原文", "条款代号",
    )  # fmt: skip
    assert cells[0] == (
        "河北省",
        "《河北省党政领导干部安全生产责任制实施细则》",
        "第五条第（二）项",
        "各级党委主要负责人",
        None,
        "每半年",
        "至少1次",
        None,
        "至少主持召开1次党委常委会研究安全生产工作",
        "每半年至少主持召开1次党委常委会研究安全生产工作",
        "hebei/5.1.2",
    )
    assert len(cells) == len(rows) == 5
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:K6", "$1:$1")
    assert [sheet.column_dimensions[c].width for c in "ABCDEFGHIJK"] == [width for _, width in COLUMNS]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert all(cell.alignment.wrap_text and cell.data_type in "sn" for row in sheet.iter_rows() for cell in row)


def test_what_the_register_says_of_itself(generation: Generation, find: Find) -> None:
    found = find("福建", "通州", who="镇长", holds="安全")
    book = opened(workbook(generation, found, rows_of(generation, found)))
    rows = [[str(v) for v in row if v] for row in book["说明"].iter_rows(values_only=True)]
    said = {row[0]: row[1] for row in rows if len(row) == 2}
    assert said["条件"] == "地区 福建、通州；责任人 镇长；原文含 安全"
    assert said["导出时间"] == "2026-01-02 03:04（UTC+08:00）"
    assert said["依据的索引"].startswith(f"{generation.name}（北京时间 ")
    assert said["参照适用"].startswith("《福建省党政领导干部安全生产责任制实施细则》第二条第二款：“乡镇（街道）")
    header, *documents = book["所列文件"].iter_rows(values_only=True)
    assert header == ("文件", "地区", "施行", "条数")
    assert [(row[0], row[2]) for row in documents] == [
        ("《福建省党政领导干部安全生产责任制实施细则》", "已施行，自2018年9月28日起施行"),
        (
            "《北京市党政领导干部安全生产责任制实施细则》",
            "已施行，2019年6月4日印发，自发布之日起施行；解释：中共北京市委；具体解释工作由市应急局会同市委组织部承担",
        ),
        (
            "《北京市通州区安全生产委员会办公室关于学习宣贯〈北京市党政领导干部安全生产责任制实施细则〉的通知》",
            "2019年6月20日印发，施行日期文中未载明",
        ),
    ]
    assert sum(int(str(row[3])) for row in documents) == len(found.duties)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_cell_of_the_file_is_in_the_text(generation: Generation, find: Find, document: str) -> None:
    found = find(document)
    book = opened(workbook(generation, found, rows_of(generation, found)))
    text = found.documents[0].text
    for row in list(book["职责清单"].iter_rows(values_only=True))[1:]:
        assert all(cell is None or cell in text for i, cell in enumerate(row) if i in (3, 4, 5, 7, 8, 9))


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "=cmd|' /C calc'!A"])
def test_no_cell_is_a_formula(generation: Generation, find: Find, first: str) -> None:
    found = find("河北", who="书记", every="每季度")
    (row,) = rows_of(generation, found)
    text = f"{first}1+1"
    book = opened(workbook(generation, found, (replace(row, action=text, quote=text),)))
    for column in "IJ":
        cell = book["职责清单"][f"{column}2"]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    wanted = replace(found, wanted=Wanted(who="=1+1"))
    for data in (workbook(generation, wanted, (row,)), write(small(text), "xlsx")):
        assert all(cell.data_type != "f" for page in opened(data) for cells in page.iter_rows() for cell in cells)


def test_control_characters_are_left_out(generation: Generation, find: Find) -> None:
    found = find("河北", who="书记", every="每季度")
    (row,) = rows_of(generation, found)
    book = opened(workbook(generation, found, (replace(row, quote="每\x0b季\x00度"),)))
    assert book["职责清单"]["J2"].value == "每季度"


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 20_000])
def test_a_cell_too_long_for_the_format(text: str) -> None:
    with pytest.raises(BadInput, match="一个单元格放不下，没有写文件；请导出为 docx 或 Markdown，或缩小范围"):
        write(small(text), "xlsx")
    assert write(small("长" * 32_767), "xlsx")


def test_the_same_rows_and_time_give_the_same_bytes(generation: Generation, find: Find) -> None:
    found = find("河北")
    rows = rows_of(generation, found)
    data = workbook(generation, found, rows)
    assert data == workbook(generation, found, rows)
    dates = {i.date_time for i in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    assert dates == {(2026, 1, 1, 19, 4, 4)}  # to two seconds
    properties = opened(data).properties
    assert properties.created == properties.modified == datetime(2026, 1, 1, 19, 4, 5)
    assert (properties.title, properties.creator) == ("安全生产职责清单", "安责问答")
    assert workbook(generation, found, rows, datetime(1970, 1, 1, tzinfo=UTC))  # a zip file knows no day before 1980


def test_a_heading_leads_to_its_table() -> None:
    main = opened(write(small("一"), "xlsx"))["答复"]
    links = {cell.value: cell.hyperlink.location for row in main.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"表": "'表'!A1"}


def test_a_text_that_reads_like_the_heading_of_the_table() -> None:
    sheet = small("表", "校验码：sha256:" + "0" * 64)
    assert unsealed(spreadsheet.read(write(sheet, "xlsx"))).is_intact


def test_what_a_spreadsheet_reads_as_a_code_is_text() -> None:
    data = write(small("_x0041_", "_x005F_"), "xlsx")
    assert b"_x005F_x0041_" in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    lines = spreadsheet.read(data)
    assert ("_x0041_",) in lines
    assert ("x", "_x005F_", "y") in lines


def saved_again(data: bytes, change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    """As another program saves it: other parts, other order, other XML."""
    book = opened(data)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_saved_again_by_another_program() -> None:
    sheet = small("一\n二", "=1+1", " 三  四 ")
    data = saved_again(write(sheet, "xlsx"), lambda book: setattr(book["表"].column_dimensions["A"], "width", 50))
    found = unsealed(spreadsheet.read(data))
    assert found.lines == lines_of(sheet)
    assert found.is_intact


CHANGES: list[tuple[str, Callable[[openpyxl.Workbook], None]]] = [
    ("a cell far away", lambda book: book["答复"].cell(5000, 300, "添")),
    ("a formula", lambda book: book["表"].cell(2, 2, '="一"')),
    ("another worksheet", lambda book: book.create_sheet("另").cell(1, 1, "添")),
    ("a row removed", lambda book: book["表"].delete_rows(2)),
    ("two cells exchanged", lambda book: (book["表"].cell(2, 1, "一"), book["表"].cell(2, 2, "x"))),
    ("a worksheet removed", lambda book: book.remove(book["表"])),
]


@pytest.mark.parametrize("change", [c for _, c in CHANGES], ids=[name for name, _ in CHANGES])
def test_changes_are_seen(change: Callable[[openpyxl.Workbook], None]) -> None:
    data = write(small("一", "二"), "xlsx")
    assert unsealed(spreadsheet.read(data)).is_intact
    assert not unsealed(spreadsheet.read(saved_again(data, change))).is_intact


def test_a_file_that_says_it_is_smaller_than_it_is() -> None:
    data, out = write(small("一", "二"), "xlsx"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w") as packed:
        for name in parts.namelist():
            packed.writestr(name, parts.read(name).replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1:A1"'))
    assert b"A1:A1" in zipfile.ZipFile(out).read("xl/worksheets/sheet2.xml")
    assert unsealed(spreadsheet.read(out.getvalue())).is_intact


def test_words_on_a_drawing_count() -> None:
    data = write(small("一"), "xlsx")
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/drawings/drawing1.xml", '<a:d xmlns:a="urn:a"><a:t>添</a:t></a:d>'.encode())
    assert spreadsheet.read(out.getvalue())[-1] == ("添",)


def test_even_is_what_both_see() -> None:
    assert even("一\u3000 二\t\r\n三\x00\u202e") == "一 二 三"
