"""The table of set matters: how people ask, how texts print, and that the file is read strictly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.understand.aspects import (
    _table,
    aspect,
    find_aspects,
    find_cases,
    load_aspects,
    load_cases,
    role_of,
    systems,
)
from ingest.generation import Generation
from ingest.model import BadInput
from tests.assistant.steps import text_of


def asked(text: str) -> list[str]:
    return [a.name for a, _ in find_aspects(text)]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("雄安新区归不归这个细则管", "适用范围"),  # shares no word with 适用于
        ("退休了还追责吗", "终身问责"),
        ("背了处分还能评优吗", "一票否决"),
        ("该做的都做了，还要背锅吗", "尽职免责"),
        ("出了事由谁来问责", "追责权限与线索移送"),
        ("线索该移交给谁", "追责权限与线索移送"),
        ("这个细则什么时候生效", "施行日期"),
        ("原来的老办法还算数吗", "废止"),
        ("看不懂的地方找谁解释", "解释机关"),
        ("做得好的有没有奖金", "表彰奖励"),
        ("领导会被叫去喝茶吗", "约谈"),
        ("领导会被约谈吗", "约谈"),
        ("审计查不查这个", "审计"),
        ("哪一级来巡查", "巡查（督察）"),
        ("安委会谁牵头", "安委会主任"),
        ("哪些情形应当从重追究", "从重追究"),  # though 问责情形 reaches over it
        ("开民主生活会要说明吗", "民主生活会说明"),  # though 开会 reaches over it
    ],
)
def test_a_matter_is_recognised_as_people_ask_for_it(question: str, name: str) -> None:
    assert name in asked(question)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("督查组进驻了", "督查督办"),  # a body, not the system
        ("考核结果是否公开", "考核"),  # the publication of results is a matter of its own
        ("公布安全考核结果这事怎么写的", "考核"),
        ("巡察机构发现问题怎么办", "巡查（督察）"),  # a body that hands on clues
        ("通报批评", "通报制度"),  # a measure
        ("退休后不再追究，对不对", "尽职免责"),  # 不再追究 inside a longer stretch about 终身问责
        ("闯红灯罚多少钱", "金额"),  # 多少钱 inside 罚多少钱
        ("评优之后减轻了损失", "从轻、减轻"),  # loss, not responsibility
        ("问责不服找谁申诉", "追责权限与线索移送"),  # who hears an appeal, not who decides
        ("考核优秀的奖励人选怎么定", "表彰奖励"),  # who is asked about a candidate
    ],
)
def test_what_only_looks_like_a_matter_is_not_one(question: str, name: str) -> None:
    assert name not in asked(question)


@pytest.mark.parametrize("question", ["", "今天天气怎么样", "《红楼梦》的作者", "1+1"])
def test_other_talk_asks_for_no_matter(question: str) -> None:
    assert asked(question) == []
    assert find_cases(question) == ()


@pytest.mark.parametrize(
    ("question", "case"),
    [
        ("拖了两天才上报", "迟报、漏报、谎报或者瞒报"),
        ("实际死了五个，只报两个", "迟报、漏报、谎报或者瞒报"),
        ("给检查组打招呼", "阻挠、干涉执法或者调查"),
        ("救援时开溜", "救援中擅离职守"),
        ("拒不配合调查", "不配合事故调查"),
        ("隐患年年提，一直没解决", "重大隐患或普遍性问题未解决"),
        ("一年没开过会", "履行职责不到位"),
        ("甩手掌柜", "履行职责不到位"),
        ("瞒报了一起死亡事故", "迟报、漏报、谎报或者瞒报"),  # the accident of the story does not come first
    ],
)
def test_a_story_tells_its_case(question: str, case: str) -> None:
    assert find_cases(question)[0].name == case


@pytest.mark.parametrize(
    "question",
    [
        "不报名参加演练行吗",  # 不报 + 名
        "差旅费不报销",
        "他没报到",
        "没报社的采访",
    ],
)
def test_other_reports_are_no_concealment(question: str) -> None:
    assert all("瞒报" not in case.name for case in find_cases(question))


def test_every_story_has_an_accident_so_it_stands_last() -> None:
    assert load_cases()[-1].name == "发生生产安全事故"


@pytest.mark.parametrize(
    ("own", "lead", "role"),
    [
        ("在事故救援中擅离职守的；", "有下列情形之一的，应当从重追究责任：", "aggravation"),  # by what introduces it
        ("本实施细则自2018年9月28日起施行。", "", "effective"),
        ("建立安全生产通报制度，每季度通报1次。", "其职责主要包括：", "bulletin"),  # own words first
        ("大力弘扬生命至上、安全第一的思想。", "县级以上政府安全生产职责主要包括：", "duty"),
        (
            "每半年至少调研1次；",
            "各级党委主要负责人的安全生产职责主要包括：",
            "duty",
        ),  # no addressee, though it begins alike
        ("各区安委会，各有关单位：", "", "addressee"),
        ("春天来了。", "", "provision"),
        ("", "", "provision"),
    ],
)
def test_why_a_provision_is_in_an_answer(own: str, lead: str, role: str) -> None:
    assert role_of(own, lead) == role


def test_cases_are_situations_and_systems_are_compared() -> None:
    assert {c.role for c in load_cases()} == {"situation"}
    assert {"问责方式", "约谈", "审计", "终身问责"} <= {a.name for a in systems()}
    assert not {"职责", "罚款", "开会", "文号"} & {a.name for a in systems()}


def test_a_name_that_is_in_neither_table() -> None:
    assert aspect("约谈").role == "interview"
    assert aspect("不立即组织抢救").role == "situation"
    with pytest.raises(KeyError, match="没有的"):
        aspect("没有的")


def test_the_decisive_words_stand_in_some_text(generation: Generation) -> None:
    texts = [p.text for source in generation.catalog.sources for p in text_of(generation, source.id).provisions]
    for a in load_aspects():
        if a.key:
            assert any(a.key.search(text) for text in texts), a.name


ROW = """
[[aspects]]
name = "约谈"
role = "interview"
asked = ["约谈", "喝茶"]
printed = ["约谈"]
"""
CASE = """
[[cases]]
name = "瞒报"
asked = ["瞒"]
printed = ["瞒报"]
"""


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "aspects.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read(tmp_path: Path) -> None:
    read = _table(table(tmp_path, ROW.replace("喝茶", "{WHO}叫去谈话") + CASE))
    (matter,), (case,) = read["aspects"], read["cases"]
    assert matter.asked.search("被哪个部门叫去谈话")
    assert not matter.asked.search("被叫去谈话")
    assert (matter.also, matter.key, matter.system, matter.plain, matter.alone) == (None, None, False, False, False)
    assert (case.role, case.printed.pattern) == ("situation", "(?:瞒报)")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (ROW.replace('name = "约谈"\n', "") + CASE, "第1项「」应有唯一的 name"),
        (ROW.replace('role = "interview"\n', "") + CASE, "「约谈」应有唯一的 name，以及 role、asked、printed"),
        (ROW.replace('asked = ["约谈", "喝茶"]\n', "") + CASE, "「约谈」应有.*asked"),
        (ROW.replace('printed = ["约谈"]\n', "") + CASE, "「约谈」应有.*printed"),
        (ROW.replace('["约谈", "喝茶"]', "[]") + CASE, "「约谈」应有.*asked"),  # nobody could ask for it
        (ROW + ROW + CASE, "aspects 第2项「约谈」应有唯一的 name"),
        (ROW + CASE + CASE, "cases 第2项「瞒报」应有唯一的 name"),
        (ROW + CASE.replace('printed = ["瞒报"]', ""), "cases 第1项「瞒报」"),
        (ROW.replace("喝茶", "喝(茶") + CASE, "「约谈」的正则表达式不合法"),
        (ROW + 'key = "约(谈"' + CASE, "「约谈」的正则表达式不合法"),
        (ROW + 'also = ["约[谈"]' + CASE, "「约谈」的正则表达式不合法"),
    ],
)
def test_a_bad_row_is_refused_by_its_name(tmp_path: Path, rows: str, reason: str) -> None:
    path = table(tmp_path, rows)
    with pytest.raises(BadInput, match=f"{re.escape(str(path))}：.*{reason}"):
        _table(path)
