"""The command line, run as people run it: in a process of its own, on the real files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.generation import open_generation
from ingest.manifest import current_name
from tests.conftest import ROOT
from tests.ingest.conftest import Letters, files, folders

RAW = ROOT / "data" / "raw"
KEYS = ["id", "document", "kind", "number", "label", "path", "text"]
TEXT = "甲办法\n\n第一条 甲甲应当报告。\n第二条 有第一条情形的，问责。\n"


def ingest(*arguments: object, index: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ANZE_INDEX": str(index or "/nowhere")}
    command = [sys.executable, "-m", "ingest", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def refused(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    """Exit 2, and one sentence on standard error that holds the parts."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    for part in parts:
        assert part in done.stderr


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: None) -> Path:
    """An index of one small document, which commands run in this process change."""
    index = tmp_path / "own"
    monkeypatch.setenv("ANZE_INDEX", str(index))
    monkeypatch.setattr("ingest.encoder.load_encoder", lambda name: Letters())
    assert main(["build", "--source", str(files(tmp_path, jia=TEXT)[0])]) == 0
    return index


# parse


def test_parse_json() -> None:
    done = ingest("parse", RAW, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(list(row) == KEYS for row in rows)
    articles = Counter(row["document"] for row in rows if row["kind"] == "article")
    assert articles == {"fujian": 29, "zaozhuang": 41, "beijing": 28, "hebei": 31}
    assert {row["document"] for row in rows} - set(articles) == {"tongzhou", "jilin"}
    assert max(Counter(row["id"] for row in rows).values()) == 1
    assert all(row["id"] == f"{row['document']}/{row['number']}" for row in rows)
    (late,) = (row for row in rows if row["id"] == "fujian/19.1.3")
    assert late == {
        "id": "fujian/19.1.3",
        "document": "fujian",
        "kind": "item",
        "number": "19.1.3",
        "label": "《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项",
        "path": ["第五章 责任追究"],
        "text": "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的；",
    }


def test_parse_for_people(tmp_path: Path) -> None:
    done = ingest("parse", *files(tmp_path, jia=TEXT))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["jia/1\t甲甲应当报告。", "  jia/1.1\t甲甲应当报告。"]


BAD = [
    ("empty.txt", b"", "文件是空的"),
    ("blank.txt", b" \n\n", "文件是空的"),
    ("binary.txt", bytes(range(256)) * 40, "binary.txt"),
    ("zip.docx", b"PK\3\4nothing", "zip.docx"),
    ("story.txt", "今天天气很好，我们去公园。\n".encode(), "没有找到任何条文"),
    ("law.doc", "第一条 应当报告。".encode(), "请用 Word 或 WPS 另存为 .docx"),
]


@pytest.mark.parametrize(("name", "data", "says"), BAD, ids=[row[0] for row in BAD])
def test_parse_of_a_bad_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert main(["parse", str(tmp_path / name), "--json"]) == 2
    out = capsys.readouterr()
    assert (out.out, out.err.count("\n")) == ("", 1)
    assert out.err.startswith(f"{tmp_path / name}：")
    assert says in out.err


def test_parse_of_a_bad_file_in_a_process(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    refused(ingest("parse", tmp_path / "empty.txt"), f"{tmp_path}/empty.txt：文件是空的")


def test_parse_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/nowhere：没有这个文件或文件夹；请检查路径\n"


def test_parse_goes_on_after_a_bad_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files(tmp_path, a="", b=TEXT)
    assert main(["parse", str(tmp_path), "--json"]) == 2
    out = capsys.readouterr()
    assert [json.loads(line)["id"] for line in out.out.splitlines()] == ["b/1", "b/1.1", "b/2", "b/2.1"]
    assert f"{tmp_path}/a.txt：" in out.err


def test_parse_of_many_files_is_shared_out_and_stays_in_order(tmp_path: Path) -> None:
    files(tmp_path, **{f"f{i:02}": TEXT.replace("甲甲", f"第{i}组") for i in range(60)})
    done = ingest("parse", tmp_path, "--json")
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows if row["number"] == "1"] == [f"第{i}组应当报告。" for i in range(60)]


def test_a_reader_that_stops_reading_is_no_error() -> None:
    command = f"{sys.executable} -m ingest parse data/raw --json | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


# check


def test_check() -> None:
    done = ingest("check")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    counts = {line.split("\t")[0]: line.split("\t")[2].split("，")[0] for line in lines if not line.startswith(" ")}
    assert counts == {
        "fujian": "29 条", "zaozhuang": "41 条", "beijing": "28 条",
        "tongzhou": "0 条", "hebei": "31 条", "jilin": "0 条",
    }  # fmt: skip
    (doubled,) = (line for line in lines if "doubled-character" in line)
    assert doubled.endswith("\tzaozhuang/15.1.7")
    assert "宣传思想工作作范畴" in doubled


def test_check_of_a_folder_with_a_bad_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files(tmp_path, a="", jia=TEXT)
    assert main(["check", str(tmp_path)]) == 2
    out = capsys.readouterr()
    assert out.out.startswith("jia\t甲办法\t2 条，共 4 条款项，引用 1 处，其中 1 处有链接\n")
    assert out.err.startswith(f"{tmp_path}/a.txt：")


def test_an_error_of_the_audit_is_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(files(tmp_path, jia="甲办法\n")[0])]) == 1
    assert capsys.readouterr().out.endswith("\n  错误 empty\t没有任何条文\n")


# show, status


def test_show(index: Path) -> None:
    done = ingest("show", "fujian/19.1.3", index=index)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项  [fujian/19.1.3]\n第五章 责任追究\n\n"
        "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的；\n\n"
    )


def test_show_references_both_ways(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "fujian/19"]) == 0
    out = capsys.readouterr().out
    assert "\n引用：本实施细则第二章 -> fujian/5、fujian/6、fujian/7、" in out
    assert "\n被引用：fujian/20.1 -> 「本实施细则第十九条」\n" in out


def test_show_of_an_article_that_is_not_there(index: Path) -> None:
    refused(ingest("show", "fujian/99", index=index), "没有 fujian/99；fujian 的条款从 fujian/1 到 fujian/29.1")


def test_show_of_a_document_that_is_not_there(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "shanghai/1"]) == 2
    expected = "没有 shanghai/1；收录的文件有：fujian、zaozhuang、beijing、tongzhou、hebei、jilin\n"
    assert capsys.readouterr().err == expected


def test_show_without_an_index(tmp_path: Path) -> None:
    refused(ingest("show", "fujian/1", index=tmp_path), f"{tmp_path} 里还没有索引；请先运行 python -m ingest build")


def test_status(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    out = capsys.readouterr().out
    assert f"索引 {current_name(index)}，" in out
    assert "编码模型 anze-static（" in out
    assert "\n6 份文件，129 条，530 条款项，322 段\n" in out
    assert "室字〔2019〕88号，2019-06-27 印发，2019-06-27 起施行" in out


# add, remove, build


def test_add_of_a_bad_file_changes_nothing(index: Path, tmp_path: Path) -> None:
    before, was = (index / "CURRENT").read_bytes(), folders(index)
    refused(
        ingest("add", *files(tmp_path, bad="今天天气很好。\n"), index=index), f"{tmp_path}/bad.txt：没有找到任何条文"
    )
    assert ((index / "CURRENT").read_bytes(), folders(index)) == (before, was)


def test_add_of_a_duplicate_changes_nothing(index: Path, tmp_path: Path) -> None:
    before, was = (index / "CURRENT").read_bytes(), folders(index)
    path = shutil.copy(RAW / "福建省实施细则.txt", tmp_path / "另一个名字.txt")
    refused(
        ingest("add", path, index=index), "索引里已有 fujian《福建省", "要换新先运行 python -m ingest remove fujian"
    )
    assert ((index / "CURRENT").read_bytes(), folders(index)) == (before, was)


def test_add_and_remove(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (yi,) = files(tmp_path, yi="乙办法\n\n第一条 乙乙应当考核。\n")
    assert main(["add", str(yi)]) == 0
    assert "编码：1 段新文本，沿用 2 段" in capsys.readouterr().err
    opened = open_generation(own)
    assert opened.ids == ["jia/1", "jia/2", "yi/1"]
    assert [r.targets for r in opened.outgoing("jia/2")] == [("jia/1",)]  # what was held is held as it was
    assert main(["remove", "jia"]) == 0
    opened = open_generation(own)
    assert (opened.ids, opened.document("jia"), opened.provision("jia/1")) == (["yi/1"], None, None)
    assert opened.by_words(["报告"], 5) == []


@pytest.mark.parametrize(
    ("name", "text"), [("jia", TEXT.replace("报告", "检查")), ("other", TEXT)], ids=["same id", "same file"]
)
def test_add_of_what_is_held(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    before = current_name(own)
    (path,) = files(tmp_path / "again", **{name: text})
    assert main(["add", str(path)]) == 2
    expected = f"{name}.txt：索引里已有 jia《甲办法》；要换新先运行 python -m ingest remove jia\n"
    assert capsys.readouterr().err.endswith(expected)
    assert current_name(own) == before


@pytest.mark.parametrize("command", ["add", "remove"])
def test_a_change_while_the_encoder_loads_is_not_undone(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Loading takes seconds, in which another process may have added a document."""
    bing, yi = files(tmp_path, bing="丙办法\n\n第一条 丙丙应当公开。\n", yi="乙办法\n\n第一条 乙乙应当考核。\n")
    (ding,) = files(tmp_path, ding="丁办法\n\n第一条 丁丁应当培训。\n")
    assert main(["add", str(ding)]) == 0

    def slow(name: str) -> Letters:
        monkeypatch.setattr("ingest.encoder.load_encoder", lambda name: Letters())
        assert main(["add", str(bing)]) == 0
        return Letters()

    monkeypatch.setattr("ingest.encoder.load_encoder", slow)
    assert main([command, str(yi) if command == "add" else "jia"]) == 2
    assert capsys.readouterr().err.endswith("；请把刚才的命令再运行一次\n")
    assert open_generation(own).ids == ["jia/1", "jia/2", "ding/1", "bing/1"]


def test_remove_of_what_is_not_held(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "yi"]) == 2
    assert capsys.readouterr().err.endswith("索引里没有 yi；收录的文件有：jia\n")


def test_the_last_document_is_not_removed(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = current_name(own)
    assert main(["remove", "jia"]) == 2
    assert "没有任何文件可以收录" in capsys.readouterr().err
    assert current_name(own) == before


def test_build_if_needed(index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is done while the index fits, whatever else was added; each thing that no longer fits builds again."""
    from ingest import build, chunk, corpus, encoder, manifest, words

    built: list[str] = []
    monkeypatch.setattr(build, "build", lambda *_: built.append("built") or "name")
    monkeypatch.setattr(encoder, "load_encoder", lambda name: Letters())

    def needed() -> bool:
        built.clear()
        assert main(["build", "--if-needed"]) == 0
        return bool(built)

    assert not needed()
    for module, name in ((chunk, "VERSION"), (corpus, "PARSER_VERSION"), (words, "NAME"), (manifest, "FORMAT")):
        with monkeypatch.context() as changed:
            changed.setattr(module, name, 99)
            assert needed(), name
    with monkeypatch.context() as changed:
        changed.setenv("ANZE_ENCODER", str(tmp_path))
        assert needed()
    copy = tmp_path / "index"
    shutil.copytree(index, copy)
    with monkeypatch.context() as changed:
        changed.setenv("ANZE_INDEX", str(copy))
        assert not needed()
        (copy / current_name(copy) / "vectors.npy").write_bytes(b"")
        assert needed()
    assert not needed()


# Start


@pytest.mark.parametrize("command", [[], ["build"], ["add"], ["remove"], ["check"], ["status"], ["parse"], ["show"]])
def test_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^0$"):
        main([*command, "--help"])
    assert "python -m ingest" in capsys.readouterr().out


def test_no_command_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^2$"):
        main([])
    assert "python -m ingest" in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ingest", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert "argparse" in imported
    heavy = {"torch", "sentence_transformers", "transformers", "chromadb", "gradio", "langchain", "langchain_core"}
    assert imported & (heavy | {"numpy", "tantivy", "rjieba", "tokenizers", "pydantic", "fastapi"}) == set()
