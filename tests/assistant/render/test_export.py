"""Every kind of file with every sort of text: written, read again, intact, the same bytes twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.render.blocks import Heading, Table, lines_of
from assistant.render.export import KINDS, read, write
from ingest.model import BadInput
from tests.assistant.render.test_markdown import HOSTILE, one


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text(kind: str, tmp_path: Path) -> None:
    tables = [b for text in HOSTILE for b in one(text).blocks if isinstance(b, Table)]
    rest = [b for text in HOSTILE for b in one(text).blocks if not isinstance(b, Table)]
    whole = replace(tables[0], rows=tuple(row for table in tables for row in table.rows))
    sheet = replace(one(""), blocks=(*rest, Heading("表"), whole))
    path = tmp_path / f"a.{kind}"
    path.write_bytes(write(sheet, kind))
    sealed = read(path)
    assert sealed.lines == lines_of(sheet)
    assert sealed.is_intact
    assert write(sheet, kind) == path.read_bytes()


@pytest.mark.parametrize("kind", ["docx", "md"])
def test_a_very_long_quotation(kind: str, tmp_path: Path) -> None:
    sheet = one(("长" * 99 + "|") * 400)
    path = tmp_path / f"a.{kind.upper()}"
    path.write_bytes(write(sheet, kind))
    assert read(path).lines == lines_of(sheet)


def test_what_is_never_in_a_file() -> None:
    lines = lines_of(one("一\x00\x1b\u202e\ufeff\ud800"))
    assert lines[1] == ("一\ufffd",)


def test_another_kind(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不能导出为「pdf」；可以选 docx、xlsx、md"):
        write(one("一"), "pdf")
    with pytest.raises(BadInput, match=r"a\.csv：只能核对 \.docx、\.xlsx、\.md 文件"):
        read(tmp_path / "a.csv")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(BadInput, match=r"a\.md：读不出来（Permission denied）；请检查权限"):
        read(path)
