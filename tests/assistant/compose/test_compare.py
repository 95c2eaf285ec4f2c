"""The comparison: a row a matter, a column a place; 未规定 where a regulation is silent, never a blank and never a guess."""

from __future__ import annotations

import pytest

from assistant.compose.compare import CELL, markdown, table
from assistant.model import Citation, Evidence
from ingest.model import Source
from tests.assistant.conftest import Ask
from tests.assistant.steps import bare

FUJIAN = Source("fujian", "", "", "福建细则", region="福建省")
BEIJING = Source("beijing", "", "", "北京细则", region="北京市")
JILIN = Source("jilin", "", "", "《吉林细则》解读", region="吉林省", interprets="吉林细则")
OWN = Source("own", "", "", "自收办法")


def pair(n: int, document: str, number: str, role: str, quote: str, direct: str = "") -> tuple[Evidence, Citation]:
    e = Evidence(f"{document}/{number}", quote, role, direct=direct)
    return e, Citation(n, e.provision, f"《福建细则》第{number}条", document, "", quote, role, "", "")


VETO = pair(1, "fujian", "21", "veto", "不得晋升。")
LIFE = pair(2, "fujian", "25", "lifelong", "都应当追究。")
U = bare("终身问责和一票否决有什么不同", aspects=("终身问责", "一票否决"))


def test_the_table_is_all_that_was_found() -> None:
    compared = table([FUJIAN, BEIJING], {"fujian": [VETO, LIFE]}, U)
    assert compared["columns"] == [
        {"document": "fujian", "region": "福建省", "title": "福建细则"},
        {"document": "beijing", "region": "北京市", "title": "北京细则"},
    ]
    assert [(row["name"], [len(cell) for cell in row["cells"]]) for row in compared["rows"]] == [
        ("一票否决", [1, 0]),
        ("终身问责", [1, 0]),
    ]
    assert compared["rows"][0]["cells"][0] == [{"n": 1, "label": "第21条", "quote": "不得晋升。", "direct": ""}]


def test_a_matter_that_was_not_asked_for_by_name_has_the_name_of_its_role() -> None:
    compared = table([FUJIAN], {"fujian": [VETO]}, bare("有什么不同"))
    assert [row["name"] for row in compared["rows"]] == ["一票否决"]
    assert table([FUJIAN], {}, U)["rows"] == []


def test_silence_has_its_words() -> None:
    text = markdown([FUJIAN, BEIJING, JILIN], table([FUJIAN, BEIJING, JILIN], {"fujian": [VETO]}, U))
    assert text.split("\n") == [
        "|  | 福建省 | 北京市 | 吉林省 |",
        "| --- | --- | --- | --- |",
        "| **一票否决** | 第21条：“不得晋升。”[1] | 未规定 | 解读未提及 |",  # the regulation itself is not held
    ]


def test_several_provisions_of_one_cell() -> None:
    more = pair(2, "fujian", "22", "veto", "取消评优。")
    text = markdown([FUJIAN], table([FUJIAN], {"fujian": [VETO, more]}, U))
    assert "第21条：“不得晋升。”[1]；第22条：“取消评优。”[2] |" in text


def test_the_clauses_that_answer_stand_for_the_provision() -> None:
    often = pair(1, "fujian", "5", "duty", "甲" * 400, direct="每季度1次\n每半年1次")
    text = markdown([FUJIAN], table([FUJIAN], {"fujian": [often]}, U))
    assert "每季度1次" in text
    assert "每半年1次" in text
    assert "甲" not in text
    assert "“" not in text  # the holder in front of a clause stands elsewhere in the article: no quotation


def test_a_long_provision_is_shortened_in_the_text_and_whole_in_the_table() -> None:
    quote = "甲" * 80 + "。" + "乙" * 80 + "。"
    compared = table([FUJIAN], {"fujian": [pair(1, "fujian", "5", "duty", quote)]}, U)
    assert f"“{'甲' * 80}。……”" in markdown([FUJIAN], compared)
    assert len(quote) > CELL
    assert compared["rows"][0]["cells"][0][0]["quote"] == quote


def test_nothing_breaks_the_table() -> None:
    text = markdown([OWN], table([OWN], {"own": [pair(1, "own", "5", "duty", "甲|乙\n丙。")]}, U))
    assert text.split("\n")[0] == "|  | 自收办法 |"  # a document without a place has its title
    assert text.split("\n")[2] == "| **职责** | 《福建细则》第5条：“甲｜乙 丙。”[1] |"


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("北京和福建解释机关有什么不同", {"beijing": ["beijing/27"], "fujian": []}),
        ("福建和枣庄约谈有什么不同", {"fujian": [], "zaozhuang": ["zaozhuang/33"]}),
        ("福建和河北从重追究有什么区别", {"fujian": ["fujian/22"], "hebei": ["hebei/24"]}),
    ],
)
def test_two_places_side_by_side(ask: Ask, question: str, cell: dict[str, list[str]]) -> None:
    answer = ask(question)
    assert answer.table is not None
    provisions = {c.n: c.provision for c in answer.citations}
    (row,) = answer.table["rows"]
    documents = [column["document"] for column in answer.table["columns"]]
    assert {
        document: [provisions[piece["n"]] for piece in pieces]
        for document, pieces in zip(documents, row["cells"], strict=True)
    } == cell
    assert ("| 未规定 |" in answer.text) is ([] in cell.values())


def test_over_all_places_who_is_silent_is_named(ask: Ask) -> None:
    answer = ask("各地约谈的规定有什么不同？")
    assert answer.text.startswith("关于约谈，未规定：福建省、北京市、河北省。")
    assert "解读未提及" in answer.text
    assert [c.provision for c in answer.citations] == ["zaozhuang/33"]
