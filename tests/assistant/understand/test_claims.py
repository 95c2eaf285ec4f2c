"""Rates and dates that a question takes for granted: read as claims, so that they can be held against the text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.understand.claims import find_claim, find_date, rate_of


@pytest.mark.parametrize(
    ("text", "times_a_year"),
    [
        ("每季度一次，是这样吧", 4),
        ("每季检查一次", 4),
        ("一年要开四次会", 4),  # no 每, but a count
        ("半年通报一回", 2),
        ("一个月两次", 24),
        ("三个月检查一次", 4),
        ("每两个月一次", 6),
        ("两年巡查一遍", Fraction(1, 2)),
        ("每星期一趟", 52),
        ("每半年2次", 4),
        ("每月", 12),  # 每 needs no count
        ("每年至少两次", 2),
        ("每年不少于两次", 2),  # 不 denies nothing here
        ("每季度不得少于1次", 4),
        ("每年不低于三次", 3),
        ("每半年，检查一次", 2),  # a count beyond the comma belongs to something else
    ],
)
def test_a_rate_is_claimed(text: str, times_a_year: Fraction | int) -> None:
    claim = find_claim(text)
    assert claim is not None
    assert claim.rate == times_a_year


@pytest.mark.parametrize(
    "text",
    [
        "一年到头没检查一次",  # neglect, no claim
        "一年一次都没去",
        "半年没开过会",
        "每年都不检查",
        "一年未开展一次演练",
        "年底开了一次会",  # when, not how often
        "月初检查一次",
        "一年来开了三次会",
        "半年前查过一次",
        "每年度",
        "去年开了一次",
        "2019年检查一次",  # a year, not nine years
        "两年",  # no count
        "一个月内报送",
        "检查三次",  # no period
        "",
    ],
)
def test_no_rate_is_claimed(text: str) -> None:
    assert find_claim(text) is None


@pytest.mark.parametrize(
    ("text", "words", "counted"),
    [
        ("县长每季度带队检查1次吗", ["每季度", "1次"], True),
        ("县长每季度带队检查吗", ["每季度"], False),  # may only say when
        ("书记一年要听四趟汇报", ["一年", "四趟"], True),
    ],
)
def test_the_words_that_claim_it_are_marked(text: str, words: list[str], counted: bool) -> None:
    claim = find_claim(text)
    assert claim is not None
    assert [text[start:end] for start, end in claim.spans] == words
    assert claim.counted is counted


def test_the_first_claim_counts() -> None:
    claim = find_claim("每季度一次还是每半年一次")
    assert claim is not None
    assert claim.rate == 4


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2017年发生的事故", "2017"),
        ("是2018年9月施行的吗", "2018-09"),  # the beginning of an ISO date
        ("2018年9月28日起", "2018-09-28"),
        ("2019年6月7号", "2019-06-07"),
        ("2017年的事，2018年才查", "2017"),
        ("室字〔2019〕88号", ""),  # a number of a document
        ("12019年", ""),
        ("19年施行", ""),
        ("1850年", ""),
        ("两年前", ""),
    ],
)
def test_the_date_named(text: str, date: str) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("every", "times", "times_a_year"),
    [
        ("每季度", 1, 4),
        ("每半年", None, 2),  # no count is once
        ("每年", 2, 2),
        ("每年定期", None, 1),
        ("每月", 1, 12),
        ("每个月", 1, 12),
        ("每两年", 1, Fraction(1, 2)),
        ("每三个月", 2, 8),
        ("定期", None, None),  # a text that gives no period claims none
        ("不定期", None, None),
        ("定期和不定期", None, None),
        ("季度", None, None),
        ("", None, None),
    ],
)
def test_the_rate_a_text_sets(every: str, times: int | None, times_a_year: Fraction | int | None) -> None:
    assert rate_of(every, times) == times_a_year


@pytest.mark.parametrize(("asked", "every", "times"), [("一年四次", "每季度", 1), ("三个月一次", "每季度", None)])
def test_one_rate_in_other_words(asked: str, every: str, times: int | None) -> None:
    claim = find_claim(asked)
    assert claim is not None
    assert claim.rate == rate_of(every, times)
