"""BM25 over words already cut: order, scope, and what finds nothing."""

from __future__ import annotations

import pytest

from ingest.generation import Generation
from ingest.lexical import LexicalIndex, change_lexical, create_lexical
from ingest.words import words

ROWS = [
    ("fujian", ["迟报", "事故", "问责"]),
    ("fujian", ["事故", "调查", "处理", "报告", "情况"]),
    ("hebei", ["迟报", "迟报", "事故"]),
    ("hebei", ["述职", "考核"]),
    ("beijing", ["迟报", "事故", "问责"]),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    create_lexical(folder)
    change_lexical(folder, ((row, document, body) for row, (document, body) in enumerate(ROWS)))
    return LexicalIndex(folder)


def found(small: LexicalIndex, *asked: str, k: int = 9, documents: list[str] | None = None) -> list[int]:
    return [hit.row for hit in small.search(asked, k, documents)]


def test_order_is_by_score(small: LexicalIndex) -> None:
    assert small.count() == 5
    assert found(small, "迟报")[0] == 2  # twice in a short row
    assert found(small, "问责", "迟报")[:2] == [0, 4]
    hits = small.search(["迟报", "事故", "问责"], 9)
    assert {hit.row for hit in hits} == {0, 1, 2, 4}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_equal_rows_are_equal_and_come_in_order(small: LexicalIndex) -> None:
    first, second = small.search(["问责"], 9)
    assert (first.row, second.row) == (0, 4)
    assert first.score == second.score > 0


def test_a_rare_word_counts_more(small: LexicalIndex) -> None:
    assert found(small, "事故", "调查")[0] == 1


def test_scope(small: LexicalIndex) -> None:
    assert found(small, "迟报", documents=["fujian", "beijing"]) == [0, 4]
    assert found(small, "迟报", documents=["hebei"]) == [2]
    assert found(small, "迟报", documents=["nowhere"]) == []
    assert found(small, "迟报", documents=[]) == []
    assert sorted(found(small, "迟报", documents=None)) == [0, 2, 4]


def test_scope_changes_no_score(small: LexicalIndex) -> None:
    alone = small.search(["迟报"], 9, ["hebei"])
    assert alone == [hit for hit in small.search(["迟报"], 9) if hit.row == 2]


def test_a_word_asked_twice_counts_once(small: LexicalIndex) -> None:
    assert small.search(["迟报", "问责", "迟报"], 9) == small.search(["迟报", "问责"], 9)


@pytest.mark.parametrize(("asked", "k"), [([], 5), (["迟报"], 0), (["迟报"], -1), (["区块链"], 5), ([""], 5)])
def test_nothing(small: LexicalIndex, asked: list[str], k: int) -> None:
    assert small.search(asked, k) == []


def test_no_more_than_asked_for(small: LexicalIndex) -> None:
    assert len(found(small, "事故", k=2)) == 2


@pytest.mark.parametrize("asked", ["AND OR NOT", "body:迟报", '"迟报"~2', "(迟报", "迟报*", "+-&|!(){}[]^~?:\\/"])
def test_a_question_is_no_query_language(small: LexicalIndex, asked: str) -> None:
    assert small.search([asked], 5) == []


def test_real_texts(opened: Generation) -> None:
    best = [
        opened.ids[hit.row] for hit in opened.by_words(words("对迟报、漏报、谎报或者瞒报生产安全事故"), 3, ["fujian"])
    ]
    assert best[0] == "fujian/19"
    assert all(id.startswith("fujian/") for id in best)
