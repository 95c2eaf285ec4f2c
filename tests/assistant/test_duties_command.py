"""`python -m assistant --duties`, run as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from assistant.__main__ import main
from assistant.model import Duty
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("index")
Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main(["--duties", *map(str, arguments)])


def refused(out: Capture, *parts: str) -> None:
    """Nothing on standard output, and one sentence on standard error that holds the parts."""
    said = out.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1), said.err
    assert all(part in said.err for part in parts), said.err


def test_the_story_of_the_official(tmp_path: Path, index: Path) -> None:
    target = tmp_path / "职责清单.xlsx"
    command = ["-m", "assistant", "--duties", "--region", "河北", "--who", "书记", "--every", "每季度"]
    done = subprocess.run(
        [sys.executable, *command, "--out", str(target)],
        cwd=ROOT, env={**os.environ, "ANZE_INDEX": str(index)}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"已写入 {target}：共 1 条，其中有频次 1 条、有门槛 0 条\n"
    (row,) = list(openpyxl.load_workbook(target)["职责清单"].iter_rows(min_row=2, values_only=True))
    assert row[2:4] == ("第五条第（三）项", "县（市、区）党委主要负责人")
    assert list(tmp_path.iterdir()) == [target]


def test_a_table_without_out(capsys: Capture) -> None:
    assert run("--region", "河北", "--who", "书记", "--every", "每季度") == 0
    out = capsys.readouterr()
    assert out.err == ""
    assert "第五条第（三）项      县（市、区）党委主要负责人  每季度    至少1次  至少调研1次安全生产工作" in out.out


def test_json_lines(capsys: Capture, tmp_path: Path) -> None:
    assert run("--region", "福建", "--every", "有频次", "--json") == 0
    out = capsys.readouterr()
    rows = [json.loads(line) for line in out.out.splitlines()]
    assert (len(rows), out.err) == (12, "")
    assert {row["document"] for row in rows} == {"fujian"}
    assert run("--region", "福建", "--every", "有频次", "--json", "--out", tmp_path / "a.jsonl") == 0
    assert (tmp_path / "a.jsonl").read_text(encoding="utf-8") == out.out


def test_nothing_found(capsys: Capture, tmp_path: Path) -> None:
    assert run("--region", "河北", "--who", "村支书") == 0
    assert capsys.readouterr().out == "没有符合条件的职责（条件：地区 河北；责任人 村支书）。\n"
    assert run("--region", "河北", "--who", "村支书", "--json") == 0
    out = capsys.readouterr()
    assert (out.out, out.err) == ("", "没有符合条件的职责（条件：地区 河北；责任人 村支书）。\n")
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    assert run("--region", "河北", "--who", "村支书", "--out", target) == 0
    assert capsys.readouterr().out.endswith("没有写文件。\n")
    assert target.read_bytes() == b"old"
    assert run("--region", "通州", "--who", "村支书", "--out", tmp_path / "none.xlsx") == 0
    assert list(tmp_path.iterdir()) == [target]


BAD: list[tuple[list[str], tuple[str, ...]]] = [
    (["--region", "山东"], ("没有收录山东省本级的规定", "不能当作山东省的规定")),
    (["--region", "上海"], ("没有收录上海市的规定",)),
    (["--region", "福建", "--region", "济南"], ("没有收录济南市的规定",)),
    (["--every", "每光年"], ("--every 每光年：认不出这个频次", "有频次")),
    (["--out", "a.csv"], ("a.csv：电子表格的文件名应以 .xlsx 结尾",)),
    (["--json", "--out", "a.xlsx"], ("a.xlsx：电子表格的文件名应以 .xlsx 结尾；要 JSON 请加 --json 并用别的扩展名",)),
    (["--out", "/nowhere/a.xlsx"], ("/nowhere/a.xlsx：没有 /nowhere 这个文件夹",)),
    (["谁负责"], ("--duties 不能与问题一起用", "--holds")),
    (["--batch", "a.jsonl"], ("--duties 不能与 --batch 一起用",)),
]


@pytest.mark.parametrize(("arguments", "says"), BAD, ids=["".join(row[0]) for row in BAD])
def test_bad_input(capsys: Capture, arguments: list[str], says: tuple[str, ...]) -> None:
    assert run(*arguments) == 2
    refused(capsys, *says)


def test_filters_without_duties(capsys: Capture) -> None:
    assert main(["多久检查一次", "--who", "书记", "--holds", "检查"]) == 2
    refused(capsys, "--who、--holds 要与 --duties 一起用")


def test_a_row_that_the_text_does_not_have(capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made_up = Duty("hebei/14", "hebei", "各级党委", "每周", 1, False, "检查", "每周检查1次")
    monkeypatch.setattr("assistant.duties.register", lambda _: (made_up,))
    assert run("--region", "河北", "--out", tmp_path / "a.xlsx") == 1
    refused(capsys, "hebei/14：“", "与原文不符，因此没有写出清单")
    assert not list(tmp_path.iterdir())


def test_help_is_quick_and_shows_examples() -> None:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert time.perf_counter() - start < 2
    assert "python -m assistant --duties --region 河北 --who 书记 --every 每季度 --out 职责清单.xlsx" in done.stdout
