"""Who did what when, and what is removed when."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from assistant.records import schema
from assistant.records.actions import actions, record_action
from assistant.records.conversations import conversations, delete, restore
from assistant.records.feedback import give_feedback
from assistant.records.retention import Removed, purge
from assistant.records.store import Records
from assistant.records.turns import add_turn, begin
from ingest.model import BadInput
from tests.assistant.records.conftest import Clock, answer, question


def test_actions_are_listed_from_the_latest(records: Records) -> None:
    record_action(records, "admin", "登录")
    record_action(records, "admin", "发布", "fujian", "新版，联系人13812345678")
    record_action(records, "li", "导出", "c1")
    latest = actions(records)
    assert [(a.person, a.action, a.target) for a in latest] == [
        ("li", "导出", "c1"),
        ("admin", "发布", "fujian"),
        ("admin", "登录", ""),
    ]
    assert latest[1].detail == "新版，联系人〔手机号已隐去〕"
    assert latest[2].at < latest[1].at < latest[0].at
    assert [a.action for a in actions(records, limit=1)] == ["导出"]
    assert [a.action for a in actions(records, limit=1, before=latest[0].id)] == ["发布"]
    for limit in (0, 1001):
        with pytest.raises(BadInput, match=f"一次取 {limit} 条"):
            actions(records, limit=limit)
    with pytest.raises(BadInput, match="操作名称有 0 个字"):
        record_action(records, "li", " ")


def test_purge_removes_what_nobody_touched_for_the_period(records: Records, clock: Clock) -> None:
    old = begin(records, "li", question("旧"), answer())
    add_turn(records, "li", old.conversation, question("旧的第二问"), answer())
    give_feedback(records, "li", old.id, helpful=True)
    touched = begin(records, "li", question("旧而又问"), answer())
    clock.move(days=20)
    add_turn(records, "li", touched.conversation, question("又问"), answer())
    begin(records, "wang", question("新"), answer())
    clock.move(days=10.5)
    assert purge(records, 30) == Removed(conversations=1, turns=2, feedback=1, actions=0)
    assert [c.title for c in conversations(records, "li")] == ["旧而又问"]
    assert [c.turns for c in conversations(records, "li")] == [2]
    assert [c.title for c in conversations(records, "wang")] == ["新"]
    assert purge(records, 30) == Removed(0, 0, 0, 0)
    assert counts(records) == {"conversations": 2, "turns": 3, "feedback": 0, "actions": 0}


def test_what_programs_asked_stays_a_month_unless_it_was_rated(records: Records, clock: Clock) -> None:
    rated = begin(records, "key:1", question("评过"), answer())
    give_feedback(records, "key:1", rated.id, helpful=False)
    begin(records, "key:1", question("没评过"), answer())
    begin(records, "api:here", question("没评过"), answer())
    begin(records, "li", question("人问的"), answer())
    clock.move(days=29)
    assert purge(records, 365) == Removed(0, 0, 0, 0)
    clock.move(days=2)
    assert purge(records, 365) == Removed(conversations=2, turns=2, feedback=0, actions=0)
    assert [c.title for c in conversations(records, "key:1")] == ["评过"]
    assert [c.title for c in conversations(records, "li")] == ["人问的"]


def test_purge_removes_what_was_deleted_a_day_ago(records: Records, clock: Clock) -> None:
    gone = begin(records, "li", question("删"), answer()).conversation
    delete(records, "li", gone)
    clock.move(hours=23)
    assert purge(records, 365) == Removed(0, 0, 0, 0)
    restore(records, "li", gone)
    delete(records, "li", gone)
    clock.move(hours=25)
    assert purge(records, 365) == Removed(1, 1, 0, 0)
    assert counts(records)["turns"] == 0


def test_actions_stay_three_years(records: Records, clock: Clock) -> None:
    record_action(records, "admin", "登录")
    clock.move(days=3 * 365 - 1)
    assert purge(records, 1).actions == 0
    clock.move(days=2)
    record_action(records, "admin", "发布")
    assert purge(records, 1).actions == 1
    assert [a.action for a in actions(records)] == ["发布"]
    with pytest.raises(BadInput, match="保存期 0 天；至少 1 天"):
        purge(records, 0)


def counts(records: Records) -> dict[str, int]:
    tables = (schema.conversations, schema.turns, schema.feedback, schema.actions)
    with records.reading() as connection:
        return {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
