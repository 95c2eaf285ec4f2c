"""What a comparison marks: words that no other text of the row has; calm, and never more than is there."""

from __future__ import annotations

import pytest

from assistant.compose.differences import MOSTLY, differences


def marked(*texts: str) -> list[list[str]]:
    found = differences(texts)
    return [[text[s.start : s.end] for s in d.stretches] for text, d in zip(texts, found, strict=True)]


@pytest.mark.parametrize(
    ("one", "other", "marks"),
    [
        ("党委每季度至少召开1次会议", "党委每半年至少召开1次会议", [["每季度"], ["每半年"]]),
        ("各级党委主要负责人的职责", "县级以上各级党委主要负责人的职责", [[], ["县级以上"]]),
        ("取消当年评优资格。构成犯罪的，依法追究。", "取消当年评优资格。", [["构成犯罪的，依法追究"], []]),
        # Width, spacing and punctuation are no difference, nor is the number of an item.
        ("党委、政府应当 研究安全生产工作；", "党委，政府应当研究安全生产工作。", [[], []]),
        ("（一）阻挠监管执法的；（二）对迟报负有责任的", "（二）阻挠监管执法的；（三）对迟报负有责任的", [[], []]),
        # A function word alone says nothing.
        ("党委和政府应当研究安全生产工作", "党委和政府研究安全生产工作", [[], []]),
        ("对本市的安全生产工作负有领导责任", "对本省的安全生产工作负有领导责任", [["本市"], ["本省"]]),
        # The bracket that is opened inside is closed inside; what ends a sentence ends a mark.
        ("本条适用于各级政府和镇（街道）", "本条适用于各级政府", [["镇（街道）"], []]),
    ],
)
def test_what_is_marked(one: str, other: str, marks: list[list[str]]) -> None:
    assert marked(one, other) == marks


def test_a_mark_does_not_run_over_the_end_of_a_sentence() -> None:
    shared = "各级党委和政府应当把安全生产责任情况纳入督查督办的重要内容。"
    (long, _) = marked(f"{shared}督查结果抄送组织部门。每年开展一次巡查。", shared)
    assert long == ["督查结果抄送组织部门", "每年开展一次巡查"]


def test_two_marks_near_each_other_are_one_within_a_sentence() -> None:
    shared = "各级党委和政府主要负责人对本地区安全生产工作负总责，应当"
    other = f"{shared}每年组织查隐患。"
    assert marked(f"{shared}深入企业查隐患促整改。", other)[0] == ["深入企业查隐患促整改"]
    assert marked(f"{shared}深入企业。查隐患促整改。", other)[0] == ["深入企业", "促整改"]


def test_words_that_any_other_text_has_are_not_marked() -> None:
    a, b, c = "应当每季度召开会议研究问题", "应当每半年召开会议研究问题", "应当每季度召开会议研究问题"
    assert marked(a, b, c) == [[], ["每半年"], []]
    assert marked(a, b) != [[], ["半年"]]


def test_a_text_worded_differently_as_a_whole_is_said_to_be_so() -> None:
    found = differences(["对成绩优秀的给予表彰奖励", "有下列情形之一的，应当问责"])
    assert [(d.apart, d.stretches) for d in found] == [(True, ()), (True, ())]
    assert 0 < MOSTLY < 1


@pytest.mark.parametrize("texts", [[], [""], ["只有一份"], ["只有一份", "", ""], ["", "。；"]])
def test_nothing_to_compare_with_marks_nothing(texts: list[str]) -> None:
    assert [(d.apart, d.stretches) for d in differences(texts)] == [(False, ())] * len(texts)
