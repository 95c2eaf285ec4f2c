"""Answers that programs asked for: whose they are in the records, and how long they stay.

In: nothing. Out: how the ids of such owners begin, and a condition on conversations. Programs ask by the thousand and never look
at a list of conversations: what nobody rated is of no use to anyone and goes early.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from assistant.records import schema

KEY, API = "key:", "api:"
"""Of a program with a key; of one that asks as a signed-in person, or from this machine."""
UNRATED_KEPT = timedelta(days=30)


def unrated() -> ColumnElement[bool]:
    """The conversations of programs of which nothing has been said."""
    table, turns, said = schema.conversations, schema.turns, schema.feedback
    own = or_(table.c.person.startswith(KEY), table.c.person.startswith(API))
    rated = select(turns.c.id).join(said, said.c.turn == turns.c.id).where(turns.c.conversation == table.c.id)
    return and_(own, ~exists(rated.correlate(table)))
