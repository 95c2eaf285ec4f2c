"""Fixed sentences: their names and numbers are those of the index, and only the regulations that are silent are named."""

from __future__ import annotations

import pytest

from assistant.compose.sentences import choices, held, sentence, silence, suggest
from assistant.engine import Engine
from assistant.model import Evidence, Finding, Mention, Outcome, Place, Question, Term
from ingest.generation import Generation
from ingest.model import Source
from tests.assistant.steps import bare

HELD = "福建省、枣庄市、北京市、通州区（通知）、河北省、吉林省（解读）"


def source_of(generation: Generation, id: str) -> Source:
    found = generation.source(id)
    assert found is not None
    return found


def test_what_is_held_by_place(generation: Generation) -> None:
    assert held(generation) == HELD


@pytest.mark.parametrize(
    ("finding", "outcome", "said"),
    [
        (Finding("place", {"place": "上海市"}), Outcome.NOT_IN_CORPUS, f"没有收录上海市的规定。现收录：{HELD}。"),
        (Finding("which_document"), Outcome.CLARIFY, "请选一份"),
        (Finding("greeting"), Outcome.META, HELD),
        (
            Finding("no_part", {"title": "《细则》", "article": "第十九条", "asked": "第9项", "held": "共有5项", "provision": "x/19"}),
            Outcome.PARTIAL,
            "《细则》第十九条没有第9项：该条共有5项。",
        ),
    ],
)  # fmt: skip
def test_what_a_finding_says(generation: Generation, finding: Finding, outcome: Outcome, said: str) -> None:
    assert said in sentence(finding, bare(""), outcome, generation)


def test_the_listing_has_every_document_and_only_known_dates(generation: Generation) -> None:
    text = sentence(Finding("holdings"), bare(""), Outcome.META, generation)
    assert f"现收录 {len(generation.catalog.sources)} 份文件" in text
    rows = [line for line in text.split("\n") if line.startswith("- ")]
    assert len(rows) == len(generation.catalog.sources)
    (zaozhuang,) = [row for row in rows if "枣庄市" in row]
    assert "室字〔2019〕88号，2019-06-27 印发，2019-06-27 起施行）：枣庄市" in zaozhuang
    (hebei,) = [row for row in rows if "河北省" in row]
    assert hebei == "- 《河北省党政领导干部安全生产责任制实施细则》：河北省"  # its text gives no date


def test_a_finding_without_a_value_that_its_sentence_wants(generation: Generation) -> None:
    with pytest.raises(KeyError, match="place"):
        sentence(Finding("place"), bare(""), Outcome.NOT_IN_CORPUS, generation)


def test_who_is_silent_beside_those_that_are_not(generation: Generation) -> None:
    zaozhuang = source_of(generation, "zaozhuang")
    silent = {"fujian": ("约谈",), "beijing": ("约谈",), "jilin": ("约谈",), "tongzhou": ("约谈",)}
    # of an interpretation and of a notice nothing follows
    assert silence(silent, [zaozhuang], generation) == "关于约谈，未规定：福建省、北京市。"
    assert silence({"fujian": ("约谈", "审计")}, [zaozhuang], generation) == "关于约谈、审计，未规定：福建省。"


@pytest.mark.parametrize(
    ("silent", "filled"),
    [
        ({"fujian": ("约谈",)}, []),  # where nobody settles it, the outcome says so
        ({}, ["zaozhuang"]),
        ({"jilin": ("约谈",)}, ["zaozhuang"]),
        ({"zaozhuang": ("审计",)}, ["zaozhuang"]),  # it has something on another of the matters
    ],
)
def test_when_nobody_is_called_silent(
    generation: Generation, silent: dict[str, tuple[str, ...]], filled: list[str]
) -> None:
    assert silence(silent, [source_of(generation, id) for id in filled], generation) == ""


def test_an_article_without_a_document_is_offered_of_each_regulation(generation: Generation) -> None:
    u = bare("第十九条", mentions=(Mention("第十九条", 0, 4, article=19),))
    assert choices(u, generation) == ["福建细则第十九条", "枣庄办法第十九条", "北京细则第十九条", "河北细则第十九条"]


def test_of_a_place_alone_common_matters_are_offered(generation: Generation) -> None:
    u = bare("河北", documents=("hebei",), places=(Place("河北省", ("中国",), 0, 2),))
    offered = choices(u, generation)
    assert len(offered) == 3
    assert all(text.startswith("河北") for text in offered)
    assert all(text.startswith("福建") for text in choices(bare(""), generation))


def test_what_to_ask_next(generation: Generation) -> None:
    evidence = (Evidence("fujian/19.1.3", "…", "situation"), Evidence("fujian/20", "…", "measure"))
    u = bare("福建瞒报怎么处理", terms=(Term("瞒报", ("瞒报",)),))
    assert suggest(u, {"fujian": evidence, "hebei": ()}, generation) == [
        "福建由谁负责问责？",
        "福建哪些情形可以从轻、减轻追究？",
        "枣庄是怎么规定的？",
    ]
    assert suggest(u, {"fujian": evidence, "hebei": evidence}, generation) == []  # several places are a comparison
    assert suggest(u, {}, generation) == []
    assert suggest(bare("福建第二十九条"), {"fujian": (Evidence("fujian/29", "…", "effective"),)}, generation) == []


def test_what_is_offered_can_be_answered(engine: Engine) -> None:
    u = bare("第十九条", mentions=(Mention("第十九条", 0, 4, article=19),))
    offered = [*choices(u, engine.generation), *choices(bare(""), engine.generation)]
    evidence = tuple(Evidence("fujian/19", "…", role) for role in ("situation", "measure", "duty"))
    offered += suggest(bare(""), {"fujian": evidence}, engine.generation)
    outcomes = {text: engine.ask(Question(text)).outcome for text in offered}
    assert set(outcomes.values()) == {Outcome.ANSWERED}, outcomes
