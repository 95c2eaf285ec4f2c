"""What may be said: a claim that no cited text holds is struck, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.compose.draft import Draft
from assistant.engine import Engine
from assistant.model import Citation
from assistant.verify import claims, quote_stands, verify

QUOTE = "迟报、漏报、谎报导致事故扩大的，事故扩大情形包括增加死亡一人以上，或者增加重伤三人以上，或者增加直接经济损失一百万元以上。"


@pytest.fixture
def citation(engine: Engine) -> Citation:
    provision = engine.generation.provision("fujian/22.1.4")
    assert provision is not None
    return Citation(1, provision.id, provision.label, "fujian", "福建省", QUOTE, "aggravation", "/d/fujian/22#p1.4", "")


@pytest.mark.parametrize(
    "line",
    [
        "增加死亡1人以上的，从重追究。[1]",  # 一人 and 1人 are the same number
        "直接经济损失100万元以上。[1]",
        "第二十二条第（四）项有规定。[1]",
        "第22条第4项有规定。[1]",
        "应当从重追究。[1]",
    ],
)
def test_what_the_citation_says_stands(engine: Engine, citation: Citation, line: str) -> None:
    assert verify(Draft([line], [citation]), "", engine.generation).lines == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "增加死亡二人以上的，从重追究。[1]",
        "第二十三条有规定。[1]",
        "第二十二条第（五）项有规定。[1]",
        "每季度至少2次。[1]",
        "自2019年1月1日起施行。[1]",
        "见闽委办〔2018〕9号。[1]",
        "直接经济损失五十万元以上。[1]",
        "另一条也有规定。[2]",  # a marker without a citation
    ],
)
def test_what_it_does_not_say_is_struck(engine: Engine, citation: Citation, line: str) -> None:
    checked = verify(Draft([line], [citation]), "", engine.generation)
    assert checked.lines == ()
    assert checked.struck == (line,)
    assert checked.citations == ()


def test_a_number_of_the_question_may_be_repeated(engine: Engine, citation: Citation) -> None:
    line = "没有第三十条。[1]"
    assert verify(Draft([line], [citation]), "福建第三十条", engine.generation).lines == (line,)


@pytest.mark.parametrize(
    "change",
    [
        {"provision": "fujian/99"},  # no such article
        {"provision": "hebei/22"},  # the words are another text's
        {"quote": QUOTE.replace("一人", "二人")},
        {"quote": ""},
    ],
)
def test_a_false_citation_falls(engine: Engine, citation: Citation, change: dict[str, str]) -> None:
    false = replace(citation, **change)  # type: ignore[arg-type]
    assert not quote_stands(false, engine.generation)
    assert verify(Draft(["如引文。[1]"], [false]), "", engine.generation).citations == ()


def test_width_and_spaces_do_not_matter(engine: Engine, citation: Citation) -> None:
    assert quote_stands(replace(citation, quote=QUOTE.replace("，", ", ")), engine.generation)


def test_claims_are_numbers() -> None:
    assert claims("第十九条第（三）项") == claims("第19条第3项")
    assert claims("二〇一九年六月") == claims("2019年6月")
    assert claims("一岗双责、齐抓共管") == frozenset()
