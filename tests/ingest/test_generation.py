"""A generation: written, proved, switched to, opened; and everything that can go wrong on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
import pytest

from ingest import build as building
from ingest import draft, manifest, prove, words
from ingest.__main__ import main
from ingest.build import Index, build, change
from ingest.corpus import PARSER_VERSION, Prepared, prepare_all
from ingest.generation import Generation, open_generation
from ingest.lexical import change_lexical, create_lexical
from ingest.manifest import Collection, current_name, file_digest, intact, read_manifest
from ingest.model import BadInput
from ingest.prover import Prove, prover
from tests.conftest import ROOT
from tests.ingest.conftest import (
    NOTHING,
    Clock,
    Letters,
    Loaded,
    collections,
    folders,
    prepared,
    prove_here,
    proved_by,
)

JIA = "甲办法\n\n第一条 甲甲甲乙乙乙乙应当报告。\n第二条 甲甲应当检查。\n"
YI = "乙办法\n\n第一条 丙丙应当考核。\n第二条 甲甲应当检查。\n"
BING = "丙办法\n\n第一条 乙乙乙乙甲甲甲应当报告。\n"


def made(index: Path, encoder: Letters | None = None, based_on: str | None = None, **texts: str) -> str:
    """Build an index of small texts."""
    small = prepared(index.parent / "texts", **texts)
    return build(Index(index), small, NOTHING, encoder or Letters(), based_on=based_on)


@pytest.fixture
def small(tmp_path: Path, in_process: None) -> Path:
    """An index of 甲办法 and 乙办法, four articles, in one generation."""
    index = tmp_path / "index"
    made(index, jia=JIA, yi=YI)
    return index


# Written and opened


def test_the_real_index(opened: Generation, texts: dict[str, Loaded], index: Path) -> None:
    provisions = [p for loaded in texts.values() for p in loaded.document.provisions]
    counts = opened.manifest.counts
    assert counts == {
        "documents": 6,
        "articles": 29 + 41 + 28 + 31,
        "provisions": len(provisions),
        "chunks": 322,
        "rows": 322,
    }
    assert len(opened.ids) == len(opened.matrix) == opened.chroma.count() == opened.lexical.count() == 322
    assert {"fujian/19", "fujian/5", "fujian/5.1.1", "zaozhuang/15.1.7", "jilin/s4.1", "tongzhou/0"} <= set(opened.ids)
    assert all(opened.provision(p.id) == p for p in provisions)
    assert current_name(index) == opened.name == opened.folder.name


def test_the_manifest_describes_the_generation(opened: Generation) -> None:
    m = opened.manifest
    assert (m.format, m.parser, m.words) == (manifest.FORMAT, PARSER_VERSION, words.NAME)
    assert (m.encoder, m.dimension) == ("anze-static", opened.matrix.shape[1])
    assert {"provisions.sqlite", "vectors.npy", "lexical/meta.json"} <= set(m.files)
    assert all(file_digest(opened.folder / name) == digest for name, digest in m.files.items())
    assert "通州区" in {region.name for region in opened.catalog.regions}


def test_source_and_words_of_the_texts(opened: Generation) -> None:
    source = opened.source("zaozhuang")
    assert source is not None
    assert (source.number, source.parents) == ("室字〔2019〕88号", ("山东省", "中国"))
    assert opened.source("nowhere") is None
    assert opened.knows("安全生产责任制")
    assert not opened.knows("安全生产区块链")
    assert not opened.knows("，")


def test_the_name_tells_the_corpus_and_not_its_order(tmp_path: Path, in_process: None) -> None:
    one, two = made(tmp_path / "1", jia=JIA, yi=YI), made(tmp_path / "2", yi=YI, jia=JIA)
    other = made(tmp_path / "3", jia=JIA.replace("检查", "巡查"), yi=YI)
    assert manifest.NAME.fullmatch(one)
    assert one[-8:] == two[-8:] != other[-8:]


def test_two_documents_that_share_a_sentence_are_two_rows(small: Path) -> None:
    opened = open_generation(small)
    assert [id for id in opened.ids if opened.provision(id).text == "甲甲应当检查。"] == ["jia/2", "yi/2"]  # type: ignore[union-attr]
    vector = Letters().encode(["甲甲"])[0]
    assert {opened.ids[hit.row] for hit in opened.dense(vector, 2)} == {"jia/2", "yi/2"}
    assert {opened.ids[hit.row] for hit in opened.by_words(["检查"], 5)} == {"jia/2", "yi/2"}


def test_scope_is_kept_by_vector_and_by_words(small: Path) -> None:
    opened = open_generation(small)
    vector = Letters().encode(["甲甲"])[0]
    assert [opened.ids[hit.row] for hit in opened.dense(vector, 9, ["yi"])] == ["yi/2", "yi/1"]
    assert opened.dense(vector, 9, []) == []
    assert opened.dense(vector, 9, ["nowhere"]) == []
    assert [opened.ids[hit.row] for hit in opened.by_words(["检查"], 9, ["yi"])] == ["yi/2"]
    assert opened.by_words(["检查"], 9, []) == []


def test_article_without_a_word_is_kept_but_not_indexed(tmp_path: Path, in_process: None) -> None:
    made(tmp_path / "index", jia="甲办法\n\n第一条 ……\n第二条 的。\n第三条 甲甲应当检查。\n")
    opened = open_generation(tmp_path / "index")
    assert opened.ids == ["jia/2", "jia/3"]
    assert opened.provision("jia/1") is not None


def test_empty_corpus_is_refused(small: Path) -> None:
    before = current_name(small)
    with pytest.raises(BadInput, match=r"没有任何文件可以收录；请检查 data/sources\.toml"):
        build(Index(small), [], NOTHING, Letters())
    assert current_name(small) == before


# Proved before it is used


def test_current_is_switched_after_the_proof(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = current_name(small), []
    proved_by(monkeypatch, lambda folder: seen.append((folder.name, current_name(small))))
    name = made(small, bing=BING)
    assert seen == [(name, before)]
    assert current_name(small) == name


def chroma_of(folder: Path) -> Path:
    """The collection that a generation wrote."""
    return folder.parent / "chroma" / folder.name


def _garbage_in_chroma(folder: Path) -> None:
    (chroma_of(folder) / "chroma.sqlite3").write_bytes(b"\0" * 4096)


def _no_chroma(folder: Path) -> None:
    shutil.rmtree(chroma_of(folder))


def test_proof_in_a_child_process_fails_and_then_passes(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, was = current_name(small), folders(small)
    monkeypatch.undo()
    monkeypatch.setattr(building, "datetime", Clock(60))

    @contextmanager
    def spoiled(*, chroma: bool) -> Iterator[Prove]:
        with prover(chroma=chroma) as proved:
            yield lambda folder: (_garbage_in_chroma(folder), proved(folder))[1]

    monkeypatch.setattr(building, "prover", spoiled)
    with pytest.raises(BadInput, match=r"^新索引没有通过核对（.+chroma.*）；原有索引继续使用，请重新运行"):
        made(small, bing=BING)
    assert (current_name(small), folders(small)) == (before, was)
    assert open_generation(small).provision("jia/1") is not None
    monkeypatch.setattr(building, "prover", prover)
    name = made(small, bing=BING)
    assert current_name(small) == name != before


def test_a_proof_that_crashes_says_so(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nkill -SEGV $$\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(BadInput, match="没有通过核对（退出码 -11）"):
        made(small, bing=BING)
    assert len(folders(small)) == 1


def _shifted_chroma(folder: Path) -> None:
    """Every vector is there and can be found, but under the id of another row: all answers would be wrong."""
    collection = chromadb.PersistentClient(
        str(chroma_of(folder)), settings=chromadb.Settings(anonymized_telemetry=False)
    ).get_collection("provisions", embedding_function=None)
    matrix = np.load(folder / "vectors.npy")
    collection.update(ids=[str(i) for i in range(len(matrix))], embeddings=np.roll(matrix, 1, axis=0))


def _one_missing_in_chroma(folder: Path) -> None:
    chromadb.PersistentClient(
        str(chroma_of(folder)), settings=chromadb.Settings(anonymized_telemetry=False)
    ).get_collection("provisions", embedding_function=None).delete(ids=["0"])


def _vectors(change: Callable[[np.ndarray], None]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        matrix = np.load(folder / "vectors.npy")
        change(matrix)
        np.save(folder / "vectors.npy", matrix)
        _sign(folder, "vectors.npy")

    return spoil


def _sign(folder: Path, *names: str) -> None:
    """Make the manifest agree, so that the proof and not the digest must notice."""
    row = json.loads((folder / "manifest.json").read_text("utf-8"))
    row["files"] = {n: d for n, d in row["files"].items() if not n.startswith(names)}
    (folder / "manifest.json").write_text(json.dumps(row), "utf-8")


def _zero(matrix: np.ndarray) -> None:
    matrix[1] = 0


def _not_a_number(matrix: np.ndarray) -> None:
    matrix[1] = np.nan


def _other_words(folder: Path) -> None:
    shutil.rmtree(folder / "lexical")
    create_lexical(folder / "lexical")
    rows = ((row, id, ["甲甲应当检查"]) for row, id in enumerate(["jia", "jia", "yi", "yi", "bing"]))
    change_lexical(folder / "lexical", rows)
    _sign(folder, "lexical")


SPOILED = [
    (_no_chroma, "chroma/.+ 打不开"),
    (_shifted_chroma, "jia/[12] 按向量找不到自己"),
    (_one_missing_in_chroma, "行数不一致：Chroma 4，应有 5"),
    (_vectors(_zero), "jia/2 的向量不是单位长度"),
    (_vectors(_not_a_number), "jia/2 的向量不是单位长度"),
    (_other_words, "jia/1 按词找不到自己"),
]


@pytest.mark.parametrize(("spoil", "message"), SPOILED, ids=[row[1][:20] for row in SPOILED])
def test_what_the_proof_notices(
    small: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], message: str
) -> None:
    before, was = current_name(small), folders(small)

    def spoiled(folder: Path) -> None:
        assert prove.prove(folder) == ""
        spoil(folder)
        chromadb.api.shared_system_client.SharedSystemClient.clear_system_cache()
        prove_here(folder)

    proved_by(monkeypatch, spoiled)
    with pytest.raises(BadInput, match=message):
        made(small, jia=JIA, yi=YI, bing=BING)
    assert (current_name(small), folders(small)) == (before, was)
    assert open_generation(small).provision("jia/1") is not None


def test_an_interrupted_build_leaves_nothing(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt("停")

    before, was = current_name(small), folders(small)
    proved_by(monkeypatch, interrupted)
    with pytest.raises(KeyboardInterrupt, match="停"):
        made(small, bing=BING)
    assert (current_name(small), folders(small)) == (before, was)


# A large index is copied and changed


@pytest.fixture
def large(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same index, taken for a large one in which most may change."""
    monkeypatch.setattr(building, "LARGE", 1)
    monkeypatch.setattr(building, "MOST_CHANGED", 0.9)
    return small


def test_one_document_more_is_put_into_a_copy(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, before = Letters(), current_name(large)
    was = {p.name: file_digest(p) for p in (large / before).iterdir() if p.is_file()}
    monkeypatch.setattr(draft, "create_chroma", None)  # nothing is written anew
    bing = prepared(large.parent / "texts", bing=BING)
    assert change(Index(large), bing, [], NOTHING, encoder) == current_name(large) != before
    opened = open_generation(large)
    assert encoder.asked == ["乙乙乙乙甲甲甲应当报告。"]
    assert opened.ids == ["jia/1", "jia/2", "yi/1", "yi/2", "bing/1"]
    assert [s.id for s in opened.catalog.sources] == ["jia", "yi", "bing"]
    nearest = opened.dense(Letters().encode(["乙乙乙乙甲甲甲"])[0], 2)
    assert {opened.ids[hit.row] for hit in nearest} == {"jia/1", "bing/1"}  # the same letters, so the same vector
    assert {p.name: file_digest(p) for p in (large / before).iterdir() if p.is_file()} == was


def test_the_collection_is_shared_until_nobody_searches_it(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = current_name(large)
    change(Index(large), prepared(large.parent / "texts", bing=BING), [], NOTHING, Letters())
    assert open_generation(large).manifest.collection == Collection(first, 4)
    for removed in ("bing", "yi"):
        change(Index(large), [], [removed], NOTHING, Letters())
        assert collections(large) == {first}
    assert first not in folders(large)
    opened = open_generation(large)
    assert {opened.ids[hit.row] for hit in opened.dense(Letters().encode(["丙"])[0], 9)} == {"jia/1", "jia/2"}
    monkeypatch.setattr(building, "LARGE", 100)
    second = made(large, jia=JIA, yi=YI)
    assert collections(large) == {first, second}  # a reader may still hold the one before
    third = made(large, jia=JIA)
    assert collections(large) == {second, third}


def test_build_mends_a_damaged_collection(large: Path) -> None:
    before = current_name(large)
    (large / "chroma" / before / "chroma.sqlite3").write_bytes(b"")
    chromadb.api.shared_system_client.SharedSystemClient.clear_system_cache()
    with pytest.raises(BadInput, match=r"打不开（.+）；请运行 python -m ingest build$"):
        open_generation(large).warm()
    said: list[str] = []
    texts = prepared(large.parent / "texts", jia=JIA, yi=YI)
    name = build(Index(large), texts, NOTHING, Letters(), said.append)
    assert any("改为全部重写" in line for line in said)
    assert open_generation(large).manifest.collection == Collection(name, 4)
    open_generation(large).warm()


def test_too_much_since_the_collection_was_written(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "MOST_SCANNED", 0)
    name = change(Index(large), prepared(large.parent / "texts", bing=BING), [], NOTHING, Letters())
    assert open_generation(large).manifest.collection == Collection(name, 5)


def test_what_is_taken_out_leaves_an_empty_row(large: Path) -> None:
    change(Index(large), [], ["jia"], NOTHING, Letters())
    opened = open_generation(large)
    assert opened.ids == ["", "", "yi/1", "yi/2"]
    assert opened.manifest.counts["chunks"] == 2
    assert opened.manifest.counts["rows"] == 4
    vector = Letters().encode(["甲甲"])[0]
    for documents in (None, ["yi", "jia"]):
        assert {opened.ids[hit.row] for hit in opened.dense(vector, 9, documents)} == {"yi/1", "yi/2"}
        assert {opened.ids[hit.row] for hit in opened.by_words(["检查"], 9, documents)} == {"yi/2"}
    assert (opened.provision("jia/1"), opened.document("jia"), opened.findings("jia")) == (None, None, ())


def test_a_changed_document_is_written_again_and_the_order_kept(large: Path) -> None:
    encoder = Letters()
    made(large, encoder, jia=JIA.replace("甲甲应当检查", "乙乙应当检查"), yi=YI)
    assert len(encoder.asked) == 2  # the document, not the others
    opened = open_generation(large)
    assert opened.ids == ["", "", "yi/1", "yi/2", "jia/1", "jia/2"]
    assert [s.id for s in opened.catalog.sources] == ["jia", "yi"]
    assert opened.provision("jia/2").text == "乙乙应当检查。"  # type: ignore[union-attr]


def test_too_many_holes_and_it_is_written_anew(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "MOST_CHANGED", 0.4)
    change(Index(large), [], ["jia"], NOTHING, Letters())
    assert open_generation(large).ids == ["yi/1", "yi/2"]


def test_a_copy_and_a_new_index_give_the_same(large: Path, tmp_path: Path) -> None:
    change(Index(large), prepared(large.parent / "texts", bing=BING), ["yi"], NOTHING, Letters())
    made(tmp_path / "fresh", jia=JIA, bing=BING)
    copy, fresh = open_generation(large), open_generation(tmp_path / "fresh")
    assert copy.manifest.corpus_digest == fresh.manifest.corpus_digest
    assert [copy.document(s.id) for s in copy.catalog.sources] == [fresh.document(s.id) for s in fresh.catalog.sources]
    for asked in ("甲甲", "乙乙乙", "丙甲"):
        vector = Letters().encode([asked])[0]
        found = [{(g.ids[h.row], round(h.score, 3)) for h in g.dense(vector, 3)} for g in (copy, fresh)]
        assert found[0] == found[1]


def test_a_later_version_marks_the_one_before(small: Path) -> None:
    head = "# 某某法\n\n{}年6月29日 全国人民代表大会常务委员会通过\n\n第一条 甲甲应当检查。\n"
    build(Index(small), _markdown(small.parent / "v", old=head.format(2007), new=head.format(2019)), NOTHING, Letters())
    opened = open_generation(small)
    assert {s.id: s.superseded_by for s in opened.catalog.sources} == {"old": "new", "new": ""}
    change(Index(small), [], ["new"], NOTHING, Letters())
    assert {s.id: s.superseded_by for s in open_generation(small).catalog.sources} == {"old": ""}


def _markdown(folder: Path, **texts: str) -> list[Prepared]:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return prepare_all([folder], NOTHING)


# What lies about


def test_leftovers_of_killed_writers_are_removed_and_nothing_else(small: Path) -> None:
    before = current_name(small)
    half = small / "20250101-000000-aaaaaaaa"  # killed while writing: no manifest
    (half / "chroma").mkdir(parents=True)
    unproved = small / "20990101-000000-bbbbbbbb"  # killed while proving, by a clock that was ahead
    shutil.copytree(small / before, unproved)
    photos = small / "照片"  # ANZE_INDEX set to a folder of somebody's
    photos.mkdir()
    name = made(small, jia=JIA)
    assert folders(small) == {before, name, "照片"}
    newest = made(small, yi=YI)
    assert folders(small) == {name, newest, "照片"}


def test_a_clock_that_was_set_back_costs_no_generation_in_use(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "datetime", Clock(-60))
    before = current_name(small)
    for text in (JIA, YI, BING):
        name = made(small, jia=text)
        assert current_name(small) == name < before
        assert open_generation(small).ids[0] == "jia/1"
        assert folders(small) == {before, name}
        before = name


# One writer


@contextmanager
def _holder(index: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is writing this index."""
    code = (
        "import sys, pathlib; from ingest.build import _write_lock\n"
        "with _write_lock(pathlib.Path(sys.argv[1])): print('holds', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(index)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "holds\n"
            yield process
        finally:
            process.kill()


def test_second_writer(small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ANZE_INDEX", str(small))
    monkeypatch.setattr("ingest.encoder.load_encoder", lambda name: Letters())
    before, was = current_name(small), folders(small)
    with _holder(small) as process:
        assert main(["remove", "yi"]) == 2
        out = capsys.readouterr()
        assert (out.out, out.err.count("\n")) == ("", 1)
        assert f"{small}：另一个进程正在写索引（进程 {process.pid}，" in out.err
        assert out.err.endswith("等它结束再试\n")
        assert (current_name(small), folders(small)) == (before, was)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert main(["remove", "yi"]) == 0  # a lock does not outlive its owner
    assert open_generation(small).ids == ["jia/1", "jia/2"]


def test_what_another_process_added_meanwhile_is_not_lost(small: Path) -> None:
    read = current_name(small)
    added = made(small, jia=JIA, yi=YI, bing=BING)
    with pytest.raises(BadInput, match=f"另一个进程刚刚换了索引（{added}）；请把刚才的命令再运行一次"):
        made(small, based_on=read, jia=JIA)
    assert current_name(small) == added
    assert made(small, based_on=added, jia=JIA) == current_name(small)


def test_index_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(BadInput, match=r"index：不能在这里写索引（.+）；请检查权限，或用 ANZE_INDEX 换一处"):
        made(tmp_path / "index", jia=JIA)


def test_a_reader_goes_on_with_the_generation_it_opened(small: Path) -> None:
    reader = open_generation(small)
    made(small, bing=BING)
    vector = Letters().encode(["甲甲"])[0]
    assert reader.provision("jia/1").text == "甲甲甲乙乙乙乙应当报告。"  # type: ignore[union-attr]
    assert reader.ids[reader.dense(vector, 1)[0].row] in ("jia/2", "yi/2")
    assert reader.ids[reader.dense(vector, 1, ["yi"])[0].row] == "yi/2"
    assert reader.ids[reader.by_words(["考核"], 1)[0].row] == "yi/1"
    fresh = open_generation(small)
    assert (fresh.ids, fresh.provision("jia/1")) == (["bing/1"], None)


# Opening what does not fit


@pytest.mark.parametrize("name", ["provisions.sqlite", "vectors.npy", "lexical/meta.json"])
def test_a_flipped_byte_is_noticed_and_the_command_named_mends_it(small: Path, name: str) -> None:
    path = small / current_name(small) / name
    data = bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)
    with pytest.raises(BadInput, match=rf"/{name} 缺失或已损坏；请运行 python -m ingest build$"):
        open_generation(small)
    assert intact(path.parents[name.count("/")]) is None
    encoder = Letters()
    made(small, encoder, jia=JIA, yi=YI)
    assert len(encoder.asked) == 4  # nothing is taken over from a damaged generation
    assert open_generation(small).ids == ["jia/1", "jia/2", "yi/1", "yi/2"]


@pytest.mark.parametrize("name", ["vectors.npy", "chroma"])
def test_a_missing_part(small: Path, name: str) -> None:
    generation = small / current_name(small)
    path = chroma_of(generation) if name == "chroma" else generation / name
    path.rename(path.with_name("gone"))
    chromadb.api.shared_system_client.SharedSystemClient.clear_system_cache()
    with pytest.raises(BadInput, match=rf"/{path.name} (缺失或已损坏|打不开（.+）)；请运行 python -m ingest build$"):
        open_generation(small).warm()


def _edit(index: Path, **values: object) -> None:
    path = index / current_name(index) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


def test_another_format(small: Path) -> None:
    _edit(small, format=0)
    with pytest.raises(BadInput, match=r"索引格式 0，本程序用 4；请运行 python -m ingest build$"):
        open_generation(small)
    made(small, jia=JIA)
    assert open_generation(small).ids == ["jia/1", "jia/2"]


def test_another_tokenizer(small: Path) -> None:
    _edit(small, words="rjieba-0.1-search")
    with pytest.raises(
        BadInput, match=rf"索引的分词器是 rjieba-0\.1-search，程序用 {words.NAME}；请运行 python -m ingest build$"
    ):
        open_generation(small)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 4}', '{"format": 4, "regions": 3}'])
def test_unreadable_manifest(small: Path, text: str) -> None:
    folder = small / current_name(small)
    (folder / "manifest.json").write_text(text)
    with pytest.raises(BadInput, match=rf"{folder.name}/manifest\.json 读不出来（.+）；请运行 python -m ingest build$"):
        read_manifest(folder)
    made(small, jia=JIA)
    assert open_generation(small).ids == ["jia/1", "jia/2"]


def test_another_encoder(small: Path) -> None:
    opened = open_generation(small)
    opened.require_encoder(Letters("甲乙丙", "d1"))
    with pytest.raises(
        BadInput,
        match=r"索引是用 letters-甲乙丙 建的，现在的编码模型是 letters-丁，权重不同；请运行 python -m ingest build",
    ):
        opened.require_encoder(Letters("丁", "d2"))


@pytest.mark.parametrize("current", [None, "", "20250101-000000-aaaaaaaa\n"])
def test_no_index(tmp_path: Path, current: str | None) -> None:
    if current is not None:
        (tmp_path / "CURRENT").write_text(current)
    with pytest.raises(BadInput, match=r"里还没有索引；请先运行 python -m ingest build$"):
        open_generation(tmp_path)


# What is embedded again


def test_only_what_is_new_is_embedded(small: Path) -> None:
    encoder = Letters()
    made(small, encoder, jia=JIA, yi=YI, bing=BING)
    assert encoder.asked == ["乙乙乙乙甲甲甲应当报告。"]
    opened = open_generation(small)
    assert opened.ids == ["jia/1", "jia/2", "yi/1", "yi/2", "bing/1"]
    fresh = Letters().encode(["甲甲甲乙乙乙乙", "甲甲", "丙丙", "甲甲", "乙乙乙乙甲甲甲"])
    assert np.allclose(opened.matrix, fresh, atol=1e-3)
    assert np.allclose(opened.matrix[0], [0.6, 0.8, 0, 0], atol=1e-3)


def test_a_changed_article_is_embedded_again(small: Path) -> None:
    encoder = Letters()
    made(small, encoder, jia=JIA.replace("甲甲应当检查", "乙乙应当检查"), yi=YI)
    assert encoder.asked == ["乙乙应当检查。"]
    assert np.allclose(open_generation(small).matrix[1], [0, 1, 0, 0])


def test_a_document_that_moved_up_takes_its_vectors_along(small: Path) -> None:
    encoder = Letters()
    made(small, encoder, yi=YI)
    assert encoder.asked == []
    opened = open_generation(small)
    assert opened.ids == ["yi/1", "yi/2"]
    assert np.allclose(opened.matrix, [[0, 0, 1, 0], [1, 0, 0, 0]])
    assert opened.provision("jia/1") is None


def test_other_weights_embed_everything_again(small: Path) -> None:
    encoder = Letters("甲乙丙", "d2")
    made(small, encoder, jia=JIA, yi=YI)
    assert len(encoder.asked) == 4
    assert open_generation(small).manifest.encoder_digest == "d2"
