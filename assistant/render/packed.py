"""The zip that a docx or an xlsx is: packed so that the same sheet gives the same bytes, opened so that it cannot swell.

In: parts and a time, or foreign bytes. Out: bytes; a ZipFile whose members passed the checks, or BadInput without the file's name.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from ingest.model import BadInput

MOST_EXPANDED = 100 * 2**20
MOST_MEMBERS = 1000
AGAIN = "请重新导出，或用 Word、WPS 打开后另存一份"


def utc(made: datetime) -> datetime:
    """As the properties of a file have it: UTC, whole seconds, without a zone."""
    return made.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def repacked(loose: io.BytesIO, made: datetime) -> bytes:
    """The parts zipped with one date: whoever wrote them put the clock's time on each."""
    packed = io.BytesIO()
    date = max(made.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # the first day that a zip file knows
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(packed, "w") as out:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, date)
            part.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(part, parts.read(name))
    return packed.getvalue()


def opened(data: bytes) -> zipfile.ZipFile:
    """Open after checking what it declares; a member never gives more than that. Raises BadInput."""
    try:
        found = zipfile.ZipFile(io.BytesIO(data))
        members = found.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError):
        raise BadInput(f"压缩包损坏或不完整，打不开；{AGAIN}") from None
    if any(m.flag_bits & 1 for m in members):
        raise BadInput("设了密码，读不出来；请去掉密码后另存")
    if len({m.filename for m in members}) < len(members):
        raise BadInput(f"同一个部分有两份，各个软件会读出不同的内容；{AGAIN}")
    size = sum(m.file_size for m in members)
    if size > MOST_EXPANDED or len(members) > MOST_MEMBERS:
        raise BadInput(
            f"展开后有 {size // 2**20} MB、{len(members)} 个部分，上限 {MOST_EXPANDED // 2**20} MB、{MOST_MEMBERS} 个；{AGAIN}"
        )
    return found
