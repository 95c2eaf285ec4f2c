"""Provisions named by number: exactly those, in the order asked; what does not exist is said with the range that does."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.evidence.lookup import Found, referrers
from assistant.model import Question
from assistant.texts import has
from tests.assistant.conftest import Ask
from tests.assistant.steps import ids


def found(engine: Engine, question: str, *history: str) -> Found:
    return engine.run(Question(question, history=history), "lookup").found


@pytest.mark.parametrize(
    ("question", "provisions"),
    [
        ("福建第十九条第三项", ["fujian/19.1.3"]),
        ("福建第十五条第二款", ["fujian/15.2"]),
        ("福建第二十条第一款", ["fujian/20"]),  # its only paragraph is the article
        ("北京第二十六条第二款", ["beijing/26.2"]),
        ("福建第五条到第七条", ["fujian/5", "fujian/6", "fujian/7"]),  # the one between as well
        ("福建第五条至第七条", ["fujian/5", "fujian/6", "fujian/7"]),
        ("福建第五条-第七条", ["fujian/5", "fujian/6", "fujian/7"]),
        ("福建第五条和第七条", ["fujian/5", "fujian/7"]),  # two, not a range
        ("福建第五条第一项到第七条", ["fujian/5.1.1", "fujian/7"]),  # a range is of whole articles
        ("福建第七条、第五条", ["fujian/7", "fujian/5"]),  # in the order asked
        ("福建第五条，再看第五条", ["fujian/5"]),
        ("福建第十九条第三项和第四项", ["fujian/19.1.3", "fujian/19.1.4"]),
        ("福建最后一条", ["fujian/29"]),
        ("福建倒数第二条", ["fujian/28"]),
        ("北京倒数第一条", ["beijing/28"]),
        ("福建附则", ["fujian/28", "fujian/29"]),
        ("枣庄第二章", ["zaozhuang/5", "zaozhuang/6", "zaozhuang/7", "zaozhuang/8", "zaozhuang/9", "zaozhuang/10"]),
        ("吉林第四部分", ["jilin/s4"]),
        ("通州第三部分", ["tongzhou/s3"]),
        ("福建和河北第二十一条", ["fujian/21", "hebei/21"]),  # side by side, each its own
        ("福建第十九条第三项，北京第十八条第三项", ["fujian/19.1.3", "beijing/18.1.3"]),
    ],
)
def test_what_is_named(engine: Engine, question: str, provisions: list[str]) -> None:
    result = found(engine, question)
    assert (result.ids, result.missing, result.choices) == (provisions, [], [])


@pytest.mark.parametrize(
    ("before", "question", "provisions"),
    [
        ("福建第十九条", "上一条", ["fujian/18"]),
        ("福建第十九条", "下一条呢", ["fujian/20"]),
        ("福建第十九条", "前两条", ["fujian/17", "fujian/18"]),  # in reading order
        ("福建第十九条", "后三条呢", ["fujian/20", "fujian/21", "fujian/22"]),
        ("福建第三条", "前五条", ["fujian/1", "fujian/2"]),  # as many as there are
        ("福建第十九条", "第三项呢", ["fujian/19.1.3"]),
        ("福建第十九条", "本条", ["fujian/19"]),
        ("福建第十九条", "倒数第二条", ["fujian/28"]),  # from the end of the text being read
        ("福建第十五条", "第四款", ["fujian/15.4"]),
        ("福建瞒报怎么处理", "下一条", ["fujian/20"]),  # of the article cited first
    ],
)
def test_what_is_named_by_the_article_being_read(
    engine: Engine, before: str, question: str, provisions: list[str]
) -> None:
    result = found(engine, question, before)
    assert (result.ids, result.missing) == (provisions, [])


@pytest.mark.parametrize(
    ("question", "code", "said"),
    [
        ("福建第三十条", "no_article", {"asked": "第三十条", "first": "第一条", "last": "第二十九条"}),
        ("福建第十九条之一", "no_article", {"asked": "第十九条之一"}),
        ("福建第零条", "no_article", {"first": "第一条"}),  # not what stands before the first article
        ("福建倒数第四十条", "no_article", {"asked": "倒数第四十条"}),  # never counted round
        ("福建第十九条第九项", "no_part", {"article": "第十九条", "asked": "第9项", "held": "共有5项"}),
        ("福建第二十条第三项", "no_part", {"held": "没有分项"}),
        ("福建第十五条第七款", "no_part", {"asked": "第7款", "held": "只有4款"}),
        ("福建第九章", "no_chapter", {"asked": "第九章"}),
        ("吉林第九部分", "no_section", {"last": "第六部分"}),
        ("通州第二条", "no_section", {"last": "第三部分"}),  # a notice has no articles, and Beijing's are not its
        ("吉林第十九条", "interpretation", {"asked": "第十九条"}),  # only what it says about them is held
        ("吉林最后一条", "interpretation", {"asked": "最后一条"}),
    ],
)
def test_what_does_not_exist(engine: Engine, question: str, code: str, said: dict[str, str]) -> None:
    result = found(engine, question)
    (finding,) = result.missing
    assert result.ids == []
    assert finding.code == code
    assert said.items() <= finding.values.items()
    assert has(f"missing.{code}")


@pytest.mark.parametrize(("before", "question"), [("福建第一条", "上一条"), ("福建第二十九条", "下一条")])
def test_beyond_the_first_and_the_last(engine: Engine, before: str, question: str) -> None:
    result = found(engine, question, before)
    assert result.ids == []
    assert [f.code for f in result.missing] == ["no_article"]


def test_of_a_range_what_exists_is_given_and_the_rest_is_said(engine: Engine) -> None:
    result = found(engine, "福建第二十八条到第三十五条")
    assert result.ids == ["fujian/28", "fujian/29"]
    assert [f.values["asked"] for f in result.missing] == ["第三十五条"]


@pytest.mark.parametrize("question", ["第十九条", "第二项", "上一条", "第二章"])
def test_without_a_document_there_is_a_choice(engine: Engine, question: str) -> None:
    result = found(engine, question)
    assert (result.ids, result.missing) == ([], [])
    assert {"fujian", "hebei"} <= set(result.choices)


def test_this_article_may_be_the_matter_of_the_question(engine: Engine) -> None:
    # 「有没有…这一条」 points at 约谈, not at an article read before
    result = found(engine, "福建有约谈这一条吗")
    assert (result.ids, result.missing, result.choices) == ([], [], [])


@pytest.mark.parametrize(
    ("ids", "sources"),
    [
        (["fujian/19"], ["fujian/20", "fujian/27"]),
        (["beijing/18"], ["beijing/19", "beijing/26.1"]),  # the paragraph, where there are several
        (["fujian/29"], []),
    ],
)
def test_what_refers_to_a_provision(engine: Engine, ids: list[str], sources: list[str]) -> None:
    assert referrers(ids, engine.generation) == sources


@pytest.mark.parametrize(
    ("question", "provisions"),
    [
        # 从重 is 第二十二条: said first, and the article named after it
        ("福建第二十一条列的从重追究情形有哪些", ["fujian/22", "fujian/21"]),
        ("福建第二十二条列的从重追究情形有哪些", ["fujian/22"]),
        ("福建第二十九条规定的约谈", ["fujian/29"]),  # which no article settles
        ("福建第六章的从重追究", ["fujian/28", "fujian/29"]),  # a chapter is no article mistaken
        ("福建第二十一条", ["fujian/21"]),
    ],
)
def test_an_article_that_settles_another_matter(engine: Engine, question: str, provisions: list[str]) -> None:
    assert ids(engine.run(Question(question), "lookup").groups["fujian"]) == provisions


def test_what_is_missing_is_said_and_nothing_else_is_quoted(ask: Ask) -> None:
    answer = ask("福建第三十条")
    assert "第一条到第二十九条" in answer.text
    assert not answer.citations
    assert [c.provision for c in ask("福建第五条到第七条").citations] == ["fujian/5", "fujian/6", "fujian/7"]
