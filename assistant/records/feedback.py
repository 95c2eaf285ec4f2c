"""Thumbs up or down on an answer, with a reason and the right provision if the person knows it.

In: Records, the id of the person, the turn's id. Out: Feedback, one for each turn and person; and for the evaluation Reports,
each with the question as it was asked, without the person.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, delete, insert, select

from assistant.records import schema
from assistant.records.conversations import lock
from assistant.records.kept import limited
from assistant.records.store import Records
from ingest.model import BadInput

NOTE_LIMIT = 500
PROVISION_LIMIT = 200


class Reason(StrEnum):
    """Why an answer did not help; a closed set."""

    WRONG_PROVISION = "wrong_provision"
    MISSING_PROVISION = "missing_provision"
    WRONG_PLACE = "wrong_place"
    UNCLEAR = "unclear"
    OTHER = "other"

    @property
    def shown(self) -> str:
        """Its name on the page."""
        return SHOWN[self]


SHOWN = {
    Reason.WRONG_PROVISION: "引错条款",
    Reason.MISSING_PROVISION: "漏了条款",
    Reason.WRONG_PLACE: "地区不对",
    Reason.UNCLEAR: "看不懂",
    Reason.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """`reason` is None where none was given, as with every thumb up; `provision` is in the person's own words."""

    id: str
    turn: str
    helpful: bool
    reason: Reason | None
    provision: str
    note: str
    given: str


@dataclass(frozen=True, slots=True)
class Report:
    """A Feedback with what it is about: the question, the earlier ones of its conversation, and the answer's JSON."""

    feedback: Feedback
    question: str
    history: tuple[str, ...]
    regions: tuple[str, ...]
    answer: dict[str, Any]


def give_feedback(
    records: Records,
    person: str,
    turn: str,
    *,
    helpful: bool,
    reason: Reason | None = None,
    provision: str = "",
    note: str = "",
) -> Feedback:
    """Say whether an answer of one's own helped; saying it again replaces what was said. Raises BadInput."""
    if helpful and (reason or provision.strip()):
        raise BadInput("“有帮助”不带原因和条款；请改选“没有帮助”，或去掉它们")
    row = {
        "turn": turn,
        "person": person,
        "helpful": helpful,
        "reason": reason.value if reason else "",
        "provision": limited("应引的条款", provision, PROVISION_LIMIT),
        "note": limited("说明", note, NOTE_LIMIT),
        "given": records.now(),
    }
    table, turns = schema.feedback, schema.turns
    said_before = and_(table.c.turn == turn, table.c.person == person)
    with records.writing() as connection:
        conversation = connection.scalar(select(turns.c.conversation).where(turns.c.id == turn))
        lock(connection, person, conversation or "")
        # The id stays, so that a draft case made of it keeps its name.
        id = connection.scalar(select(table.c.id).where(said_before)) or uuid.uuid4().hex
        connection.execute(delete(table).where(said_before))
        connection.execute(insert(table).values(id=id, **row))
    return read_feedback({"id": id, **row})


def take_back(records: Records, person: str, turn: str) -> None:
    """Say nothing of an answer any more."""
    table = schema.feedback
    with records.writing() as connection:
        connection.execute(delete(table).where(table.c.turn == turn, table.c.person == person))


def reports(records: Records, *, since: str = "", helpful: bool | None = None) -> list[Report]:
    """What all people said since a stamp, oldest first, of conversations that they have not deleted."""
    said, turns, whole = schema.feedback, schema.turns, schema.conversations
    query = (
        select(said, turns.c.conversation, turns.c.position, turns.c.question, turns.c.regions, turns.c.answer)
        .join(turns, turns.c.id == said.c.turn)
        .join(whole, whole.c.id == turns.c.conversation)
        .where(whole.c.deleted.is_(None), said.c.given >= since)
        .order_by(said.c.given, said.c.id)
    )
    if helpful is not None:
        query = query.where(said.c.helpful.is_(helpful))
    with records.reading() as connection:
        rows = connection.execute(query).mappings().all()
        about = select(turns.c.conversation, turns.c.position, turns.c.question).order_by(turns.c.position)
        about = about.where(turns.c.conversation.in_(query.with_only_columns(turns.c.conversation).order_by(None)))
        earlier = connection.execute(about).all()
    return [_report(row, [t for t in earlier if t.conversation == row["conversation"]]) for row in rows]


def _report(row: Mapping[Any, Any], turns: Sequence[Any]) -> Report:
    """`turns` are those of its conversation; a program brings the earlier questions with its only one."""
    answer = json.loads(row["answer"])
    brought = answer.pop("history", [])
    history = (*brought, *(t.question for t in turns if t.position < row["position"]))
    return Report(read_feedback(row), row["question"], history, tuple(json.loads(row["regions"])), answer)


def read_feedback(row: Mapping[Any, Any]) -> Feedback:
    """A row of the table; other columns are passed over."""
    reason = Reason(row["reason"]) if row["reason"] else None
    return Feedback(row["id"], row["turn"], row["helpful"], reason, row["provision"], row["note"], row["given"])
