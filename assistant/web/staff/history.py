"""The conversations of a person: the list of them, one of them opened again, renamed, deleted or brought back.

In: a Talk, the records. Out: Screens. Nothing of one person's records can be reached through another's Talk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant import clock
from assistant.records import conversations, turns
from assistant.web.html import render
from assistant.web.staff import cards
from assistant.web.staff.model import Desk, Screen, Talk, Turn
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.records.conversations import Conversation


def fresh(desk: Desk, talk: Talk) -> Screen:
    """An empty screen for the next conversation; the one before stays in the records."""
    talk.id, talk.turns, talk.replacing = "", [], False
    return Screen(past="", live="", listed=listing(desk, talk), notice="", welcome=True, busy=False)


def opened(desk: Desk, talk: Talk, id: str) -> Screen:
    """An earlier conversation of this person, to be gone on with."""
    try:
        stored = turns.turns(desk.records, talk.person, id)
    except BadInput as error:
        return replace(fresh(desk, talk), notice=cards.alert(str(error)))
    talk.id, talk.replacing = id, False
    talk.turns = [
        Turn(
            t.question,
            t.answer,
            t.regions,
            id=t.id,
            helpful=t.feedback.helpful if t.feedback else None,
            struck=tuple(t.answer.get("struck", ())),
        )
        for t in stored
    ]
    past = cards.conversation(desk.engine.generation, talk.turns[:-1])
    return Screen(
        past=past, live=cards.live(desk, talk), listed=listing(desk, talk), notice="", welcome=False, busy=False
    )


def arranged(desk: Desk, talk: Talk, done: str, id: str, title: str = "", words: str = "") -> Screen:
    """A conversation renamed, deleted or brought back."""
    try:
        if done == "rename":
            conversations.rename(desk.records, talk.person, id, title)
        elif done == "delete":
            conversations.delete(desk.records, talk.person, id)
        elif done == "restore":
            conversations.restore(desk.records, talk.person, id)
    except BadInput as error:
        return Screen(notice=cards.alert(str(error)))
    gone = id if done == "delete" else ""
    if gone and gone == talk.id:
        return replace(fresh(desk, talk), listed=listing(desk, talk, words, gone))
    return Screen(listed=listing(desk, talk, words, gone), notice="")


def listing(desk: Desk, talk: Talk, words: str = "", deleted: str = "") -> str:
    """The conversations of this person, newest first, by day."""
    rows = conversations.conversations(desk.records, talk.person, words)
    return render(
        "history.html",
        days=by_day(rows, clock.now()),
        current=talk.id,
        words=words.strip(),
        deleted=deleted,
    )


def by_day(rows: Sequence[Conversation], now: datetime) -> list[tuple[str, list[Conversation]]]:
    """今天, 昨天, then dates, in the time of the server; newest first as they come."""
    today = now.date()
    out: dict[str, list[Conversation]] = {}
    for row in rows:
        day = datetime.fromisoformat(row.updated).astimezone(now.tzinfo).date()
        name = {today: "今天", today - timedelta(days=1): "昨天"}.get(day, f"{day.year}年{day.month}月{day.day}日")
        out.setdefault(name, []).append(row)
    return list(out.items())
