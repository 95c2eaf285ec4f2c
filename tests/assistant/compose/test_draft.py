"""An answer put together: what is missing first, then the direct answer, who says it, and each provision with its marker."""

from __future__ import annotations

import re

import pytest

from assistant.compose.draft import Draft, compose
from assistant.engine import Engine
from assistant.evidence.judge import Judgement
from assistant.model import Ask, Evidence, Finding, Outcome, Question, Term, Understanding
from assistant.texts import message
from ingest.generation import Generation
from tests.assistant.steps import bare

WORD = (Term("从重", ("从重",)),)
U = bare("从重", terms=WORD)


def evidence(generation: Generation, id: str, role: str = "provision", direct: str = "") -> Evidence:
    found = generation.provision(id)
    assert found is not None
    return Evidence(id, found.text, role, direct=direct)


def answered(generation: Generation, *found: Evidence, u: Understanding = U, **silent: tuple[str, ...]) -> Draft:
    groups: dict[str, tuple[Evidence, ...]] = {}
    for e in found:
        document = e.provision.partition("/")[0]
        groups[document] = (*groups.get(document, ()), e)
    return compose(u, Judgement(Outcome.ANSWERED), groups, silent, generation)


def test_one_document(generation: Generation) -> None:
    found = evidence(generation, "fujian/22", "aggravation"), evidence(generation, "fujian/29", "effective")
    draft = answered(generation, *found)
    assert draft.lines[:3] == [
        "**对工作不力导致生产安全事故人员伤亡和经济损失扩大，或者造成严重社会影响负有主要领导责任的党政领导干部，有下列情形之一的，应当从重追究责任**。[1]",
        "**自2018年9月28日起施行**。[2]",
        "据《福建省党政领导干部安全生产责任制实施细则》（已施行，自2018年9月28日起施行）：",
    ]
    assert [line.split("，")[0] for line in draft.lines[3:]] == ["- 从重追究：第二十二条", "- 施行：第二十九条"]
    assert [(c.n, c.provision) for c in draft.citations] == [(1, "fujian/22"), (2, "fujian/29")]
    assert draft.table is None


def test_several_documents_each_under_its_head_and_numbered_through(generation: Generation) -> None:
    draft = answered(
        generation,
        evidence(generation, "hebei/24", "aggravation"),
        evidence(generation, "fujian/22", "aggravation"),
    )
    heads = [line for line in draft.lines if line.startswith("**") and "》" in line]
    assert [head.split("**")[1] for head in heads] == ["福建省", "河北省"]  # in the order of the catalogue
    assert [c.provision for c in draft.citations] == ["fujian/22", "hebei/24"]
    markers = re.findall(r"\[(\d+)\]", "".join(draft.lines))
    assert markers == ["1", "1", "2"]  # hebei/24 is all of what would be said first


def test_an_interpretation_is_said_to_be_one(generation: Generation) -> None:
    first = answered(generation, evidence(generation, "jilin/s5.6", "lifelong")).lines[0]
    assert first.startswith("据解读（《吉林省党政领导干部安全生产责任制实施细则》解读")
    assert "不是条文" in first


def test_the_verdict_stands_before_the_direct_answer(generation: Generation) -> None:
    u = bare("是2019年施行的吧", aspects=("施行日期",), confirms=True, on="2019", terms=WORD)
    lines = answered(generation, evidence(generation, "fujian/29", "effective"), u=u).lines
    assert lines[:2] == ["与原文不符，原文是：", "**自2018年9月28日起施行**。[1]"]


def test_who_is_silent_is_said_first(generation: Generation) -> None:
    draft = answered(generation, evidence(generation, "zaozhuang/33", "interview"), fujian=("约谈",), beijing=("约谈",))
    assert draft.lines[0] == "关于约谈，未规定：福建省、北京市。"


def test_a_comparison_is_a_table(generation: Generation) -> None:
    u = bare("有什么不同", ask=Ask.COMPARISON, aspects=("约谈",), terms=WORD)
    draft = answered(generation, evidence(generation, "zaozhuang/33", "interview"), u=u, fujian=("约谈",))
    assert draft.table is not None
    assert [c["document"] for c in draft.table["columns"]] == ["fujian", "zaozhuang"]
    assert "| **约谈** | 未规定 |" in "\n".join(draft.lines)
    assert draft.lines[-1].startswith("时效：《枣庄市")  # since when each text applies
    one = answered(generation, evidence(generation, "zaozhuang/33", "interview"), u=u)
    assert one.table is None  # nothing to compare with


def test_a_long_provision_is_shown_from_what_is_asked(generation: Generation) -> None:
    u = bare("终身问责", aspects=("终身问责",))
    line = answered(generation, evidence(generation, "jilin/s5.6", "lifelong"), u=u).lines[-1]
    assert "不论是否已调离转岗" in line
    assert "（节选，全文见引文）" in line


@pytest.mark.parametrize(
    ("judgement", "said"),
    [
        (Judgement(Outcome.OFF_TOPIC), [message("outcome.off_topic")]),
        (Judgement(Outcome.UNAVAILABLE), [message("outcome.unavailable")]),
        (Judgement(Outcome.CLARIFY, (Finding("which_matter"),)), [message("clarify.which_matter")]),
        (
            Judgement(Outcome.NOT_IN_CORPUS, (Finding("not_regulated", {"titles": "《细则》"}),)),
            [message("missing.not_regulated", titles="《细则》")],
        ),
    ],
)
def test_without_an_answer_only_the_fixed_sentence(
    generation: Generation, judgement: Judgement, said: list[str]
) -> None:
    groups = {"fujian": (evidence(generation, "fujian/22"),)}  # not quoted, though it is there
    draft = compose(U, judgement, groups, {}, generation)
    assert (draft.lines, draft.citations, draft.table) == (said, [], None)
    assert bool(draft.suggestions) is (judgement.outcome is Outcome.CLARIFY)


def test_in_part_what_is_missing_comes_before_what_is_there(generation: Generation) -> None:
    judgement = Judgement(Outcome.PARTIAL, (Finding("place", {"place": "上海市"}),))
    draft = compose(U, judgement, {"fujian": (evidence(generation, "fujian/22"),)}, {}, generation)
    assert draft.lines[0].startswith("没有收录上海市的规定。")
    assert [c.provision for c in draft.citations] == ["fujian/22"]


def test_what_the_program_says_itself_is_a_fact(generation: Generation) -> None:
    draft = Draft()
    draft.say("该条共有5项。")
    assert (draft.lines, draft.facts) == (["该条共有5项。"], ["该条共有5项。"])
    draft = answered(generation, evidence(generation, "fujian/22", "aggravation"))
    assert not any(line.startswith("- ") for line in draft.facts)  # quotations are checked against the text


@pytest.mark.parametrize(
    "question",
    ["福建瞒报怎么处理", "河北县委书记每半年调研一次，对吧", "各地约谈的规定有什么不同？", "福建2017年的事故怎么处理"],
)
def test_nothing_that_is_composed_is_struck(engine: Engine, question: str) -> None:
    state = engine.run(Question(question), "verify")
    assert state.draft.lines
    assert state.checked.struck == ()
