"""What fails a case, what a quotation is worth, and which values a sentence may say."""

from __future__ import annotations

import pytest

from eval.measures import judge_answer, meets
from eval.quotes import Quoted, quoted
from eval.sentences import unsupported_values
from ingest.generation import Generation
from tests.eval.conftest import answered, case


def text_of(generation: Generation, id: str) -> str:
    provision = generation.provision(id)
    assert provision is not None
    return provision.text


def test_an_article_cited_whole_meets_its_item(generation: Generation) -> None:
    article = text_of(generation, "fujian/19")
    assert meets("fujian/19.1.3", [{"provision": "fujian/19", "quote": article}], generation)
    assert not meets("fujian/19.1.3", [{"provision": "fujian/19", "quote": article[:30]}], generation)
    assert meets("fujian/19", [{"provision": "fujian/19.1.3", "quote": "x"}], generation)


def test_what_fails_a_case(generation: Generation) -> None:
    good = answered(fujian_19p1p3=text_of(generation, "fujian/19.1.3"))
    assert judge_answer(case(cites=["fujian/19.1.3"]), good, generation).passed
    for expect, problem in [
        ({"cites": ["fujian/20"]}, "缺引 fujian/20"),
        ({"outcome": "off_topic"}, "结果应为 off_topic，实为 answered"),
        ({"contains": ["诫勉"]}, "应含「诫勉」"),
    ]:
        assert judge_answer(case(**expect), good, generation).problems == (problem,)
    assert judge_answer(case(excludes=["瞒"]), answered(text="瞒报"), generation).problems == ("不应含「瞒」",)
    assert judge_answer(case(), answered(fault="RuntimeError: x"), generation).problems == ("出错：RuntimeError: x",)


def test_a_document_that_nobody_expects_is_a_stray(generation: Generation) -> None:
    both = answered(fujian_20=text_of(generation, "fujian/20"), hebei_5=text_of(generation, "hebei/5"))
    verdict = judge_answer(case(cites=["fujian/20"]), both, generation)
    assert (verdict.strays, verdict.unexpected, verdict.passed) == (("hebei/5",), ("hebei/5",), True)
    assert judge_answer(case(cites=["fujian/20"], also_ok=["hebei/5"]), both, generation).strays == ()
    assert judge_answer(case(outcome="not_in_corpus"), both, generation).strays == ()


QUOTES = [
    ("fujian/19.1.3", "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的", Quoted.SUPPORTED),
    ("fujian/20", "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的", Quoted.MISATTRIBUTED),
    ("fujian/20", "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的，涉嫌职务违法犯罪的", Quoted.STITCHED),
    ("fujian/20", "对迟报生产安全事故的罚款五万元", Quoted.ABSENT),
    ("fujian/20", "", Quoted.ABSENT),
    ("fujian/19.1.3", "漏报、谎报或者瞒报生产安全事故", Quoted.CUT),
    ("fujian/19.1.3", "报生产安全事故负有领导责任的", Quoted.CUT),
    ("fujian/999", "对迟报、漏报", Quoted.OUT_OF_RANGE),
    ("shanghai/1", "对迟报、漏报", Quoted.OUT_OF_RANGE),
]


@pytest.mark.parametrize(("provision", "quote", "expected"), QUOTES)
def test_what_a_quotation_is_worth(generation: Generation, provision: str, quote: str, expected: Quoted) -> None:
    assert quoted({"provision": provision, "quote": quote}, generation) is expected


def test_only_what_is_supported_passes(generation: Generation) -> None:
    false = answered(fujian_20="罚款五万元")
    verdict = judge_answer(case(), false, generation)
    assert verdict.broken == ("fujian/20",)
    assert verdict.problems == ("引文不符 fujian/20（absent）",)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("每季度至少调研1次[1]", ()),
        ("每季度至少调研一次[1]", ()),
        ("每季度至少调研2次[1]", ("次 2",)),
        ("第六条第（三）项：每季度至少调研1次[1]", ("条 6",)),
        ("第五条第（三）项：每季度至少调研1次[1]", ()),
        ("自2018年9月28日起，每季度1次[1]", ("date 2018 9 28", "年 2018", "日 28", "月 9")),
        ("按闽委办发〔2018〕37号，每季度1次[1]", ("号 2018 37",)),
        ("共有99条。", ()),  # computed by the program, cites nothing
        ("2次[7]", ()),  # a marker of no citation: the answer's own check strikes it
    ],
)
def test_a_sentence_that_cites_says_no_value_of_its_own(line: str, values: tuple[str, ...]) -> None:
    citations = [{"n": 1, "label": "《办法》第五条第（三）项", "quote": "每季度至少调研1次"}]
    assert set(unsupported_values(line, citations, ("多久一次",))) == set(values)


def test_a_value_of_the_question_may_be_repeated() -> None:
    citations = [{"n": 1, "label": "", "quote": "每季度至少调研1次"}]
    assert unsupported_values("不是3次，而是1次[1]", citations, ("是不是三次",)) == ()
