"""Loading: what is accepted, what is refused and with which words. Files are built here; docx and html in their own tests."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from ingest.load import KINDS, MAX_FILE_BYTES, Format, files_under, load, sandbox
from ingest.load.child import READERS
from ingest.load.sandbox import Limits
from ingest.model import BadInput

LAW = "某市安全生产办法\n第一条 为了加强安全生产工作，保障人民群众生命和财产安全，制定本办法。\n第二条 本办法自公布之日起施行。\n"
TRADITIONAL = (
    "第一條 為了加強全省各級黨委和政府對安全生產工作的領導，健全落實安全生產責任制，根據有關規定，制定本細則。\n"
)
JAPANESE = "第一条　この法律は、国の行政機関における安全の確保に関する基本的な事項を定めることを目的とする。\n"
KOREAN = "제1조 이 법은 산업 안전 및 보건에 관한 기준을 확립하고 그 책임의 소재를 명확하게 하여 산업재해를 예방한다.\n"
FRENCH = "Règlement général relatif à la sécurité : les autorités répondent à leurs obligations, déjà prévues.\n"


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("a.txt", "utf-8"),
        ("a.txt", "utf-8-sig"),
        ("a.TXT", "gb18030"),
        ("a.md", "utf-8"),
        ("a.txt", "utf-16"),
        ("a.txt", "utf-32"),
    ],
)
def test_the_encoding_ladder(tmp_path: Path, name: str, encoding: str) -> None:
    data = LAW.encode(encoding)
    loaded = load(saved(tmp_path, name, data))
    assert (loaded.text, loaded.kind) == (LAW, name[-2:].lower() if name.endswith("md") else "txt")
    assert loaded.sha256 == hashlib.sha256(data).hexdigest()


def test_utf16_big_endian_with_a_bom(tmp_path: Path) -> None:
    assert load(saved(tmp_path, "a.txt", b"\xfe\xff" + LAW.encode("utf-16-be"))).text == LAW


def test_rare_characters_and_traditional_chinese_are_not_taken_for_nonsense(tmp_path: Path) -> None:
    rare = LAW + "香榧群的管护由赵家镇负责，𬒈、䓛、燊、堃等字照录。\n"
    assert load(saved(tmp_path, "a.txt", rare.encode("gb18030"))).text == rare
    assert load(saved(tmp_path, "b.txt", TRADITIONAL.encode())).text == TRADITIONAL
    assert load(saved(tmp_path, "c.txt", TRADITIONAL.encode("gb18030"))).text == TRADITIONAL


TWICE = LAW.encode().decode("gb18030", "replace").encode()
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.txt", b"", "文件是空的"),
    "white space": ("a.txt", b" \n\t\r\n", "文件是空的"),
    "ideographic white space": ("a.txt", "\u3000\n\u3000".encode(), "只有空白"),
    "png": ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "其实是PNG 图片"),
    "zip": ("a.md", b"PK\x03\x04" + LAW.encode(), "其实是ZIP"),
    "elf": ("a.txt", b"\x7fELF" + LAW.encode(), "其实是程序文件"),
    "pdf": ("a.txt", b"%PDF-1.7\n" + LAW.encode(), "其实是PDF"),
    "html": ("a.txt", b"<!-- saved -->\n<!DOCTYPE html><p>" + LAW.encode(), "其实是网页"),
    "nul bytes": ("a.txt", LAW.encode() + b"\x00\x01", "NUL"),
    "utf-16 without bom": ("a.txt", LAW.encode("utf-16-le"), "没有 BOM 的 UTF-16"),
    "big5": ("a.txt", TRADITIONAL.encode("big5"), "乱码"),
    "shift-jis": ("a.txt", JAPANESE.encode("shift_jis"), "乱码"),
    "euc-jp": ("a.txt", JAPANESE.encode("euc_jp"), "乱码（夹着大量假名"),
    "euc-kr": ("a.txt", KOREAN.encode("euc_kr"), "乱码（常用字少得不像中文"),
    "latin-1": ("a.txt", FRENCH.encode("latin-1"), "无法解码|乱码"),
    "a short text of rare characters": ("a.txt", "第一条　国の安全".encode("shift_jis"), "个是罕用字"),
    "control characters": ("a.txt", LAW.encode().replace(b"\n", b"\x01\x02\n"), "个控制字符或未定义的字"),
    "encoded twice": ("a.txt", TWICE, "乱码"),
    "utf-8 cut inside a character": ("a.txt", LAW.strip().encode()[:-1], "被截断"),
    "gb18030 cut inside a character": ("a.txt", LAW.strip().encode("gb18030")[:-1], "被截断"),
    "utf-16 cut inside a character": ("a.txt", LAW.strip().encode("utf-16")[:-1], "被截断"),
    "utf-8 spoilt": ("a.txt", LAW.encode()[:25] + b"\xff" + LAW.encode()[25:], "第 26 个字节处的内容损坏"),
    "no chinese": ("a.md", b"# Safety\n\nArticle 1. Be safe.\n", "没有一个汉字"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0", "不支持「.doc」.*另存为 .docx"),
    "ofd": ("a.ofd", b"PK\x03\x04", "不支持「.ofd」.*导出为 PDF"),
    "no suffix": ("a", LAW.encode(), "没有后缀"),
}


@pytest.mark.parametrize(("name", "data", "words"), REFUSED.values(), ids=list(REFUSED))
def test_refusals_are_one_sentence_that_names_the_file(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = saved(tmp_path, name, data)
    with pytest.raises(BadInput, match=words) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}：")
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for name, words in {"pipe.txt": "不是普通文件", "none.txt": "没有这个文件", ".": "这是文件夹"}.items():
        with pytest.raises(BadInput, match=words):
            load(tmp_path / name)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)  # sparse: takes no space
    with pytest.raises(BadInput, match="超过 64 MB 的上限"):
        load(path)


def test_a_thousand_texts_take_seconds(tmp_path: Path) -> None:
    data = (LAW * 60).encode()
    paths = [saved(tmp_path, f"{i}.txt", data) for i in range(1000)]
    begun = time.monotonic()
    for path in paths:
        load(path)
    assert time.monotonic() - begun < 20


def test_files_under_a_folder(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a/y.DOCX", ".hidden.txt", ".git/x.txt", "a/~$y.docx", "note.xyz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        saved(tmp_path, name, b"x")
    assert [p.relative_to(tmp_path).as_posix() for p in files_under(tmp_path)] == ["a/y.DOCX", "a/z.txt", "b.md"]
    assert files_under(tmp_path / "b.md") == [tmp_path / "b.md"]


def test_a_missing_or_empty_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件或文件夹"):
        files_under(tmp_path / "none")
    with pytest.raises(BadInput, match="没有可读的文件"):
        files_under(tmp_path)


def test_every_foreign_kind_has_a_reader() -> None:
    assert {form.kind for form in KINDS.values() if form.foreign} == set(READERS)
    assert KINDS[".txt"] == Format("txt", foreign=False)


PAGE = b"<html><body><p>" + LAW.encode() + b"</body></html>"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(wall=0.01), "时限"),
        (Limits(memory=72 * 2**20), "内存超过上限|意外终止"),
        (Limits(output=60), "上限"),
        (Limits(), "解析失败（KeyError）"),
    ],
    ids=["time", "memory", "output", "crash"],
)
def test_whatever_happens_in_the_child_is_one_sentence(limits: Limits, words: str) -> None:
    kind = "none" if "KeyError" in words else "html"
    page = "<p>安全".encode() * 100_000 if "内存" in words else PAGE
    with pytest.raises(BadInput, match=words):
        sandbox.read(kind, page, limits)


def test_a_child_killed_by_a_signal_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_run", lambda *_: -11)
    with pytest.raises(BadInput, match=r"意外终止（SIGSEGV）"):
        sandbox.read("html", PAGE)


def test_the_child_reads_within_its_limits() -> None:
    assert "第一条 为了加强安全生产工作" in sandbox.read("html", PAGE)


def test_the_child_gets_none_of_our_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}
    popen = sandbox.subprocess.Popen

    def spy(*args: object, **options: object) -> object:
        seen.update(options["env"])  # type: ignore[call-overload]
        return popen(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("ANZE_LLM_API_KEY", "x")
    monkeypatch.setattr(sandbox.subprocess, "Popen", spy)
    sandbox.read("html", PAGE)
    assert seen
    assert not any(name.startswith("ANZE") for name in seen)
