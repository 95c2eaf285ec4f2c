"""The register filtered: by place, by holder as people say it, by how often, by words."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.duties import Wanted, documents_in, duties, listed
from assistant.model import Duty
from ingest.generation import Generation
from ingest.model import BadInput


def shown(found: list[Duty]) -> list[str]:
    return [f"{d.provision} {d.holder} {d.every}".strip() for d in found]


def test_without_a_filter_all_of_it(generation: Generation) -> None:
    counts = Counter(d.document for d in duties(generation))
    assert counts == {"fujian": 59, "zaozhuang": 92, "beijing": 37, "hebei": 65, "jilin": 1}
    assert sum(bool(d.every) for d in duties(generation)) == 67
    assert sum(bool(d.threshold) for d in duties(generation)) == 5


PLACES = [
    (("河北",), ["hebei"]),
    (("hebei",), ["hebei"]),
    (("通州",), ["beijing", "tongzhou"]),  # what binds there
    (("tongzhou",), ["tongzhou"]),
    (("石家庄",), ["hebei"]),
    (("枣庄市", "福建省"), ["fujian", "zaozhuang"]),
    (("福建", "fujian"), ["fujian"]),
    (("棗莊",), ["zaozhuang"]),
]


@pytest.mark.parametrize(("regions", "documents"), PLACES)
def test_places_and_ids(generation: Generation, regions: tuple[str, ...], documents: list[str]) -> None:
    assert [d.id for d in documents_in(generation, regions)] == documents
    assert {d.document for d in duties(generation, regions)} <= set(documents)


NOT_HELD = [
    (("山东",), "没有收录山东省本级的规定；收录了枣庄市的.*不能当作山东省的规定。"),
    (("上海",), "没有收录上海市的规定。现收录：福建省、"),
    (("福建", "济南"), "没有收录济南市的规定。"),
    (("nowhere",), "没有收录nowhere的规定。"),
    (("",), "--region 是空的"),
]


@pytest.mark.parametrize(("regions", "says"), NOT_HELD)
def test_places_not_held(generation: Generation, regions: tuple[str, ...], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        duties(generation, regions)


# regions | who | every -> the rows, or how many stand with each holder
HOLDERS = [
    ("河北", "书记", "每季度", ["hebei/5.1.3 县（市、区）党委主要负责人 每季度"]),
    # 各级政府是每一级的；只写明别级的不列
    (
        "河北",
        "县长",
        "有频次",
        [
            "hebei/6.1.2 各级政府主要负责人 每季度",
            "hebei/6.1.3 县（市、区）政府主要负责人 每季度",
            "hebei/6.1.5 各级政府主要负责人 每半年",
        ],
    ),
    (
        "河北",
        "镇长",
        "有频次",
        [
            "hebei/6.1.2 各级政府主要负责人 每季度",
            "hebei/6.1.3 各类功能区管委会、乡（镇）政府、街道办事处主要负责人 每月",
            "hebei/6.1.5 各级政府主要负责人 每半年",
        ],
    ),
    # 列在一把手职责里的会议
    (
        "福建",
        "县长",
        "有频次",
        [
            "fujian/6.1.2 县级以上各级政府主要负责人 每年",
            "fujian/6.1.2 政府常务会议 每年",
            "fujian/6.1.6 县级以上各级政府主要负责人 每年",
            "fujian/14.2 市、县级党委和政府主要负责人、分管安全生产工作的政府领导干部 每年",
        ],
    ),
    # 省长在县级以上之内，不在市、县级之内
    (
        "福建",
        "省长",
        "有频次",
        [
            "fujian/6.1.2 县级以上各级政府主要负责人 每年",
            "fujian/6.1.2 政府常务会议 每年",
            "fujian/6.1.6 县级以上各级政府主要负责人 每年",
        ],
    ),
    # 部门的主要负责人，不是党委的
    (
        "枣庄",
        "部门一把手",
        "有频次",
        ["zaozhuang/12.1.1 主要负责人 每季度", "zaozhuang/12.1.1 主要负责人 每季度"],
    ),
    (
        "河北",
        "部门一把手",
        "有频次",
        [
            "hebei/10.1.2 安全监管、公安、住房城乡建设、交通运输、质监等部门的主要负责人 每半年",
            "hebei/10.1.2 安全监管、公安、住房城乡建设、交通运输、质监等部门的主要负责人 每半年",
            "hebei/10.1.2 其他部门主要负责人 每半年",
            "hebei/11.1.3 主要负责人 每年",
        ],
    ),
    # 局长是某类部门的主要负责人；「城乡建设」不是乡
    (
        "河北",
        "县应急局局长",
        "有频次",
        [
            "hebei/10.1.2 安全监管、公安、住房城乡建设、交通运输、质监等部门的主要负责人 每半年",
            "hebei/10.1.2 安全监管、公安、住房城乡建设、交通运输、质监等部门的主要负责人 每半年",
            "hebei/10.1.2 其他部门主要负责人 每半年",
        ],
    ),
    (
        "枣庄",
        "应急局分管副局长",
        "有频次",
        ["zaozhuang/12.1.2 分管安全生产工作负责人 每季度", "zaozhuang/12.1.2 分管安全生产工作负责人 每季度"],
    ),
    # 责任人里的字
    ("枣庄", "中心组", "", ["zaozhuang/6.1.7 党委理论学习中心组 每半年"]),
    ("枣庄", "其他党政领导班子成员", "每年", ["zaozhuang/18 镇（街道）其他党政领导班子成员 每年"]),
    # 从清单里抄回来的责任人：照字面
    ("北京", "市、区两级政府主要负责人", "", ["beijing/6.1.2 市、区两级政府主要负责人 每半年"]),
    ("河北", "村支书", "", []),
]


@pytest.mark.parametrize(("region", "who", "every", "rows"), HOLDERS, ids=[f"{r[0]}{r[1]}" for r in HOLDERS])
def test_holders_as_people_say(generation: Generation, region: str, who: str, every: str, rows: list[str]) -> None:
    assert shown(duties(generation, [region], who, every)) == rows


def test_the_whole_list_of_an_office(generation: Generation) -> None:
    """书记 of a district has what binds all leaders, the heads of party committees, and the bodies in their list."""
    found = Counter(d.holder for d in duties(generation, ["枣庄"], "区委书记"))
    assert found == {"区（市）党委、政府领导干部": 1, "区（市）党委主要负责人": 10, "党委理论学习中心组": 1}


def test_no_head_of_a_party_committee_in_the_list_of_its_offices(generation: Generation) -> None:
    """「党委工作机关领导班子成员…：（一）主要负责人应当…」 is of no 书记."""
    assert not [d for d in duties(generation, ["福建"], "书记") if d.provision.startswith("fujian/10")]


def test_a_level_the_text_has_no_rows_for(generation: Generation) -> None:
    found = listed(generation, Wanted(("福建",), "镇长", "有频次"))
    assert [p.id for p in found.references] == ["fujian/2.2"]
    assert "县级以上各级政府主要负责人" in {d.holder for d in found.duties}
    assert listed(generation, Wanted(("福建",), "县长")).references == ()
    assert listed(generation, Wanted(("福建",), "镇长", holds="没有这样的字")).references == ()


PERIODS = [
    ("每季度", 23),
    ("季度", 23),
    ("每个季度", 23),
    ("每季", 23),
    ("每半年", 14),
    ("每年", 18),
    ("年", 18),
    ("每一年", 18),
    ("每兩年", 1),
    ("每2年", 1),
    ("每月", 3),
    ("每个月", 3),
    ("每周", 0),
    ("定期", 9),
    ("不定期", 2),
    ("每月、每两年", 4),
    ("有频次", 67),
    ("", 254),
]


@pytest.mark.parametrize(("every", "count"), PERIODS)
def test_periods(generation: Generation, every: str, count: int) -> None:
    assert len(duties(generation, every=every)) == count


@pytest.mark.parametrize("every", ["每光年", "经常", "每季度一次吧", "每"])
def test_words_that_name_no_period(generation: Generation, every: str) -> None:
    with pytest.raises(BadInput, match=f"--every {every}：认不出这个频次；可以写 每年、"):
        duties(generation, every=every)


def test_words_of_the_quotation(generation: Generation) -> None:
    found = duties(generation, ["枣庄"], holds="带队 检查")
    assert found
    assert all("带队" in d.quote and "检查" in d.quote for d in found)
    assert shown(duties(generation, ["枣庄"], holds="党（工）委会（党政联席会议）")) == [
        "zaozhuang/15.1.2 镇（街道）党（工）委主要负责人 每半年"  # 原文是半角括号
    ]
    with pytest.raises(BadInput, match="--holds ，：里面没有字可查"):
        duties(generation, holds="，")
    with pytest.raises(BadInput, match="--who ？：里面没有字可查"):
        duties(generation, who="？")
