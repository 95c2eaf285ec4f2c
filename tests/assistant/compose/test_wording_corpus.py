"""Every sentence of the five texts against itself, and against itself with a word changed: no hand picked these rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import rjieba

from assistant.compose.wording.check import check
from assistant.compose.wording.pieces import Piece, pieces_of
from assistant.compose.wording.plain import plain
from assistant.evidence.units import units_of
from assistant.model import Citation
from ingest.generation import Generation

HARMLESS = re.compile(r"[的了地并其]|严格|坚决|认真|大力|积极|切实|着力|不断|进一步")
"""A sentence may have fewer of these; 不断 only where a clause begins with it."""
SWAPPED = {
    "应当": ("可以", "不得", "必须"), "可以": ("应当", "不得"), "不得": ("可以", "应当"), "必须": ("可以",), "至少": ("最多",),
    "以上": ("以下",), "或者": ("并且",), "每季度": ("每月", "每半年"), "每半年": ("每年",), "每年": ("每两年",), "每月": ("每周",),
    "党委": ("政府",), "政府": ("党委",), "主要负责人": ("分管负责人",), "上级": ("下级",), "下级": ("上级",), "监察机关": ("检察机关",),
    "从重": ("从轻",), "从轻": ("从重",), "免职": ("开除",), "诫勉": ("警告",), "不予": ("应予",), "市": ("县",), "1次": ("2次",),
    "一次": ("两次",), "未": ("已",), "不": ("",), "未能": ("能",), "县": ("省",), "省": ("市",),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A sentence of a provision and the piece that holds it."""

    sentence: str
    piece: Piece


@pytest.fixture(scope="module")
def rows(generation: Generation) -> list[Row]:
    return list(_rows(generation))


def _rows(generation: Generation) -> Iterator[Row]:
    for source in generation.catalog.sources:
        document = generation.document(source.id)
        assert document is not None
        for unit in units_of(document):
            p = unit.provision
            if unit.inside or not p.text:
                continue
            cited = Citation(1, p.id, p.label, source.id, source.region, p.text, "provision", "", "")
            (piece,) = pieces_of("", [cited], generation)
            for raw in re.split(r"[。；;\n]", p.text):
                sentence = re.sub(r"^\s*[（(][一二三四五六七八九十]+[)）]", "", raw).strip()
                if len(sentence) > 5:
                    yield Row(sentence, piece)


def stands(sentence: str, piece: Piece) -> bool:
    return bool(check(f"{sentence}[[{piece.token}]]。", [piece]).text)


def test_the_texts_may_be_repeated(rows: list[Row]) -> None:
    struck = [r.sentence for r in rows if not stands(f"根据规定，{r.sentence}", r.piece)]
    assert len(rows) > 400
    assert len(struck) < len(rows) * 0.02, struck


def test_no_word_may_be_left_out(rows: list[Row]) -> None:
    leaks = []
    for r in rows:
        found = rjieba.cut(r.sentence)
        for i, word in enumerate(found):
            less = "".join(found[:i] + found[i + 1 :])
            if word[0].isalnum() and not HARMLESS.fullmatch(word) and stands(less, r.piece):
                leaks.append((word, less))
    # 「阻挠、干涉…或者…的」 may be said of one of its alternatives: the comma that is left over shows that nothing else went
    assert [x for x in leaks if not x[1].startswith("、")] == []


@pytest.mark.parametrize("word", SWAPPED)
def test_no_word_may_be_exchanged(rows: list[Row], word: str) -> None:
    tried = 0
    for r in rows:
        for m in re.finditer(re.escape(word), r.sentence):
            for other in SWAPPED[word]:
                changed = r.sentence[: m.start()] + other + r.sentence[m.end() :]
                tried += 1
                assert not stands(changed, r.piece), changed
    assert tried


def test_no_number_may_be_another(rows: list[Row]) -> None:
    tried = 0
    for r in rows:
        for m in re.finditer(r"\d+|[一二三四五六七八九十]+(?=次|人|条|章|年|个|项|名)", r.sentence):
            changed = r.sentence[: m.start()] + "7" + r.sentence[m.end() :]
            tried += 1
            assert m.group() in ("7", "七") or not stands(changed, r.piece), changed
    assert tried > 50


def test_a_provision_says_nothing_of_another(rows: list[Row]) -> None:
    for one, other in zip(rows, rows[7:], strict=False):
        if plain(one.sentence) not in plain(other.piece.quote):
            assert not stands(one.sentence, other.piece), (one.sentence, other.piece.quote)
