"""What belongs to a case by reference or by name: its measures, what aggravates it, all that follows; nothing by likeness."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.evidence.expand import ORDER, expand
from assistant.evidence.units import units_of
from assistant.model import Ask, Evidence, Question
from ingest.generation import Generation
from tests.assistant.steps import bare, ids, text_of

REPORT = "迟报、漏报、谎报或者瞒报"


def expanded(engine: Engine, question: str, document: str) -> list[str]:
    return ids(engine.run(Question(question), "expand").groups.get(document, ()))


@pytest.mark.parametrize(
    ("question", "provisions"),
    [
        # 福建第二十二条第（四）项 names 迟报、漏报、谎报 and not 瞒报
        ("福建迟报事故怎么处理", ["fujian/19.1.3", "fujian/20", "fujian/22.1.4"]),
        ("福建漏报事故怎么处理", ["fujian/19.1.3", "fujian/20", "fujian/22.1.4"]),
        ("福建谎报事故怎么处理", ["fujian/19.1.3", "fujian/20", "fujian/22.1.4"]),
        ("福建瞒报事故怎么处理", ["fujian/19.1.3", "fujian/20"]),
        ("河北迟报事故怎么处理", ["hebei/21.1.3", "hebei/22"]),  # 河北 aggravates without naming cases
        ("福建发生事故怎么处理", ["fujian/19.1.4", "fujian/20"]),
        ("枣庄阻挠检查怎么处理", ["zaozhuang/30.1.2", "zaozhuang/31"]),
        ("通州瞒报怎么处理", ["beijing/18.1.3", "beijing/19"]),  # the document that binds there
    ],
)
def test_a_case_brings_its_measures(engine: Engine, question: str, provisions: list[str]) -> None:
    assert expanded(engine, question, provisions[0].partition("/")[0]) == provisions


@pytest.mark.parametrize(
    ("question", "provisions"),
    [
        # who decides refers to the list of cases
        ("福建瞒报有哪些后果", ["fujian/19.1.3", "fujian/20", "fujian/27"]),
        # for an accident also what officials who answer for one may expect
        (
            "福建发生事故会有什么后果",
            [
                "fujian/19.1.4", "fujian/20", "fujian/21", "fujian/22",
                "fujian/23", "fujian/24", "fujian/25", "fujian/27",
            ],
        ),
    ],
)  # fmt: skip
def test_all_that_follows_when_all_is_asked_for(engine: Engine, question: str, provisions: list[str]) -> None:
    assert expanded(engine, question, "fujian") == provisions


@pytest.mark.parametrize(
    ("question", "document", "provisions"),
    [
        ("福建一票否决怎么规定", "fujian", ["fujian/21"]),
        ("福建哪些情形会被问责", "fujian", ["fujian/19"]),  # the whole list is no case
        ("福建瞒报后可以从轻吗", "fujian", ["fujian/23"]),
    ],
)
def test_what_is_no_case_brings_nothing(engine: Engine, question: str, document: str, provisions: list[str]) -> None:
    assert expanded(engine, question, document) == provisions


def case(generation: Generation, id: str = "fujian/19.1.3") -> Evidence:
    provision = generation.provision(id)
    assert provision is not None
    return Evidence(id, provision.text, "situation", 0.9)


def test_what_is_brought_says_how_and_is_as_good_as_its_case(generation: Generation) -> None:
    units = units_of(text_of(generation, "fujian"))
    out = expand([case(generation)], units, bare("迟报怎么处理", cases=(REPORT,)), generation)
    assert [(e.role, e.way) for e in out] == [("situation", ""), ("measure", "reference"), ("aggravation", "same case")]
    assert {e.score for e in out} == {0.9}


def test_a_provision_that_is_looked_up_brings_nothing(generation: Generation) -> None:
    units = units_of(text_of(generation, "fujian"))
    u = bare("第十九条第三项", ask=Ask.LOOKUP, cases=(REPORT,), wants_measures=True)
    assert ids(expand([case(generation)], units, u, generation)) == ["fujian/19.1.3"]
    assert ids(expand([case(generation)], units, bare("谁管"), generation)) == ["fujian/19.1.3"]


def test_nothing_is_brought_twice(generation: Generation) -> None:
    units = units_of(text_of(generation, "fujian"))
    u = bare("怎么处理", cases=(REPORT,), wants_measures=True)
    both = [case(generation), case(generation, "fujian/19.1.4")]
    assert ids(expand(both, units, u, generation)).count("fujian/20") == 1


def test_the_order_is_that_of_the_law(generation: Generation) -> None:
    units = units_of(text_of(generation, "fujian"))
    u = bare("有什么后果", cases=("发生生产安全事故",), wants_measures=True)
    roles = [e.role for e in expand([case(generation, "fujian/19.1.4")], units, u, generation)]
    assert roles == sorted(roles, key=ORDER.index)


def test_measures_come_by_reference_and_never_from_another_text(generation: Generation) -> None:
    units = units_of(text_of(generation, "hebei"))  # the case is 福建's: no article of 河北 refers to it
    u = bare("怎么处理", cases=("打非治违不力、连续发生违法事故",), wants_measures=True)
    assert ids(expand([case(generation, "fujian/19.1.2")], units, u, generation)) == ["fujian/19.1.2"]
