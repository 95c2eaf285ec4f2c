"""How often: the clauses of the office, the level and the action asked; none where the text gives no number."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.evidence.often import often, said
from assistant.evidence.units import units_of
from assistant.model import Duty, Term
from ingest.generation import Generation
from tests.assistant.steps import bare, ids, text_of, understood

CLAUSES = [
    # question | provision | what is said first
    ("河北县委书记多久调研一次", "hebei/5.1.3", "县（市、区）党委主要负责人每季度至少调研1次安全生产工作"),
    ("河北乡镇党委多久开一次党政联席会", "hebei/5.1.2", "各类功能区党工委、乡（镇）党委、街道党工委每月至少召开1次党政联席会研究安全生产工作"),
    ("河北县长多久检查一次", "hebei/6.1.3", "县（市、区）政府主要负责人每季度至少带队检查1次安全生产工作"),
    ("枣庄区委书记多久调研一次", "zaozhuang/6.1.1", "区（市）党委主要负责人：每季度至少调研1次安全生产工作"),
    # the same action of another level, with another article
    ("枣庄镇党委书记多久调研一次", "zaozhuang/15.1.2", "镇（街道）党（工）委主要负责人：每季度进行1次安全生产工作调研"),
    ("枣庄镇长多久检查一次", "zaozhuang/16.1.3", "镇（街道）行政主要负责人：每季度至少带队检查1次安全生产工作"),
    # a meeting is not an inspection, though both stand in one item
    ("枣庄区委书记多久开一次常委会", "zaozhuang/6.1.1", "区（市）党委主要负责人：每半年至少主持召开1次党委常委会研究安全生产工作"),
    ("枣庄党委中心组多久学习一次", "zaozhuang/6.1.7", "党委理论学习中心组每半年至少安排1次安全生产集体学习"),
    # a system, asked for by its own name
    ("河北巡查几年一次", "hebei/14", "每两年对本级党委、政府有关工作部门以及下级党委、政府进行1次安全生产巡查"),
    ("福建多久督查一次", "fujian/12.2", "每年开展督查不少于一次"),
    # 党政主要领导 are told, not told of
    ("枣庄多长时间给书记和区长通报一回安全生产情况", "zaozhuang/22", "每季度向党政主要领导干部通报1次安全生产情况"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "provision", "clause"), CLAUSES)
def test_the_clause_that_says_how_often(engine: Engine, question: str, provision: str, clause: str) -> None:
    document = provision.partition("/")[0]
    found = often(text_of(engine.generation, document), understood(engine, question))
    assert found[0].provision == provision
    assert clause in found[0].direct
    assert found[0].role == "duty"


@pytest.mark.parametrize(
    ("question", "document", "clause"),
    [
        ("河北县委书记多久调研一次", "hebei", "每半年"),  # the city's clause stands in the same item
        ("河北县委书记多久调研一次", "hebei", "带队检查"),  # the town's, which is another action too
        ("枣庄区委书记多久调研一次", "zaozhuang", "主持召开"),
        ("枣庄镇长多久检查一次", "zaozhuang", "区（市）"),
    ],
)
def test_the_clauses_of_others_are_left_out(engine: Engine, question: str, document: str, clause: str) -> None:
    found = often(text_of(engine.generation, document), understood(engine, question))
    assert found
    assert all(clause not in e.direct for e in found)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("福建县委书记多久调研一次", "fujian"),  # 福建 gives no number for it
        ("福建安全员证几年复审一次", "fujian"),
        ("枣庄叉车司机多久学习一次", "zaozhuang"),  # most of it is unknown to the text, though 学习 has a number
        ("北京消防车多久年检一次", "beijing"),
    ],
)
def test_no_clause_where_the_text_gives_none(engine: Engine, question: str, document: str) -> None:
    assert often(text_of(engine.generation, document), understood(engine, question)) == []


def test_a_text_without_duties(generation: Generation) -> None:
    assert often(text_of(generation, "tongzhou"), bare("多久一次", terms=(Term("检查", ("检查",)),))) == []


def test_an_office_without_an_action_has_all_its_clauses(generation: Generation) -> None:
    head = Term("县长", ("政府[^，。；]{0,24}主要负责人",), "office")
    found = often(text_of(generation, "fujian"), bare("县长多久", terms=(head,)))
    assert {"fujian/6.1.2", "fujian/6.1.6"} <= set(ids(found))
    assert often(text_of(generation, "fujian"), bare("多久")) == []  # neither office nor action


def test_several_clauses_of_one_provision_are_lines_of_it(generation: Generation) -> None:
    head = Term("部门分管负责人", ("分管安全生产工作负责人",), "office")
    check = Term("检查", ("检查",))
    study = Term("研究", ("研究",))
    (e,) = often(text_of(generation, "zaozhuang"), bare("多久研究、检查", terms=(head, check, study)))
    assert e.provision == "zaozhuang/12.1.2"
    assert len(e.direct.split("\n")) == len(set(e.direct.split("\n"))) >= 1


def test_every_clause_stands_in_its_provision(engine: Engine) -> None:
    for question, provision, _ in CLAUSES:
        document = text_of(engine.generation, provision.partition("/")[0])
        texts = {u.provision.id: u.provision.text for u in units_of(document)}
        for e in often(document, understood(engine, question)):
            assert all(line.split("：")[-1] in texts[e.provision] for line in e.direct.split("\n"))


@pytest.mark.parametrize(
    ("holder", "quote", "line"),
    [
        ("区（市）党委主要负责人", "每季度至少调研1次", "区（市）党委主要负责人：每季度至少调研1次"),
        ("县委", "县委每季度至少调研1次", "县委每季度至少调研1次"),  # says itself who
        ("", " 每季度通报1次 ", "每季度通报1次"),
    ],
)
def test_a_clause_is_said_with_its_holder(holder: str, quote: str, line: str) -> None:
    assert said(Duty("x/1", "x", holder, "每季度", 1, True, "", quote)) == line


def test_a_rate_claimed_of_something_else_is_not_refuted(engine: Engine) -> None:
    """「安委会每年开会两次」: how often somebody reports to it says nothing of that."""
    asked = understood(engine, "河北的安委会每年开会不少于两次，是河北哪一条规定的")
    assert often(text_of(engine.generation, "hebei"), asked) == []
    held = understood(engine, "福建的安委会每年开会不少于三次，对吗")
    assert [e.provision for e in often(text_of(engine.generation, "fujian"), held)] == ["fujian/6.1.6"]
