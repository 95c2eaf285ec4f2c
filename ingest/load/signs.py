"""What bytes are, whatever the file's name says: magic numbers of formats people mistake for text.

In: the bytes of a file. Out: the Chinese name of the format, or "" when nothing is recognised. Parses nothing.
"""

from __future__ import annotations

import re

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP 压缩包或 Office 文档"),
    (b"PK\x05\x06", "空的 ZIP 压缩包"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office（.doc）或加密的 Office 文档"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x7fELF", "程序文件"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
)
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def name_of(data: bytes) -> str:
    """「PNG 图片」, 「网页（HTML）」…, or "" for what may be plain text."""
    for magic, name in MAGIC:
        if data.startswith(magic):
            return name
    return "网页（HTML）" if _WEB_PAGE.match(data[:2000]) else ""
