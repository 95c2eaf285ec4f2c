"""Set matters: found by how they are printed, narrowed to the piece that is asked for, silent where a text has none."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.evidence.choose import FAMILY
from assistant.evidence.settled import covers, settled, settling, systems_of
from assistant.evidence.units import units_of
from assistant.model import Term, Understanding
from assistant.understand.aspects import aspect
from ingest.generation import Generation
from tests.assistant.steps import bare, ids, law, text_of, understood

NOTHING = bare("")


def found(generation: Generation, document: str, *names: str, u: Understanding = NOTHING) -> list[str]:
    return ids(settled(units_of(text_of(generation, document)), [aspect(n) for n in names], u))


@pytest.mark.parametrize(
    ("document", "name", "provisions"),
    [
        ("fujian", "从重追究", ["fujian/22"]),
        ("beijing", "解释机关", ["beijing/27"]),
        ("zaozhuang", "约谈", ["zaozhuang/33"]),
        ("jilin", "终身问责", ["jilin/s5.6"]),  # an interpretation says it too
        ("fujian", "约谈", []),
        ("fujian", "解释机关", []),  # 解释 is in no article of it
        ("beijing", "审计", []),
    ],
)
def test_what_settles_a_matter(generation: Generation, document: str, name: str, provisions: list[str]) -> None:
    assert found(generation, document, name) == provisions


def test_what_only_touches_on_a_matter_stands_in_where_nothing_settles_it(generation: Generation) -> None:
    committee = aspect("安委会主任")
    assert [u.provision.id for u in settling(units_of(text_of(generation, "fujian")), committee)] == ["fujian/6.1.6"]
    # 河北 and 北京 say who chairs it, so that leading its work is not enough
    assert [u.provision.id for u in settling(units_of(text_of(generation, "hebei")), committee)] == ["hebei/4.2"]


def test_several_matters_come_in_reading_order_each_provision_once(generation: Generation) -> None:
    assert found(generation, "fujian", "施行日期", "从重追究", "一票否决") == ["fujian/21", "fujian/22", "fujian/29"]
    # 河北第三十一条 is both when it applies and what it repeals
    assert found(generation, "hebei", "废止", "施行日期") == ["hebei/31"]


def test_assessment_yields_to_the_matter_asked_beside_it(generation: Generation) -> None:
    # 「考核优秀怎么奖励」 wants the reward
    assert "fujian/14.1" in found(generation, "fujian", "考核")
    assert "fujian/14.1" not in found(generation, "fujian", "考核", "表彰奖励")


def test_the_role_says_why_it_is_here(generation: Generation) -> None:
    (e,) = settled(units_of(text_of(generation, "fujian")), [aspect("终身问责")], NOTHING)
    assert e.role == "lifelong"
    provision = generation.provision("fujian/25")
    assert provision is not None
    assert e.quote == provision.text


@pytest.mark.parametrize(
    ("question", "provisions"),
    [
        ("福建哪些情形从重", ["fujian/22"]),  # the list
        ("福建擅离职守要从重吗", ["fujian/22.1.2"]),  # the item that tells this case
        ("福建坚守岗位可以从轻吗", ["fujian/23.1.2"]),  # the item that holds a telling word
        ("福建可以从轻吗", ["fujian/23"]),
    ],
)
def test_of_a_list_the_item_that_is_asked_for(engine: Engine, question: str, provisions: list[str]) -> None:
    u = understood(engine, question)
    matters = [n for n in u.aspects if n != "问责情形"]
    assert found(engine.generation, "fujian", *matters, u=u) == provisions


def test_of_several_paragraphs_that_of_the_level_asked(generation: Generation) -> None:
    towns = bare("镇长也适用吗", levels=("乡|镇|街道",))
    assert found(generation, "fujian", "适用范围") == ["fujian/2.1", "fujian/2.2"]
    assert found(generation, "fujian", "适用范围", u=towns) == ["fujian/2.2"]
    # 枣庄 names towns in the first paragraph, functional areas in the second
    assert found(generation, "zaozhuang", "适用范围", u=towns) == ["zaozhuang/2.1"]


def test_of_several_provisions_those_with_the_words_asked(generation: Generation) -> None:
    words = (Term("监管部门主要负责人", ("推荐、评选",)),)
    assert found(generation, "hebei", "任用考察") == ["hebei/17.1", "hebei/17.2"]
    assert found(generation, "hebei", "任用考察", u=bare("奖励人选", terms=words)) == ["hebei/17.2"]
    unknown = (Term("剧本杀", ("剧本杀",), known=False),)
    assert len(found(generation, "hebei", "任用考察", u=bare("剧本杀", terms=unknown))) == 2


def test_a_regulation_of_the_family_sets_up_many_systems(generation: Generation) -> None:
    for id in ("fujian", "zaozhuang", "beijing", "hebei", "jilin"):
        assert len(systems_of(text_of(generation, id))) >= FAMILY
    assert "约谈" not in systems_of(text_of(generation, "fujian"))
    other = law("第一条 为了加强道路交通管理，制定本规定。", "第二条 本规定自2020年1月1日起施行。")
    assert systems_of(other) == {"施行日期"}


@pytest.mark.parametrize(
    ("chosen", "id", "expected"),
    [
        ("fujian/19", "fujian/19", True),
        ("fujian/19", "fujian/19.1.3", True),  # holds it
        ("fujian/19.1.3", "fujian/19", True),  # lies in it
        ("fujian/19.1.3", "fujian/19.1.4", False),
        ("fujian/1", "fujian/19", False),  # no prefix of numbers
        ("fujian/19", "hebei/19", False),
    ],
)
def test_one_provision_covers_another(chosen: str, id: str, expected: bool) -> None:
    assert covers(chosen, id) is expected
