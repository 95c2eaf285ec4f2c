"""provisions.sqlite gives back what was written, with references both ways, to many threads at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.corpus import Prepared
from ingest.generation import Generation
from ingest.model import Chunk, Reference
from ingest.sources import load_catalog
from ingest.store import Store, StoreWriter
from tests.ingest.conftest import Loaded, ids, prepared


def written(path: Path, documents: Sequence[Prepared], chunks: Sequence[Chunk] = ()) -> Store:
    """A store of some documents, with one chunk each where chunks are given."""
    writer = StoreWriter(path)
    for row, one in enumerate(documents):
        mine = list(chunks[row : row + 1])
        writer.add(one, f"digest of {one.source.id}", mine, ["5a3e"] * len(mine), row)
    writer.arrange([one.source.id for one in documents], {})
    writer.close()
    return Store(path)


@pytest.fixture
def store(opened: Generation) -> Store:
    """A store of the real documents that no other test has read from."""
    return Store(opened.folder / "provisions.sqlite")


def test_sources_come_back_in_order(store: Store) -> None:
    assert store.sources() == load_catalog().sources


@pytest.mark.parametrize("id", ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"])
def test_a_document_comes_back_whole(store: Store, texts: dict[str, Loaded], id: str) -> None:
    found, was = store.document(id), texts[id]
    assert found == replace(was.document, findings=was.findings)
    assert store.references(id) == was.references
    assert store.findings(id) == was.findings


def test_what_is_not_held(store: Store) -> None:
    assert store.document("nowhere") is None
    for id in ("nowhere/1", "fujian/99", "fujian", "fujian/", "", "/"):
        assert store.provision(id) is None
        assert store.outgoing(id) == ()
    assert store.findings("nowhere") == ()
    assert store.chunk_rows(["nowhere"]) == store.chunk_rows([]) == []


def test_outgoing_includes_what_lies_inside(store: Store) -> None:
    made_in = {r.source: r.text for r in store.outgoing("fujian/19")}
    assert made_in == {"fujian/19.1.1": "本实施细则第二章"}
    assert [r.text for r in store.outgoing("fujian/19.1.1")] == ["本实施细则第二章"]
    assert store.outgoing("fujian/19.1.3") == ()
    assert {r.source for r in store.outgoing("fujian/1")} == {"fujian/1.1"}  # and nothing of articles 10 to 19


def test_outgoing_is_in_reading_order(store: Store) -> None:
    found = store.outgoing("tongzhou/s1")
    assert len(found) > 2
    assert [r.start for r in found] == sorted(r.start for r in found)


def test_incoming_is_the_other_direction(store: Store) -> None:
    assert [r.source for r in store.incoming("fujian/19")] == ["fujian/20.1", "fujian/27.1"]
    assert [r.source for r in store.incoming("beijing")] == ["tongzhou/0", "tongzhou/s1.1"]
    assert store.incoming("fujian/1") == ()
    assert {r.text for r in store.incoming("fujian/5")} == {"本实施细则第二章"}  # a chapter is its articles


def test_incoming_includes_what_lies_inside_and_counts_a_reference_once(tmp_path: Path) -> None:
    (one,) = prepared(
        tmp_path,
        a="甲办法\n\n第一条 应当：\n（一）报告；\n（二）检查。\n第二条 有第一条第（一）项、第（二）项情形的，问责。\n",
    )
    two = Reference(
        "a/2.1",
        one.document.text.index("第一条第"),
        0,
        "第一条第（一）项、第（二）项",
        "article",
        ("a/1.1.1", "a/1.1.2"),
    )
    store = written(tmp_path / "s", [replace(one, references=(two,))])
    assert store.incoming("a/1") == store.incoming("a/1.1.2") == (two,)
    assert store.incoming("a/1.1.3") == ()


def test_ids_are_no_patterns(tmp_path: Path) -> None:
    text = "甲办法\n\n第一条 应当报告。\n第二条 有第一条情形的，问责。\n"
    names = ["a*", "aa", "a[b]", "ab", "aab"]
    store = written(tmp_path / "s", prepared(tmp_path / "f", **{name: text + name for name in names}))
    for name in names:
        assert [r.source for r in store.outgoing(f"{name}/2")] == [f"{name}/2.1"]
        assert [r.source for r in store.incoming(f"{name}/1")] == [f"{name}/2.1"]


def test_two_documents_that_share_a_sentence_are_two_rows(tmp_path: Path) -> None:
    text = "甲办法\n\n第一条 应当报告。\n"
    both = prepared(tmp_path / "f", a=text, b=text + "\n")
    store = written(tmp_path / "s", both, [Chunk(f"{id}/1", id, "应当报告。") for id in "ab"])
    assert store.chunks() == [(0, "a/1", "5a3e"), (1, "b/1", "5a3e")]
    assert [store.provision(f"{id}/1").text for id in "ab"] == ["应当报告。"] * 2  # type: ignore[union-attr]


def test_chunk_rows(store: Store) -> None:
    documents = [id.partition("/")[0] for id in ids(store.chunks())]
    assert store.chunk_rows(["beijing"]) == [row for row, d in enumerate(documents) if d == "beijing"]
    both = store.chunk_rows(["hebei", "fujian"])
    assert both == sorted(store.chunk_rows(["fujian"]) + store.chunk_rows(["hebei"]))
    assert store.chunk_rows(set(documents)) == list(range(322))


def test_many_threads_at_once(store: Store) -> None:
    wanted = [("fujian/19.1.3", "迟报"), ("hebei/21", "第二章"), ("beijing/18", "第二章"), ("jilin/s4", "吉林")] * 50

    def look(pair: tuple[str, str]) -> tuple[bool, int]:
        found = store.provision(pair[0])
        return found is not None and pair[1] in found.text, len(store.outgoing(pair[0]))

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(look, wanted))
    assert found == [look(pair) for pair in wanted]
    assert all(held for held, _ in found[:3])


def test_it_is_opened_for_reading_only(store: Store) -> None:
    import sqlite3

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._rows("DELETE FROM provisions")
