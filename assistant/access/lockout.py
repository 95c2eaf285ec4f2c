"""Who has given too many wrong passwords of late: a name, and an address.

In: Records, a name, an address. Out: how long to wait. Kept in the records, so that neither a restart nor a second process
gives more attempts. Names are locked whether they exist or not, so that a lock tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from assistant.records.schema import failures
from assistant.records.store import Records, stamp

WINDOW = timedelta(minutes=15)
OF_A_NAME = 5
OF_AN_ADDRESS = 20
"""Failures within WINDOW after which no password is looked at; several people may share an address."""


def keys_of(name: str, address: str) -> tuple[str, str]:
    return f"name:{name[:100]}", f"address:{address}"


def minutes_to_wait(records: Records, name: str, address: str) -> int:
    """0 where a password may be tried, else the minutes until it may."""
    since = records.clock() - WINDOW
    waits = [
        _until(records, key, most, since)
        for key, most in zip(keys_of(name, address), (OF_A_NAME, OF_AN_ADDRESS), strict=True)
    ]
    return max(waits)


def _until(records: Records, key: str, most: int, since: datetime) -> int:
    query = select(failures.c.at).where(failures.c.key == key, failures.c.at >= stamp(since))
    with records.reading() as connection:
        times = sorted(connection.scalars(query))
    if len(times) < most:
        return 0
    frees = datetime.fromisoformat(times[len(times) - most]) + WINDOW
    return max(1, -int(-(frees - records.clock()).total_seconds() // 60))


def note(records: Records, name: str, address: str) -> int:
    """One more failure; how many tries the name has left."""
    name_key, address_key = keys_of(name, address)
    now = records.clock()
    with records.writing() as connection:
        connection.execute(delete(failures).where(failures.c.at < stamp(now - WINDOW)))
        connection.execute(insert(failures), [{"key": k, "at": stamp(now)} for k in (name_key, address_key)])
        count = connection.scalar(select(func.count()).where(failures.c.key == name_key)) or 0
    return max(0, OF_A_NAME - count)


def clear(records: Records, keys: Sequence[str]) -> None:
    """Forget the failures of these keys: the right password was given."""
    with records.writing() as connection:
        connection.execute(delete(failures).where(failures.c.key.in_(keys)))
