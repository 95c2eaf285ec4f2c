"""Conversations on both databases: what is asked is kept, in order, masked, and for its own person."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.model import Outcome
from assistant.records import schema
from assistant.records.conversations import conversations, delete, rename
from assistant.records.feedback import give_feedback
from assistant.records.store import Records
from assistant.records.turns import add_turn, begin, replace_last_turn, title_of, turns
from ingest.model import BadInput
from tests.assistant.records.conftest import Clock, answer, question

NUMBERS = "我叫张三，电话138 1234 5678，身份证11010519491231002X，卡6222021234567890128"
WITHOUT = "我叫张三，电话〔手机号已隐去〕，身份证〔身份证号已隐去〕，卡〔银行卡号已隐去〕"


def test_a_conversation_begins_with_its_first_turn(records: Records) -> None:
    asked = begin(records, "li", question("河北县委书记多久调研一次", "河北省", "hebei"), answer())
    assert (asked.position, asked.question, asked.regions) == (1, "河北县委书记多久调研一次", ("河北省", "hebei"))
    assert (asked.outcome, asked.generation) == ("answered", "20261123-000000-fake")
    assert asked.answer == json.loads(json.dumps(answer().to_json()))
    assert asked.answer["citations"][0]["provision"] == "hebei/5.1.3"
    assert asked.asked == "2026-11-23T01:02:03.000001+00:00"
    assert turns(records, "li", asked.conversation) == [asked]
    [listed] = conversations(records, "li")
    assert (listed.id, listed.title, listed.turns) == (asked.conversation, "河北县委书记多久调研一次", 1)
    assert listed.created == listed.updated == asked.asked


def test_turns_follow_one_another(records: Records) -> None:
    first = begin(records, "li", question("一"), answer())
    second = add_turn(records, "li", first.conversation, question("二"), answer(outcome=Outcome.PARTIAL))
    third = add_turn(records, "li", first.conversation, question("三"), answer())
    assert [t.position for t in (first, second, third)] == [1, 2, 3]
    assert turns(records, "li", first.conversation) == [first, second, third]
    [listed] = conversations(records, "li")
    assert (listed.title, listed.turns, listed.created, listed.updated) == ("一", 3, first.asked, third.asked)


def test_the_last_turn_is_replaced_and_its_feedback_goes(records: Records) -> None:
    first = begin(records, "li", question("一"), answer())
    second = add_turn(records, "li", first.conversation, question("二"), answer())
    give_feedback(records, "li", first.id, helpful=True)
    give_feedback(records, "li", second.id, helpful=False)
    again = replace_last_turn(records, "li", first.conversation, question("二，说具体些"), answer("另一个答复"))
    assert (again.position, again.feedback) == (2, None)
    assert again.id != second.id
    kept = turns(records, "li", first.conversation)
    assert [(t.question, t.feedback is not None) for t in kept] == [("一", True), ("二，说具体些", False)]
    with records.reading() as connection:
        assert connection.scalars(select(schema.feedback.c.turn)).all() == [first.id]


def test_a_conversation_named_after_its_only_question_is_named_anew(records: Records) -> None:
    first = begin(records, "li", question("一"), answer())
    replace_last_turn(records, "li", first.conversation, question("一，改过"), answer())
    assert [c.title for c in conversations(records, "li")] == ["一，改过"]
    rename(records, "li", first.conversation, "我起的名")
    replace_last_turn(records, "li", first.conversation, question("又改"), answer())
    assert [c.title for c in conversations(records, "li")] == ["我起的名"]
    assert [t.question for t in turns(records, "li", first.conversation)] == ["又改"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("多久\n调研  一次", "多久 调研 一次"),
        ("问" * 30, "问" * 30),
        ("问" * 31, "问" * 29 + "…"),
        ("13812345678 是谁的", "〔手机号已隐去〕 是谁的"),
        ("", ""),
    ],
)
def test_a_title_is_one_short_line(text: str, title: str) -> None:
    assert title_of(text) == title


def test_personal_numbers_are_masked_before_they_are_stored(records: Records) -> None:
    told = replace(
        answer(f"您说“{NUMBERS}”"),
        question=NUMBERS,
        suggestions=(f"{NUMBERS}怎么办",),
        table={"rows": [{"cell": NUMBERS, "n": 13812345678}, [NUMBERS]]},
    )
    law = replace(told.citations[0], quote="第十条 13812345678")  # a law may print a number: it is quoted as it stands
    asked = begin(records, "li", question(NUMBERS, NUMBERS), replace(told, citations=(law,)))
    rename(records, "li", asked.conversation, "问13812345678的事")
    [kept] = turns(records, "li", asked.conversation)
    assert kept.question == WITHOUT
    assert kept.regions == (WITHOUT,)
    assert kept.answer["question"] == WITHOUT
    assert kept.answer["text"] == f"您说“{WITHOUT}”"
    assert kept.answer["suggestions"] == [f"{WITHOUT}怎么办"]
    assert kept.answer["table"]["rows"] == [{"cell": WITHOUT, "n": 13812345678}, [WITHOUT]]
    assert kept.answer["citations"][0]["quote"] == "第十条 13812345678"
    assert [c.title for c in conversations(records, "li")] == ["问〔手机号已隐去〕的事"]


def test_what_no_database_takes_is_left_out(records: Records) -> None:
    asked = begin(
        records, "li", question("一\0二\ud800三\u200b😀"), replace(answer("甲\0乙\udfff"), table={"\0": "\0"})
    )
    [kept] = turns(records, "li", asked.conversation)
    assert kept.question == "一二三\u200b😀"
    assert kept.answer["text"] == "甲乙"
    assert kept == asked


def test_eight_threads_lose_nothing(records: Records) -> None:
    shared = begin(records, "li", question("起头"), answer()).conversation

    def ask(thread: int) -> None:
        own = begin(records, f"person{thread}", question(f"{thread}-0"), answer()).conversation
        for n in range(1, 25):
            add_turn(records, f"person{thread}", own, question(f"{thread}-{n}"), answer())
            if n % 5 == 0:
                add_turn(records, "li", shared, question(f"{thread}-{n}"), answer())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    for thread in range(8):
        [own] = conversations(records, f"person{thread}")
        kept = turns(records, f"person{thread}", own.id)
        assert [(t.position, t.question) for t in kept] == [(n + 1, f"{thread}-{n}") for n in range(25)]
    together = turns(records, "li", shared)
    assert [t.position for t in together] == list(range(1, 34))
    assert {t.question for t in together[1:]} == {f"{t}-{n}" for t in range(8) for n in (5, 10, 15, 20)}


def test_nothing_is_added_to_a_deleted_conversation(records: Records, clock: Clock) -> None:
    first = begin(records, "li", question("一"), answer())
    delete(records, "li", first.conversation)
    for change in (add_turn, replace_last_turn):
        with pytest.raises(BadInput, match="没有这个会话"):
            change(records, "li", first.conversation, question("二"), answer())
    with pytest.raises(BadInput, match="没有这个会话"):
        turns(records, "li", first.conversation)
