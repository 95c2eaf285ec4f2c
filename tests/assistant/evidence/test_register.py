"""The duty register, against tables written by reading the five texts: what each says must be done how often, and by whom."""

from __future__ import annotations

import pytest

from assistant.evidence.register import is_duty, register
from assistant.evidence.units import units_of
from ingest.generation import Generation
from ingest.model import Document
from ingest.parse import parse

# provision | holder | every | times (≥: at least) | action. No holder where the sentence names none.
OFTEN = """
fujian/6.1.2 | 县级以上各级政府主要负责人 | 每年 | | 听取下级政府安全生产责任制落实情况汇报
fujian/6.1.2 | 政府常务会议 | 每年 | ≥2 | 研究部署安全生产工作不少于两次
fujian/6.1.6 | 县级以上各级政府主要负责人 | 每年 | ≥2 | 主持召开安委会全体成员会议不少于两次
fujian/8.1.3 | 担任本级党委常委的政府领导干部 | 季度 | | 主持召开季度防范重特大事故会议
fujian/9.1.2 | 县级以上各级政府其他领导干部 | 每年 | | 听取分管行业（领域）、部门（单位）主要负责人安全生产履职情况报告
fujian/9.1.4 | 县级以上各级政府其他领导干部 | 每年 | ≥2 | 组织分析安全生产形势不少于两次
fujian/11.1.5 | 县级以上各级政府工作部门及相关机构领导班子成员 | 每季度 | | 组织分析安全生产形势
fujian/12.2 | 县级以上各级党委和政府 | 每年 | ≥1 | 开展督查不少于一次
fujian/14.2 | 市、县级党委和政府主要负责人、分管安全生产工作的政府领导干部 | 每年 | | 向上级党委和政府报告上一年度履行安全生产责任情况
fujian/14.2 | 党委和政府其他领导干部 | 每年 | | 向本级党委报告上一年度履行安全生产责任情况
fujian/15.1 | | 每年 | | 采取适当方式公布或者通报党政领导干部安全生产工作考核结果
fujian/17 | | 定期 | | 组织安全生产先进单位、先进个人评选表彰

zaozhuang/6.1.1 | 区（市）党委主要负责人 | 每半年 | ≥1 | 至少主持召开1次党委常委会研究安全生产工作
zaozhuang/6.1.1 | 区（市）党委主要负责人 | 每季度 | ≥1 | 至少调研1次安全生产工作
zaozhuang/6.1.7 | 党委理论学习中心组 | 每半年 | ≥1 | 至少安排1次安全生产集体学习
zaozhuang/7.1.1 | 区（市）政府主要负责人 | 每季度 | 1 | 安排政府常务会议听取1次安全生产工作情况汇报
zaozhuang/7.1.1 | 区（市）政府主要负责人 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
zaozhuang/7.1.3 | 区（市）政府主要负责人 | 每半年 | | 对清单落实情况组织检查考核
zaozhuang/9.1.3 | 担任本级党委常委的政府领导干部 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
zaozhuang/10.1.4 | 区（市）政府其他领导干部 | 每年定期 | | 组织分析安全生产形势
zaozhuang/12.1.1 | 主要负责人 | 每季度 | ≥1 | 至少召开1次安全生产工作会议，研究协调解决工作中存在的重大问题
zaozhuang/12.1.1 | 主要负责人 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
zaozhuang/12.1.2 | 分管安全生产工作负责人 | 每季度 | ≥1 | 至少组织研究1次安全生产工作
zaozhuang/12.1.2 | 分管安全生产工作负责人 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
zaozhuang/15.1.2 | 镇（街道）党（工）委主要负责人 | 每半年 | 1 | 主持召开1次党(工)委会(党政联席会议)研究安全生产工作
zaozhuang/15.1.2 | 镇（街道）党（工）委主要负责人 | 每季度 | 1 | 进行1次安全生产工作调研
zaozhuang/15.1.7 | 镇（街道）党（工）委主要负责人 | 每半年 | 1 | 组织相关学习培训1次
zaozhuang/16.1.3 | 镇（街道）行政主要负责人 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
zaozhuang/17.1.3 | 担任本级党委委员的政府领导干部 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
zaozhuang/17.1.5 | 担任本级党委委员的政府领导干部 | 每年 | | 向本级党委、政府报告安全生产方面履职情况，并列入年度述职报告
zaozhuang/18 | 镇（街道）其他党政领导班子成员 | 每年 | | 向本级党委、政府报告安全生产方面履职情况，并列入年度述职报告
zaozhuang/19.1.7 | 镇（街道）应急管理办公室（安全生产委员会办公室）专职副主任 | 每年 | | 向本级党委、政府报告安全生产方面履职情况，并列入年度述职报告
zaozhuang/20 | 各级党委和政府 | 不定期 | | 组织督促检查
zaozhuang/22 | | 每季度 | 1 | 向党政主要领导干部通报1次安全生产情况
zaozhuang/24 | 各级党委和政府 | 每年 | | 对下级党委、政府和本级党委工作机关、政府工作部门安全生产工作情况进行全面评价
zaozhuang/27 | | 定期 | | 采取适当方式公布或者通报党政领导干部安全生产工作考核结果

beijing/5.1.2 | 市、区两级党委主要负责人 | 每半年 | ≥1 | 至少组织召开一次会议,研究解决各类安全生产重大问题
beijing/5.1.2 | 乡镇（街道）党（工）委主要负责人 | 每季度 | ≥1 | 至少组织召开一次会议,研究解决各类安全生产重大问题
beijing/6.1.2 | 市、区两级政府主要负责人 | 每半年 | ≥1 | 至少组织召开一次会议，研究解决安全生产突出问题
beijing/6.1.2 | 乡镇（街道）政府（办事处）主要负责人 | 每季度 | ≥1 | 至少组织召开一次会议，研究解决安全生产突出问题
beijing/6.1.3 | 市、区政府和乡镇（街道）政府（办事处）主要负责人 | 定期 | | 检查考核
beijing/9.1.4 | 市、区政府和乡镇（街道）政府（办事处）其他领导干部 | 每年定期 | | 组织分析安全生产形势
beijing/11 | 市、区两级党委和政府 | 定期和不定期 | | 加强对下级党（工）委、政府（办事处）和同级党委工作机关、政府工作部门的安全生产督察，推动安全生产责任措施落实
beijing/15 | | 定期 | | 采取适当方式公布或者通报党政领导干部安全生产工作考核结果

hebei/5.1.2 | 各级党委主要负责人 | 每半年 | ≥1 | 至少主持召开1次党委常委会研究安全生产工作
hebei/5.1.2 | 各类功能区党工委、乡（镇）党委、街道党工委 | 每月 | ≥1 | 至少召开1次党政联席会研究安全生产工作
hebei/5.1.3 | 各市（含定州、辛集市）党委和雄安新区党工委主要负责人 | 每半年 | ≥1 | 至少调研1次安全生产工作
hebei/5.1.3 | 县（市、区）党委主要负责人 | 每季度 | ≥1 | 至少调研1次安全生产工作
hebei/5.1.3 | 各类功能区党工委、乡（镇）党委、街道党工委主要负责人 | 每月 | ≥1 | 至少带队检查1次安全生产工作
hebei/6.1.2 | 各级政府主要负责人 | 每季度 | ≥1 | 至少主持召开1次政府常务会议研究安全生产工作
hebei/6.1.3 | 各市（含定州、辛集市）政府和雄安新区管委会主要负责人 | 每半年 | ≥1 | 至少带队检查1次安全生产工作
hebei/6.1.3 | 县（市、区）政府主要负责人 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
hebei/6.1.3 | 各类功能区管委会、乡（镇）政府、街道办事处主要负责人 | 每月 | ≥1 | 至少带队检查1次安全生产工作
hebei/6.1.5 | 各级政府主要负责人 | 每半年 | | 对清单落实情况组织检查考核
hebei/9.1.4 | 各级政府其他领导干部 | 每季度 | | 组织分析安全生产形势
hebei/9.1.6 | 各级政府其他领导干部 | 每年 | | 向本级党委、政府主要负责人报告分管行业（领域）、部门（单位）安全生产方面履职情况，并报上一级安全生产委员会备案
hebei/10.1.2 | 安全监管、公安、住房城乡建设、交通运输、质监等部门的主要负责人 | 每半年 | ≥1 | 至少带队检查1次安全生产工作
hebei/10.1.2 | 安全监管、公安、住房城乡建设、交通运输、质监等部门的主要负责人 | 每半年 | ≥1 | 至少专题研究1次安全生产工作
hebei/10.1.2 | 其他部门主要负责人 | 每半年 | ≥1 | 至少主持召开1次党委（党组）会议，研究安全生产工作
hebei/10.1.3 | 安全监管、公安、住房城乡建设、交通运输、质监等部门的分管安全生产的负责人 | 每季度 | ≥1 | 至少带队检查1次安全生产工作
hebei/10.1.3 | 安全监管、公安、住房城乡建设、交通运输、质监等部门的分管安全生产的负责人 | 每季度 | ≥1 | 至少组织研究1次安全生产工作
hebei/10.1.3 | 其他部门分管负责人 | 每季度 | ≥1 | 至少主持召开1次安全生产专题会议，研究部署本部门安全生产工作
hebei/11.1.3 | 主要负责人 | 每年 | ≥1 | 至少听取1次本行业（领域）安全生产工作汇报
hebei/14 | 各级党委和政府 | 每两年 | 1 | 对本级党委、政府有关工作部门以及下级党委、政府进行1次安全生产巡查
hebei/15 | 各级党委和政府 | 每年 | | 对下级党委、政府安全生产工作情况进行全面评价
hebei/18 | | 定期 | | 采取适当方式公布或者通报党政领导干部安全生产工作考核结果

jilin/s5.4 | | 定期 | | 采取适当方式公布或通报地方党政领导干部安全生产工作考核结果
"""

# provision | holder | threshold | what follows
THRESHOLDS = """
fujian/15.4 | 市级党政领导干部 | 职责范围内发生重大及以上生产安全责任事故的 | 应当在年度民主生活会上作出说明
fujian/15.4 | 县级党政领导干部 | 职责范围内发生较大及以上生产安全责任事故的 | 应当在年度民主生活会上作出说明
fujian/22.1.4 | 负有主要领导责任的党政领导干部 | 增加死亡一人以上 | 应当从重追究责任
fujian/22.1.4 | 负有主要领导责任的党政领导干部 | 增加重伤三人以上 | 应当从重追究责任
fujian/22.1.4 | 负有主要领导责任的党政领导干部 | 增加直接经济损失一百万元以上 | 应当从重追究责任
"""

# The holders of what each article on duties says without a number: article or item | holder(s) in reading order.
BEIJING_8 = "市、区政府由担任本级党委常委的政府领导干部分管安全生产工作，乡镇（街道）政府（办事处）由担任本级党（工）委委员的领导干部分管安全生产工作"
HOLDERS = {
    "fujian/5": "县级以上各级党委主要负责人",
    "fujian/6": "县级以上各级政府主要负责人",
    "fujian/7": "县级以上各级党委常委会其他成员",
    "fujian/8": "担任本级党委常委的政府领导干部",
    "fujian/9": "县级以上各级政府其他领导干部",
    "fujian/10": "县级以上各级党委工作机关领导班子成员",
    "fujian/10.1.1": "主要负责人 其他负责人",
    "fujian/11": "县级以上各级政府工作部门及相关机构领导班子成员",
    "fujian/11.1.1": "主要负责人 其他负责人",
    "zaozhuang/5": "区（市）党委、政府领导干部",
    "zaozhuang/6": "区（市）党委主要负责人",
    "zaozhuang/7": "区（市）政府主要负责人",
    "zaozhuang/8": "区（市）党委常委会其他成员",
    "zaozhuang/9": "担任本级党委常委的政府领导干部",
    "zaozhuang/10": "区（市）政府其他领导干部",
    "zaozhuang/11.1": "市、区（市）党委工作机关、政府工作部门及相关机构领导干部",
    "zaozhuang/11.2": "部门主要负责人",
    "zaozhuang/12.1.1": "主要负责人",
    "zaozhuang/12.1.2": "分管安全生产工作负责人",
    "zaozhuang/12.1.3": "班子其他成员",
    "zaozhuang/13.1.1": "主要负责人",
    "zaozhuang/13.1.2": "班子其他成员",
    "zaozhuang/14": "市、区（市）党委、政府其他支持保障工作部门的领导干部",
    "zaozhuang/15": "镇（街道）党（工）委主要负责人",
    "zaozhuang/16": "镇（街道）行政主要负责人",
    "zaozhuang/17": "担任本级党委委员的政府领导干部",
    "zaozhuang/18": "镇（街道）其他党政领导班子成员",
    "zaozhuang/19": "镇（街道）应急管理办公室（安全生产委员会办公室）专职副主任",
    "beijing/5": "市、区党委和乡镇（街道）党（工）委主要负责人",
    "beijing/6": "市、区政府和乡镇（街道）政府（办事处）主要负责人",
    "beijing/7": "市、区党委常委会和乡镇（街道）党（工）委会其他成员",
    "beijing/8": BEIJING_8,
    "beijing/9": "市、区政府和乡镇（街道）政府（办事处）其他领导干部",
    "hebei/5": "各级党委主要负责人",
    "hebei/6": "各级政府主要负责人",
    "hebei/7": "各级党委常委会其他成员",
    "hebei/8": "担任本级党委常委的政府领导干部",
    "hebei/9": "各级政府其他领导干部",
    "hebei/10": "各级政府负有安全生产监管职责部门的领导干部",
    "hebei/10.1.2": "主要负责人",
    "hebei/10.1.3": "分管安全生产工作负责人",
    "hebei/10.1.4": "其他负责人",
    "hebei/11": "各级政府相关行业（领域）主管部门的领导干部",
    "hebei/11.1.3": "主要负责人",
    "hebei/12": "各级党委、政府其他工作部门的领导干部",
}
DOCUMENTS = ("fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin")


def table(text: str, document: str) -> list[tuple[str, ...]]:
    lines = [line for line in text.splitlines() if line.startswith(f"{document}/")]
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines]


def held(generation: Generation, document: str) -> Document:
    found = generation.document(document)
    assert found is not None
    return found


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest, generation: Generation) -> Document:
    return held(generation, request.param)


def test_all_that_must_be_done_how_often(document: Document) -> None:
    said = [
        (d.provision, d.holder, d.every, f"{'≥' if d.at_least else ''}{d.times or ''}", d.action)
        for d in register(document)
        if d.every
    ]
    assert said == table(OFTEN, document.id)


def test_all_conditions_in_figures_or_grades(document: Document) -> None:
    said = [(d.provision, d.holder, d.threshold, d.action) for d in register(document) if d.threshold]
    assert said == table(THRESHOLDS, document.id)


def test_who_has_the_duties_without_a_number(document: Document) -> None:
    said: dict[str, list[str]] = {}
    for d in register(document):
        if not d.every and not d.threshold:
            article = d.provision.split(".")[0]
            key = d.provision if d.provision in HOLDERS else article
            said.setdefault(key, []).extend([d.holder] if d.holder not in said.get(key, []) else [])
    expected = {k: v.split() for k, v in HOLDERS.items() if k.startswith(f"{document.id}/")}
    assert said == expected


def test_every_cell_is_the_texts_own(document: Document) -> None:
    texts = {p.id: p.text for p in document.provisions}
    for d in register(document):
        assert d.quote
        assert d.quote in texts[d.provision]
        assert d.lead in document.text
        assert d.every in d.quote
        for cell in (d.holder, d.action, d.threshold):
            assert cell in d.quote or cell in d.lead or cell in texts[d.provision]


def test_nothing_of_the_duties_is_left_out_or_told_twice(document: Document) -> None:
    """Each character of an item on duties is in a quotation; what is told without a number is in one alone."""
    for unit in (u for u in units_of(document) if is_duty(u) and not u.is_list):
        plain: set[int] = set()
        often: set[int] = set()
        for d in register(document):
            if d.provision == unit.provision.id and not d.threshold:
                at = unit.own.index(d.quote)
                places = set(range(at, at + len(d.quote)))
                assert not places & plain, d.quote
                (often if d.every else plain).update(places)
        assert not plain & often, unit.provision.id
        left = (c for i, c in enumerate(unit.own) if i not in plain | often)
        assert not "".join(left).strip("，,；;。、 \n"), unit.provision.id


def test_the_reader_of_answers_finds_the_quotation_once_per_clause(generation: Generation) -> None:
    """Two duties that one clause sets share its quotation, so that an answer does not say it twice."""
    both = [d for d in register(held(generation, "zaozhuang")) if d.provision == "zaozhuang/12.1.2" and d.every]
    assert len({d.quote for d in both}) == 1


# Other texts: one quirk a row. The sentence | holder | every | times | action
QUIRKS = [
    # 「规定期限」里没有「定期」
    ("第一条 生产经营单位应当在规定期限内整改。", None),
    # 频次在「应当」后面，主语在前面
    (
        "第一条 县级以上人民政府应当每年组织开展一次应急演练。",
        ("县级以上人民政府", "每年", "1", "组织开展一次应急演练"),
    ),
    # 至少在频次前面
    (
        "第一条 市、县人民政府教育督导机构应当至少每二年组织一次专项督导。",
        ("市、县人民政府教育督导机构", "每二年", "≥1", "组织一次专项督导"),
    ),
    # 每年度
    ("第一条 企业每年度向部门提交评估报告。", ("", "每年度", "", "向部门提交评估报告")),
    # 主语后面还有别人
    (
        "第一条 市人民政府应当组织相关部门定期对目录进行评估。",
        ("市人民政府", "定期", "", "对目录进行评估"),
    ),
    # 罚款的幅度不是门槛
    ("第一条 有前款行为的，处五万元以上二十万元以下的罚款。", None),
]


@pytest.mark.parametrize(("text", "expected"), QUIRKS, ids=[row[0][4:20] for row in QUIRKS])
def test_quirks_of_other_texts(text: str, expected: tuple[str, ...] | None) -> None:
    said = [
        (d.holder, d.every, f"{'≥' if d.at_least else ''}{d.times or ''}", d.action)
        for d in register(parse(f"某办法\n\n{text}\n第二条 附则。\n", "quirk"))
    ]
    assert said == ([expected] if expected else [])
