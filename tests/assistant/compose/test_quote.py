"""A provision as it is quoted: whole where it is short; else cut at the end of a sentence or clause, and every cut marked."""

from __future__ import annotations

import re

import pytest

from assistant.compose.quote import SHOWN, cite, excerpt, quoted, short_label, url_of
from assistant.model import Evidence
from ingest.generation import Generation
from ingest.model import Kind, Provision, Source

LONG = "甲" * 30 + "，" + "乙" * 30 + "；" + "丙" * 40 + "。" + "丁" * 40 + "。"


@pytest.mark.parametrize(
    ("text", "limit", "shown", "cut"),
    [
        ("短句。", 10, "短句。", False),
        ("第一行：\n（一）甲；\n（二）乙。", 30, "第一行： （一）甲； （二）乙。", False),  # lines of a list become one
        ("甲甲甲。乙乙乙。丙丙丙。", 8, "甲甲甲。乙乙乙。……", True),
        ("甲甲甲；乙乙乙；丙丙丙。", 8, "甲甲甲；乙乙乙；……", True),  # the end of a clause of a list
        ("甲甲甲，乙乙乙，丙丙丙。丁丁。", 8, "甲甲甲，乙乙乙，丙丙丙。……", True),  # never at a comma
        ("甲甲甲、乙乙乙.丙丙丙;丁丁丁。戊。", 8, "甲甲甲、乙乙乙.丙丙丙;丁丁丁。……", True),  # nor at other marks
    ],
)
def test_a_text_is_cut_only_where_it_may_be(text: str, limit: int, shown: str, cut: bool) -> None:
    assert excerpt(text, limit) == (shown, cut)


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ("甲", "甲" * 30 + "，" + "乙" * 30 + "；……"),
        ("丙", "……" + "丙" * 40 + "。" + "丁" * 40 + "。"),  # to the end: no mark after it
        ("丁", "……" + "丁" * 40 + "。"),
        ("无", "甲" * 30 + "，" + "乙" * 30 + "；……"),  # says nowhere what is asked
    ],
)
def test_it_begins_with_the_sentence_that_says_what_is_asked(about: str, shown: str) -> None:
    assert excerpt(LONG, 100, re.compile(about).search) == (shown, True)


def test_every_provision_that_is_held_can_be_cut(generation: Generation) -> None:
    for source in generation.catalog.sources:
        document = generation.document(source.id)
        assert document is not None
        for provision in document.provisions:
            shown, cut = excerpt(provision.text, SHOWN)
            flat = " ".join(provision.text.split())
            body = shown.removesuffix("……")
            assert body in flat
            assert flat.endswith(body) or (body.endswith(("。", "；")) and shown.endswith("……")), provision.id
            assert cut or shown == flat


@pytest.mark.parametrize(
    ("document", "number", "url"),
    [
        ("fujian", "19.1.3", "/d/fujian/19#p1.3"),
        ("fujian", "19", "/d/fujian/19"),  # the page itself
        ("jilin", "s4.2", "/d/jilin/s4#p2"),
        ("自收", "3", "/d/%E8%87%AA%E6%94%B6/3"),
    ],
)
def test_where_a_provision_can_be_read(document: str, number: str, url: str) -> None:
    assert url_of(Provision(document, number, Kind.ARTICLE, "", (), 0, 1, "")) == url


def source_of(generation: Generation, id: str) -> Source:
    found = generation.source(id)
    assert found is not None
    return found


def test_a_citation_has_all_that_is_shown_of_it(generation: Generation) -> None:
    evidence = Evidence("fujian/19.1.3", "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的；", "situation")
    source = source_of(generation, "fujian")
    c = cite(2, evidence, source, generation)
    assert (c.n, c.provision, c.document, c.region, c.role) == (2, "fujian/19.1.3", "fujian", "福建省", "situation")
    assert (c.url, c.effective, c.quote) == ("/d/fujian/19#p1.3", "2018-09-28", evidence.quote)
    assert short_label(c, source) == "第十九条第（三）项"  # the title was just named
    assert c.label == "《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项"
    assert quoted(evidence, c, source) == f"- 应当问责的情形：第十九条第（三）项，“{evidence.quote}”[2]"


def test_an_interpretation_is_cited_as_one(generation: Generation) -> None:
    provision = generation.provision("jilin/s5.6")
    assert provision is not None
    source = source_of(generation, "jilin")
    evidence = Evidence("jilin/s5.6", provision.text, "lifelong")
    c = cite(1, evidence, source, generation)
    assert c.role == "interpretation"
    line = quoted(evidence, c, source, re.compile("终身问责").search)
    assert line.startswith("- 解读：第五部分第6段，“……")
    assert "五是终身问责" in line
    assert line.endswith("（节选，全文见引文）[1]")
    assert c.quote == provision.text  # the citation has it whole
