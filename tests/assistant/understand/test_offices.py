"""Duty-holders as people name them and as texts print them: never the duties of somebody else."""

from __future__ import annotations

import re

import pytest

from assistant.evidence.units import units_of
from assistant.understand.offices import GOVERNMENT_HEAD, OFFICES, PARTY_HEAD, find_levels, find_offices
from ingest.generation import Generation
from tests.assistant.steps import text_of


def offices(text: str) -> list[str]:
    return [office.name for office, _ in find_offices(text)]


@pytest.mark.parametrize(
    ("asked", "office"),
    [
        ("县委书记", "党委主要负责人"),
        ("市委一把手", "党委主要负责人"),
        ("党（工）委主要负责同志", "党委主要负责人"),
        ("县委常委会多久研究一次", "党委主要负责人"),  # whose meeting it is
        ("县长", "政府主要负责人"),
        ("省长", "政府主要负责人"),
        ("政府常务会议", "政府主要负责人"),
        ("乡镇党委书记", "镇街党委主要负责人"),  # not 党委主要负责人: the level has an article of its own
        ("街道办主任", "镇街政府主要负责人"),
        ("镇长", "镇街政府主要负责人"),
        ("副镇长", "镇街其他班子成员"),  # no 镇长
        ("镇党委委员", "镇街其他班子成员"),
        ("镇应急办副主任", "镇街应急办专职副主任"),
        ("副县长", "政府其他领导干部"),  # no 县长
        ("不分管安全的副县长", "政府其他领导干部"),
        ("分管安全的副县长", "分管安全生产的政府领导"),
        ("分管安全生产的领导", "分管安全生产的政府领导"),
        ("县委常委会其他成员", "常委会其他成员"),
        ("除了书记以外的常委", "常委会其他成员"),
        ("县委常委（不是书记，也不是县长）", "常委会其他成员"),  # the two that are not meant
        ("局长", "部门主要负责人"),
        ("分管副局长", "监管部门分管负责人"),
        ("不分管安全的副局长", "部门其他负责人"),
        ("财政局", "支持保障部门"),
        ("应急局", "监管部门"),
        ("组织部", "党委工作机关"),
    ],
)
def test_an_office_is_recognised_and_no_other(asked: str, office: str) -> None:
    assert set(offices(asked)) == {office}


@pytest.mark.parametrize(
    "text",
    [
        "书记处的会议",
        "村支书",
        "公司主要负责人",  # no official
        "厂长",
        "安委会主任",
        "主要负责人",  # of what?
        "县里出了事故",
        "主任科员",
    ],
)
def test_what_names_no_office(text: str) -> None:
    assert offices(text) == []


def test_several_offices_of_one_question() -> None:
    assert offices("区委书记和区长各管什么") == ["党委主要负责人", "政府主要负责人"]
    # the table decides which is first, so that the longer name is not read as the shorter one inside it
    assert offices("县长和分管安全的副县长") == ["分管安全生产的政府领导", "政府主要负责人"]


@pytest.mark.parametrize(
    ("pattern", "printed"),
    [
        (PARTY_HEAD, "县级以上各级党委主要负责人安全生产职责主要包括"),
        (PARTY_HEAD, "市、区党委和乡镇（街道）党（工）委主要负责人"),
        (GOVERNMENT_HEAD, "市、区政府和乡镇（街道）政府（办事处）主要负责人"),
        (GOVERNMENT_HEAD, "镇（街道）行政主要负责人"),
    ],
)
def test_a_head_as_it_is_printed(pattern: str, printed: str) -> None:
    assert re.search(pattern, printed)


@pytest.mark.parametrize(
    ("pattern", "printed"),
    [
        (PARTY_HEAD, "协助党委主要负责人落实党委对安全生产的领导职责"),  # a duty of somebody else
        (GOVERNMENT_HEAD, "协助政府主要负责人统筹推进本地安全生产工作"),
        (GOVERNMENT_HEAD, "向本级党委和政府主要负责人报告"),
        (PARTY_HEAD, "县级以上各级政府主要负责人"),
        (GOVERNMENT_HEAD, "县级以上各级党委主要负责人"),
    ],
)
def test_a_head_who_is_only_spoken_of(pattern: str, printed: str) -> None:
    assert not re.search(pattern, printed)


LEADS = [
    # office | the articles whose introducing sentence is about it
    ("党委主要负责人", "fujian", {"5"}),
    ("政府主要负责人", "fujian", {"6"}),
    ("常委会其他成员", "fujian", {"7"}),
    ("分管安全生产的政府领导", "fujian", {"8"}),
    ("政府其他领导干部", "fujian", {"9"}),
    ("镇街党委主要负责人", "zaozhuang", {"15"}),
    ("镇街政府主要负责人", "zaozhuang", {"16"}),
    ("镇街应急办专职副主任", "zaozhuang", {"19"}),
    ("政府其他领导干部", "hebei", {"9"}),
]


@pytest.mark.parametrize(("office", "document", "articles"), LEADS)
def test_whose_duties_an_article_lists(generation: Generation, office: str, document: str, articles: set[str]) -> None:
    printed = next(o.printed for o in OFFICES if o.name == office)
    units = [u for u in units_of(text_of(generation, document)) if u.lead and "职责主要包括" in u.lead]
    assert {u.block for u in units if any(re.search(p, u.lead) for p in printed)} == articles


def test_every_pattern_compiles_and_every_name_is_used_once() -> None:
    assert len({o.name for o in OFFICES}) == len(OFFICES)
    for office in OFFICES:
        for pattern in (office.asked, *office.printed, *office.loosely):
            re.compile(pattern)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("县委书记", "县（市、区）党委主要负责人"),
        ("区长", "市、区两级政府主要负责人"),
        ("市长", "各市（含定州、辛集市）政府"),
        ("镇长", "乡（镇）政府"),
        ("街道", "街道办事处"),
        ("高新区", "各类功能区管委会"),
        ("雄安", "雄安新区管委会"),
        ("省委书记", "省级党委"),
    ],
)
def test_a_level_finds_how_it_is_printed(asked: str, printed: str) -> None:
    (level,) = find_levels(asked)
    assert re.search(level, printed)


@pytest.mark.parametrize("text", ["景德镇", "镇静剂", "镇压", "城乡建设局", "乡村振兴", "送文化下乡", "乡亲们", "局长"])
def test_what_names_no_level(text: str) -> None:
    assert find_levels(text) == ()
