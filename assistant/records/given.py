"""Answers that visitors were given, for as long as they may say whether one helped; and what they said.

In: Records, the name that a visit has in them, an Answer. Out: rows that are taken out after an hour. Only an answer that somebody judges is kept, as a
conversation of one turn, with personal numbers masked like everything in the records; nothing there tells who it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, insert, or_, select

from assistant.model import Answer, Citation, Outcome, Question
from assistant.records import feedback, schema, turns
from assistant.records.kept import kept, kept_answer, limited, packed
from assistant.records.store import Records, stamp
from ingest.model import BadInput

JUDGED_WITHIN = timedelta(hours=1)
NOT_YOURS = "没有这个答复，或它已过了可以评价的时间"


def remember(records: Records, person: str, question: Question, answer: Answer) -> None:
    """Keep an answer for now, and take out those that are too old."""
    now = records.clock()
    table = schema.given
    row = {
        "id": row_id(person, answer.id),
        "person": person,
        "question": kept(question.text),
        "regions": packed([kept(region) for region in question.regions]),
        "answer": kept_answer(answer),
        "at": stamp(now),
    }
    with records.writing() as connection:
        connection.execute(delete(table).where(or_(table.c.at < stamp(now - JUDGED_WITHIN), table.c.id == row["id"])))
        connection.execute(insert(table).values(row))


def judge(
    records: Records, person: str, answer: str, *, helpful: bool, reason: feedback.Reason | None, note: str
) -> None:
    """Say whether an answer of this visit helped; saying it again replaces what was said. Raises BadInput."""
    limited("说明", note, feedback.NOTE_LIMIT)  # what is refused leaves no question behind
    if helpful and reason:
        raise BadInput("“有帮助”不带原因；请改选“没有帮助”，或去掉它")
    table = schema.given
    query = select(table).where(table.c.id == row_id(person, answer), table.c.person == person)
    with records.reading() as connection:
        row = connection.execute(query).mappings().first()
    if row is None:
        raise BadInput(NOT_YOURS)
    turn = _turn_of(records, person, answer)
    if turn is None:
        whole = _answer(json.loads(row["answer"]))
        question = Question(row["question"], regions=tuple(json.loads(row["regions"])))
        turn = turns.begin(records, person, question, whole).id
    feedback.give_feedback(records, person, turn, helpful=helpful, reason=reason, note=note)


def row_id(person: str, answer: str) -> str:
    """Where an answer of a visit is kept; another visit's is elsewhere whatever it is called."""
    return hashlib.sha256(f"{person}\n{answer}".encode()).hexdigest()[:32]


def _turn_of(records: Records, person: str, answer: str) -> str | None:
    """The turn under which an answer was kept when it was judged before."""
    table, whole = schema.turns, schema.conversations
    query = select(table.c.id, table.c.answer).join(whole, whole.c.id == table.c.conversation)
    with records.reading() as connection:
        rows = connection.execute(query.where(whole.c.person == person)).all()
    return next((row.id for row in rows if json.loads(row.answer)["id"] == answer), None)


def _answer(row: dict[str, object]) -> Answer:
    """An answer from its JSON."""
    citations = tuple(Citation(**c) for c in row["citations"])  # type: ignore[attr-defined]
    fields = {name: row[name] for name in ("id", "question", "text", "mode", "table", "generation", "timings_ms")}
    plain = Answer(outcome=Outcome(str(row["outcome"])), citations=citations, **fields)  # type: ignore[arg-type]
    return replace(plain, suggestions=tuple(row["suggestions"]))  # type: ignore[arg-type]
