"""pdf: one printed by Chromium from a real text, hand-written ones for what must be refused, and the rules for pages."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from ingest.load import load
from ingest.load.pages import Line, paragraphs, strip_furniture
from ingest.load.pdf import RADICALS
from ingest.model import BadInput
from ingest.normalise import normalise
from ingest.parse import parse

RAW = Path(__file__).resolve().parents[2] / "data/raw/福建省实施细则.txt"
TITLE = "福建省党政领导干部安全生产责任制实施细则"
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-quic --no-first-run "
    "--disable-component-update"
)
STYLES = {
    "indented": "p {margin: 0; text-indent: 2em; line-height: 1.8}",
    "set apart": "p {margin: 0 0 .8em}",
    "neither": "p {margin: 0}",
}


def provisions(text: str, kind: str) -> dict[str, str]:
    document = parse(normalise(text, kind), "fujian", TITLE)
    return {p.number: re.sub(r"\s", "", p.text) for p in document.provisions}


def printed(folder: Path, lines: list[str], style: str) -> Path:
    """A PDF of these lines as Chromium prints it, with its date, title, address and page numbers."""
    if CHROMIUM is None:
        pytest.skip("没有 chromium，不能打印出真的 PDF；请先安装 chromium 和 fonts-wqy-microhei")
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip())
    css = f'body {{font: 16px "WenQuanYi Micro Hei"}} {style}'
    page = f"<!doctype html><meta charset=utf-8><title>某文件</title><style>{css}</style>{body}"
    (folder / "a.html").write_text(page, encoding="utf-8")
    command = [CHROMIUM, *FLAGS.split(), f"--user-data-dir={folder}/profile", f"--print-to-pdf={folder}/a.pdf"]
    subprocess.run([*command, f"file://{folder}/a.html"], check=True, capture_output=True, timeout=90)
    return folder / "a.pdf"


@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_the_fujian_text_printed_gives_the_same_provisions(tmp_path: Path, style: str) -> None:
    raw = RAW.read_text(encoding="utf-8")
    loaded = load(printed(tmp_path, raw.split("\n"), style))
    found = provisions(loaded.text, loaded.kind)
    assert found == provisions(raw, "txt")
    assert sum("." not in number for number in found if number != "0") == 29
    assert not re.search(r"某文件|file:|\d+/\d+", loaded.text)


def handwritten(content: str, *extra: str, resources: str = "", trailer: str = "") -> bytes:
    """A minimal PDF of one page."""
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<{resources}>>>>"
    stream = f"<</Length {len(content)}>>stream\n{content}\nendstream"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, *extra]
    out, places = "%PDF-1.4\n", []
    for i, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{i} 0 obj{one}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF"
    return out.encode("latin-1")


PICTURE = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream"
SCAN = handwritten("q 600 0 0 800 0 0 cm /P Do Q", PICTURE, resources="/XObject<</P 5 0 R>>")
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
ENGLISH = handwritten("BT /F 12 Tf 50 700 Td (Article 1) Tj ET", FONT, resources="/Font<</F 5 0 R>>")
KEY = "(" + "k" * 32 + ")"
LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O{KEY}/U{KEY}>>/ID[(a)(a)]"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (SCAN, r"a\.pdf：PDF 里没有文字.*扫描件；请先做文字识别（OCR）"),
        (handwritten(""), "PDF 里没有文字"),
        (ENGLISH, "没有一个汉字"),
        (handwritten("", trailer=LOCK), "设了打开密码.*请去掉密码"),
        (SCAN[:200], "PDF 损坏或不完整"),
        ("第一条 文本。".encode(), "内容不是 PDF"),
        (b"PK\x03\x04 zip", "内容不是 PDF（ZIP"),
    ],
    ids=["scan", "blank", "english", "encrypted", "cut off", "text", "zip"],
)
def test_refusals(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(BadInput, match=words.replace("（", "[（]")):
        load(tmp_path / "a.pdf")


def test_a_single_scanned_page_is_refused_since_its_articles_would_be_missing(tmp_path: Path) -> None:
    both = pypdfium2.PdfDocument(printed(tmp_path, ["第一条 各级政府应当加强安全生产工作。"], STYLES["indented"]))
    both.import_pages(pypdfium2.PdfDocument(SCAN))
    both.save(tmp_path / "b.pdf")
    with pytest.raises(BadInput, match=r"b\.pdf：PDF 第 2 页只有图片没有文字"):
        load(tmp_path / "b.pdf")


def test_radicals_become_the_characters_they_stand_for(tmp_path: Path) -> None:
    assert "⼈⺠政府主⻔见⻓".translate(RADICALS) == "人民政府主门见长"
    cmap = "1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <2F08> <42> <2EA0> endbfchar"
    stream = f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream"
    font = FONT.replace(">>", "/ToUnicode 6 0 R>>")
    data = handwritten("BT /F 12 Tf 50 700 Td (AB) Tj ET", font, stream, resources="/Font<</F 5 0 R>>")
    (tmp_path / "a.pdf").write_bytes(data)
    assert load(tmp_path / "a.pdf").text == "人民"


def lines(*rows: tuple[str, float], page: int = 0, top: float = 700.0, height: float = 20.0) -> list[Line]:
    """Printed lines of 10-point type from x on, one below the other; a column of 20 characters from x = 100 to 300."""
    return [Line(page, t, x, x + 10 * len(t), top - i * height, 10.0) for i, (t, x) in enumerate(rows)]


FULL = "应当加强对安全生产工作的领导并且及时研究"


def texts(pages: list[list[Line]]) -> list[list[str]]:
    return [[line.text for line in page] for page in strip_furniture(pages)]


@pytest.mark.parametrize("form", ["- {} -", "—{}—", "{}", "第 {} 页", "第{}页 共3页", "{}/3", "Page {} of 3", "· {} ·"])
def test_page_numbers_are_dropped(form: str) -> None:
    pages = [lines((f"正文{i}", 100), (f"下文{i}。", 100), (form.format(i + 1), 190), page=i) for i in range(3)]
    assert texts(pages) == [[f"正文{i}", f"下文{i}。"] for i in range(3)]


def test_a_number_of_the_text_at_the_edge_of_a_page_stays() -> None:
    years = ("2019", "30", "12")
    pages = [lines((f"正文{i}", 100), (n, 100), (str(i + 5), 190), page=i) for i, n in enumerate(years)]
    assert texts(pages) == [[f"正文{i}", n] for i, n in enumerate(years)]


def test_running_heads_are_dropped_and_a_title_stays_where_it_stands_first() -> None:
    pages = [lines(("某市安全生产办法", 150), ("某市人民政府公报", 150), (f"正文{i}。", 120), page=i) for i in range(3)]
    assert texts(pages) == [["某市安全生产办法", "正文0。"], ["正文1。"], ["正文2。"]]


def test_a_sentence_or_a_line_far_away_that_reads_the_same_is_no_running_head() -> None:
    rows = [("另有规定的，从其规定。", 120), ("情形之一的", 100), ("另有", 100), ("别的", 100)]
    pages = [lines(rows[i], (f"正文{i}。", 100), page=p) for i, p in ((0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (1, 5))]
    assert [page[0] for page in texts(pages)] == [rows[i][0] for i in (0, 0, 1, 2, 3, 1)]


def test_lines_of_a_paragraph_are_joined_and_indented_ones_begin_one() -> None:
    rows = (("第一条 " + FULL[:14], 120), (FULL[:-1] + "。", 100), ("县级政府" + FULL[:14], 120), ("解决问题。", 100))
    page = lines(*rows, ("（一）" + FULL[:15], 120), ("第十九条情形的，处理。", 100))
    assert list(paragraphs([page])) == [
        f"第一条 {FULL[:14]}{FULL[:-1]}。",
        f"县级政府{FULL[:14]}解决问题。",
        f"（一）{FULL[:15]}第十九条情形的，处理。",
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    first = lines(("第一条 " + FULL[:14], 120), (FULL, 100))
    second = lines(("重大问题。", 100), ("第二条 " + FULL[:13] + "。", 120), page=1)
    assert list(paragraphs([first, second])) == [f"第一条 {FULL[:14]}{FULL}重大问题。", f"第二条 {FULL[:13]}。"]


def test_a_mention_broken_inside_its_number_opens_nothing() -> None:
    page = lines(
        ("第一条 " + FULL[:14], 120), (FULL[:14] + "本细则第二条", 100), ("（三）项的，处理。", 100), (FULL, 100)
    )
    assert list(paragraphs([page])) == [f"第一条 {FULL[:14]}{FULL[:14]}本细则第二条（三）项的，处理。", FULL]


def test_items_whose_lines_hang_stay_whole() -> None:
    hanging = (("（一）" + FULL[:15], 120), (FULL[:15], 150), ("问题；", 150), ("（二）其他。", 120))
    page = lines((FULL, 100), ("以下：", 100), *hanging)
    assert list(paragraphs([page])) == [FULL + "以下：", f"（一）{FULL[:15]}{FULL[:15]}问题；", "（二）其他。"]


def test_without_indents_a_line_with_room_for_the_next_word_ends_its_paragraph() -> None:
    page = lines(
        (FULL, 100), (FULL[:18] + "。", 100), ("县级政府" + FULL[:16], 100), (FULL[:19] + "。", 100), ("其他。", 100)
    )
    assert list(paragraphs([page])) == [f"{FULL}{FULL[:18]}。", f"县级政府{FULL[:16]}{FULL[:19]}。其他。"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = lines(*[(FULL, 100)] * 12, ("到此。", 100))
    right = lines(*[(FULL, 340)] * 12, ("完毕。", 340))
    assert list(paragraphs([left + right])) == [FULL * 12 + "到此。", FULL * 12 + "完毕。"]


def test_a_wider_gap_ends_a_paragraph_though_its_last_line_is_full() -> None:
    ended, other = FULL[:19] + "。", "县级政府" + FULL[:16]
    upper, lower = lines((FULL, 100), (ended, 100)), lines((other, 100), ("完毕。", 100), top=645.0)
    assert list(paragraphs([upper + lower])) == [FULL + ended, other + "完毕。"]
    closer = lines((other, 100), ("完毕。", 100), top=660.0)
    assert list(paragraphs([upper + closer])) == [FULL + ended + other + "完毕。"]


def test_an_indented_line_begins_a_paragraph_though_the_line_before_is_full_and_has_no_end() -> None:
    dates = (("一次修订" + FULL[:14], 120), ("二次修订" + FULL[:14], 120))
    page = lines((FULL, 100), (FULL[:5] + "。", 100), *dates, ("（一）甲。", 120), ("（二）乙。", 120))
    assert list(paragraphs([page]))[1:] == [dates[0][0], dates[1][0], "（一）甲。", "（二）乙。"]


def test_the_date_a_browser_prints_on_a_single_page_is_dropped() -> None:
    for date in ("11/22/26, 7:54 PM 福建", "2026/11/22 下午7:54 福建"):
        assert texts([lines((date, 100), ("正文。", 120), ("1/1", 290))]) == [["正文。"]]
