"""txt and md: bytes become text by the ladder BOM -> UTF-8 -> GB18030; what would come out as nonsense is refused.

In: the bytes of a file. Out: its text, or BadInput without the file's name. No encoding is ever guessed from
statistics: GB18030 accepts almost any bytes, so what it decodes must also look like Chinese (`check`).
"""

from __future__ import annotations

import codecs
import re

from ingest.load import signs
from ingest.model import BadInput

BOMS: tuple[tuple[bytes, str], ...] = (  # UTF-32 first: its BOM begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FREQUENT = re.compile(
    "[的人第条法行定和应十当规民管理政以有者会业关部或用门设务一工市二国机建保三员本生事作其公不地区主责施在对制经]"
)
"""The 60 most frequent characters of 3,423 laws: 18 % or more of every law, at most 3 % of Big5, EUC-JP, EUC-KR,
Shift-JIS or twice-encoded text read as GB18030, and 27 % of traditional Chinese."""

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd-\uffff]")
_KANA = re.compile(r"[\u3041-\u30fa]")
RESAVE = "请用文本编辑器打开原件，确认显示正常后另存为 UTF-8"


def read(data: bytes) -> str:
    """The text of a txt or md file. Raises BadInput: another format, empty, wrong encoding, cut off, no Chinese."""
    if name := signs.name_of(data):
        raise BadInput(f"内容其实是{name}，应是纯文本；请改用正确的后缀名，或另存为 UTF-8 文本")
    text = decode(data)
    check(text, "UTF-8 或 GB18030 编码的中文", RESAVE)
    return text


def decode(data: bytes) -> str:
    """Bytes to text by the ladder; the BOM is not part of the text."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decode_strictly(data, encoding)
    if b"\x00" in data:
        raise BadInput(f"含有空字节（NUL），是二进制文件，或没有 BOM 的 UTF-16 文本；{RESAVE}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if damage := _damaged_utf8(data, error):
            raise BadInput(damage) from None
    return _decode_strictly(data, "gb18030")


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end >= len(data) and _plausible(data[: error.start].decode(encoding, "ignore")):
            raise BadInput("末尾的一个字只剩半个，文件被截断了，应是完整的文本；请重新取得完整的文件") from None
        raise BadInput(
            f"第 {error.start + 1} 个字节处无法解码，应是 UTF-8 或 GB18030 编码的中文文本；{RESAVE}"
        ) from None


def _damaged_utf8(data: bytes, error: UnicodeDecodeError) -> str:
    """The sentence for UTF-8 that was cut or spoilt; "" where it was never UTF-8."""
    if not _plausible(good := data.decode("utf-8", "ignore")) or 20 * len(good.encode()) < 19 * len(data):
        return ""
    if error.reason == "unexpected end of data":
        return "末尾的一个字只剩半个，文件被截断了，应是完整的 UTF-8 文本；请重新取得完整的文件"
    return f"第 {error.start + 1} 个字节处的内容损坏，应是完整的 UTF-8 文本；请重新取得文件，或用文本编辑器改好后另存"


def _plausible(text: str) -> bool:
    return bool(_HAN.search(text)) and not _nonsense(text)


def check(text: str, expected: str, advice: str) -> None:
    """Refuse a text that is empty, nonsense, or without Chinese; on nonsense say what was `expected`, and `advice`."""
    if not text.strip():
        raise BadInput("没有文字，只有空白，应有法规正文；请检查文件是否完整")
    if reason := _nonsense(text):
        raise BadInput(f"读出来是乱码（{reason}），应是{expected}；{advice}")
    if not _HAN.search(text):
        raise BadInput("没有一个汉字，应是中文的法规、通知或解读；请确认是不是给错了文件")


def _nonsense(text: str) -> str:
    """Why a text cannot be Chinese as it was written, or ""."""
    odd = len(_ODD.findall(text))
    if odd > 1 and odd * 100 > len(text):
        return f"{odd} 个控制字符或未定义的字"
    han = "".join(_HAN.findall(text))
    if len(_KANA.findall(text)) * 10 > len(han) > 0:
        return "夹着大量假名"
    rare = len(han) - len(han.encode("gb2312", "ignore")) // 2
    if rare * 2 > len(han):
        return f"{len(han)} 个汉字里有 {rare} 个是罕用字"
    if len(han) >= 20 and len(_FREQUENT.findall(han)) * 100 < 8 * len(han):
        return "常用字少得不像中文"
    return ""
