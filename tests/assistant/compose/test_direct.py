"""The sentence said first: how often, the decisive words, or that the text gives no number; always with its citation."""

from __future__ import annotations

import pytest

from assistant.compose.direct import LONG, MOST, decisive, direct, uncounted
from assistant.model import Citation, Evidence
from ingest.generation import Generation
from tests.assistant.conftest import Ask
from tests.assistant.steps import bare

Pairs = list[tuple[Evidence, Citation]]


def pairs(*evidence: Evidence) -> Pairs:
    return [
        (e, Citation(n, e.provision, e.provision, "law", "", e.quote, e.role, "", ""))
        for n, e in enumerate(evidence, 1)
    ]


OFTEN = Evidence("law/5", "书记每季度调研1次，每半年开会1次。", "duty", direct="书记每季度调研1次\n每半年开会1次")
VETO = Evidence("law/21", "在相关规定时限内，取消考核评优和评选各类先进资格，不得晋升职务、级别或者重用任职。", "veto")
PLAIN = Evidence("law/13", "建立完善安全生产巡查工作制度。", "inspection")


def test_how_often_is_said_first_and_alone() -> None:
    lines = direct(pairs(PLAIN, OFTEN, VETO), bare("多久一次", wants_frequency=True))
    assert lines == ["**书记每季度调研1次**。[2]", "**每半年开会1次**。[2]"]


def test_the_decisive_words_of_a_set_matter() -> None:
    words = "在相关规定时限内，取消考核评优和评选各类先进资格，不得晋升职务、级别或者重用任职"
    assert direct(pairs(PLAIN, VETO), bare("还能升职吗")) == [f"**{words}**。[2]"]


def test_a_matter_without_such_words_is_left_to_its_quotation() -> None:
    assert direct(pairs(PLAIN), bare("巡查怎么规定")) == []
    assert direct([], bare("巡查怎么规定")) == []


def test_no_more_than_a_few() -> None:
    many = [Evidence(f"law/{n}", VETO.quote, "veto") for n in range(1, MOST + 3)]
    assert len(direct(pairs(*many), bare("还能升职吗"))) == MOST


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence("x/29", "本实施细则自2018年9月28日起施行。", "effective"), "自2018年9月28日起施行"),
        (Evidence("x/22", "…的党政领导干部，应当从重追究责任：（一）…", "aggravation"), "应当从重追究责任"),
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
