"""What a quotation says with the sentence that introduces it: whose duty it is, what follows from a case; and nothing more."""

from __future__ import annotations

import re

import pytest

from assistant.compose.wording.check import check
from assistant.compose.wording.pieces import asked
from assistant.compose.wording.plain import plain
from assistant.evidence.register import register
from ingest.generation import Generation
from tests.assistant.compose.test_wording_check import judged, pieces

SAID = [
    ("zaozhuang/6.1.1", "区（市）党委主要负责人每季度至少调研1次安全生产工作{A}。"),
    ("zaozhuang/6.1.1", "区（市）党委主要负责人应当每季度至少调研一次安全生产工作{A}。"),
    ("zaozhuang/6.1.1", "枣庄市要求，区（市）党委主要负责人每个季度至少调研1次安全生产工作{A}。"),
    ("fujian/6.1.5", "县级以上各级政府主要负责人应当严格安全准入标准{A}。"),
    ("beijing/5.1.2", "市、区两级党委主要负责人每半年至少组织召开一次会议，研究解决各类安全生产重大问题{A}。"),
    ("beijing/5.1.2", "乡镇（街道）党（工）委主要负责人每季度至少组织召开一次会议，研究解决各类安全生产重大问题{A}。"),
    ("zaozhuang/12.1.1", "主要负责人支持、督促分管负责人及其他班子成员做好安全生产工作，每季度至少召开1次安全生产工作会议，研究协调解决工作中存在的重大问题{A}。"),
    ("fujian/19.1.3", "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的，应当按照有关规定进行问责{A}。"),
    ("fujian/19.1.3", "对瞒报生产安全事故负有领导责任的，应当问责{A}。"),
    ("fujian/19.1.3", "党政领导干部在落实安全生产工作责任中，对瞒报生产安全事故负有领导责任的，应当问责{A}。"),
    ("fujian/19.1.3", "对瞒报生产安全事故负有领导责任的，属于福建省应当问责的情形{A}。"),
    ("fujian/22.1.3", "对工作不力导致生产安全事故人员伤亡和经济损失扩大，或者造成严重社会影响负有主要领导责任的党政领导干部，不配合事故调查的，应当从重追究责任{A}。"),
    ("fujian/15.4", "县级党政领导干部职责范围内发生较大及以上生产安全责任事故的，应当在年度民主生活会上作出说明{A}。"),
    ("fujian/15.4", "市级党政领导干部职责范围内发生重大及以上生产安全责任事故的，应当在年度民主生活会上作出说明{A}。"),
]  # fmt: skip

NOT_SAID = [
    ("zaozhuang/6.1.1", "区（市）政府主要负责人每季度至少调研1次安全生产工作{A}。"),  # another holder
    ("zaozhuang/6.1.1", "党委主要负责人每季度至少调研1次安全生产工作{A}。"),  # all of them, instead of those of a 区（市）
    ("zaozhuang/6.1.1", "区（市）党委主要负责人可以每季度至少调研1次安全生产工作{A}。"),
    ("zaozhuang/6.1.1", "区（市）党委主要负责人不应当每季度至少调研1次安全生产工作{A}。"),
    ("zaozhuang/6.1.1", "区（市）党委主要负责人和其他负责人每季度至少调研1次安全生产工作{A}。"),
    ("zaozhuang/6.1.1", "区（市）党委主要负责人已经每季度至少调研1次安全生产工作{A}。"),
    ("beijing/5.1.2", "市、区两级党委主要负责人每季度至少组织召开一次会议，研究解决各类安全生产重大问题{A}。"),
    ("beijing/5.1.2", "乡镇（街道）党（工）委主要负责人每半年至少组织召开一次会议，研究解决各类安全生产重大问题{A}。"),
    ("beijing/5.1.2", "区党委主要负责人每半年至少组织召开一次会议{A}。"),
    ("fujian/19.1.3", "对瞒报生产安全事故负有领导责任的，应当从重追究责任{A}。"),
    ("fujian/19.1.3", "对瞒报生产安全事故负有领导责任的，不应当问责{A}。"),
    ("fujian/19.1.3", "对瞒报生产安全事故负有领导责任的，可以问责{A}。"),
    ("fujian/19.1.3", "对瞒报生产安全事故的，应当问责{A}。"),
    ("fujian/19.1.3", "应当问责{A}。"),
    ("fujian/22.1.3", "不配合事故调查的，应当从重追究责任{A}。"),  # of whom the sentence before the list speaks is a condition
    ("fujian/22.1.3", "党政领导干部不配合事故调查的，应当从重追究责任{A}。"),
    ("fujian/22.1.3", "负有主要领导责任的党政领导干部，不配合事故调查的，应当从重追究责任{A}。"),
    ("fujian/15.4", "县级党政领导干部职责范围内发生重大及以上生产安全责任事故的，应当在年度民主生活会上作出说明{A}。"),
    ("fujian/15.4", "市级党政领导干部职责范围内发生较大及以上生产安全责任事故的，应当在年度民主生活会上作出说明{A}。"),
    ("fujian/15.4", "党政领导干部职责范围内发生生产安全责任事故的，应当在年度民主生活会上作出说明{A}。"),
]  # fmt: skip


@pytest.mark.parametrize(("ids", "sentence"), SAID)
def test_what_the_article_says_stands(generation: Generation, ids: str, sentence: str) -> None:
    assert judged(generation, ids, sentence).text, judged(generation, ids, sentence).reason


@pytest.mark.parametrize(("ids", "sentence"), NOT_SAID)
def test_what_it_does_not_say_is_struck(generation: Generation, ids: str, sentence: str) -> None:
    assert not judged(generation, ids, sentence).text


def test_no_duty_of_the_five_texts_is_somebody_elses(generation: Generation) -> None:
    """Each row of the duty register with its own holder, with each other holder of its text, and weakened or turned round."""
    stood = struck = 0
    for source in generation.catalog.sources:
        document = generation.document(source.id)
        assert document is not None
        rows = [d for d in register(document) if d.holder and not d.threshold and d.holder not in d.quote]
        holders = {plain(d.holder) for d in register(document) if d.holder}
        for duty in rows:
            (piece,) = pieces(generation, duty.provision)
            act = re.split(r"[。；;\n]", duty.quote)[0]
            own = plain(duty.holder)
            others = {
                h
                for h in holders
                if h != own and not any(plain(d.quote) == plain(duty.quote) and plain(d.holder) == h for d in rows)
            }
            stood += bool(check(f"{duty.holder}{act}[[{piece.token}]]。", [piece]).text)
            wrong = [
                *(other + act for other in sorted(others)),
                *(f"{duty.holder}{word}{act}" for word in ("不应当", "可以", "不", "已")),
            ]
            for sentence in wrong:
                verdict = check(f"{sentence}[[{piece.token}]]。", [piece])
                assert not verdict.text, sentence
                struck += 1
    assert stood > 150
    assert struck > 1_500


def test_the_model_is_told_whose_duty_it_is_and_what_follows(generation: Generation) -> None:
    shown = asked("wording-staff", "问", pieces(generation, "zaozhuang/6.1.1 fujian/19.1.3 fujian/20")).user
    assert "；责任人：区（市）党委主要负责人\n" in shown
    assert "；引导语：党政领导干部在落实安全生产工作责任中存在下列情形之一的，应当按照有关规定进行问责\n" in shown
    assert shown.count("引导语：") == 1
