"""A file becomes text: the first step of `ingest`.

In: a path. Out: a Loaded (path, kind, text, digest of the raw bytes), or BadInput with one sentence that names the file.
txt and md are read here; html, docx and pdf by a limited child process (`sandbox`). A reader is a module with
`read(data: bytes) -> str` that raises BadInput without the file's name, which `load` puts before it.
Removes page furniture of the file's own kind only; joining lines and spacing are `ingest.normalise`'s.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingest.load import sandbox, text
from ingest.model import BadInput

MAX_FILE_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read. `text` is as the reader found it, `sha256` that of the bytes on disk."""

    path: Path
    kind: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Format:
    """How a suffix is read: `kind` names the reader, `foreign` ones are parsed in the limited child process."""

    kind: str
    foreign: bool


KINDS: dict[str, Format] = {
    ".txt": Format("txt", foreign=False),
    ".md": Format("md", foreign=False),
    ".markdown": Format("md", foreign=False),
    ".html": Format("html", foreign=True),
    ".htm": Format("html", foreign=True),
    ".docx": Format("docx", foreign=True),
    ".pdf": Format("pdf", foreign=True),
}
"""The one table of accepted files, by suffix in lower case. `child.READERS` names the module of each foreign kind."""

ADVICE = {
    ".doc": "请用 Word 或 WPS 另存为 .docx",
    ".wps": "请用 WPS 另存为 .docx",
    ".rtf": "请用 Word 或 WPS 另存为 .docx",
    ".odt": "请另存为 .docx",
    ".ofd": "请用 OFD 阅读器导出为 PDF",
    ".mht": "请在浏览器中另存为 .html",
    ".zip": "请先解压",
}
_EXPECTED = "、".join(KINDS)


def load(path: Path) -> Loaded:
    """Read one file. Raises BadInput: missing, not a file, too large, of another kind, empty, damaged, or unreadable."""
    form = KINDS.get(path.suffix.lower())
    try:
        data = _read_bytes(path)
        if form is None:
            advice = ADVICE.get(path.suffix.lower(), "请转换成其中一种")
            raise BadInput(f"不支持「{path.suffix or '没有后缀'}」这种文件，只收 {_EXPECTED}；{advice}")
        if not data.strip():
            raise BadInput("文件是空的，应有法规正文；请检查文件是否完整")
        if form.foreign:
            content = sandbox.read(form.kind, data)
            text.check(content, "能复制出文字的中文文档", "请用原来的软件另存为 .docx 或 .txt")
        else:
            content = text.read(data)
    except BadInput as error:
        raise BadInput(f"{path}：{error}") from None
    return Loaded(path, form.kind, content, hashlib.sha256(data).hexdigest())


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise BadInput("这是文件夹，应是一个文件；请给出其中的文件")
    if not path.exists():
        raise BadInput("没有这个文件；请检查路径和文件名")
    if not path.is_file():  # a FIFO or a device would block or never end
        raise BadInput("不是普通文件，应是磁盘上的一个文件；请换成文件的路径")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BadInput(f"打不开（{error.strerror}）；请检查读取权限") from None
    if len(data) > MAX_FILE_BYTES:
        raise BadInput(f"文件超过 {MAX_FILE_BYTES // 2**20} MB 的上限；请拆分，或去掉图片后重试")
    return data


def files_under(path: Path) -> list[Path]:
    """The file itself, or every accepted file below a folder, sorted; hidden files and Word's `~$` locks are skipped.

    Raises BadInput when the path is missing, or the folder holds no accepted file.
    """
    if not path.exists():
        raise BadInput(f"{path}：没有这个文件或文件夹；请检查路径")
    if not path.is_dir():
        return [path]
    found = [p for p in path.rglob("*") if p.suffix.lower() in KINDS and p.is_file() and _is_visible(p, path)]
    if not found:
        raise BadInput(f"{path}：文件夹里没有可读的文件，应有 {_EXPECTED} 之一；请检查路径")
    return sorted(found)


def _is_visible(path: Path, root: Path) -> bool:
    return not any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
