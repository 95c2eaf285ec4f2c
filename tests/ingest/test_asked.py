"""What is known of the questions that people ask of an article."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.asked import SHIPPED, UNASKED, Asked, AskedRows, load_asked, nothing_asked
from ingest.encoder import load_encoder
from ingest.fold import text_key
from ingest.model import BadInput
from ingest.vectors import Hit

TEXTS = ("应当支付工资。", "可以解除合同。", "自公布之日起施行。")
EAST, NORTH = (np.array(v, dtype=np.float32) for v in ((1, 0), (0, 1)))


@pytest.fixture
def asked() -> Asked:
    keys = {text_key(TEXTS[1]): 0, text_key(TEXTS[0]): 1}
    return Asked("d", keys, np.stack([EAST, NORTH]), np.array([[3, 0], [0, 7]], dtype=np.int32))


def test_an_article_is_known_by_its_words(asked: Asked) -> None:
    places = asked.places([*TEXTS, "应当 支付工资", "应当支付报酬。", ""])
    assert places.tolist() == [1, 0, UNASKED, 1, UNASKED, UNASKED]


def test_rows_with_like_questions_are_found(asked: Asked) -> None:
    rows = AskedRows(asked, asked.places([TEXTS[2], TEXTS[0], TEXTS[1], TEXTS[0]]))
    assert rows.search(EAST, 1) == [Hit(2, 1.0)]
    assert [hit.row for hit in rows.search(NORTH, 2)] == [1, 3]  # two versions with the same article
    assert rows.search(NORTH, 0) == []


def test_features_of_rows(asked: Asked) -> None:
    rows = AskedRows(asked, asked.places(TEXTS))
    found = rows.features(np.array([0.6, 0.8], dtype=np.float32), np.array([2, 1, 0]))
    assert found[0].tolist() == [0, 0, 0, 0]
    assert found[1] == pytest.approx([0.6, 1, np.log(4), 0])
    assert found[2] == pytest.approx([0.8, 1, 0, np.log(8)])


def test_with_another_encoder_nothing_is_known() -> None:
    rows = nothing_asked(3, 2)
    assert rows.search(EAST, 5) == []
    assert not rows.features(EAST, np.array([0, 2])).any()


def test_the_shipped_file_belongs_to_the_shipped_encoder() -> None:
    known, encoder = load_asked(), load_encoder()
    assert known.encoder == encoder.digest
    assert known.vectors.shape == (len(known.keys), encoder.dimension)
    assert np.allclose(np.linalg.norm(known.vectors, axis=1), 1, atol=1e-2)
    assert (known.counts.sum(axis=1) > 0).all()
    assert SHIPPED.stat().st_size < 8e6


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"not an archive"])
def test_a_broken_file_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "asked.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=r"asked\.npz：读不出来（.*）；请重新运行 python -m ingest train$"):
        load_asked(path)
