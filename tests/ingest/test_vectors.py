"""The exact scan by hand, and Chroma against it."""

from __future__ import annotations

from pathlib import Path

import chromadb
import numpy as np
import pytest

from ingest import vectors
from ingest.encoder import load_encoder
from ingest.generation import Generation
from ingest.vectors import ChromaIndex, ChromaPlace, Hit, create_chroma, exact_search, similarities

MATRIX = np.array([[1, 0], [0, 1], [0.6, 0.8], [1, 0], [-1, 0]], dtype=np.float32)
EAST = np.array([1, 0], dtype=np.float32)


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_exact_search_orders_by_cosine() -> None:
    found = exact_search(MATRIX, EAST, 5)
    assert [hit.row for hit in found] == [0, 3, 2, 1, 4]
    assert [hit.score for hit in found] == pytest.approx([1, 1, 0.6, 0, -1])


def test_ties_go_to_the_lower_row_whatever_the_order_of_the_scope() -> None:
    assert [hit.row for hit in exact_search(MATRIX, EAST, 1)] == [0]
    assert [hit.row for hit in exact_search(MATRIX, EAST, 2, rows(3, 1, 0))] == [0, 3]


def test_only_rows_in_scope() -> None:
    assert [hit.row for hit in exact_search(MATRIX, EAST, 9, rows(1, 4, 2))] == [2, 1, 4]


@pytest.mark.parametrize(("k", "scope"), [(3, rows()), (0, None), (-1, rows(1))])
def test_nothing_asked_nothing_found(k: int, scope: np.ndarray | None) -> None:
    assert exact_search(MATRIX, EAST, k, scope) == []


def test_an_empty_matrix() -> None:
    assert exact_search(MATRIX[:0], EAST, 3) == []


def collection(folder: Path) -> chromadb.Collection:
    settings = chromadb.Settings(anonymized_telemetry=False)
    return chromadb.PersistentClient(str(folder), settings=settings).get_collection(
        "provisions", embedding_function=None
    )


def test_chroma_in_several_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "BATCH", 2)
    place = ChromaPlace(tmp_path / "chroma")
    create_chroma(place, MATRIX.astype(np.float16))
    index = ChromaIndex(place)
    assert index.count() == 5
    found = index.search(EAST, 5)
    assert [hit.row for hit in found[2:]] == [2, 1, 4]
    assert {hit.row for hit in found[:2]} == {0, 3}
    assert [hit.score for hit in found] == pytest.approx([1, 1, 0.6, 0, -1], abs=1e-3)
    assert isinstance(found[0], Hit)
    assert index.search(EAST, 0) == []
    held = collection(tmp_path / "chroma").get(include=["documents", "metadatas"])
    assert held["documents"] == [None] * 5
    assert held["metadatas"] == [None] * 5


def test_chroma_holds_no_texts(opened: Generation) -> None:
    held = collection(opened.folder.parent / "chroma" / opened.name).get(
        include=["documents", "metadatas", "embeddings"]
    )
    assert held["documents"] == [None] * 322
    assert held["ids"] == [str(row) for row in range(322)]
    assert np.allclose(held["embeddings"], opened.matrix, atol=1e-3)  # type: ignore[arg-type]
    assert held["metadatas"] == [None] * 322


def test_chroma_finds_what_the_exact_scan_finds(opened: Generation) -> None:
    asked = [
        "迟报生产安全事故怎么问责",
        "谁是安全生产第一责任人",
        "多久述职一次",
        "安全生产考核结果怎么用",
        "分管领导的职责",
    ]
    questions = load_encoder("").encode(asked)
    for vector in [*questions, *opened.matrix[::40]]:
        near, exact = opened.chroma.search(vector, 10), exact_search(opened.matrix, vector, 10)
        assert [hit.score for hit in near] == pytest.approx([hit.score for hit in exact], abs=1e-3)
        scores = similarities(opened.matrix, vector)
        assert [hit.score for hit in near] == pytest.approx([scores[hit.row] for hit in near], abs=1e-3)


def test_the_whole_corpus_is_asked_of_chroma_and_a_scope_of_the_exact_scan(opened: Generation) -> None:
    vector = np.asarray(opened.matrix[7])
    everything = opened.dense(vector, 1000)
    assert len(everything) == 322
    assert everything[0].row == 7
    scope = opened.store.chunk_rows(["hebei", "jilin"])
    assert opened.dense(vector, 5, ["hebei", "jilin"]) == exact_search(opened.matrix, vector, 5, np.array(scope))
    assert {hit.row for hit in opened.dense(vector, 1000, ["hebei", "jilin"])} == set(scope)
