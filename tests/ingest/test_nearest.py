"""The nearest rows when the collection is older than the generation, and when Chroma fails."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from ingest import nearest
from ingest.encoder import Vectors
from ingest.nearest import Nearest
from ingest.vectors import Hit, exact_search

MATRIX = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1], [0.96, 0.28], [-1, 0]], dtype=np.float16)
EAST = np.array([1, 0], dtype=np.float32)


class Collection:
    """The first rows, as a Chroma collection that was never changed."""

    def __init__(self, rows: int) -> None:
        self.rows, self.asked, self.fails = MATRIX[:rows], 0, False

    def search(self, vector: Vectors, k: int) -> list[Hit]:
        self.asked += 1
        if self.fails:
            raise RuntimeError("坏了\n细节")
        return exact_search(self.rows, vector, k)


def searched(collection: Collection, *gone: int) -> Nearest:
    held = np.array([row not in gone for row in range(len(MATRIX))])
    matrix = np.where(held[:, None], MATRIX, 0).astype(np.float16)
    return Nearest(collection, matrix, held, len(collection.rows))  # type: ignore[arg-type]


def rows(found: list[Hit]) -> list[int]:
    return [hit.row for hit in found]


def test_what_came_since_is_found_with_the_rest() -> None:
    assert rows(searched(Collection(4)).search(EAST, 3)) == [0, 4, 1]
    assert rows(searched(Collection(6)).search(EAST, 3)) == [0, 4, 1]


def test_what_was_taken_out_is_not_found() -> None:
    assert rows(searched(Collection(6), 0, 2).search(EAST, 9)) == [4, 1, 3, 5]
    assert rows(searched(Collection(4), 0, 4).search(EAST, 2)) == [1, 2]


def test_when_all_that_chroma_found_is_gone_everything_is_scanned() -> None:
    collection = Collection(4)
    assert rows(searched(collection, 0, 1, 2).search(np.array([0.9, 0.4], dtype=np.float32), 1)) == [4]
    assert rows(searched(collection, 0, 1).search(EAST, 4)) == [4, 2, 3, 5]
    assert collection.asked == 2


def test_no_more_than_there_are() -> None:
    assert rows(searched(Collection(6)).search(EAST, 99)) == [0, 4, 1, 2, 3, 5]
    assert searched(Collection(6), *range(6)).search(EAST, 3) == []


def test_a_failing_chroma_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 100.0
    monkeypatch.setattr(nearest.time, "monotonic", lambda: now)
    collection = Collection(6)
    search = searched(collection, 5)
    collection.fails = True
    with caplog.at_level(logging.WARNING):
        assert [rows(search.search(EAST, 2)) for _ in range(3)] == [[0, 4]] * 3
        assert collection.asked == 1
        now += nearest.REST
        assert rows(search.search(EAST, 2)) == [0, 4]
    assert collection.asked == 2
    assert caplog.messages == ["Chroma 检索失败（坏了），改用精确扫描"]  # said once, not at every question
    collection.fails = False
    now += nearest.REST
    assert rows(search.search(EAST, 2)) == [0, 4]
    assert rows(search.search(EAST, 2)) == [0, 4]
    assert collection.asked == 4
