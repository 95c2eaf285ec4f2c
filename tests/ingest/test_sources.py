"""data/sources.toml: the real one, and every way in which one can be wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.model import BadInput, Source
from ingest.sources import DEFAULT, cut, load_catalog

REGION = '[[regions]]\nname = "甲省"\nshort = ["甲"]\n'
ROW = '[[documents]]\nid = "a"\nfile = "raw/a.txt"\nsha256 = "0"\ntitle = "甲办法"\nregion = "甲省"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_documents_and_ids() -> None:
    ids = [s.id for s in load_catalog().sources]
    assert ids == ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"]


def test_digests_are_those_of_the_files() -> None:
    for source in load_catalog().sources:
        data = (DEFAULT.parent / source.file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == source.sha256, source.id


def test_every_file_of_data_raw_has_a_row() -> None:
    rows = {s.file for s in load_catalog().sources}
    assert rows == {f"raw/{path.name}" for path in (DEFAULT.parent / "raw").iterdir()}


def test_file_with_two_documents_is_known_by_its_digest() -> None:
    catalog = load_catalog()
    (beijing,) = (s for s in catalog.sources if s.id == "beijing")
    assert [s.id for s in catalog.by_digest(beijing.sha256)] == ["beijing", "tongzhou"]
    assert catalog.by_digest("0" * 64) == ()


@pytest.mark.parametrize(
    ("place", "above"),
    [
        ("通州区", ("北京市", "中国")),
        ("枣庄市", ("山东省", "中国")),
        ("福建省", ("中国",)),
        ("中国", ()),
        ("火星", ()),
    ],
)
def test_region_tree(place: str, above: tuple[str, ...]) -> None:
    assert load_catalog().ancestors(place) == above


def test_parents_are_filled_from_the_tree() -> None:
    parents = {s.id: s.parents for s in load_catalog().sources}
    assert parents["tongzhou"] == ("北京市", "中国")
    assert parents["hebei"] == ("中国",)


def test_regions_point_to_regions_and_short_names_are_unique() -> None:
    regions = load_catalog().regions
    names = {r.name for r in regions}
    assert {r.parent for r in regions if r.parent} <= names
    short = [s for r in regions for s in r.short]
    assert len(short) == len(set(short))


def test_a_loop_in_the_tree_ends(tmp_path: Path) -> None:
    path = write(tmp_path, '[[regions]]\nname = "甲"\nparent = "乙"\n[[regions]]\nname = "乙"\nparent = "甲"\n')
    assert load_catalog(path).ancestors("甲") == ("乙", "甲")


def test_the_cut_parts_make_the_whole_file() -> None:
    catalog = load_catalog()
    (beijing,) = (s for s in catalog.sources if s.id == "beijing")
    (tongzhou,) = (s for s in catalog.sources if s.id == "tongzhou")
    whole = (DEFAULT.parent / beijing.file).read_text(encoding="utf-8").replace("\r\n", "\n")
    assert cut(whole, tongzhou) + "附件：\n" + cut(whole, beijing) == whole


WRONG = [
    ("[[documents", "不是合法的 TOML"),
    (REGION + ROW + 'colour = "red"\n', r"documents\[0\] a 有不认识的字段 colour；可用：id、file"),
    (REGION + ROW + "issued = 2019-06-27\n", r"documents\[0\] a 的 issued 应为文字，读到 datetime.date"),
    (REGION + ROW + 'short = "甲办法"\n', r"documents\[0\] a 的 short 应为列表，读到 '甲办法'"),
    (ROW, r"documents\[0\] a 的 region「甲省」不在 \[\[regions\]\] 里"),
    (REGION + ROW + ROW, "有两行 documents 用了同一个 id"),
    ('[[documents]]\nid = "a"\n', r"documents\[0\] a 缺字段"),
    ('[[regions]]\nnane = "甲"\n', r"regions\[0\] 有不认识的字段 nane"),
    ('[[regions]]\nshort = ["甲"]\n', r"regions\[0\] 缺字段"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[row[1][:20] for row in WRONG])
def test_wrong_file(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadInput, match=message) as error:
        load_catalog(path)
    assert str(path) in str(error.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"没有这个文件；来源表应在 data/sources\.toml"):
        load_catalog(tmp_path / "sources.toml")


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes("# 甲".encode("gb18030"))
    with pytest.raises(BadInput, match="不是合法的 TOML"):
        load_catalog(path)


def source(starts_with: str = "", ends_before: str = "") -> Source:
    return Source("a", "raw/a.txt", "0", "题", starts_with=starts_with, ends_before=ends_before)


def test_cut() -> None:
    assert cut("封面\r\n正文\r\n附件", source()) == "封面\n正文\n附件"
    assert cut("封面\n正文\n附件", source("正文", "附件")) == "正文\n"


@pytest.mark.parametrize(("words", "count"), [("没有", 0), ("文", 2)])
def test_cut_at_words_that_are_not_there_once(words: str, count: int) -> None:
    with pytest.raises(BadInput, match=f"来源表里 a 的分界文字「{words}…」应出现 1 次，实为 {count} 次"):
        cut("正文，文", source(words))
