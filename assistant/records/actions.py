"""Who did what when: sign-in, publish, withdraw, export. Only ever added to; `retention.purge` removes what is three years old.

In: Records, who, what, on what. Out: Actions, the latest first.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select

from assistant.records import schema
from assistant.records.kept import limited
from assistant.records.store import Records
from ingest.model import BadInput

ACTION_LIMIT = 60
DETAIL_LIMIT = 2000
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Action:
    """`at` is a UTC stamp; `id` counts up, and `actions(before=id)` goes on from it."""

    id: int
    at: str
    person: str
    action: str
    target: str
    detail: str


def record_action(records: Records, person: str, action: str, target: str = "", detail: str = "") -> None:
    """Keep that this person did this now. Raises BadInput for words too long to be kept whole."""
    row = {
        "at": records.now(),
        "person": person,
        "action": limited("操作名称", action, ACTION_LIMIT, least=1),
        "target": limited("操作对象", target, DETAIL_LIMIT),
        "detail": limited("操作说明", detail, DETAIL_LIMIT),
    }
    with records.writing() as connection:
        connection.execute(insert(schema.actions).values(row))


def actions(records: Records, limit: int = 100, before: int | None = None) -> list[Action]:
    """The latest actions of all people; those before an id when one is given. For administrators alone."""
    if not 1 <= limit <= PAGE:
        raise BadInput(f"一次取 {limit} 条操作记录；应为 1 到 {PAGE} 条")
    table = schema.actions
    query = select(table).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    with records.reading() as connection:
        return [Action(**row) for row in connection.execute(query).mappings()]
