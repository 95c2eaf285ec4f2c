"""pdf: the text layer of a PDF, one paragraph a line.

In: the bytes of a PDF. Out: its text without page numbers and running heads, or BadInput without the file's name.
Recognises no characters: a scan is refused, also a single page of it, since its articles would silently be missing.
"""

from __future__ import annotations

import math
import unicodedata

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.load import signs
from ingest.load.pages import Line, paragraphs, strip_furniture
from ingest.model import BadInput

MAX_PAGES = 3000
OCR = "请先做文字识别（OCR），核对后再交"
ENCRYPTED = "PDF 设了打开密码，应是不用密码就能打开的文件；请去掉密码后另存"
BROKEN = "PDF 损坏或不完整，应是能正常打开的 PDF；请重新取得文件，或用阅读器打开后另存"

SIMPLIFIED = (
    *("2E9F母", "2EA0民", "2EC4西", "2EC5见", "2EC6角", "2EC9贝", "2ECB车", "2ED1長", "2ED3长", "2ED4门", "2ED8青"),
    *("2ED9韦", "2EDA页", "2EDB风", "2EDC飞", "2EDD食", "2EE2马", "2EE3骨", "2EE4鬼", "2EE5鱼", "2EE6鸟", "2EE7卤"),
    *("2EE8麦", "2EE9黄", "2EEC齐", "2EEE齿", "2EF0龙", "2EF3龟"),
)
RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
RADICALS |= {int(pair[:4], 16): pair[4] for pair in SIMPLIFIED}
"""Some printers map a glyph to the radical that looks like it: 「人⺠」 for 「人民」."""

DROPPED = frozenset({0x0000, 0x0002, 0x00AD, 0xFFFE, 0xFFFF})
"""What pdfium gives for a hyphen at the end of a line, or for no character."""


def read(data: bytes) -> str:
    """The text of a PDF. Raises BadInput: not a PDF, damaged, encrypted, or without text."""
    if b"%PDF-" not in data[:1024]:
        raise BadInput(f"内容不是 PDF（{signs.name_of(data) or '开头没有 %PDF'}），应是 PDF；请改用正确的后缀名")
    document = _open(data)
    if len(document) > MAX_PAGES:
        raise BadInput(f"有 {len(document)} 页，上限 {MAX_PAGES} 页；请拆分后重试")
    pages = strip_furniture([_lines(document[number], number) for number in range(len(document))])
    if not any(pages):
        raise BadInput(f"PDF 里没有文字，应是能选中文字的 PDF，这份多半是扫描件；{OCR}")
    if scanned := [str(i + 1) for i, lines in enumerate(pages) if not lines and _is_picture(document[i])]:
        raise BadInput(f"PDF 第 {'、'.join(scanned)} 页只有图片没有文字，应每页都能选中文字；{OCR}，或删去这些页")
    return "\n".join(paragraphs(pages))


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise BadInput(ENCRYPTED if error.err_code == pdfium.FPDF_ERR_PASSWORD else BROKEN) from None
    if not len(document):
        raise BadInput(BROKEN)
    return document


def _lines(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The lines of a page in the order of its content, which for columns is the order of reading."""
    textpage = page.get_textpage()
    out: list[Line] = []
    start = 0
    codes = [pdfium.FPDFText_GetUnicode(textpage, i) for i in range(textpage.count_chars())]
    for i, code in enumerate([*codes, 10]):
        if code in (10, 13):
            if (line := _line(textpage, number, codes, start, i)) is not None:
                out.append(line)
            start = i + 1
    textpage.close()
    page.close()
    return out


def _line(textpage: pypdfium2.PdfTextPage, number: int, codes: list[int], start: int, end: int) -> Line | None:
    units = b"".join(c.to_bytes(2, "little") for c in codes[start:end] if c not in DROPPED and c < 0x10000)
    text = units.decode("utf-16-le", "replace").translate(RADICALS).strip()
    printed = [i for i in range(start, end) if codes[i] not in DROPPED and not chr(codes[i]).isspace()]
    if not text or not printed or _is_slanted(textpage, printed[0]):
        return None
    # the loose box is that of the type, not of the ink: 「（」 has its ink in its right half only
    left, bottom, _, top = textpage.get_charbox(printed[0], loose=True)
    right = textpage.get_charbox(printed[-1], loose=True)[2]
    return Line(number, text, left, right, bottom, _em(textpage, codes, printed) or max(top - bottom, 1.0))


def _em(textpage: pypdfium2.PdfTextPage, codes: list[int], printed: list[int]) -> float:
    """The width of the line's first Chinese character, 0 when it has none."""
    first = next((i for i in printed if 0x3400 <= codes[i] <= 0x9FFF), None)
    if first is None:
        return 0.0
    left, _, right, _ = textpage.get_charbox(first, loose=True)
    return float(right - left)


def _is_slanted(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    """A watermark across the page."""
    angle = math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index)) % 90
    return 10 < angle < 80


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures cover a good part of the page: a scan may come as one picture or in strips."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += (right - left) * (top - bottom)
    page.close()
    return covered > 0.3 * float(width * height)
