"""API keys of other programs: made here, shown once, and of which the records keep only the digest.

In: Records, a name or a key. Out: keys; and the Person a key stands for, of role staff, until it is revoked. One round of
SHA-256 is enough: a key is 256 random bits, not a password that could be guessed, and it is looked up at every request.
A name is never given twice, so that what the records say of a key stays true.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update

from assistant.access.people import Person, Role
from assistant.records.actions import record_action
from assistant.records.programs import KEY
from assistant.records.schema import keys
from assistant.records.store import Records, stamp
from ingest.model import BadInput

PREFIX = "anze_"
FORM = re.compile(r"anze_[A-Za-z0-9_-]{43}")
NAME_LIMIT = 40
SELDOM = timedelta(minutes=1)
"""`last_used` is written no more often: a write for every request would make them wait for each other."""
BY_COMMAND = "命令行"


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the list; times are UTC stamps, empty for never."""

    id: str
    name: str
    created: str
    last_used: str
    revoked: str


def add(records: Records, name: str) -> str:
    """A new key, which nobody can read again. Raises BadInput for a name that is taken or none."""
    name = name.strip()
    if not 1 <= len(name) <= NAME_LIMIT or not name.isprintable():
        raise BadInput(f"密钥的名称应为 1 到 {NAME_LIMIT} 个字，说明给哪个系统用，如 政务门户")
    token = PREFIX + secrets.token_urlsafe(32)
    row = {"id": uuid.uuid4().hex, "name": name, "digest": _digest(token), "created": records.now()}
    with records.writing() as connection:
        if connection.scalar(select(keys.c.id).where(keys.c.name == name)):
            raise BadInput(f"已有名为「{name}」的密钥（停用的名称也不再用）；请换一个名称，或先看 keys list")
        connection.execute(insert(keys).values(row))
    record_action(records, BY_COMMAND, "新增接口密钥", name)
    return token


def listed(records: Records) -> list[Key]:
    """All keys, oldest first, the revoked ones too."""
    columns = (keys.c.id, keys.c.name, keys.c.created, keys.c.last_used, keys.c.revoked)
    with records.reading() as connection:
        rows = connection.execute(select(*columns).order_by(keys.c.created, keys.c.id)).all()
    return [Key(*(value or "" for value in row)) for row in rows]


def revoke(records: Records, name: str) -> None:
    """From now on the key opens nothing. Raises BadInput where there is none of this name in use."""
    wanted = keys.c.name == name.strip(), keys.c.revoked.is_(None)
    with records.writing() as connection:
        if not connection.execute(update(keys).where(*wanted).values(revoked=records.now())).rowcount:
            raise BadInput(f"没有名为「{name}」而在用的密钥；在用的见 python -m assistant keys list")
    record_action(records, BY_COMMAND, "停用接口密钥", name.strip())


def person_of(records: Records, token: str) -> Person | None:
    """Whom a key stands for; nobody for one that is unknown or revoked."""
    if not FORM.fullmatch(token):
        return None
    wanted = keys.c.digest == _digest(token), keys.c.revoked.is_(None)
    with records.reading() as connection:
        found = connection.execute(select(keys.c.id, keys.c.name, keys.c.last_used).where(*wanted)).one_or_none()
    if found is None:
        return None
    now = records.clock()
    if (found.last_used or "") < stamp(now - SELDOM):
        with records.writing() as connection:
            connection.execute(update(keys).where(keys.c.id == found.id).values(last_used=stamp(now)))
    return Person(f"{KEY}{found.id}", Role.STAFF, found.name)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
