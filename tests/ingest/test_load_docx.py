"""docx: automatic numbers, tracked changes, tables, and files that are no documents. Real files, built here."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.load import load
from ingest.load.numbering import format_number
from ingest.model import BadInput
from ingest.normalise import normalise
from ingest.parse import parse

RAW = Path(__file__).resolve().parents[2] / "data/raw/福建省实施细则.txt"
TITLE = "福建省党政领导干部安全生产责任制实施细则"


def provisions(text: str, kind: str) -> dict[str, str]:
    document = parse(normalise(text, kind), "fujian", TITLE)
    return {p.number: re.sub(r"\s", "", p.text) for p in document.provisions}


def level(i: int, text: str, form: str = "chineseCountingThousand", more: str = "", suffix: str = "nothing") -> str:
    return (
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


class Builder:
    """A docx whose paragraphs are numbered by Word."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self.root = self.document.part.numbering_part.element
        for old in list(self.root):
            self.root.remove(old)

    def numbering(self, abstract: int, *levels: str, nums: dict[int, str]) -> None:
        """An abstract numbering and its w:num, each with its overrides."""
        self.root.append(
            parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">{"".join(levels)}</w:abstractNum>')
        )
        for num, change in nums.items():
            inner = f'<w:abstractNumId w:val="{abstract}"/>{change}'
            self.root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{num}">{inner}</w:num>'))

    def add(self, text: str, num: int | None = None, at: int = 0, style: str | None = None) -> None:
        paragraph = self.document.add_paragraph(text, style=style)
        if num is not None:
            properties = paragraph._p.get_or_add_pPr()
            inner = f'<w:ilvl w:val="{at}"/><w:numId w:val="{num}"/>'
            properties.append(parse_xml(f"<w:numPr {nsdecls('w')}>{inner}</w:numPr>"))

    def raw(self, xml: str) -> None:
        """Anything that python-docx cannot write, before the section properties that end the body."""
        self.document.element.body.insert(-1, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))

    def save(self, folder: Path) -> Path:
        self.document.save(str(folder / "a.docx"))
        return folder / "a.docx"

    def lines(self, folder: Path) -> list[str]:
        return load(self.save(folder)).text.split("\n")


def run(text: str, more: str = "") -> str:
    return f"<w:r>{more}<w:t>{text}</w:t></w:r>"


def test_the_fujian_text_in_a_docx_gives_the_same_provisions(tmp_path: Path) -> None:
    build = Builder()
    for line in RAW.read_text(encoding="utf-8").split("\n"):
        build.add(line)
    found = provisions(load(build.save(tmp_path)).text, "docx")
    assert found == provisions(RAW.read_text(encoding="utf-8"), "txt")
    assert sum("." not in number for number in found if number != "0") == 29


def test_the_fujian_text_numbered_by_word_gives_the_same_provisions(tmp_path: Path) -> None:
    build = Builder()
    build.numbering(1, level(0, "第%1章"), nums={1: ""})
    build.numbering(2, level(0, "第%1条"), level(1, "（%2）"), nums={2: ""})
    text = normalise(RAW.read_text(encoding="utf-8"), "txt")
    text = re.sub(
        r"(?<=[；;。])(?=（[一二三四五六七八九十]+）)", "\n", text
    )  # two items on one line: Word has one a line
    marks = {
        r"第[一二三四五六七八九十]+章 ?": (1, 0),
        r"第[一二三四五六七八九十]+条 ?": (2, 0),
        r"（[一二三四五六七八九十]+）": (2, 1),
    }
    counted = 0
    for line in text.split("\n"):
        mark = next((m for m in marks if re.match(m, line)), None)
        counted += mark is not None
        num, at = marks[mark] if mark else (None, 0)
        build.add(re.sub(mark or "$^", "", line, count=1), num, at)
    assert counted > 80
    assert provisions(load(build.save(tmp_path)).text, "docx") == provisions(text, "docx")


def test_items_restart_under_every_article_and_articles_count_on_through_chapters(tmp_path: Path) -> None:
    build = Builder()
    build.numbering(
        1, level(0, "第%1条"), level(1, "（%2）", "chineseCounting"), level(2, "%3.", "decimal"), nums={1: ""}
    )
    for text, at in (("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2), ("戊", 1), ("己", 2), ("庚", 0), ("辛", 1)):
        build.add(text, 1, at)
    assert build.lines(tmp_path) == [
        "第一条 甲",
        "（一）乙",
        "1.丙",
        "2.丁",
        "（二）戊",
        "1.己",
        "第二条 庚",
        "（一）辛",
    ]


def test_a_start_override_begins_anew_once_and_two_nums_of_one_list_count_together(tmp_path: Path) -> None:
    build = Builder()
    over = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    build.numbering(1, level(0, "%1、"), nums={1: "", 2: over, 3: ""})
    for num in (1, 1, 2, 2, 3):
        build.add("文", num)
    assert build.lines(tmp_path) == ["一、文", "二、文", "五、文", "六、文", "七、文"]


def test_a_level_that_never_restarts(tmp_path: Path) -> None:
    build = Builder()
    never = level(1, "第%2条").replace("<w:suff", '<w:lvlRestart w:val="0"/><w:suff')
    build.numbering(1, level(0, "第%1章"), never, nums={1: ""})
    for at in (0, 1, 1, 0, 1):
        build.add("文", 1, at)
    assert build.lines(tmp_path) == ["第一章 文", "第一条 文", "第二条 文", "第二章 文", "第三条 文"]


def test_a_number_that_comes_from_a_style_or_the_style_it_is_based_on(tmp_path: Path) -> None:
    build = Builder()
    build.numbering(1, level(0, "第%1条").replace("<w:suff", '<w:pStyle w:val="Article"/><w:suff'), nums={1: ""})
    styles = build.document.styles.element
    for name, inner in (("Article", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'), ("Sub", "")):
        base = '<w:basedOn w:val="Article"/>' if name == "Sub" else ""
        styles.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}{inner}</w:style>'
            )
        )
    build.add("甲", style="Article")
    build.add("乙", style="Sub")
    build.add("丙", num=0, style="Article")  # w:numId 0 switches the style's number off
    assert build.lines(tmp_path) == ["第一条 甲", "第二条 乙", "丙"]


def test_a_composed_number_and_what_follows_it(tmp_path: Path) -> None:
    build = Builder()
    legal = level(1, "%1.%2", "decimal", "<w:isLgl/>", suffix="tab")
    build.numbering(1, level(0, "第%1章", suffix="space"), legal, level(2, "", "bullet"), nums={1: ""})
    for at in (0, 1, 2):
        build.add("文", 1, at)
    assert build.lines(tmp_path) == ["第一章 文", "1.1 文", "文"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (10, "chineseCounting", "十"),
        (21, "japaneseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (12, "taiwaneseCountingThousand", "十二"),
        (3, "chineseLegalSimplified", "叁"),
        (2, "ideographTraditional", "乙"),
        (12, "ideographTraditional", "乙"),
        (1, "ideographZodiac", "子"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (7, "decimalZero", "07"),
        (7, "somethingNew", "7"),
        (7, "none", ""),
    ],
)
def test_number_formats(number: int, form: str, printed: str) -> None:
    assert format_number(number, form) == printed


def test_insertions_are_kept_and_deletions_dropped(tmp_path: Path) -> None:
    build = Builder()
    deleted = '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    build.raw(f'<w:p>{run("应当")}{deleted}<w:ins w:id="2">{run("新")}</w:ins>{run("办理。")}</w:p>')
    build.raw(f'<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>{run("前半")}</w:p>')
    build.raw(f"<w:p>{run('后半。')}</w:p>")
    assert build.lines(tmp_path) == ["应当新办理。", "前半后半。"]


def test_a_deleted_paragraph_does_not_count(tmp_path: Path) -> None:
    build = Builder()
    build.numbering(1, level(0, "第%1条"), nums={1: ""})
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    build.raw(f"<w:p><w:pPr>{number}</w:pPr>{run('甲')}</w:p>")
    gone = '<w:del w:id="1"><w:r><w:delText>乙</w:delText></w:r></w:del>'
    build.raw(f'<w:p><w:pPr>{number}<w:rPr><w:del w:id="2"/></w:rPr></w:pPr>{gone}</w:p>')
    build.raw(f"<w:p><w:pPr>{number}</w:pPr>{run('丙')}</w:p>")
    assert build.lines(tmp_path) == ["第一条 甲", "第二条 丙"]


def test_what_is_not_the_text_is_left_out(tmp_path: Path) -> None:
    build = Builder()
    build.document.sections[0].header.paragraphs[0].text = "页眉文字"
    build.document.sections[0].footer.paragraphs[0].text = "页脚文字"
    note = run("①", "<w:rPr/>").replace("<w:t>", '<w:footnoteReference w:id="1" w:customMarkFollows="1"/><w:t>')
    hidden = run("隐藏", "<w:rPr><w:vanish/></w:rPr>")
    shown = run("可见", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    page = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    build.raw(f'<w:p>{run("正文")}{note}<w:r><w:footnoteReference w:id="2"/></w:r>{hidden}{shown}{page}</w:p>')
    styles = build.document.styles.element
    styles.append(
        parse_xml(f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>')
    )
    build.add("第一章 总则\t1", style="toc 1")
    assert build.lines(tmp_path) == ["正文可见"]


def test_line_breaks_content_controls_links_and_text_boxes(tmp_path: Path) -> None:
    build = Builder()
    build.raw(f"<w:p>{run('上')}<w:r><w:br/></w:r>{run('下')}<w:hyperlink>{run('链')}</w:hyperlink></w:p>")
    build.raw(f"<w:sdt><w:sdtContent><w:p>{run('控件')}</w:p></w:sdtContent></w:sdt>")
    contents = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    build.raw(f"<w:sdt>{contents}<w:sdtContent><w:p>{run('目录')}</w:p></w:sdtContent></w:sdt>")
    box = f"<w:pict><w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent></w:pict>"
    build.raw(f"<w:p>{run('框外')}<w:r>{box}</w:r></w:p>")
    assert build.lines(tmp_path) == ["上", "下链", "控件", "框外", "框内"]


def test_tables_row_by_row_in_their_place(tmp_path: Path) -> None:
    build = Builder()
    build.add("前。")
    table = build.document.add_table(2, 2)
    for cell, text in zip((c for r in table.rows for c in r.cells), ("序号", "职责", "1", "检查"), strict=True):
        cell.text = text
    build.add("后。")
    layout = build.document.add_table(1, 1).cell(0, 0)  # a table that only sets out the page
    layout.text = "第一条 甲。"
    layout.add_paragraph("第二条 乙。")
    assert build.lines(tmp_path) == ["前。", "序号\t职责", "1\t检查", "后。", "第一条 甲。", "第二条 乙。"]


def zipped(folder: Path, **parts: bytes) -> Path:
    """A real docx with parts of its own in place of the usual ones."""
    build = Builder()
    build.add("第一条 内容。")
    source = zipfile.ZipFile(build.save(folder))
    with zipfile.ZipFile(folder / "b.docx", "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(name, parts.pop(name.replace("/", "_").replace(".", "_"), source.read(name)))
        for name, data in parts.items():
            out.writestr(name, data)
    return folder / "b.docx"


def test_a_bomb_is_refused_before_it_expands(tmp_path: Path) -> None:
    body = b"<w:p/>" * (200 * 2**20 // 6)
    path = zipped(tmp_path, word_document_xml=body)
    assert path.stat().st_size < 2**20
    begun = time.monotonic()
    with pytest.raises(BadInput, match=r"b\.docx：展开后有 \d+ MB，上限 64 MB，疑似压缩炸弹"):
        load(path)
    assert time.monotonic() - begun < 5


def test_a_member_that_is_compressed_too_well_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="压缩比超过 100 倍，疑似压缩炸弹"):
        load(zipped(tmp_path, word_document_xml=b" " * (20 * 2**20)))


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    size = 200 * 2**20
    path = zipped(tmp_path, word_document_xml=b" " * size)
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 1000)))
    with pytest.raises(BadInput, match="压缩包损坏"):
        load(path)


@pytest.mark.parametrize(("depth", "encoding"), [(9, "utf-8"), (1, "utf-16")], ids=["bomb", "in another encoding"])
def test_entities_are_refused(tmp_path: Path, depth: int, encoding: str) -> None:
    names = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, depth))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:body><w:p><w:r><w:t>第一条&a{depth - 1};</w:t></w:r></w:p></w:body></w:document>"
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "安全">{names}]><w:document {space}>{body}'
    with pytest.raises(BadInput, match="DTD 实体定义"):
        load(zipped(tmp_path, word_document_xml=bomb.encode(encoding)))


def test_a_truncated_docx_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(BadInput, match=r"b\.docx：压缩包损坏或不完整"):
        load(path)


def test_spoilt_bytes_inside_a_docx_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path)
    with zipfile.ZipFile(path) as opened:
        at = opened.getinfo("word/document.xml").header_offset + 100
    data = bytearray(path.read_bytes())
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(data)
    with pytest.raises(BadInput, match="压缩包损坏或不完整"):
        load(path)


def test_a_broken_xml_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不是完整的 XML"):
        load(zipped(tmp_path, word_document_xml=b"<w:document"))


def test_a_missing_picture_does_not_matter(tmp_path: Path) -> None:
    """WPS writes relations to word/NULL, on which python-docx fails."""
    with zipfile.ZipFile(Builder().save(tmp_path)) as source:
        relations = source.read("word/_rels/document.xml.rels")
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    null = b'<Relationship Id="rId99" Type="' + kind + b'" Target="NULL"/></Relationships>'
    path = zipped(tmp_path, word__rels_document_xml_rels=relations.replace(b"</Relationships>", null))
    assert load(path).text == "第一条 内容。"


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inner.docx", b"PK\x03\x04")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Office"),
        ("第一条 文本。".encode(), "开头不是 ZIP"),
        (other_zip(), "没有 Word 正文"),
    ],
    ids=["old word", "text", "a docx in a zip"],
)
def test_what_is_no_docx_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(BadInput, match=words):
        load(tmp_path / "a.docx")


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有文字"):
        load(Builder().save(tmp_path))
