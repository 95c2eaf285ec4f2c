"""From files to audited documents."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import corpus
from ingest.corpus import catalog_files, prepare, prepare_all, refuse
from ingest.model import BadInput, Finding, Source
from ingest.sources import Catalog, load_catalog
from tests.conftest import ROOT
from tests.ingest.conftest import NOTHING, files, prepared

RAW = ROOT / "data" / "raw"
TEXT = "甲办法\n\n第一条 应当报告。\n第二条 有第一条情形的，问责。\n"


def test_a_registered_file_is_known_by_its_digest(tmp_path: Path) -> None:
    path = Path(shutil.copy(RAW / "北京市实施细则及通州区通知.txt", tmp_path / "扫描 1.txt"))
    beijing, tongzhou = prepare(path, load_catalog())
    assert (beijing.source.id, tongzhou.source.id) == ("beijing", "tongzhou")
    assert beijing.source.title == beijing.document.title == "北京市党政领导干部安全生产责任制实施细则"
    assert len(beijing.document.articles) == 28
    assert (tongzhou.source.region, len(tongzhou.document.articles)) == ("通州区", 0)


def test_another_file_is_known_by_its_name(tmp_path: Path) -> None:
    (path,) = files(tmp_path, **{"甲 办法#2": TEXT})
    (one,) = prepare(path, NOTHING)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert one.source == Source("甲-办法-2", "甲 办法#2.txt", sha256, "甲办法")
    assert [p.id for p in one.document.articles] == ["甲-办法-2/1", "甲-办法-2/2"]
    assert [(r.source, r.targets) for r in one.references] == [("甲-办法-2/2.1", ("甲-办法-2/1",))]


def test_references_point_into_registered_documents(tmp_path: Path) -> None:
    text = "甲办法\n\n第一条 按照《福建省党政领导干部安全生产责任制实施细则》第十九条问责。\n"
    (path,) = files(tmp_path, a=text)
    (one,) = prepare(path, load_catalog())
    assert one.references[0].targets == ("fujian/19",)


def test_a_name_without_letters(tmp_path: Path) -> None:
    (path,) = files(tmp_path, **{"##": TEXT})
    assert prepare(path, NOTHING)[0].source.id == "document"


def test_a_text_without_provisions_names_the_file(tmp_path: Path) -> None:
    (path,) = files(tmp_path, a="今天天气很好。\n")
    with pytest.raises(BadInput, match=r"/a\.txt：没有找到任何条文（.+）；请确认这是一份法规、通知或解读的正文$"):
        prepare(path, NOTHING)


def test_an_error_of_the_audit_refuses_the_file(tmp_path: Path) -> None:
    (one,) = prepared(tmp_path, a=TEXT)
    refuse(replace(one, findings=(Finding("a", "warning", "gap", "缺第三条", "a/4"),)))
    with pytest.raises(BadInput, match=r"^a\.txt：缺第三条（a/4）；请改正文件后重试$"):
        refuse(replace(one, findings=(Finding("a", "error", "gap", "缺第三条", "a/4"),)))
    with pytest.raises(BadInput, match=r"^a\.txt：空（a）；"):
        refuse(replace(one, findings=(Finding("a", "error", "empty", "空"),)))


def test_a_title_alone_is_such_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^a\.txt：没有任何条文（a）；请改正文件后重试$"):
        prepared(tmp_path, a="甲办法\n")


def test_a_folder_in_order(tmp_path: Path) -> None:
    files(tmp_path / "甲", b=TEXT, a=TEXT + "第二条 略。\n")
    files(tmp_path / "乙", c=TEXT + "第三条 略。\n")
    assert [p.source.id for p in prepare_all([tmp_path], NOTHING)] == ["c", "a", "b"]


@pytest.mark.parametrize("name", ["a.txt", "另一个名字.txt"])
def test_a_copy_is_left_out_and_said(tmp_path: Path, name: str) -> None:
    (one,) = files(tmp_path / "1", a=TEXT)
    (tmp_path / "2").mkdir()
    shutil.copy(one, tmp_path / "2" / name)
    said: list[str] = []
    assert [p.source.file for p in prepare_all([tmp_path, one], NOTHING, said.append)] == ["a.txt"]
    assert said == [f"{tmp_path / '2' / name}：与 {one} 内容完全相同，只收录一次"]


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    cited = TEXT + "第二条 有本办法第一条情形的，问责。\n"
    files(tmp_path / "1", a=TEXT)
    files(tmp_path / "行政法", a=cited)
    one, two = prepare_all([tmp_path], NOTHING)
    assert (one.source.id, two.source.id) == ("a", "a-行政法")
    assert {p.document for p in two.document.provisions} == {two.document.id} == {"a-行政法"}
    assert ("a-行政法/2.1", ("a-行政法/1",)) in {(r.source, r.targets) for r in two.references}
    assert all(r.source.startswith("a-行政法/") for r in two.references)
    assert {f.document for f in two.findings} <= {"a-行政法"}


def test_two_files_of_one_name_in_one_folder(tmp_path: Path) -> None:
    files(tmp_path, a=TEXT)
    (tmp_path / "a.md").write_text(TEXT.replace("报告", "检查"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"a\.txt：与 .+a\.md 的 id 都是 a，内容却不同；请改其中一个文件的名称$"):
        prepare_all([tmp_path], NOTHING)


def test_many_files_are_shared_out_and_come_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, **{f"f{i:02}": TEXT.replace("报告", f"报告{i}") for i in range(12)})
    alone = prepare_all([tmp_path], NOTHING)
    monkeypatch.setattr(corpus, "SHARED_OUT", 3)
    assert prepare_all([tmp_path], NOTHING) == alone
    (tmp_path / "f05.txt").write_text("甲办法\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"^f05\.txt：没有任何条文"):
        prepare_all([tmp_path], NOTHING)


def test_catalog_files_each_once() -> None:
    found = catalog_files(load_catalog())
    assert {path.name for path in found} == {path.name for path in RAW.iterdir()}
    assert len(found) == 5


def _catalog(folder: Path, sha256: str) -> Catalog:
    return Catalog(folder / "sources.toml", (Source("a", "a.txt", sha256, "甲办法"),))


def test_a_registered_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"/a\.txt：来源表登记了 a，文件却不在；请放回文件或删去这一行$"):
        catalog_files(_catalog(tmp_path, "0"))


def test_a_registered_file_was_changed(tmp_path: Path) -> None:
    (path,) = files(tmp_path, a=TEXT)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert catalog_files(_catalog(tmp_path, sha256)) == [path]
    path.write_text(TEXT + "第三条 略。\n", "utf-8")
    with pytest.raises(
        BadInput, match=r"/a\.txt：内容与来源表登记的 a 不同（sha256 是 [0-9a-f]{64}）；请放回原文件，或在来源表里更新"
    ):
        catalog_files(_catalog(tmp_path, sha256))
