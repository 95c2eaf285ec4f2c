"""Which way of choosing decides in one document, what it is silent about, and what it never answers from."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.evidence.choose import choose
from assistant.evidence.units import units_of
from assistant.model import Question
from tests.assistant.conftest import Ask
from tests.assistant.steps import bare, chosen, ids, law, understood


@pytest.mark.parametrize(
    ("question", "document", "way", "provisions"),
    [
        ("福建的文件里真有“谁审批、谁负责”这句话吗", "fujian", "quotation", ["fujian/4.1"]),
        ("河北县委书记多久调研一次", "hebei", "often", ["hebei/5.1.3"]),
        ("福建瞒报怎么处理", "fujian", "accountability", ["fujian/19.1.3"]),
        ("福建瞒报会不会被一票否决", "fujian", "accountability", ["fujian/21"]),  # what is asked of the case
        ("枣庄约谈怎么规定", "zaozhuang", "settled", ["zaozhuang/33"]),
        ("福建网格化管理归谁推动", "fujian", "likeness", ["fujian/9.1.5"]),
    ],
)
def test_the_way_and_what_it_finds(
    engine: Engine, question: str, document: str, way: str, provisions: list[str]
) -> None:
    choice = chosen(engine, question, document)
    assert (choice.way, ids(choice.evidence), choice.silent) == (way, provisions, ())


@pytest.mark.parametrize(
    ("question", "document", "silent"),
    [
        ("福建约谈怎么规定", "fujian", ("约谈",)),
        ("北京审计怎么规定", "beijing", ("审计",)),
        ("福建罚款怎么规定", "fujian", ("罚款",)),
        ("福建直接经济损失一百万元罚款多少", "fujian", ("罚款",)),  # 一百万元 is no fine
        ("福建瞒报要罚多少钱", "fujian", ("罚款",)),  # whatever else the question says
        ("河北文号是多少", "hebei", ("文号",)),
    ],
)
def test_a_document_that_does_not_settle_the_matter_is_silent(
    engine: Engine, question: str, document: str, silent: tuple[str, ...]
) -> None:
    choice = chosen(engine, question, document)
    assert (choice.evidence, choice.silent) == ((), silent)


def test_a_fine_among_the_measures_is_answered_by_the_measures(engine: Engine) -> None:
    assert ids(chosen(engine, "福建只有通报和罚款两种办法吧", "fujian").evidence) == ["fujian/20"]


def test_nothing_follows_from_the_silence_of_a_text_of_another_kind(engine: Engine) -> None:
    other = law(
        "第一条 为了加强道路交通管理，制定本规定。",
        "第二条 机动车应当定期检验，检验不合格的不得上路行驶。",
        "第三条 本规定自2020年1月1日起施行。",
    )
    units = units_of(other)
    blocks = {u.block for u in units}
    assert choose(other, units, blocks, understood(engine, "约谈怎么规定"), ()).silent == ()
    assert choose(other, units, blocks, understood(engine, "文号是多少"), ()).silent == ()
    assert ids(choose(other, units, blocks, understood(engine, "什么时候施行"), ()).evidence) == ["law/3"]


@pytest.mark.parametrize(
    "question",
    [
        "福建酒驾怎么处理",  # measures for something that no text knows
        "福建剧本杀店有哪些处罚方式",
    ],
)
def test_the_measures_are_no_answer_for_what_no_text_knows(engine: Engine, question: str) -> None:
    assert "fujian/20" not in ids(chosen(engine, question, "fujian").evidence)


@pytest.mark.parametrize(
    ("question", "document", "first", "then"),
    [
        # the duty that was neglected stands before the item that makes neglect a case
        ("河北县委书记半年没调研一次怎么处理", "hebei", "hebei/5.1.3", "hebei/21.1.1"),
        ("福建县长一年没主持安委会会议怎么处理", "fujian", "fujian/6.1.6", "fujian/19.1.1"),
    ],
)
def test_a_neglected_duty_comes_first(engine: Engine, question: str, document: str, first: str, then: str) -> None:
    evidence = chosen(engine, question, document).evidence
    assert [(e.provision, e.role) for e in evidence] == [(first, "duty"), (then, "situation")]


def test_neglect_without_a_duty_is_the_item_alone(engine: Engine) -> None:
    assert ids(chosen(engine, "福建履职不到位怎么处理", "fujian").evidence) == ["fujian/19.1.1"]


def test_what_else_is_asked_of_a_case(engine: Engine) -> None:
    question = "枣庄发生事故除了处分还会不会被约谈"
    assert ids(chosen(engine, question, "zaozhuang").evidence) == ["zaozhuang/30.1.4", "zaozhuang/33"]


def test_a_story_of_neglect_with_a_rate_is_not_asked_how_often(engine: Engine) -> None:
    choice = chosen(engine, "枣庄区委书记一年只调研一次，会怎样", "zaozhuang")
    assert (choice.way, ids(choice.evidence)) == ("accountability", ["zaozhuang/6.1.1", "zaozhuang/30.1.1"])


@pytest.mark.parametrize(
    ("question", "document", "provision"),
    [
        ("福建对镇长问责适用本细则吗", "fujian", "fujian/2.2"),
        ("枣庄高新区的干部出了事故，追责适用这个办法吗", "zaozhuang", "zaozhuang/2.2"),
    ],
)
def test_whom_it_binds_is_no_question_of_consequences(
    engine: Engine, question: str, document: str, provision: str
) -> None:
    assert ids(chosen(engine, question, document).evidence) == [provision]


def test_units_out_of_reach_are_not_scored(engine: Engine) -> None:
    u = understood(engine, "福建网格化管理归谁推动")
    document = engine.generation.document("fujian")
    assert document is not None
    assert ids(choose(document, units_of(document), {"9"}, u, ()).evidence) == ["fujian/9.1.5"]
    assert "fujian/9.1.5" not in ids(choose(document, units_of(document), {"20", "21"}, u, ()).evidence)


def test_what_was_left_out_has_a_reason(engine: Engine) -> None:
    choice = chosen(engine, "福建网格化管理归谁推动", "fujian")
    assert choice.rejected
    assert all(r.reason for r in choice.rejected)
    state = engine.run(Question("福建瞒报怎么处理"), "expand")  # what retrieval brought and structure passed over
    assert state.rejected
    assert {r.reason for r in state.rejected} == {"retrieved; accountability decided otherwise"}
    assert not {r.provision for r in state.rejected} & {"fujian/19", "fujian/20"}


def test_nothing_asked_is_nothing_found(engine: Engine) -> None:
    document = engine.generation.document("fujian")
    assert document is not None
    choice = choose(document, units_of(document), {"19"}, bare("福建"), ())
    assert (choice.evidence, choice.silent, choice.way) == ((), (), "likeness")


def test_a_fine_is_not_answered_from_a_loss(ask: Ask) -> None:
    answer = ask("福建直接经济损失一百万元罚款多少")
    assert not answer.citations
    assert "没有就罚款作出规定" in answer.text
