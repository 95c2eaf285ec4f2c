"""Thumbs, and what the evaluation gets of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.records.conversations import delete
from assistant.records.feedback import Reason, give_feedback, reports, take_back
from assistant.records.store import Records
from assistant.records.turns import add_turn, begin, turns
from ingest.model import BadInput
from tests.assistant.records.conftest import Clock, answer, question


def test_the_reasons_are_a_closed_set_with_chinese_names() -> None:
    assert {r.value: r.shown for r in Reason} == {
        "wrong_provision": "引错条款",
        "missing_provision": "漏了条款",
        "wrong_place": "地区不对",
        "unclear": "看不懂",
        "other": "其他",
    }


def test_saying_it_again_replaces_what_was_said(records: Records) -> None:
    turn = begin(records, "li", question(), answer())
    first = give_feedback(
        records, "li", turn.id, helpful=False, reason=Reason.WRONG_PROVISION, provision=" 第五条 ", note="打13812345678"
    )
    assert (first.helpful, first.reason, first.provision) == (False, Reason.WRONG_PROVISION, "第五条")
    assert first.note == "打〔手机号已隐去〕"
    assert [t.feedback for t in turns(records, "li", turn.conversation)] == [first]
    second = give_feedback(records, "li", turn.id, helpful=True)
    assert (second.id, second.helpful, second.reason, second.note) == (first.id, True, None, "")
    assert [t.feedback for t in turns(records, "li", turn.conversation)] == [second]
    take_back(records, "li", turn.id)
    assert [t.feedback for t in turns(records, "li", turn.conversation)] == [None]


def test_limits(records: Records) -> None:
    turn = begin(records, "li", question(), answer())
    give_feedback(records, "li", turn.id, helpful=False, note="话" * 500)
    with pytest.raises(BadInput, match="说明有 501 个字，应为最多 500 个字"):
        give_feedback(records, "li", turn.id, helpful=False, note="话" * 501)
    with pytest.raises(BadInput, match="应引的条款有 201 个字"):
        give_feedback(records, "li", turn.id, helpful=False, provision="条" * 201)
    with pytest.raises(BadInput, match="“有帮助”不带原因和条款"):
        give_feedback(records, "li", turn.id, helpful=True, reason=Reason.OTHER)
    assert [r.feedback.note for r in reports(records)] == ["话" * 500]


def test_clicking_twice_at_once_is_one_feedback(records: Records) -> None:
    turn = begin(records, "li", question(), answer())
    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda n: give_feedback(records, "li", turn.id, helpful=False, note=str(n)), range(24)))
    [report] = reports(records)
    assert {f.id for f in said} == {report.feedback.id}


def test_reports_hold_the_question_as_it_was_asked(records: Records, clock: Clock) -> None:
    first = begin(records, "li", question("一"), answer())
    second = add_turn(records, "li", first.conversation, question("二", "河北省"), answer("答二"))
    add_turn(records, "li", first.conversation, question("三"), answer())
    other = begin(records, "wang", question("别的"), answer())
    good = give_feedback(records, "wang", other.id, helpful=True)
    clock.move(days=1)
    between = records.now()
    bad = give_feedback(records, "li", second.id, helpful=False, reason=Reason.UNCLEAR)
    assert [r.feedback for r in reports(records)] == [good, bad]
    assert [r.feedback for r in reports(records, since=between)] == [bad]
    assert [r.feedback for r in reports(records, helpful=True)] == [good]
    [report] = reports(records, helpful=False)
    assert (report.question, report.history, report.regions) == ("二", ("一",), ("河北省",))
    assert report.answer["text"] == "答二"
    assert reports(records, helpful=True)[0].history == ()
    delete(records, "li", first.conversation)
    assert [r.feedback for r in reports(records)] == [good]
