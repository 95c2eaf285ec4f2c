"""Publishing, withdrawing and going back: over the real texts and a real index with quick vectors."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.build import Index, build
from ingest.config import load_settings
from ingest.corpus import catalog_files, prepare_all
from ingest.library import Shelf, go_back, held_now, publish, states, withdraw
from ingest.manifest import current_name
from ingest.model import BadInput, Source
from ingest.sources import DEFAULT, Region, load_catalog
from ingest.store import Store
from tests.ingest.conftest import Letters

TEXT = "某某市安全生产试行办法\n\n第一条　为了加强安全生产工作，制定本办法。\n第二条　依照《福建省党政领导干部安全生产责任制实施细则》第十九条执行。\n"
ROW = Source("moumou", "", "", "某某市安全生产试行办法", region="某某市", kind="办法", effective="2026-01-01")
REGION = Region("某某市", ("某某",), "中国")
BASE = {"fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"}
PERSON = "李四"
pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    catalog = load_catalog()
    build(Index(folder), prepare_all(catalog_files(catalog), catalog), catalog, Letters())
    return folder


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Index:
    """A copy of one index."""
    return Index(Path(shutil.copytree(built, tmp_path / "index")))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "library", DEFAULT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "试行办法.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def held(index: Index) -> set[str]:
    return {source.id for source in held_now(index)}


def test_a_published_document_is_held_with_its_row_and_its_links(shelf: Shelf, index: Index, file: Path) -> None:
    state = publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    assert held(index) == {*BASE, "moumou"}
    store = Store(index.folder / current_name(index.folder) / "provisions.sqlite")
    (source,) = (s for s in store.sources() if s.id == "moumou")
    assert (source.region, source.parents, source.effective) == ("某某市", ("中国",), "2026-01-01")
    assert [r.targets for r in store.outgoing("moumou/2")] == [("fujian/19",)]
    assert (state.number, state.person, state.action, state.document) == (1, PERSON, "发布", "moumou")
    assert state.generation == current_name(index.folder)


def test_what_is_published_outlives_its_file_and_a_rebuild(shelf: Shelf, index: Index, file: Path) -> None:
    publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    withdraw(shelf, index, Letters(), "jilin", PERSON)
    file.unlink()
    catalog = shelf.catalog()
    build(index, prepare_all(catalog_files(catalog), catalog), catalog, Letters())
    assert held(index) == {*BASE, "moumou"} - {"jilin"}


def test_a_new_version_takes_the_place_of_the_old(shelf: Shelf, index: Index, file: Path) -> None:
    publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    file.write_text(TEXT.replace("加强", "改进"), encoding="utf-8")
    state = publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    store = Store(index.folder / current_name(index.folder) / "provisions.sqlite")
    provision = store.provision("moumou/1")
    assert provision is not None
    assert "改进" in provision.text
    assert (state.action, len(shelf.catalog().sources)) == ("换新", 7)


def test_what_was_withdrawn_comes_back_by_going_back(shelf: Shelf, index: Index, file: Path) -> None:
    publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    withdraw(shelf, index, Letters(), "moumou", PERSON)
    withdraw(shelf, index, Letters(), "hebei", PERSON)
    assert held(index) == BASE - {"hebei"}
    go_back(shelf, index, Letters(), 1, PERSON)
    assert held(index) == {*BASE, "moumou"}
    go_back(shelf, index, Letters(), 0, PERSON)
    assert held(index) == BASE
    assert [s.action for s in states(shelf)] == ["回到", "回到", "撤下", "撤下", "发布"]
    assert [s.number for s in states(shelf)] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(("text", "match"), [("某某市安全生产试行办法\n", "没有任何条文"), ("   \n", "文件是空的")])
def test_a_document_that_fails_changes_nothing(shelf: Shelf, index: Index, file: Path, text: str, match: str) -> None:
    before = current_name(index.folder)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=match):
        publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    assert current_name(index.folder) == before
    assert states(shelf) == []
    assert {s.id for s in shelf.catalog().sources} == BASE
    assert not list(shelf.folder.glob("states/*"))


def test_a_place_that_is_not_registered_is_refused(shelf: Shelf, index: Index, file: Path) -> None:
    with pytest.raises(BadInput, match="region「某某市」不在"):
        publish(shelf, index, Letters(), file, ROW, [], PERSON)


def test_what_is_not_held_cannot_be_withdrawn(shelf: Shelf, index: Index) -> None:
    with pytest.raises(BadInput, match="没有收录代号为「shanghai」的文件"):
        withdraw(shelf, index, Letters(), "shanghai", PERSON)
    with pytest.raises(BadInput, match="没有第 7 次变动的记录"):
        go_back(shelf, index, Letters(), 7, PERSON)


def test_the_last_document_stays(shelf: Shelf, index: Index) -> None:
    for id in sorted(BASE - {"fujian"}):
        withdraw(shelf, index, Letters(), id, PERSON)
    with pytest.raises(BadInput, match="最后一份文件"):
        withdraw(shelf, index, Letters(), "fujian", PERSON)


def test_documents_added_on_the_command_line_stay(shelf: Shelf, index: Index, file: Path, tmp_path: Path) -> None:
    """The index may hold what no table names; publishing beside it must not lose it."""
    extra = tmp_path / "另一份办法.txt"
    extra.write_text(TEXT.replace("某某", "别处"), encoding="utf-8")
    catalog = load_catalog()
    build(index, prepare_all([*catalog_files(catalog), extra], catalog), catalog, Letters())
    publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    assert held(index) == {*BASE, "moumou", "另一份办法"}
    withdraw(shelf, index, Letters(), "另一份办法", PERSON)
    assert held(index) == {*BASE, "moumou"}


def test_strange_words_in_a_row_are_written_and_read_back(shelf: Shelf, index: Index, file: Path) -> None:
    odd = replace(ROW, title='某某"市\\安全\x7f生产\n办法', short=("甲'乙", "]"))
    publish(shelf, index, Letters(), file, odd, [REGION], PERSON)
    (source,) = (s for s in shelf.catalog().sources if s.id == "moumou")
    assert (source.title, source.short) == (odd.title, odd.short)


def test_the_command_line_reads_the_same_table(shelf: Shelf, index: Index, file: Path) -> None:
    publish(shelf, index, Letters(), file, ROW, [REGION], PERSON)
    settings = load_settings({"ANZE_LIBRARY": str(shelf.folder)}, Path("none"))
    assert {s.id for s in load_catalog(library=settings.library).sources} == {*BASE, "moumou"}
    shutil.rmtree(shelf.folder)
    assert {s.id for s in load_catalog(library=settings.library).sources} == BASE
