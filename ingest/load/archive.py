"""A docx is a zip of XML: open it without letting it expand beyond bounds.

In: the bytes of a zip. Out: a Package that gives parts by name as parsed XML, or BadInput without the file's name.
Declared sizes are checked before anything is expanded, and again while reading, since a zip can lie about them.
Pictures, embedded files and macros are never opened.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from ingest.load import signs
from ingest.load.tree import Element
from ingest.model import BadInput

MAX_TOTAL = 64 * 2**20
MAX_PART = 48 * 2**20
MAX_RATIO = 100
LARGE = 2**20
MAX_MEMBERS = 5000
BOMB = "疑似压缩炸弹，拒绝展开；请用 Word 或 WPS 重新另存一份"
BROKEN = "压缩包损坏或不完整，应是完整的 .docx；请重新取得文件，或用 Word、WPS 修复后另存"


@dataclass(frozen=True, slots=True)
class Package:
    """An opened docx whose members passed the checks."""

    zip: zipfile.ZipFile

    def part(self, name: str) -> Element | None:
        """A part as XML, None where there is none. Raises BadInput when it is too large, damaged, or has a DTD."""
        if name not in self.zip.namelist():
            return None
        try:
            with self.zip.open(name) as member:
                data = member.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise BadInput(BROKEN) from None
        if len(data) > MAX_PART:
            raise BadInput(f"{name} 展开后超过 {MAX_PART // 2**20} MB，{BOMB}")
        return _parse(name, data)

    def target(self, part: str, relation: str) -> str:
        """The name of the part that `part` ("" for the package) points to by a relation such as "numbering", or ""."""
        folder, file = posixpath.split(part)
        relations = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        for one in relations if relations is not None else ():
            # only the end of the type: Transitional and Strict OOXML differ before it
            if str(one.get("Type", "")).endswith(f"/{relation}") and one.get("TargetMode") != "External":
                return posixpath.normpath(posixpath.join("/", folder, str(one.get("Target", "")))).lstrip("/")
        return ""


def open_package(data: bytes) -> Package:
    """Check the whole directory of the zip, then open it. Raises BadInput."""
    found = signs.name_of(data)
    if not found.startswith("ZIP"):
        seen = found or "开头不是 ZIP"
        raise BadInput(f"内容不是 .docx（{seen}），应是 Word 2007 以后的文档；请用 Word 或 WPS 另存为 .docx")
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError):
        raise BadInput(BROKEN) from None
    members = opened.infolist()
    if len(members) > MAX_MEMBERS:
        raise BadInput(f"压缩包里有 {len(members)} 个文件，上限 {MAX_MEMBERS} 个，{BOMB}")
    if (total := sum(m.file_size for m in members)) > MAX_TOTAL:
        raise BadInput(f"展开后有 {total // 2**20} MB，上限 {MAX_TOTAL // 2**20} MB，{BOMB}")
    for m in members:
        if m.flag_bits & 1:
            raise BadInput("压缩包设了密码，应是未加密的 .docx；请去掉密码后另存")
        if m.file_size > LARGE and m.file_size > MAX_RATIO * max(m.compress_size, 1):
            raise BadInput(f"{m.filename} 的压缩比超过 {MAX_RATIO} 倍，{BOMB}")
    return Package(opened)


def _parse(name: str, data: bytes) -> Element:
    # OOXML knows no DTD: refused unparsed, and after parsing (nothing is expanded) where it hid in another encoding
    refusal = BadInput(f"{name} 里有 DTD 实体定义，正常的 .docx 没有；请用 Word 或 WPS 重新另存一份")
    if b"<!DOCTYPE" in data:
        raise refusal
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise BadInput(f"{name} 不是完整的 XML，文档损坏；请用 Word 或 WPS 修复后另存") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusal
    return root
