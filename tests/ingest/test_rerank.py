"""The reranker's features by hand, and what it does with them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ingest.asked import UNASKED, Asked, AskedRows, nothing_asked
from ingest.model import BadInput
from ingest.rerank import FEATURES, Candidates, Reranker, candidates, laws_of, load_reranker
from ingest.vectors import Hit

MATRIX = np.array([[1, 0], [0.6, 0.8], [0, 1], [0.8, 0.6]], dtype=np.float32)
EAST = np.array([1, 0], dtype=np.float32)
LAWS = np.array([0, 0, 0, 1], dtype=np.int32)
NOTHING = nothing_asked(4, 2)


def column(found: Candidates, name: str) -> list[float]:
    return [round(float(x), 4) for x in found.features[:, FEATURES.index(name)]]


def test_rows_of_every_search_come_once_in_order() -> None:
    hits = {"dense": [Hit(3, 0.8), Hit(0, 1.0)], "lexical": [Hit(3, 7.0), Hit(1, 14.0)], "asked": [Hit(2, 0.1)]}
    found = candidates(MATRIX, EAST, hits, LAWS, NOTHING)
    assert found.rows.tolist() == [0, 1, 2, 3]
    assert column(found, "dense") == [1, 0.6, 0, 0.8]
    assert column(found, "lexical") == [0, 1.4, 0, 0.7]
    assert column(found, "lexical_share") == [0, 1, 0, 0.5]


def test_neighbours_speak_within_one_law_only() -> None:
    found = candidates(MATRIX, EAST, {"dense": [Hit(r, 0.0) for r in range(4)], "lexical": []}, LAWS, NOTHING)
    assert column(found, "beside") == [0.6, 1.0, 0.6, 0]  # row 3 is another law's, and there is nothing before row 0
    assert column(found, "next_but_one") == [0, 0, 1.0, 0]


def test_a_law_with_many_near_articles_weighs_more() -> None:
    found = candidates(MATRIX, EAST, {"dense": [Hit(r, 0.0) for r in range(4)], "lexical": []}, LAWS, NOTHING)
    first = np.log(1 + np.exp(-8) + np.exp(-20)) / 20
    assert column(found, "law_sharp") == [round(float(first), 4)] * 3 + [-0.2]


def test_what_is_asked_of_a_row_is_a_feature() -> None:
    asked = Asked("d", {}, EAST[None, :], np.array([[1, 0]], dtype=np.int32))
    rows = AskedRows(asked, np.array([UNASKED, 0, UNASKED, UNASKED], dtype=np.int32))
    found = candidates(MATRIX, EAST, {"dense": [Hit(0, 1.0), Hit(1, 0.6)], "lexical": []}, LAWS, rows)
    assert column(found, "asked") == column(found, "known") == [0, 1]
    assert column(found, "times_asked") == [0, round(float(np.log(2)), 4)]


def test_nothing_found() -> None:
    found = candidates(MATRIX, EAST, {"dense": [], "lexical": []}, LAWS, NOTHING)
    assert found.near() == []
    assert Reranker(np.ones(len(FEATURES), dtype=np.float32)).order(found) == []


def test_best_first_and_ties_to_the_lower_row() -> None:
    features = np.zeros((3, len(FEATURES)), dtype=np.float32)
    features[:, 0] = [0.5, 0.9, 0.5]
    weights = np.eye(len(FEATURES), dtype=np.float32)[0]
    found = Candidates(np.array([4, 7, 9]), features)
    assert [row for row, _ in Reranker(weights).order(found)] == [7, 4, 9]
    assert found.near() == [(4, 0.5), (7, pytest.approx(0.9)), (9, 0.5)]


@pytest.mark.parametrize(
    ("titles", "laws"),
    [
        (["民法典第一条", "民法典第一百二十条之一", "刑法第1条", "民法典 第十条"], [0, 0, 1, 0]),
        (["民法典", "", "关于第三条的解释"], [-1, -1, -1]),
    ],
)
def test_the_law_of_a_title(titles: list[str], laws: list[int]) -> None:
    assert laws_of(titles).tolist() == laws


def test_the_shipped_weights_know_every_feature() -> None:
    weights = dict(zip(FEATURES, load_reranker().weights, strict=True))
    assert min(weights["dense"], weights["asked"]) > 0


@pytest.mark.parametrize("text", [None, "", "{}", '{"weights": {"dense": 1}}', '{"weights": 3}'])
def test_broken_weights_are_one_sentence(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "reranker.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"reranker\.json：重排权重读不出来（.+）；请重新运行 python -m ingest train$"):
        load_reranker(path)
    path.write_text(json.dumps({"weights": dict.fromkeys(FEATURES, 1)}), encoding="utf-8")
    assert load_reranker(path.rename(tmp_path / "whole.json")).weights.tolist() == [1] * len(FEATURES)
