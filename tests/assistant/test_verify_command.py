"""`python -m assistant verify`: what was changed in a file is found, whichever kind it is, and so is what changed in the law."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.render.blocks import Sheet, Table
from assistant.render.export import KINDS, write
from ingest.generation import Generation
from tests.assistant.conftest import Ask
from tests.assistant.test_sheets import MATTERS, made
from tests.conftest import ROOT

Capture = pytest.CaptureFixture[str]
Save = Callable[..., Path]


@pytest.fixture
def save(generation: Generation, ask: Ask, tmp_path: Path) -> Save:
    """save("答复", "docx", change=…) -> the file of that sheet."""

    def run(matter: str, kind: str, change: Callable[[Sheet], Sheet] = lambda sheet: sheet) -> Path:
        path = tmp_path / f"{matter}.{kind}"
        path.write_bytes(write(change(made(matter, generation, ask)), kind))
        return path

    return run


def edit(path: Path, old: str, new: str) -> None:
    """Change the words inside the file, as somebody would who knows how it is made."""
    if path.suffix == ".md":
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return
    with zipfile.ZipFile(path) as parts:
        inside = {name: parts.read(name) for name in parts.namelist()}
    name, was, now = next(
        (name, *pair) for name, data in inside.items() for pair in _encoded(old, new) if pair[0] in data
    )
    with zipfile.ZipFile(path, "w") as out:
        for part, data in inside.items():
            out.writestr(part, data.replace(was, now, 1) if part == name else data)


def _encoded(old: str, new: str) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
    """As docx has it, and as openpyxl writes it: &#26465; for 条."""
    coded = old.encode("ascii", "xmlcharrefreplace"), new.encode("ascii", "xmlcharrefreplace")
    return (old.encode(), new.encode()), coded


def requoted(old: str, new: str) -> Callable[[Sheet], Sheet]:
    """The sheet with other words in its table of quotations: its digest will be right."""

    def change(sheet: Sheet) -> Sheet:
        def table(block: Table) -> Table:
            return replace(block, rows=tuple(tuple(c.replace(old, new) for c in row) for row in block.rows))

        assert any(old in cell for b in sheet.blocks if isinstance(b, Table) for row in b.rows for cell in row)
        return replace(sheet, blocks=tuple(table(b) if isinstance(b, Table) else b for b in sheet.blocks))

    return change


def verify(*paths: Path) -> int:
    return main(["verify", *map(str, paths)])


def test_as_people_run_it(save: Save, index: Path) -> None:
    path = save("答复", "docx")
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "verify", str(path)],
        cwd=ROOT, env={**os.environ, "ANZE_INDEX": str(index)}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert time.perf_counter() - start < 8
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == [str(path), "  校验码：未改动"]
    assert lines[2].endswith("，就是现在使用的")
    assert lines[3:5] == [
        "  引文：3 条，全部原文逐字一致",
        "    [1] 《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项（fujian/19.1.3）：原文逐字一致",
    ]


def test_several_files(save: Save, capsys: Capture) -> None:
    paths = [save(matter, kind) for matter in MATTERS for kind in KINDS]
    assert verify(*paths) == 0
    assert capsys.readouterr().out.count("校验码：未改动") == 9
    edit(paths[3], "督促检查", "督促捡查")
    assert verify(*paths) == 1
    assert verify(*paths, paths[0].with_name("没有.docx")) == 2


CHANGES = [
    ("答复", "问责措施", "问责办法"),
    ("答复", "停职检查", "停职检察"),
    ("答复", "fujian/20", "fujian/21"),
    ("答复", "2018年9月28日", "2018年9月29日"),
    ("答复", "条文以发文机关公布的文本为准。", ""),
    ("对比", "第十二条第一款", "第十二条第二款"),
    ("对比", "不定期组织督促检查", "定期组织督促检查"),
    ("职责清单", "每半年", "每季度"),
    ("职责清单", "地区 河北", "地区 河南"),
    ("职责清单", "至少1次", "至少2次"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("matter", "old", "new"), CHANGES, ids=[f"{m}-{n}" for m, _, n in CHANGES])
def test_a_changed_word(save: Save, capsys: Capture, kind: str, matter: str, old: str, new: str) -> None:
    path = save(matter, kind)
    assert verify(path) == 0
    edit(path, old, new)
    capsys.readouterr()
    assert verify(path) == 1
    assert "校验码：内容与校验码不符" in capsys.readouterr().out


@pytest.mark.parametrize("kind", KINDS)
def test_the_line_of_the_digest(save: Save, capsys: Capture, kind: str) -> None:
    path = save("答复", kind)
    edit(path, "校验码：sha256", "校验码 sha256")
    assert verify(path) == 1
    assert "校验码：没有校验码一行" in capsys.readouterr().out


@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_quotation_under_a_right_digest(save: Save, capsys: Capture, kind: str) -> None:
    path = save("答复", kind, requoted("停职检查", "停职反省"))
    assert verify(path) == 1
    out = capsys.readouterr().out
    assert "校验码：未改动" in out
    assert "引文：3 条，其中 1 条不一致" in out
    assert "（fujian/20）：条款已变，或引文被改动；现在的文字：对存在本实施细则第十九条情形的责任人员" in out
    assert out.count("：原文逐字一致") == 2


FORGED = [
    ("答复", "fujian/20", "fujian/99", "（fujian/99）：本库没有这一条"),
    (
        "答复",
        "第二十条",
        "第二十一条",
        "原文一致，但条款写作“《福建省党政领导干部安全生产责任制实施细则》第二十一条”，应是“",
    ),
    ("对比", "不定期组织督促检查", "定期组织督促检查", "（zaozhuang/20）：条款已变"),
    ("职责清单", "每半年", "每一年", "条款已变，或引文被改动；现在的文字："),
]


@pytest.mark.parametrize(("matter", "old", "new", "says"), FORGED, ids=[f"{m}-{n}" for m, _, n, _ in FORGED])
def test_other_forgeries_under_a_right_digest(
    save: Save, capsys: Capture, matter: str, old: str, new: str, says: str
) -> None:
    assert verify(save(matter, "xlsx", requoted(old, new))) == 1
    out = capsys.readouterr().out
    assert "校验码：未改动" in out
    assert says in out


def test_another_generation_is_in_use(
    save: Save, capsys: Capture, index: Path, generation: Generation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, name = save("答复", "docx"), "20991231-000000-01234567"
    other = tmp_path / "index"
    shutil.copytree(index / generation.name, other / name)
    manifest = json.loads((other / name / "manifest.json").read_text(encoding="utf-8"))
    (other / name / "manifest.json").write_text(json.dumps({**manifest, "name": name}), encoding="utf-8")
    (other / "CURRENT").write_text(name, encoding="utf-8")
    monkeypatch.setenv("ANZE_INDEX", str(other))
    assert verify(path) == 0, "every provision is as it was"
    assert f"索引：{generation.name}，现在使用的是 {name}，索引已经换过" in capsys.readouterr().out


def test_without_an_index_the_digest_is_checked(
    save: Save, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save("答复", "md")
    monkeypatch.setenv("ANZE_INDEX", str(tmp_path / "none"))
    assert verify(path) == 1
    out = capsys.readouterr().out
    assert "校验码：未改动" in out
    assert "引文：没有核对；" in out
    assert "里还没有索引；请先运行 python -m ingest build" in out


def test_a_file_of_somebody_else(capsys: Capture, tmp_path: Path, index: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 通知\n\n请开会。\n", encoding="utf-8")
    assert verify(path) == 1
    out = capsys.readouterr().out
    assert "没有校验码一行：它被删去或改动了，或者这不是本系统导出的文件" in out
    assert "引文：没有\n" in out


def bomb(path: Path, name: str, size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out, out.open(name, "w") as part:
        for _ in range(size // 2**20):
            part.write(b" " * 2**20)
    return path


def twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("word/document.xml", "a")
        with pytest.warns(UserWarning, match="Duplicate name"):
            out.writestr("word/document.xml", "b")


def test_files_that_cannot_be_read(capsys: Capture, tmp_path: Path, index: Path) -> None:
    def refused(name: str, data: bytes | None, says: str) -> None:
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        assert verify(path) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert said.err.startswith(str(path))
        assert says in said.err

    refused("a.pdf", b"%PDF", "只能核对 .docx、.xlsx、.md 文件")
    refused("没有.docx", None, "没有这个文件")
    refused("a.docx", b"PK\x03\x04 broken", "压缩包损坏或不完整，打不开")
    refused("a.xlsx", b"", "压缩包损坏或不完整，打不开")
    refused("a.md", b"\xff\xfe\x00", "不是 UTF-8 的文字")
    refused("large.md", b" " * (20 * 2**20 + 1), "有 20 MB，上限 20 MB")
    bomb(tmp_path / "bomb.docx", "word/document.xml", 101 * 2**20)
    refused("bomb.docx", None, "展开后有 101 MB、1 个部分，上限 100 MB")
    bomb(tmp_path / "bomb.xlsx", "xl/workbook.xml", 2**20)
    refused("bomb.xlsx", None, "不是完整的电子表格，读不出来")
    bomb(tmp_path / "empty.docx", "word/other.xml", 2**20)
    refused("empty.docx", None, "里面没有 Word 正文")
    twice(tmp_path / "twice.docx")
    refused("twice.docx", None, "同一个部分有两份")


@pytest.mark.parametrize("kind", KINDS)
def test_a_register_from_the_command_line(kind: str, tmp_path: Path, capsys: Capture, index: Path) -> None:
    path = tmp_path / f"职责清单.{kind}"
    assert main(["--duties", "--region", "河北", "--who", "书记", "--out", str(path)]) == 0
    assert capsys.readouterr().out.startswith(f"已写入 {path}：共 14 条")
    assert verify(path) == 0
    assert "引文：14 条，全部原文逐字一致" in capsys.readouterr().out


def test_help(capsys: Capture) -> None:
    for arguments in (["--help"], ["verify", "--help"]):
        with pytest.raises(SystemExit, match="0"):
            main(arguments)
        assert "python -m assistant verify 安责问答-答复" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        main(["verify"])


def test_verify_is_a_command_only_where_it_stands_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question may begin with the word."""
    asked: list[str] = []
    monkeypatch.setattr("assistant.__main__._ask", lambda options: asked.append(options.question) or 0)
    assert main(["verify 是什么"]) == 0
    assert asked == ["verify 是什么"]
