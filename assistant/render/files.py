"""A file written whole or not at all.

In: a path and bytes. Out: the file. Raises BadInput with one sentence; what was there before is then untouched.
"""

from __future__ import annotations

import os
from pathlib import Path

from ingest.model import BadInput


def write_whole(path: Path, data: bytes) -> None:
    """Write beside and rename: a reader sees the old file or the new one, never half."""
    target = path.resolve()
    beside = target.with_name(f".{os.getpid()}.tmp")
    try:
        _check(path, target)
        try:
            with open(beside, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{path}：写不了（{error.strerror}）；请检查文件名、权限和磁盘空间，或换一处") from None


def _check(path: Path, target: Path) -> None:
    if target.is_dir():
        raise BadInput(f"{path}：这是一个文件夹；请写出文件名")
    if not target.parent.is_dir():
        raise BadInput(f"{path}：没有 {path.parent} 这个文件夹；请先建好，或换一处")
    if target.exists() and not target.is_file():  # a rename would replace /dev/null itself
        raise BadInput(f"{path}：这不是普通文件，不能写到这里；请换一个文件名")
    if target.exists() and not os.access(target, os.W_OK):  # a rename would not ask
        raise BadInput(f"{path}：这个文件是只读的，没有改动它；请换一个文件名，或先改它的权限")
