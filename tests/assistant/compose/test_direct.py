"""The sentence said first: how often, the decisive words, or that the text gives no number; always with its citation."""

from __future__ import annotations

import pytest

from assistant.compose.direct import LONG, MOST, decisive, direct, uncounted
from assistant.model import Citation, Evidence
from ingest.generation import Generation
from ingest.model import Document
from tests.assistant.conftest import Ask
from tests.assistant.steps import bare

Pairs = list[tuple[Evidence, Citation]]


def pairs(*evidence: Evidence) -> Pairs:
    return [
        (e, Citation(n, e.provision, e.provision, "law", "", e.quote, e.role, "", ""))
        for n, e in enumerate(evidence, 1)
    ]


OFTEN = Evidence("law/5", "书记每季度调研1次，每半年开会1次。", "duty", direct="书记每季度调研1次\n每半年开会1次")
VETO = Evidence(
    "law/21",
    "严格落实安全生产一票否决制度，在相关规定时限内，取消考核评优和评选各类先进资格，不得晋升职务、级别或者重用任职。",
    "veto",
)
PLAIN = Evidence("law/13", "建立完善安全生产巡查工作制度。", "inspection")


LAW = Document("law", "法", "", ())


def test_how_often_is_said_first_and_alone() -> None:
    lines = direct(LAW, pairs(PLAIN, OFTEN, VETO), bare("多久一次", wants_frequency=True))
    assert lines == ["**书记每季度调研1次**。[2]", "**每半年开会1次**。[2]"]


def test_the_decisive_words_of_a_set_matter() -> None:
    words = "在相关规定时限内，取消考核评优和评选各类先进资格，不得晋升职务、级别或者重用任职"
    assert direct(LAW, pairs(PLAIN, VETO), bare("还能升职吗")) == [f"**{words}**。[2]"]


def test_a_matter_without_such_words_is_left_to_its_quotation() -> None:
    assert direct(LAW, pairs(PLAIN), bare("巡查怎么规定")) == []
    assert direct(LAW, [], bare("巡查怎么规定")) == []


def test_no_more_than_a_few() -> None:
    many = [Evidence(f"law/{n}", VETO.quote, "veto") for n in range(1, MOST + 3)]
    assert len(direct(LAW, pairs(*many), bare("还能升职吗"))) == MOST


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence("x/29", "本实施细则自2018年9月28日起施行。", "effective"), "自2018年9月28日起施行"),
        (
            Evidence("x/22", "…的党政领导干部，应当从重追究责任：（一）…", "aggravation"),
            "…的党政领导干部，应当从重追究责任",
        ),
        (Evidence("x/22.1.1", "不立即组织事故抢救的；", "aggravation"), ""),  # an item has not those words
        (Evidence("x/19", "下列情形之一的", "situation"), ""),
        (Evidence("x/1", "自2018年9月28日起施行", "provision"), ""),  # no matter was settled
        (Evidence("x/21", "取消" + "甲" * LONG + "任职", "veto"), ""),  # too long to stand in front
    ],
)
def test_the_words_that_answer_by_themselves(evidence: Evidence, words: str) -> None:
    assert decisive(evidence) == words


@pytest.mark.parametrize(
    ("evidence", "asked", "expected"),
    [
        ([PLAIN], True, True),
        ([PLAIN], False, False),  # how often was not asked
        ([PLAIN, Evidence("x/2", "每季度通报1次。", "bulletin")], True, False),
        ([Evidence("x/3", "定期组织评选。", "commendation")], True, False),  # 定期 is what it says on how often
        ([PLAIN, Evidence("x/19", "职责不到位的；", "situation")], True, False),  # a story of neglect
        ([], True, False),
    ],
)
def test_whether_the_text_gives_no_number(evidence: list[Evidence], asked: bool, expected: bool) -> None:
    assert uncounted(pairs(*evidence), bare("", wants_frequency=asked)) is expected


def test_that_no_number_is_given_is_said_in_front(ask: Ask, generation: Generation) -> None:
    answer = ask("枣庄巡查多久一次")
    assert answer.text.startswith("该文没有规定次数或间隔，原文如下。")
    assert [c.provision for c in answer.citations] == ["zaozhuang/23"]
    provision = generation.provision("zaozhuang/23")
    assert provision is not None
    assert "每" not in provision.text


def test_how_often_comes_before_the_provision(ask: Ask) -> None:
    text = ask("河北县长多久检查一次").text
    assert text.startswith("**县（市、区）政府主要负责人每季度至少带队检查1次安全生产工作**。[1]")
    assert text.index("第六条第（三）项") > text.index("**。[1]")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("枣庄哪个领导组织制定安全生产规划", "**区（市）政府主要负责人的职责**。[1]"),
        ("北京谁来分管安全生产", "**市、区政府由担任本级党委常委的政府领导干部分管安全生产工作"),
        ("枣庄谁分管安全", "**区（市）政府原则上由担任本级党委常委的政府领导干部分管安全生产工作**。[1]"),
    ],
)
def test_who_is_said_first_where_only_the_sentence_before_the_list_says_so(ask: Ask, question: str, first: str) -> None:
    assert ask(question).text.startswith(first)


def test_an_item_is_quoted_with_whose_duty_it_is(ask: Ask) -> None:
    assert "- 各级党委主要负责人的职责：第五条第（三）项，" in ask("河北党委书记多久调研一次").text


@pytest.mark.parametrize("question", ["福建哪些情形要从重追究", "河北一票否决影响提拔吗", "北京一票否决怎么规定"])
def test_what_is_said_first_is_said_with_its_condition(ask: Ask, question: str) -> None:
    """「不予追究有关党政领导干部的领导责任」 alone would promise it to everybody."""
    told = [line for line in ask(question).text.split("\n") if line.startswith("**") and line.endswith("]")]
    assert told
    assert all("的党政领导干部，" in line or "的，" in line for line in told)


def test_what_is_the_whole_of_a_quotation_is_not_said_twice(ask: Ask) -> None:
    text = ask("北京哪些情况可以免责").text
    assert text.count("不予追究有关党政领导干部的领导责任") == 1
    assert "**" not in text
