"""Which text of a law a later one took the place of."""

from __future__ import annotations

import pytest

from ingest.model import Source
from ingest.versions import law_key, superseded

TODAY = "2026-06-01"


def law(id: str, title: str = "中华人民共和国公司法", **dates: str) -> Source:
    return Source(id, f"{id}.md", "", title, **dates)  # type: ignore[arg-type]


def test_the_later_version_takes_the_place_of_all_before() -> None:
    versions = [
        law("new", issued="1993-12-29", amended="2023-12-29", effective="2024-07-01"),
        law("old", "公司法", issued="1993-12-29", amended="2018-10-26"),
        law("older", "中华人民共和国公司法（2013年修正）", issued="1993-12-29", amended="2013-12-28"),
        law("other", "中华人民共和国保险法", issued="1995-06-30"),
    ]
    assert superseded(versions, TODAY) == {"old": "new", "older": "new"}
    assert superseded(versions[1:2], TODAY) == {}


def test_a_version_not_yet_in_force_replaces_nothing() -> None:
    versions = [law("now", amended="2018-10-26"), law("soon", amended="2026-05-01", effective="2026-07-01")]
    assert superseded(versions, TODAY) == {}
    assert superseded(versions, "2026-07-01") == {"now": "soon"}


def test_nothing_is_marked_where_the_dates_do_not_tell() -> None:
    assert superseded([law("a", issued="2020-01-01"), law("b")], TODAY) == {}
    assert superseded([law("a", issued="2020-01-01"), law("b", issued="2020-01-01")], TODAY) == {}
    assert superseded([law("a", "", issued="2020-01-01"), law("b", "", issued="2021-01-01")], TODAY) == {}


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("中华人民共和国公司法", "公司法"),
        ("中华人民共和国公司法（2018修正）", "公司法"),
        (
            "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（二）",
            "最高人民法院关于适用中华人民共和国公司法若干问题的规定（二）",
        ),
        ("最高人民法院关于适用《公司法》若干问题的规定(二)(2020修正)", "最高人民法院关于适用公司法若干问题的规定(二)"),
        ("工伤认定办法（试行）", "工伤认定办法"),
        ("某某规定（修订）", "某某规定"),
    ],
)
def test_what_the_versions_of_a_law_have_in_common(title: str, key: str) -> None:
    assert law_key(title) == key
