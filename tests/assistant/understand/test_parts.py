"""A question that asks several things is answered part by part; a story with one question is one."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.model import Question, Understanding
from tests.assistant.conftest import Ask


def parts(engine: Engine, question: str) -> tuple[Understanding, ...]:
    return engine.run(Question(question), "understand").parts


@pytest.mark.parametrize(
    ("question", "matters"),
    [
        ("福建谁来问责？什么时候施行？", [("追责权限与线索移送",), ("施行日期",)]),
        ("枣庄约谈怎么规定？审计怎么规定？", [("约谈",), ("审计",)]),  # in the order asked
        ("枣庄约谈怎么规定；审计怎么规定", [("约谈",), ("审计",)]),
        ("枣庄约谈怎么规定，另外由谁解释？", [("约谈",), ("解释机关",)]),  # no question mark between them
        ("福建督查多久一次，还有什么时候施行？", [("督查督办",), ("施行日期",)]),
        (
            "福建的细则管不管省直厅局的班子成员？开发区管委会的领导呢？",
            [("适用范围",), ("适用范围",)],
        ),  # the same of others
    ],
)
def test_each_part_has_its_matter(engine: Engine, question: str, matters: list[tuple[str, ...]]) -> None:
    assert [p.aspects for p in parts(engine, question)] == matters


@pytest.mark.parametrize(
    "question",
    [
        "福建瞒报怎么处理？",
        "镇上出了事故，书记没去现场，瞒了三天。怎么处理？",  # a story and its question
        "福建第五条是什么？第六条呢？",
        "福建第二十七条写由谁来问责？第二十九条写什么时候施行？",  # provisions are looked up, all of them
        "福建怎么问责？如何问责？",  # the same twice
        "福建瞒报怎么处理？谢谢！",  # the rest asks nothing
        "你是谁？福建怎么问责？",  # a part with no matter of its own
        "福建审计？？？",
    ],
)
def test_a_question_that_is_one(engine: Engine, question: str) -> None:
    assert parts(engine, question) == ()


def test_each_part_stands_on_its_own(engine: Engine) -> None:
    first, second = parts(engine, "枣庄区委书记多久调研一次？谁来问责？")
    assert first.documents == second.documents == ("zaozhuang",)  # the place is named once
    assert [t.text for t in second.terms if t.kind == "office"] == ["区委书记"]
    assert second.levels == first.levels
    assert first.wants_frequency
    assert not second.wants_frequency  # each is of its own kind


def test_a_part_that_names_its_own_place_keeps_it(engine: Engine) -> None:
    first, second = parts(engine, "枣庄约谈怎么规定？福建由谁来问责？")
    assert (first.documents, second.documents) == (("zaozhuang",), ("fujian",))


def test_offices_side_by_side_are_parts(engine: Engine) -> None:
    found = parts(engine, "福建县委书记和县长各有什么职责")
    assert [[t.text for t in p.terms if t.kind == "office"] for p in found] == [["县委书记"], ["县长"]]


def test_both_parts_are_answered(ask: Ask) -> None:
    answer = ask("枣庄约谈怎么规定？审计怎么规定？")
    assert [c.provision for c in answer.citations] == ["zaozhuang/33", "zaozhuang/21"]
    answer = ask("枣庄区委书记多久调研一次？谁来问责？")
    assert {"zaozhuang/6.1.1", "zaozhuang/39.1"} <= {c.provision for c in answer.citations}
    assert answer.text.startswith("**区（市）党委主要负责人：每季度至少调研1次")


def test_a_question_that_only_ends_softly_keeps_the_office(engine: Engine) -> None:
    first, second = parts(engine, "枣庄区委书记多久调研一次？多久组织学习培训一次呢？")
    assert (
        [t.text for t in second.terms if t.kind == "office"]
        == [t.text for t in first.terms if t.kind == "office"]
        != []
    )
