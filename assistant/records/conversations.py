"""The list of a person's conversations: search, rename, delete and restore. Their turns are in `turns`.

In: Records, the id of the person, the conversation's id. Out: Conversations. Whoever names a conversation of somebody else is
told what is told of one that does not exist: BadInput.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from assistant.records import schema
from assistant.records.kept import limited
from assistant.records.store import Records, stamp
from ingest.model import BadInput

TITLE_LIMIT = 60
SEARCH_LIMIT = 100
RESTORABLE = timedelta(days=1)
"""How long a deleted conversation can be brought back; after that `retention.purge` removes it."""
MISSING = "没有这个会话，它可能已被删除；请刷新页面后再试"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of the list. `created` and `updated` are UTC stamps; `turns` is how many there are."""

    id: str
    title: str
    created: str
    updated: str
    turns: int


def conversations(records: Records, person: str, search: str = "", limit: int = 200) -> list[Conversation]:
    """A person's conversations, newest first; with `search`, those with it in the title or in a question."""
    table, turns = schema.conversations, schema.turns
    wanted = limited("要查找的文字", search, SEARCH_LIMIT)
    count = select(func.count()).where(turns.c.conversation == table.c.id).scalar_subquery()
    query = select(table.c.id, table.c.title, table.c.created, table.c.updated, count).where(alive(person))
    if wanted:
        asked = select(turns.c.conversation).where(turns.c.question.icontains(wanted, autoescape=True))
        query = query.where(or_(table.c.title.icontains(wanted, autoescape=True), table.c.id.in_(asked)))
    with records.reading() as connection:
        rows = connection.execute(query.order_by(table.c.updated.desc(), table.c.id).limit(limit))
        return [Conversation(*row) for row in rows]


def rename(records: Records, person: str, conversation: str, title: str) -> None:
    """Give it another title, 1 to 60 characters; its place in the list stays."""
    _change(records, person, conversation, title=limited("会话名称", " ".join(title.split()), TITLE_LIMIT, least=1))


def delete(records: Records, person: str, conversation: str) -> None:
    """Gone from the list at once; for a day it can be brought back."""
    _change(records, person, conversation, deleted=records.now())


def restore(records: Records, person: str, conversation: str) -> None:
    """Bring a deleted conversation back. Raises BadInput a day after it was deleted."""
    table, since = schema.conversations, stamp(records.clock() - RESTORABLE)
    own = and_(table.c.id == conversation, table.c.person == person)
    in_time = or_(table.c.deleted.is_(None), table.c.deleted >= since)
    with records.writing() as connection:
        if not connection.execute(update(table).where(own, in_time).values(deleted=None)).rowcount:
            raise BadInput("这个会话不能恢复了：删除后只保留一天")


def alive(person: str) -> ColumnElement[bool]:
    """The conversations of this person that are not deleted."""
    table = schema.conversations
    return and_(table.c.person == person, table.c.deleted.is_(None))


def lock(connection: Connection, person: str, conversation: str) -> str:
    """Keep others from changing a conversation of this person's until the transaction ends; its title. Raises BadInput."""
    table = schema.conversations
    query = select(table.c.title).where(table.c.id == conversation, alive(person)).with_for_update()
    title: str | None = connection.scalar(query)
    if title is None:
        raise BadInput(MISSING)
    return title


def _change(records: Records, person: str, conversation: str, **values: str) -> None:
    table = schema.conversations
    with records.writing() as connection:
        found = connection.execute(update(table).where(table.c.id == conversation, alive(person)).values(**values))
        if not found.rowcount:
            raise BadInput(MISSING)
