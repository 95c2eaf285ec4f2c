"""Texts side by side: whatever stands in a cell stands in its provision, and silence is never a guess."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.compose.compared import MOST, NOTHING_FOUND, Compared, compared
from assistant.engine import Engine
from assistant.model import Question
from assistant.understand.aspects import systems
from ingest.model import BadInput

ALL = ("fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin")
TOPICS = [a.name for a in systems()] + [
    "迟报", "党委主要负责人的职责", "会议", "事故隐患", "第十九条", "第五条、第六条", "19条3项", "多久开一次会", "宠物狗",
]  # fmt: skip


def cells(result: Compared, row: int = 0) -> dict[str, tuple[list[str], str]]:
    found = zip(result.columns, result.rows[row].cells, strict=True)
    return {column.document: ([p.provision for p in cell.pieces], cell.silence) for column, cell in found}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_cell_is_verbatim_or_silent_in_words(engine: Engine, topic: str) -> None:
    result = compared(engine, ALL, topic)
    assert [c.document for c in result.columns] == list(ALL)
    assert result.rows
    for row in result.rows:
        for column, cell in zip(result.columns, row.cells, strict=True):
            assert bool(cell.pieces) != bool(cell.silence)
            for piece in cell.pieces:
                provision = engine.generation.provision(piece.provision)
                assert provision
                assert provision.document == column.document
                assert piece.quote
                assert piece.quote in provision.text
                assert provision.label.endswith(piece.label)
                assert all(0 <= m.start < m.end <= len(piece.quote) for m in piece.marks)
    assert result.answer["generation"] == engine.generation.name


def test_a_matter_that_some_texts_settle(engine: Engine) -> None:
    result = compared(engine, ALL, "约谈")
    assert [row.name for row in result.rows] == ["约谈"]
    assert cells(result) == {
        "fujian": ([], "未规定"),
        "zaozhuang": (["zaozhuang/33"], ""),
        "beijing": ([], "未规定"),
        "tongzhou": ([], "未规定"),
        "hebei": ([], "未规定"),
        "jilin": ([], "解读未提及"),
    }


def test_a_matter_that_none_of_them_settles_is_a_row_too(engine: Engine) -> None:
    result = compared(engine, ["fujian", "hebei"], "约谈和终身问责")
    assert {row.name: [bool(c.pieces) for c in row.cells] for row in result.rows} == {
        "终身问责": [True, True],
        "约谈": [False, False],
    }
    assert cells(compared(engine, ["fujian", "hebei"], "约谈"))["hebei"] == ([], "未规定")


def test_duties_filed_under_other_names_stand_in_one_row(engine: Engine) -> None:
    """The engine files 河北第五条 under another matter than 福建第五条: neither is silent."""
    result = compared(engine, ["fujian", "hebei"], "党委主要负责人的职责")
    assert [row.name for row in result.rows] == ["党委主要负责人的职责"]
    found = cells(result)
    assert "fujian/5" in found["fujian"][0]
    assert "hebei/5" in found["hebei"][0]


def test_words_that_are_not_found_are_not_called_unregulated(engine: Engine) -> None:
    result = compared(engine, ["fujian", "hebei"], "宠物狗")
    assert cells(result) == {"fujian": ([], NOTHING_FOUND), "hebei": ([], NOTHING_FOUND)}
    assert result.note


def test_articles_are_whole_and_one_that_does_not_exist_is_said_not_to(engine: Engine) -> None:
    result = compared(engine, ALL, "第三十五条")
    found = cells(result)
    article = engine.generation.provision("zaozhuang/35")
    assert article
    assert result.rows[0].cells[1].pieces[0].quote == article.text
    assert found["fujian"] == ([], "没有第三十五条（收录的是第一条至第二十九条）")
    assert found["jilin"] == ([], "没有第三十五条（解读不分条，收录的是第一部分至第六部分）")


def test_what_differs_is_marked_and_turned_back_onto_each_quotation(engine: Engine) -> None:
    result = compared(engine, ["fujian", "beijing"], "终身问责")
    marks = [[p.quote[m.start : m.end] for p in cell.pieces for m in p.marks] for cell in result.rows[0].cells]
    assert marks == [[], ["各级"]]
    several = compared(engine, ["fujian", "hebei"], "督查督办").rows[0].cells[0].pieces
    assert [p.label for p in several] == ["第十二条第一款", "第十二条第二款"]
    assert [p.quote[m.start : m.end] for p in several for m in p.marks][:2] == [
        "一并进行督促检查，督查结果及时抄送同级组织人事部门",
        "县级以上",
    ]


def test_what_is_not_verbatim_is_not_shown(engine: Engine) -> None:
    answer = engine.ask(Question("各地关于终身问责的规定有什么不同", regions=("fujian", "hebei")))
    wrong = replace(answer, citations=tuple(replace(c, quote="应当从严从重追究") for c in answer.citations[:1]))
    crooked: Any = SimpleNamespace(generation=engine.generation, ask=lambda _: wrong)
    assert answer.citations[0].document == "fujian"
    assert cells(compared(crooked, ["fujian", "hebei"], "终身问责"))["fujian"][0] == []


@pytest.mark.parametrize(
    ("places", "topic", "says"),
    [
        (["fujian"], "考核", "对比至少要两份文件"),
        (["福建", "fujian"], "考核", "对比至少要两份文件"),
        (["fujian", "上海"], "考核", "上海"),
        (["fujian", "山东"], "考核", "枣庄市"),
        (["fujian", "hebei"], " ", "没有写要对比的事项"),
        (["fujian", "hebei"], "考" * 101, "最多 100 字"),
    ],
)
def test_what_cannot_be_compared_is_said(engine: Engine, places: list[str], topic: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        compared(engine, places, topic)


def test_a_table_has_an_end(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.compose.compared.MOST", 2)
    assert MOST > 2
    with pytest.raises(BadInput, match="最多 2 份"):
        compared(engine, ["fujian", "hebei", "beijing"], "考核")
