from __future__ import annotations

import pytest

from assistant.web.links import mentions_in, mentions_out, quoted_url, url_of
from tests.assistant.web.fake import FakeGeneration


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("fujian", "/d/fujian"),
        ("fujian/20", "/d/fujian/20"),
        ("fujian/19.1.3", "/d/fujian/19#p1.3"),
        ("x/120-1.2", "/d/x/120-1#p2"),
        ("jilin/s4.2", "/d/jilin/s4#p2"),
        ("GB50016.2014/3.1", "/d/GB50016.2014/3#p1"),
        ('a"<b/1', "/d/a%22%3Cb/1"),
    ],
)
def test_url_of_a_provision(target: str, url: str) -> None:
    assert url_of(target) == url


def test_quoted_url_escapes_what_ends_a_value() -> None:
    assert quoted_url("fujian/19.1.3", "甲&乙#丙") == "/d/fujian/19?quote=%E7%94%B2%26%E4%B9%99%23%E4%B8%99#p1.3"
    assert quoted_url("fujian/19.1.3", "a", ambiguous=True) == "/d/fujian/19?quote=a&at=1.3#p1.3"
    assert quoted_url("fujian/20", "a") == "/d/fujian/20?quote=a"


def test_references_are_followed_both_ways(generation: FakeGeneration) -> None:
    out = mentions_out(generation, "fujian/20")  # type: ignore[arg-type]
    assert [(m.text, [t.label for t in m.targets]) for m in out] == [("本实施细则第十九条", ["第十九条"])]
    into = mentions_in(generation, "fujian/19")  # type: ignore[arg-type]
    assert [(m.source.label, m.source.url) for m in into] == [
        ("第二十条", "/d/fujian/20#p1"),
        ("第二十七条", "/d/fujian/27#p1"),
    ]


def test_a_text_that_is_not_held_is_named_without_a_link(generation: FakeGeneration) -> None:
    out = mentions_out(generation, "fujian/1")  # type: ignore[arg-type]
    missing = [m for m in out if not m.targets]
    assert missing
    assert all(m.title for m in missing)
