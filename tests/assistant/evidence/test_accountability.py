"""Consequences: the item that names the case, or the article asked for by itself; nothing for a case that is not listed."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.evidence.accountability import (
    accountability,
    asks_accountability,
    asks_what_follows,
    items,
    tells_case,
)
from assistant.evidence.units import units_of
from assistant.model import Understanding
from ingest.generation import Generation
from tests.assistant.steps import bare, ids, law, text_of, understood

REPORT = "迟报、漏报、谎报或者瞒报"
NEGLECT = "履行职责不到位"
ACCIDENT = "发生生产安全事故"


def found(generation: Generation, document: str, u: Understanding) -> list[str]:
    return ids(accountability(units_of(text_of(generation, document)), u))


@pytest.mark.parametrize(
    ("document", "case", "provisions"),
    [
        ("fujian", REPORT, ["fujian/19.1.3"]),  # not 22.1.4 as well: what aggravates is brought by `expand`
        ("hebei", REPORT, ["hebei/21.1.3"]),
        ("fujian", "不立即组织抢救", ["fujian/22.1.1"]),  # stands in the list of aggravating cases only
        ("hebei", "打非治违不力、连续发生违法事故", ["hebei/21.1.6"]),
        ("beijing", "督察发现的问题整改不到位", ["beijing/18.1.5"]),
        ("fujian", "督察发现的问题整改不到位", []),  # only 北京 lists it
        ("fujian", "打非治违不力、连续发生违法事故", []),
        ("beijing", "不立即组织抢救", []),  # 北京 aggravates without a list
    ],
)
def test_the_item_that_names_the_case(generation: Generation, document: str, case: str, provisions: list[str]) -> None:
    assert found(generation, document, bare("", cases=(case,), wants_measures=True)) == provisions


def test_neglect_that_led_to_an_accident_is_both(generation: Generation) -> None:
    assert found(generation, "fujian", bare("", cases=(NEGLECT, ACCIDENT))) == ["fujian/19.1.1", "fujian/19.1.4"]
    # any other case stands for itself, though every story has an accident
    assert found(generation, "fujian", bare("", cases=(REPORT, ACCIDENT))) == ["fujian/19.1.3"]


def test_the_first_case_that_the_text_lists_decides(generation: Generation) -> None:
    u = bare("", cases=("督察发现的问题整改不到位", ACCIDENT))
    assert found(generation, "beijing", u) == ["beijing/18.1.5"]
    assert found(generation, "fujian", u) == ["fujian/19.1.4"]


@pytest.mark.parametrize(
    ("question", "provisions"),
    [
        ("福建瞒报后可以从轻吗", ["fujian/23"]),  # relief, not the case
        ("福建瞒报了由谁来问责", ["fujian/27"]),
        ("福建退休了还追责吗", ["fujian/25"]),
        ("福建有哪些问责方式", ["fujian/20"]),
        ("福建哪些情形会被问责", ["fujian/19"]),
    ],
)
def test_an_article_asked_for_by_itself(engine: Engine, question: str, provisions: list[str]) -> None:
    assert found(engine.generation, "fujian", understood(engine, question)) == provisions


def test_no_case_and_nothing_asked_for_is_nothing(generation: Generation) -> None:
    assert found(generation, "fujian", bare("福建怎么办", wants_measures=True)) == []


@pytest.mark.parametrize(
    ("case", "matter", "document", "provisions"),
    [
        (REPORT, "问责情形", "fujian", ["fujian/19.1.3"]),
        (REPORT, "从重追究", "fujian", ["fujian/22.1.4"]),
        (REPORT, "从重追究", "hebei", []),
        ("救援、善后不力，损失扩大或者影响严重", "从重追究", "hebei", ["hebei/24"]),  # an article without items
        ("救援、善后不力，损失扩大或者影响严重", "从重追究", "fujian", ["fujian/22"]),  # what introduces the items
    ],
)
def test_what_names_a_case_among_the_provisions_on_a_matter(
    generation: Generation, case: str, matter: str, document: str, provisions: list[str]
) -> None:
    assert [u.provision.id for u in items(units_of(text_of(generation, document)), matter, case)] == provisions


def test_the_item_is_nearer_than_its_list() -> None:
    text = law(
        "第一条 对打非治违不力的干部，有下列情形之一的，应当从重追究责任：",
        "（一）打非治违不力，连续发生事故的；",
        "（二）有其他情形的。",
    )
    found = items(units_of(text), "从重追究", "打非治违不力、连续发生违法事故")
    assert [u.provision.id for u in found] == ["law/1.1.1"]


@pytest.mark.parametrize(
    ("u", "expected"),
    [
        (bare("", wants_measures=True), True),
        (bare("", cases=(REPORT,)), True),
        (bare("", cases=(ACCIDENT,)), False),  # accidents are told of in questions about anything
        (bare("", cases=(NEGLECT, ACCIDENT)), False),
        (bare("", aspects=("从轻、减轻",)), True),
        (bare("", aspects=("考核", "职责")), False),
        (bare(""), False),
    ],
)
def test_whether_it_is_about_consequences(u: Understanding, expected: bool) -> None:
    assert asks_accountability(u) is expected


def test_telling_a_case_and_asking_what_follows() -> None:
    assert tells_case(bare("", cases=(REPORT, ACCIDENT)))
    assert not tells_case(bare("", cases=(ACCIDENT,)))
    assert asks_what_follows(bare("", aspects=("终身问责",)))
    assert not asks_what_follows(bare("", aspects=("问责方式", "问责情形")))  # the case decides which
