"""A number as a person types it, and the provision that it means in a document: exactly that one or none."""

from __future__ import annotations

import pytest

from assistant.compose.numbered import numbers_in, target_of
from ingest.generation import Generation
from ingest.model import Heading, Provision


@pytest.mark.parametrize(
    ("document", "typed", "number"),
    [
        ("fujian", "十九", "19"),
        ("fujian", "19", "19"),
        ("fujian", " 第十九条 ", "19"),
        ("fujian", "第十九條第三項", "19.1.3"),
        ("fujian", "第十九条第（三）项", "19.1.3"),
        ("fujian", "19条3项", "19.1.3"),
        ("fujian", "19.1.3", "19.1.3"),
        ("fujian", "p19.1.3", "19.1.3"),
        ("fujian", "第十二条第二款", "12.2"),
        ("jilin", "第四部分", "s4"),
        ("jilin", "s4.2", "s4.2"),
        ("fujian", "第三十条", ""),
        ("fujian", "第十九条第九项", ""),
        ("fujian", "第一部分", ""),
        ("jilin", "第四条", ""),  # no article of an interpretation
        ("fujian", "迟报", ""),
        ("fujian", "第十九条的迟报", ""),
        ("fujian", "第十九条和第二十条", ""),
        ("fujian", "上一条", ""),
        ("fujian", "", ""),
        ("fujian", "99999999999999999", ""),
    ],
)
def test_what_a_number_means(generation: Generation, document: str, typed: str, number: str) -> None:
    found = generation.document(document)
    assert found
    target = target_of(found, typed)
    assert (target.number if isinstance(target, Provision) else "") == number


def test_a_chapter_is_its_heading(generation: Generation) -> None:
    found = generation.document("fujian")
    assert found
    target = target_of(found, "第五章")
    assert isinstance(target, Heading)
    assert target.title.startswith("第五章")
    assert target_of(found, "第九章") is None


def test_a_topic_is_a_number_only_when_it_is_nothing_else() -> None:
    assert [m.article for m in numbers_in("第十九条、第二十条")] == [19, 20]
    assert numbers_in("第十九条规定的考核") == ()
    assert numbers_in("考核") == ()
