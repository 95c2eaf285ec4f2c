"""Texts that are named and not held: never answered from another text, never taken for a regulation that is held."""

from __future__ import annotations

import pytest

from assistant.understand.names import Names
from assistant.understand.titles import find_titles
from ingest.generation import Generation
from ingest.sources import load_catalog

CATALOG = load_catalog()


def names(text: str, *cited: str) -> list[str]:
    return [t.name for t in find_titles(text, Names(CATALOG, cited))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("《安全生产法》第一百条", "《安全生产法》"),
        ("《山东省实施〈地方党政领导干部安全生产责任制规定〉细则》怎么说", "《山东省实施〈地方党政领导干部安全生产责任制规定〉细则》"),
        ("刑法第一百三十四条", "刑法"),
        ("民法典对赔偿怎么说", "民法典"),
        ("消防法里怎么写", "消防法"),
        ("按照安全生产法怎么处理", "安全生产法"),  # what leads up to the name is not part of it
        ("中办国办2018年印发的那个责任制规定", "“中办国办2018年印发的那个责任制规定”"),
        ("国家层面的文件怎么写", "“国家层面的文件”"),
    ],
)  # fmt: skip
def test_a_text_that_is_not_held_is_named(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "《细则》第三条",  # a short name of the one being read
        "《实施细则》怎么说",
        "《河北省党政领导干部安全生产责任制实施细则》第三条",
        "《枣庄市贯彻落实〈地方党政领导干部安全生产责任制规定〉实施办法》",
        "《枣庄市贯彻落实<地方党政领导干部安全生产责任制规定>实施办法》",  # other brackets inside
        "《吉林省党政领导干部安全生产责任制实施细则》",  # held as an interpretation
        "枣庄办法第三条",
        "有没有别的办法",
        "执法检查被人阻挠",
        "综合行政执法的依据",
        "公安司法机关",
        "合法吗",
        "依法处理",
        "违法的后果",
        "这种说法对吗",
        "法院怎么判",
        "刑法庭",
        "劳动法规怎么说",
        "中央的精神怎么落实",
        "按国家规定精神办",
    ],
)
def test_what_is_no_other_text(text: str) -> None:
    assert names(text) == []


def test_a_title_that_the_texts_cite_is_known_without_marks() -> None:
    assert names("福建省安全生产条例怎么说") == []
    assert names("福建省安全生产条例怎么说", "福建省安全生产条例") == ["《福建省安全生产条例》"]
    assert names("实施细则怎么说", "实施细则") == []  # too short to be told from common words
    held = "河北省党政领导干部安全生产责任制实施细则"
    assert names(f"{held}怎么说", held) == []


def test_every_text_that_the_corpus_cites_and_does_not_hold_is_known(generation: Generation) -> None:
    cited = generation.store.cited_titles()
    assert "地方党政领导干部安全生产责任制规定" in cited
    found = find_titles("地方党政领导干部安全生产责任制规定第几条", Names(generation.catalog, cited))
    assert [t.name for t in found] == ["《地方党政领导干部安全生产责任制规定》"]


def test_each_stretch_is_read_once_and_in_order() -> None:
    text = "刑法怎么说，《安全生产法》又怎么说"
    found = find_titles(text, Names(CATALOG, ["安全生产法第一条"]))
    assert [text[t.start : t.end] for t in found] == ["刑法", "《安全生产法》"]
    assert names("《福建省安全生产条例》怎么说", "福建省安全生产条例") == ["《福建省安全生产条例》"]


@pytest.mark.parametrize(
    ("text", "is_law"),
    [
        ("《安全生产法》", True),
        ("刑法第一条", True),
        ("民法典怎么说", True),
        ("《最高人民法院关于审理案件的解释》", True),
        ("《河北省安全生产条例》", False),
        ("中央的规定", False),
    ],
)
def test_laws_are_another_field(text: str, is_law: bool) -> None:
    (title,) = find_titles(text, Names(CATALOG, ()))
    assert title.is_law is is_law
