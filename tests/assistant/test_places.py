"""Places: what binds where, and what is not held."""

from __future__ import annotations

import pytest

from assistant.understand.names import Names
from assistant.understand.places import documents_below, documents_binding, find_places, load_gazetteer
from ingest.sources import load_catalog

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("福建", ("fujian",)),
        ("厦门的干部", ("fujian",)),
        ("石家庄市委书记", ("hebei",)),
        ("通州区", ("beijing", "tongzhou")),  # the district's own notice, and what binds it
        ("北京", ("beijing",)),  # a district's notice does not bind the city
        ("滕州", ("zaozhuang",)),
        ("山东省", ()),  # a city's rules are not its province's
        ("济南", ()),
        ("上海", ()),
        ("冀：县长多久", ("hebei",)),
        ("鲁细则", ()),
    ],
)
def test_what_binds_a_place(text: str, documents: tuple[str, ...]) -> None:
    (place,) = find_places(text, load_gazetteer())
    assert tuple(sorted(documents_binding(place, CATALOG))) == documents


@pytest.mark.parametrize("text", ["岗位津贴", "安全生产", "京剧", "和平解决", "吉祥"])
def test_a_syllable_is_no_place(text: str) -> None:
    assert find_places(text, load_gazetteer()) == ()


def test_what_is_held_below_a_province() -> None:
    (shandong,) = find_places("山东省", load_gazetteer())
    assert documents_below(shandong, CATALOG) == ("zaozhuang",)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("闽细则19条", "fujian"),
        ("室字〔2019〕88号文", "zaozhuang"),
        ("《河北省党政领导干部安全生产责任制实施细则》", "hebei"),
        ("吉林省党政领导干部安全生产责任制实施细则", "jilin"),  # what is held of it is the interpretation
    ],
)
def test_a_document_is_named(text: str, document: str) -> None:
    assert [n.documents for n in Names(CATALOG).documents(text)] == [(document,)]
