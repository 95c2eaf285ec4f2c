"""docx: how it looks, and that whatever a reader of the page sees is read again."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from assistant.render import word_text
from assistant.render.blocks import Heading, Kind, Paragraph, Run, Sheet, Style, Table, lines_of, plain
from assistant.render.digest import unsealed
from assistant.render.export import write
from assistant.render.word import NARROWEST, widths_of
from ingest.model import BadInput

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=8)))
TABLE = Table(("标号", "引文"), (("[1]", "第一行\n第二行"), ("[2]", "长" * 500)), (7, 60), "表")
SHEET = Sheet(
    "安责问答答复",
    Kind.ANSWER,
    (
        Heading("答复"),
        Paragraph((Run("每年"), Run("两次", bold=True))),
        plain("一项", Style.ITEM),
        plain("引文", Style.QUOTE),
        Heading("表"),
        TABLE,
        plain("说明", Style.NOTE),
    ),
    NOW,
)


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def changed(data: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w") as packed:
        for name in parts.namelist():
            inside = parts.read(name)
            if name == part:
                assert old.encode() in inside
                inside = inside.replace(old.encode(), new.encode(), 1)
            packed.writestr(name, inside)
    return out.getvalue()


def is_intact(data: bytes) -> bool:
    return unsealed(word_text.read(data)).is_intact


def test_the_page() -> None:
    document = opened(write(SHEET, "docx"))
    (section,) = document.sections
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))
    wide = opened(write(replace(SHEET, kind=Kind.REGISTER), "docx")).sections[0]
    assert (wide.orientation, wide.page_width > wide.page_height) == (WD_ORIENT.LANDSCAPE, True)
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == ("安责问答答复", "安责问答", "zh-CN")
    assert properties.created.replace(tzinfo=None) == datetime(2026, 1, 1, 19, 4, 5)
    footer = section.footer._element.xml
    assert "第 " in footer
    assert 'w:instr="PAGE"' in footer
    assert 'w:instr="NUMPAGES"' in footer


def test_chinese_fonts() -> None:
    document = opened(write(SHEET, "docx"))
    fonts = {}
    for paragraph in [*document.paragraphs, document.tables[0].cell(0, 0).paragraphs[0]]:
        fonts[paragraph.style.name] = paragraph.style.element.rPr.rFonts.get(qn("w:eastAsia"))
    assert fonts == {
        "Title": "黑体", "Heading 1": "黑体", "Body Text": "仿宋", "List Bullet": "仿宋", "Quote": "楷体",
        "No Spacing": "宋体", "Body Text 2": "宋体",
    }  # fmt: skip
    assert document.paragraphs[0].text == "安责问答答复"
    assert document.paragraphs[0].style.element.pPr.jc.get(qn("w:val")) == "center"


def test_a_table_has_lines_and_its_header_on_every_page() -> None:
    (table,) = opened(write(SHEET, "docx")).tables
    header, short, long = (row._tr.trPr for row in table.rows)
    assert [cell.text for cell in table.rows[0].cells] == ["标号", "引文"]
    assert header.find(qn("w:tblHeader")) is not None
    assert short.find(qn("w:tblHeader")) is None
    assert short.find(qn("w:cantSplit")) is not None, "a quotation that fits stays on one page"
    assert long.find(qn("w:cantSplit")) is None
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is not None
    widths = [int(grid.get(qn("w:w"))) for grid in table._tbl.tblGrid]
    assert widths[1] > 5 * widths[0]
    assert table.rows[1].cells[1].text == "第一行\n第二行"


@pytest.mark.parametrize("shares", [(7, 18, 20, 26, 10, 20, 66), (1,), (), (1, 1000), (5,) * 11], ids=str)
def test_widths_fit_the_page(shares: tuple[int, ...]) -> None:
    table = Table(("x",) * max(1, len(shares)), (), shares)
    widths = widths_of(table, 8845)
    assert 8845 - len(widths) <= sum(widths) <= 8845
    assert min(widths) >= NARROWEST


def test_bold_words() -> None:
    paragraph = next(p for p in opened(write(SHEET, "docx")).paragraphs if p.text == "每年两次")
    assert [(run.text, bool(run.bold)) for run in paragraph.runs] == [("每年", False), ("两次", True)]


def test_the_label_of_generated_text_is_at_every_foot() -> None:
    data = write(
        replace(SHEET, label="内容由人工智能生成", blocks=(plain("内容由人工智能生成"), *SHEET.blocks)), "docx"
    )
    assert opened(data).sections[0].footer.paragraphs[0].text.startswith("内容由人工智能生成 第")
    assert is_intact(data)


def test_saved_again_by_another_program() -> None:
    document = opened(write(SHEET, "docx"))
    for paragraph in document.paragraphs:  # as Word cuts runs and marks spelling
        for run in paragraph.runs:
            text = run.text
            run.text = text[:2]
            run._r.addnext(run._r.__copy__())
            run._r.getnext().xpath("w:t")[0].text = text[2:]
            run._r.addnext(docx.oxml.OxmlElement("w:proofErr"))
    out = io.BytesIO()
    document.save(out)
    found = unsealed(word_text.read(out.getvalue()))
    assert found.lines == lines_of(SHEET)
    assert found.is_intact


def test_page_numbers_that_were_worked_out_change_nothing() -> None:
    data = write(SHEET, "docx")
    footer = next(n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if n.startswith("word/footer"))
    assert is_intact(changed(data, "<w:t>1</w:t>", "<w:t>12</w:t>", footer))
    assert not is_intact(changed(data, "<w:t>1</w:t>", "<w:t>内部</w:t>", footer))


RUN = '<w:r><w:t xml:space="preserve">每年</w:t></w:r>'
CHANGES = [
    ("a tracked insertion", RUN, f"<w:ins>{RUN}</w:ins>{RUN}"),
    ("a tracked deletion", RUN, f"<w:del>{RUN}</w:del>"),
    ("hidden text", RUN, RUN.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")),
    ("a text box", RUN, f"{RUN}<w:r><w:pict><w:txbxContent><w:p>{RUN}</w:p></w:txbxContent></w:pict></w:r>"),
    ("a content control", RUN, f"{RUN}<w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt>"),
    ("a symbol", RUN, f'{RUN}<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'),
    ("a cell", "第一行", "第二行"),
    ("after the digest", "<w:sectPr", f"<w:p>{RUN}</w:p><w:sectPr"),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_changes_are_seen(old: str, new: str) -> None:
    data = write(SHEET, "docx")
    assert is_intact(data)
    assert not is_intact(changed(data, old, new))


def test_a_control_around_the_same_words_changes_nothing() -> None:
    assert is_intact(changed(write(SHEET, "docx"), RUN, f"<w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt>"))


def test_a_note_at_the_foot_counts() -> None:
    out = io.BytesIO(write(SHEET, "docx"))
    with zipfile.ZipFile(out, "a") as packed:
        notes = f'<w:footnotes xmlns:w="urn:w"><w:footnote><w:p>{RUN}</w:p></w:footnote></w:footnotes>'
        packed.writestr("word/footnotes.xml", notes)
    assert not is_intact(out.getvalue())


def test_a_table_that_is_too_long() -> None:
    long = replace(TABLE, rows=TABLE.rows * 1501)
    with pytest.raises(BadInput, match="表格有 3002 行，docx 最多 3000 行；请缩小范围，或导出为 xlsx"):
        write(replace(SHEET, blocks=(long,)), "docx")


def test_entities_are_refused() -> None:
    data = changed(write(SHEET, "docx"), "<w:document", '<!DOCTYPE d [<!ENTITY a "b">]><w:document')
    with pytest.raises(BadInput, match="DTD"):
        word_text.read(data)
