"""Words in quotation marks are found where they stand, verbatim; and only where they are a quotation."""

from __future__ import annotations

import pytest

from assistant.evidence.quoted import quoted_words
from assistant.evidence.units import units_of
from ingest.generation import Generation
from tests.assistant.steps import bare, ids, text_of, unit


@pytest.mark.parametrize(
    ("question", "document", "provisions"),
    [
        ("真有“谁审批、谁负责”这句话吗", "fujian", ["fujian/4.1"]),
        ("有「谁审批谁负责」吗", "fujian", ["fujian/4.1"]),  # other marks; punctuation does not matter
        ("“不立即组织事故抢救的”是哪一项", "fujian", ["fujian/22.1.1"]),  # the item, not its whole list
        ('"每季度至少调研1次安全生产工作"出自哪里', "zaozhuang", ["zaozhuang/6.1.1"]),
        ("“福建坚持谁审批、谁负责”在哪", "fujian", ["fujian/4.1"]),  # the place is named inside the marks
        ("“各级党委书记每月述职一次”这句有没有", "fujian", []),  # invented
        ("“一票否决”是什么意思", "fujian", []),  # a term, too short to be a quotation
        ("“终身问责制”是什么意思", "zaozhuang", []),
        ("真有谁审批、谁负责这句话吗", "fujian", []),  # not marked as a quotation
        ("《“谁审批、谁负责”规定》怎么说", "fujian", []),
        ("原来那个“谁审批、谁负责”的暂行规定还算数吗", "fujian", []),  # the name of a document
        ("“谁审批、谁负责”", "beijing", []),  # another text has them not
        ("“党政领导干部安全生产”怎么理解", "fujian", []),  # stands all over the text: no answer
    ],
)
def test_a_quotation_finds_its_provision(
    generation: Generation, question: str, document: str, provisions: list[str]
) -> None:
    assert ids(quoted_words(units_of(text_of(generation, document)), bare(question))) == provisions


def test_two_quotations_and_each_provision_once() -> None:
    units = [unit("1", "不得超过核定的载客人数。"), unit("2", "应当定期检验机动车。")]
    asked = "“不得超过核定的载客人数”和“定期检验机动车”还有“应当定期检验”"
    assert ids(quoted_words(units, bare(asked))) == ["law/1", "law/2"]


def test_the_longest_stretch_decides() -> None:
    units = [unit("1", "应当定期检验机动车及其挂车。"), unit("2", "应当定期检验机动车。")]
    assert ids(quoted_words(units, bare("“定期检验机动车及其挂车”"))) == ["law/1"]


def test_what_stands_in_too_many_places_is_no_answer() -> None:
    units = [unit(str(n), f"第{n}类车应当定期检验机动车。") for n in range(1, 4)]
    assert quoted_words(units, bare("“应当定期检验机动车”")) == []
    assert ids(quoted_words(units[:2], bare("“应当定期检验机动车”"))) == ["law/1", "law/2"]
