"""Numerals as printed in laws, and back."""

from __future__ import annotations

import pytest

from ingest.numerals import to_chinese, to_int

ROWS = [
    ("一", 1), ("十", 10), ("十九", 19), ("二十", 20), ("二十一", 21), ("一百", 100), ("一百零五", 105), ("一百一十", 110),
    ("一百二十", 120), ("九百八十九", 989), ("一千", 1000), ("一千零四十", 1040), ("一千二百六十", 1260), ("一千零一", 1001),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "value"), ROWS)
def test_both_ways(printed: str, value: int) -> None:
    assert to_int(printed) == value
    assert to_chinese(value) == printed


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("19", 19),
        ("１９", 19),  # full width
        ("两", 2),  # 前两款
        ("一百十", 110),  # said without 一
        ("二〇一九", 2019),
        ("二○一九", 2019),  # a circle for the zero
        ("零", 0),
        ("一万", 10_000),
        ("十万", 100_000),
    ],
)
def test_other_spellings(printed: str, value: int) -> None:
    assert to_int(printed) == value


@pytest.mark.parametrize("wrong", ["甲", "十九条", "第", "-3"])
def test_not_a_numeral(wrong: str) -> None:
    with pytest.raises(ValueError, match="不是数字"):
        to_int(wrong)


def test_empty_numeral() -> None:
    with pytest.raises(ValueError, match="数字是空的"):
        to_int("")


@pytest.mark.parametrize("value", [-1, 10_000])
def test_out_of_range(value: int) -> None:
    with pytest.raises(ValueError, match="超出 0–9999"):
        to_chinese(value)


def test_every_number_survives_the_way_there_and_back() -> None:
    assert [to_int(to_chinese(n)) for n in range(10_000)] == list(range(10_000))
