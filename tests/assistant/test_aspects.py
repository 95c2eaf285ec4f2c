"""Every system × every place: what settles it is cited, and a text that has nothing on it is said to be silent."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.model import Outcome, Question
from assistant.understand.aspects import systems

PLACES = {"fujian": "福建", "zaozhuang": "枣庄", "beijing": "北京", "hebei": "河北", "jilin": "吉林"}

SETTLED: dict[str, dict[str, str]] = {
    # the whole of each text read for it; "" where a text has nothing
    "督查督办": {"fujian": "12.1 12.2", "zaozhuang": "20", "beijing": "10", "hebei": "13", "jilin": "s5.4"},
    "巡查（督察）": {"fujian": "13", "zaozhuang": "23", "beijing": "11", "hebei": "14", "jilin": "s5.4"},
    "考核": {"fujian": "14.1 15.2", "zaozhuang": "24 25.1", "beijing": "12 13.1", "hebei": "15 16.1", "jilin": "s5.4"},
    "履职报告": {"fujian": "14.2", "zaozhuang": "10.1.4 17.1.5 18 19.1.7", "beijing": "", "hebei": "9.1.6", "jilin": ""},
    "述职": {"fujian": "15.3", "zaozhuang": "17.1.5 18 19.1.7 25.2", "beijing": "13.2", "hebei": "16.2", "jilin": ""},
    "结果公开": {"fujian": "15.1", "zaozhuang": "27", "beijing": "15", "hebei": "18", "jilin": "s5.4"},
    "任用考察": {"fujian": "16.1 16.2", "zaozhuang": "26", "beijing": "14.1 14.2", "hebei": "17.1 17.2", "jilin": "s5.4"},
    "审计": {"fujian": "", "zaozhuang": "21", "beijing": "", "hebei": "", "jilin": ""},
    "通报制度": {"fujian": "", "zaozhuang": "22", "beijing": "", "hebei": "", "jilin": ""},
    "约谈": {"fujian": "", "zaozhuang": "33", "beijing": "", "hebei": "", "jilin": ""},
    "表彰奖励": {
        "fujian": "17 18", "zaozhuang": "28 29.1 29.2", "beijing": "16 17", "hebei": "19 20", "jilin": "s4.4 s5.5",
    },
    "问责情形": {"fujian": "19", "zaozhuang": "30", "beijing": "18", "hebei": "21", "jilin": "s4.5"},
    "问责方式": {"fujian": "20", "zaozhuang": "31", "beijing": "19", "hebei": "22", "jilin": "s4.5"},
    "一票否决": {"fujian": "21", "zaozhuang": "32", "beijing": "20", "hebei": "23", "jilin": "s4.5 s5.6"},
    "从重追究": {"fujian": "22", "zaozhuang": "34", "beijing": "21", "hebei": "24", "jilin": "s5.6"},
    "从轻、减轻": {"fujian": "23", "zaozhuang": "35", "beijing": "22", "hebei": "25", "jilin": "s5.6"},
    "尽职免责": {"fujian": "24", "zaozhuang": "36", "beijing": "23", "hebei": "26", "jilin": "s5.6"},
    "终身问责": {"fujian": "25", "zaozhuang": "37", "beijing": "24", "hebei": "27", "jilin": "s5.6"},
    "追责原则": {"fujian": "26", "zaozhuang": "38", "beijing": "25", "hebei": "28", "jilin": ""},
    "追责权限与线索移送": {
        "fujian": "27", "zaozhuang": "39.1 39.2 39.3", "beijing": "26.1 26.2", "hebei": "29", "jilin": "s5.6",
    },
    "安委会主任": {"fujian": "6.1.6", "zaozhuang": "7.1.7", "beijing": "6.1.6", "hebei": "4.2", "jilin": "s4.2"},
    "适用范围": {"fujian": "2.1 2.2", "zaozhuang": "2.1 2.2", "beijing": "2.1 2.2", "hebei": "2", "jilin": "s5.2"},
    "施行日期": {"fujian": "29", "zaozhuang": "41", "beijing": "28", "hebei": "31", "jilin": ""},
    "解释机关": {"fujian": "", "zaozhuang": "40", "beijing": "27", "hebei": "30", "jilin": ""},
    "废止": {"fujian": "", "zaozhuang": "41", "beijing": "", "hebei": "31", "jilin": ""},
}  # fmt: skip


def test_the_table_names_every_system() -> None:
    assert set(SETTLED) == {a.name for a in systems()}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", SETTLED)
def test_each_system_at_each_place(engine: Engine, name: str, place: str) -> None:
    answer = engine.ask(Question(f"{PLACES[place]}关于{name}是怎么规定的？"))
    wanted = [f"{place}/{number}" for number in SETTLED[name][place].split()]
    assert [c.provision for c in answer.citations] == wanted
    assert answer.outcome is (Outcome.ANSWERED if wanted else Outcome.NOT_IN_CORPUS)
    if not wanted:
        assert "没有就" in answer.text


@pytest.mark.parametrize("name", SETTLED)
def test_each_system_compared_over_all_places(engine: Engine, name: str) -> None:
    answer = engine.ask(Question(f"各地{name}的规定有什么不同？"))
    table = answer.table
    assert table is not None
    (row,) = table["rows"]
    assert row["name"] == name
    columns = [column["document"] for column in table["columns"]]
    cells = dict(zip(columns, row["cells"], strict=True))
    quotes = {c.n: c for c in answer.citations}
    for place in ("fujian", "zaozhuang", "beijing", "hebei"):
        cited = [quotes[piece["n"]].provision for piece in cells[place]]
        assert cited == [f"{place}/{number}" for number in SETTLED[name][place].split()]
        assert bool(cited) or "未规定" in answer.text
    assert all(piece["quote"] == quotes[piece["n"]].quote for cell in row["cells"] for piece in cell)
