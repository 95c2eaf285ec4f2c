"""What a question takes for granted is held against the text: right is said to be right, wrong to be wrong, with the text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.compose.premise import premise
from assistant.model import Citation, Evidence, Understanding
from ingest.generation import Generation
from tests.assistant.conftest import Ask
from tests.assistant.steps import bare, text_of

RIGHT, WRONG = "与原文相符，原文是：", "与原文不符，原文是："


@pytest.mark.parametrize(
    ("question", "said", "provision"),
    [
        # rates, in the words of the text or in others
        ("河北县委书记每季度调研一次，是吧", RIGHT, "hebei/5.1.3"),
        ("河北县委书记一年调研四次，对吧", RIGHT, "hebei/5.1.3"),
        ("河北县委书记每半年调研一次，对吧", WRONG, "hebei/5.1.3"),
        ("河北巡查两年一次吧", RIGHT, "hebei/14"),
        ("河北巡查每年一次吧", WRONG, "hebei/14"),
        # dates
        ("枣庄办法是2019年施行的吧", RIGHT, "zaozhuang/41"),
        ("枣庄办法是2018年施行的吧", WRONG, "zaozhuang/41"),
        ("福建是2018年9月施行的吗", RIGHT, "fujian/29"),
        ("福建是2018年9月27日施行的吧", WRONG, "fujian/29"),
        # how many a list has
        ("福建问责情形只列了四种，对不对", "与原文不符，原文共列5项。", "fujian/19"),
        ("福建问责情形一共五种，对吗", "与原文相符，共列5项。", "fujian/19"),
        ("福建从轻只列了四种，对不对", "与原文不符，原文共列5项。", "fujian/23"),
        # the year before the text applied
        ("福建2017年发生的瞒报事故怎么处理", "问题所说的时间早于该文施行（2018年9月28日起施行）。", "fujian/19.1.3"),
        ("枣庄2018年发生的事故怎么处理", "问题所说的时间早于该文施行（2019年6月27日起施行）。", "zaozhuang/30.1.4"),
        # any other figure
        ("福建从重追究是增加死亡二人以上吗", "所引原文中没有“二人”的说法，原文如下。", "fujian/22.1.4"),
    ],
)
def test_what_is_said_of_it_first(ask: Ask, question: str, said: str, provision: str) -> None:
    answer = ask(question)
    assert answer.text.split("\n\n")[0] == said
    assert provision in [c.provision for c in answer.citations]  # the text stands beside the verdict


@pytest.mark.parametrize(
    "question",
    [
        "河北县委书记多久调研一次",  # claims nothing
        "枣庄办法什么时候施行",
        "福建2019年发生的事故怎么处理",  # after the text applied
        "河北2017年发生的事故怎么处理",  # when 河北 applied, its text does not say
        "福建哪些情形会被问责",
        "福建从重追究是增加死亡一人以上吗",  # the figure of the text
        "福建死亡三人怎么处理",  # a figure of the story, not a claim
        "枣庄巡查每年一次吧",  # the text gives no rate to hold it against
        "福建县长一年到头没检查一次怎么处理",
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_judge(ask: Ask, question: str) -> None:
    text = ask(question).text
    assert all(word not in text for word in ("相符", "不符", "早于", "的说法"))


def said(generation: Generation, u: Understanding, *evidence: Evidence, document: str = "fujian") -> list[str]:
    source = generation.source(document)
    assert source is not None
    cited = [
        (e, Citation(n, e.provision, "", document, "", e.quote, e.role, "", "")) for n, e in enumerate(evidence, 1)
    ]
    return premise(text_of(generation, document), source, cited, u)


def provision(generation: Generation, id: str, role: str = "duty", direct: str = "") -> Evidence:
    found = generation.provision(id)
    assert found is not None
    return Evidence(id, found.text, role, direct=direct)


def test_clauses_that_differ_are_not_judged(generation: Generation) -> None:
    clauses = "每半年至少主持召开1次党委常委会研究安全生产工作\n每季度至少调研1次安全生产工作"
    e = provision(generation, "zaozhuang/6.1.1", direct=clauses)
    u = bare("每季度一次吗", confirms=True, claimed_rate=Fraction(4))
    assert said(generation, u, e, document="zaozhuang") == []
    one = provision(generation, "zaozhuang/6.1.1", direct="区（市）党委主要负责人：每季度至少调研1次安全生产工作")
    assert said(generation, u, one, document="zaozhuang") == [RIGHT]


def test_a_list_is_counted_only_where_it_is_cited_whole(generation: Generation) -> None:
    u = bare("只有四种，对吧", confirms=True)
    assert said(generation, u, provision(generation, "fujian/19")) == ["与原文不符，原文共列5项。"]
    assert said(generation, u, provision(generation, "fujian/19.1.3")) == []  # an item
    assert said(generation, u, provision(generation, "fujian/20")) == []  # an article without a list
    assert said(generation, u, provision(generation, "fujian/19"), provision(generation, "fujian/20")) == []
    assert said(generation, bare("列了哪四种"), provision(generation, "fujian/19")) == []  # no yes or no is wanted


def test_figures_are_compared_as_numbers(generation: Generation) -> None:
    e = provision(generation, "fujian/22.1.4", "aggravation")
    for same in ("增加死亡1人以上吗", "重伤3人以上吗", "损失一百万元以上吗"):
        assert said(generation, bare(same, confirms=True), e) == []
    (line,) = said(generation, bare("死亡10人、损失500万元吗", confirms=True), e)
    assert "“10人”、“500万元”" in line


def test_one_sentence_at_most(generation: Generation) -> None:
    u = bare("2017年死亡十人要从重吗", confirms=True, on="2017")
    assert len(said(generation, u, provision(generation, "fujian/22.1.4", "aggravation"))) == 1
