"""What was asked and answered in a conversation: begin one, go on, take back the last turn, read all.

In: Records, the id of the person, a Question and its Answer. Out: Turns, as stored: personal numbers are masked on the way in,
in the question and in every string of the answer but its citations.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, ScalarSelect, and_, delete, func, insert, select, update

from assistant.model import Answer, Question
from assistant.records import schema
from assistant.records.conversations import MISSING, alive, lock
from assistant.records.feedback import Feedback, read_feedback
from assistant.records.kept import kept, kept_answer, packed
from assistant.records.store import Records
from ingest.model import BadInput

TITLE_OF_QUESTION = 30


@dataclass(frozen=True, slots=True)
class Turn:
    """`position` counts from 1; `answer` is the JSON of an Answer; `asked` a UTC stamp; `feedback` this person's own."""

    id: str
    conversation: str
    position: int
    question: str
    regions: tuple[str, ...]
    answer: dict[str, Any]
    outcome: str
    generation: str
    asked: str
    feedback: Feedback | None = None


def begin(records: Records, person: str, question: Question, answer: Answer) -> Turn:
    """A new conversation with its first turn, named after the question."""
    id, now = uuid.uuid4().hex, records.now()
    row = {"id": id, "person": person, "title": title_of(question.text), "created": now, "updated": now}
    with records.writing() as connection:
        connection.execute(insert(schema.conversations).values(row))
        return _insert(connection, id, 1, question, answer, now)


def add_turn(records: Records, person: str, conversation: str, question: Question, answer: Answer) -> Turn:
    """The next turn of a conversation."""
    now = records.now()
    with records.writing() as connection:
        lock(connection, person, conversation)
        last = connection.scalar(select(_last(conversation))) or 0
        _touch(connection, conversation, now)
        return _insert(connection, conversation, last + 1, question, answer, now)


def replace_last_turn(records: Records, person: str, conversation: str, question: Question, answer: Answer) -> Turn:
    """The last turn asked again or in other words; what was said of it goes with it.

    A conversation named after its only question is named anew; one that the person named keeps its name.
    """
    now, table = records.now(), schema.turns
    with records.writing() as connection:
        title = lock(connection, person, conversation)
        here = and_(table.c.conversation == conversation, table.c.position == _last(conversation))
        before = connection.execute(select(table.c.id, table.c.position, table.c.question).where(here)).one()
        connection.execute(delete(table).where(table.c.id == before.id))
        named_after_it = before.position == 1 and title == title_of(before.question)
        _touch(connection, conversation, now, **({"title": title_of(question.text)} if named_after_it else {}))
        return _insert(connection, conversation, before.position, question, answer, now)


def turns(records: Records, person: str, conversation: str) -> list[Turn]:
    """The turns of a conversation in order. Raises BadInput when this person has no such conversation."""
    table, said, whole = schema.turns, schema.feedback, schema.conversations
    own = and_(said.c.turn == table.c.id, said.c.person == person)
    query = (
        select(table, *(column.label(f"said_{column.name}") for column in said.c))
        .select_from(table.join(whole, whole.c.id == table.c.conversation).outerjoin(said, own))
        .where(table.c.conversation == conversation, alive(person))
        .order_by(table.c.position)
    )
    with records.reading() as connection:
        found = [_turn(row) for row in connection.execute(query).mappings()]
    if not found:
        raise BadInput(MISSING)
    return found


def find_turn(records: Records, person: str, id: str) -> Turn:
    """One turn of this person's. Raises BadInput when there is none."""
    table = schema.turns
    with records.reading() as connection:
        conversation = connection.scalar(select(table.c.conversation).where(table.c.id == id))
    return next(turn for turn in turns(records, person, conversation or "") if turn.id == id)


def title_of(question: str) -> str:
    """The beginning of a question, on one line."""
    line = " ".join(kept(question).split())
    return line if len(line) <= TITLE_OF_QUESTION else line[: TITLE_OF_QUESTION - 1] + "…"


def _last(conversation: str) -> ScalarSelect[Any]:
    table = schema.turns.alias()
    return select(func.max(table.c.position)).where(table.c.conversation == conversation).scalar_subquery()


def _touch(connection: Connection, conversation: str, now: str, **values: str) -> None:
    table = schema.conversations
    connection.execute(update(table).where(table.c.id == conversation).values(updated=now, **values))


def _insert(
    connection: Connection, conversation: str, position: int, question: Question, answer: Answer, now: str
) -> Turn:
    row = {
        "id": uuid.uuid4().hex,
        "conversation": conversation,
        "position": position,
        "question": kept(question.text),
        "regions": packed([kept(region) for region in question.regions]),
        "answer": kept_answer(answer, question.history if position == 1 else ()),
        "outcome": answer.outcome.value,
        "generation": answer.generation,
        "asked": now,
    }
    connection.execute(insert(schema.turns).values(row))
    return _turn(row)


def _turn(row: Mapping[Any, Any]) -> Turn:
    said = {name.removeprefix("said_"): value for name, value in row.items() if name.startswith("said_")}
    values = {name: value for name, value in row.items() if not name.startswith("said_")}
    values |= {"regions": tuple(json.loads(row["regions"])), "answer": json.loads(row["answer"])}
    return Turn(**values, feedback=read_feedback(said) if said.get("id") else None)
