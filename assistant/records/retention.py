"""What is removed, and when.

In: Records and the retention period. Out: how much was removed. Conversations go when nobody added to them for the period, and
a day after their person deleted them; those of programs, unless rated, after a month. Turns and feedback go with them. Actions stay longer: they are for inspections.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, delete, func, or_, select

from assistant.records import schema
from assistant.records.conversations import RESTORABLE
from assistant.records.given import JUDGED_WITHIN
from assistant.records.programs import UNRATED_KEPT, unrated
from assistant.records.store import Records, stamp
from ingest.model import BadInput

ACTIONS_KEPT = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Removed:
    """Counts of rows."""

    conversations: int
    turns: int
    feedback: int
    actions: int


def purge(records: Records, days: int) -> Removed:
    """Remove what is older than it may be. Raises BadInput for a period under one day."""
    if days < 1:
        raise BadInput(f"保存期 {days} 天；至少 1 天，见 ANZE_RETENTION_DAYS")
    now = records.clock()
    table, turns, said, done = schema.conversations, schema.turns, schema.feedback, schema.actions
    forgotten = and_(unrated(), table.c.updated < stamp(now - UNRATED_KEPT))
    old = or_(table.c.updated < stamp(now - timedelta(days=days)), table.c.deleted < stamp(now - RESTORABLE), forgotten)
    going = select(turns.c.id).join(table, table.c.id == turns.c.conversation).where(old)
    with records.writing() as connection:
        turn_count = connection.scalar(select(func.count()).select_from(going.subquery())) or 0
        said_count = connection.scalar(select(func.count()).where(said.c.turn.in_(going))) or 0
        # One statement for all: turns and feedback go by their foreign keys, so that nothing asked meanwhile loses its
        # conversation, nor a conversation touched meanwhile its turns.
        gone = connection.execute(delete(table).where(old)).rowcount
        connection.execute(delete(schema.given).where(schema.given.c.at < stamp(now - JUDGED_WITHIN)))
        actions = connection.execute(delete(done).where(done.c.at < stamp(now - ACTIONS_KEPT))).rowcount
    return Removed(gone, turn_count, said_count, actions)
