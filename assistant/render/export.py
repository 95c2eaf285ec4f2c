"""A sheet as a file of any kind, and any of these files as lines again: the one table of kinds.

In: a Sheet and a kind; a path. Out: bytes, a safe file name; what the file says and the digest it states. Raises BadInput with one
sentence: another kind of file, too large, damaged, or what a kind cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.render import markdown, spreadsheet, word, word_text
from assistant.render.blocks import Lines, Sheet, clean, cleaned
from assistant.render.digest import Sealed, digest_line, unsealed
from ingest.model import BadInput

MOST_BYTES = 20 * 2**20
LONGEST_NAME = 60
PAUSE = re.compile(r"[，。；：？！,;:?!\n]")


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: how it is written and read, and what a browser is told it is."""

    write: Callable[[Sheet, str], bytes]
    read: Callable[[bytes], Lines]
    media: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "docx": Form(word.write, word_text.read, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": Form(spreadsheet.write, spreadsheet.read, f"{_OFFICE}.spreadsheetml.sheet"),
    "md": Form(markdown.write, markdown.read, "text/markdown; charset=utf-8"),
}


def write(sheet: Sheet, kind: str) -> bytes:
    """The file, the same bytes for the same sheet. Raises BadInput for another kind, or what this kind cannot hold."""
    if kind not in KINDS:
        raise BadInput(f"不能导出为「{kind[:20]}」；可以选 {'、'.join(KINDS)}")
    ready = cleaned(sheet)
    return KINDS[kind].write(ready, digest_line(ready))


def read(path: Path) -> Sealed:
    """What a file says. Raises BadInput, with the path in front."""
    try:
        kind = path.suffix.lower().removeprefix(".")
        if kind not in KINDS:
            raise BadInput(f"只能核对 {'、'.join(f'.{k}' for k in KINDS)} 文件；请给出导出的那份文件")
        return unsealed(KINDS[kind].read(_bytes(path)))
    except UnicodeDecodeError:
        raise BadInput(f"{path}：不是 UTF-8 的文字，读不出来；请给出导出的那份文件") from None
    except BadInput as error:
        raise BadInput(f"{path}：{error}") from None


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BadInput("没有这个文件；请检查文件名")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise BadInput(
                f"有 {size // 2**20} MB，上限 {MOST_BYTES // 2**20} MB；不像是导出的文件，请核对原来的那一份"
            )
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"读不出来（{error.strerror}）；请检查权限") from None


def file_name(sheet: Sheet, kind: str) -> str:
    """安责问答-答复-20261123-0915-迟报生产安全事故后.docx: nothing that a file system or a header could take amiss."""
    head = f"安责问答-{sheet.kind}-{sheet.made:%Y%m%d-%H%M}"
    first = next((part for part in PAUSE.split(clean(sheet.subject)) if part.strip()), "")
    subject = "".join(filter(str.isalnum, first))[: LONGEST_NAME - len(head) - len(kind) - 2]
    return f"{head}-{subject}.{kind}" if subject else f"{head}.{kind}"
