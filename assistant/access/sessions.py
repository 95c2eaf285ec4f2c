"""Sessions: a random token in the browser's cookie, of which the records keep only the digest.

In: Records, a person. Out: tokens, and who a token stands for until it expires. Which role that person has is asked of the
password file each time, never of the session.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select

from assistant.access.people import Person
from assistant.records.schema import sessions
from assistant.records.store import Records, stamp

LIFETIME = timedelta(hours=12)
"""A working day: whoever comes in the morning signs in anew."""


def begin(records: Records, person: Person) -> str:
    """A new token; sessions that have expired are taken out."""
    token = secrets.token_urlsafe(32)
    now = records.clock()
    row = {"token_digest": _digest(token), "person": person.id, "role": str(person.role), "created": stamp(now)}
    with records.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires < stamp(now)))
        connection.execute(insert(sessions).values(**row, expires=stamp(now + LIFETIME)))
    return token


def name_of(records: Records, token: str) -> str:
    """Whose token it is; empty for one that is unknown or has expired."""
    if not token:
        return ""
    wanted = sessions.c.token_digest == _digest(token), sessions.c.expires > stamp(records.clock())
    with records.reading() as connection:
        return connection.scalar(select(sessions.c.person).where(*wanted)) or ""


def end(records: Records, token: str) -> None:
    """Sign out."""
    with records.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.token_digest == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
