"""Earlier conversations: opened, renamed, deleted, brought back and searched, by the person whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from assistant.records.conversations import Conversation, conversations
from assistant.records.turns import turns
from assistant.web.staff import history
from assistant.web.staff.model import Desk, Talk
from tests.assistant.web.staff.conftest import ASKED, ask


def test_an_earlier_conversation_is_opened_and_gone_on_with(desk: Desk) -> None:
    first = Talk("甲")
    ask(desk, first, ASKED)
    ask(desk, first, "上海有什么规定")
    later = Talk("甲")
    screen = history.opened(desk, later, first.id)
    assert ASKED in str(screen.past)
    assert "未收录" in str(screen.live)
    assert 'aria-current="true"' in str(screen.listed)
    ask(desk, later, "第三问")
    assert [t.question for t in turns(desk.records, "甲", first.id)] == [ASKED, "上海有什么规定", "第三问"]


def test_what_was_struck_is_there_when_the_conversation_is_opened_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = desk.engine.ask
    monkeypatch.setattr(desk.engine, "ask", lambda q: replace(given(q), struck=("每月调研一次。13800138000",)))
    here = Talk("甲")
    ask(desk, here, "迟报")
    again = history.opened(desk, Talk("甲"), here.id)
    assert "每月调研一次。" in (again.live or "")
    assert "13800138000" not in (again.live or "")


def test_nobody_opens_or_arranges_what_is_anothers(desk: Desk) -> None:
    first = Talk("甲")
    ask(desk, first, ASKED)
    other = Talk("乙")
    screen = history.opened(desk, other, first.id)
    assert "没有这个会话" in str(screen.notice)
    assert ASKED not in str(screen)
    for done in ("rename", "delete", "restore"):
        history.arranged(desk, other, done, first.id, "改了")
    assert [c.title for c in conversations(desk.records, "甲")] == [ASKED]
    assert ASKED not in history.listing(desk, other)


def test_deleting_can_be_undone(desk: Desk) -> None:
    here = Talk("甲")
    ask(desk, here, ASKED)
    gone = here.id
    screen = history.arranged(desk, here, "delete", gone)
    assert screen.welcome is True
    assert here.id == ""
    assert f'data-do="restore" data-id="{gone}"' in str(screen.listed)
    assert ASKED in str(history.arranged(desk, here, "restore", gone).listed)


def test_the_list_is_searched_and_says_when_nothing_is_found(desk: Desk) -> None:
    here = Talk("甲")
    ask(desk, here, ASKED)
    assert ASKED in history.listing(desk, here, "问责")
    assert "没有找到含“北京<b>”的对话" in history.listing(desk, here, "北京<b>").replace("&lt;", "<").replace(
        "&gt;", ">"
    )
    assert "<b>" not in history.listing(desk, here, "北京<b>")


def test_days_are_those_of_the_reader() -> None:
    east = timezone(timedelta(hours=8))
    now = datetime(2026, 11, 23, 9, tzinfo=east)

    def at(stamp: str) -> Conversation:
        return Conversation(stamp, "题", stamp, stamp, 1)

    rows = [at("2026-11-22T17:00:00+00:00"), at("2026-11-22T15:00:00+00:00"), at("2026-11-01T00:00:00+00:00")]
    assert [day for day, _ in history.by_day(rows, now)] == ["今天", "昨天", "2026年11月1日"]
