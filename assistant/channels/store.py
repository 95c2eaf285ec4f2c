"""The channels in the records, and the secret that signs their visits.

In: Records, a Channel, who changes it. Out: Channels. Every change is written down as an action. Raises BadInput for one that is
there already, or is not there. `Held` is what a running server keeps of them, never older than two seconds.
"""

from __future__ import annotations

import json
import secrets as random
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.channels.model import (
    NAME_LIMIT,
    REASON_LIMIT,
    Channel,
    Limits,
    Texts,
    checked_id,
    checked_text,
)
from assistant.channels.origins import parse_pattern
from assistant.records import schema
from assistant.records.actions import record_action
from assistant.records.store import Records
from ingest.model import BadInput

FRESH = 2.0
"""Seconds for which what was read of the channels is used again."""
SECRET = "widget"
SWITCHED_OFF = "管理员暂停了这个渠道"


def channels(records: Records) -> list[Channel]:
    """All of them, by id."""
    with records.reading() as connection:
        rows = connection.execute(select(schema.channels).order_by(schema.channels.c.id)).mappings().all()
    return [_channel(row) for row in rows]


def channel(records: Records, id: str) -> Channel:
    """One of them. Raises BadInput, naming those that there are."""
    found = channels(records)
    for one in found:
        if one.id == id:
            return one
    raise BadInput(f"没有「{id[:40]}」这个渠道；有的是：{'、'.join(c.id for c in found) or '（还没有）'}")


def add(records: Records, new: Channel, person: str) -> Channel:
    """A new channel. Raises BadInput where there is one of that id."""
    now = records.now()
    new = replace(_checked(new), created=now, created_by=person, changed=now, changed_by=person)
    try:
        with records.writing() as connection:
            connection.execute(insert(schema.channels).values(_row(new)))
    except IntegrityError:
        raise BadInput(f"已有「{new.id}」这个渠道；要修改请用 set") from None
    record_action(records, person, "新增渠道", new.id, "，".join(new.origins)[:500])
    return new


def change(records: Records, new: Channel, person: str, action: str = "修改渠道", detail: str = "") -> Channel:
    """Put a channel in the place of the one of its id."""
    new = replace(_checked(new), changed=records.now(), changed_by=person)
    table = schema.channels
    with records.writing() as connection:
        if not connection.execute(update(table).where(table.c.id == new.id).values(_row(new))).rowcount:
            raise BadInput(f"没有「{new.id}」这个渠道；请先用 add 新增")
    record_action(records, person, action, new.id, detail)
    return new


def switch_off(records: Records, id: str, reason: str, person: str) -> Channel:
    """The widget of this portal says so and answers nothing. Raises BadInput without a reason."""
    reason = checked_text("停用的原因", reason, REASON_LIMIT, least=1)
    return change(records, replace(channel(records, id), off=reason), person, "停用渠道", reason)


def switch_on(records: Records, id: str, person: str) -> Channel:
    """It answers again."""
    return change(records, replace(channel(records, id), off=""), person, "启用渠道")


def remove(records: Records, id: str, person: str) -> None:
    """Take a channel out for good."""
    channel(records, id)
    with records.writing() as connection:
        connection.execute(delete(schema.channels).where(schema.channels.c.id == id))
    record_action(records, person, "删除渠道", id)


def secret(records: Records) -> bytes:
    """What visits are signed with: made once, the same in every process over these records."""
    table = schema.secrets
    query = select(table.c.value).where(table.c.name == SECRET)
    with records.reading() as connection:
        found = connection.scalar(query)
    if found is None:
        made = {"name": SECRET, "value": random.token_hex(32), "created": records.now()}
        try:
            with records.writing() as connection:
                connection.execute(insert(table).values(made))
        except IntegrityError:  # another process was quicker
            pass
        with records.reading() as connection:
            found = connection.scalar(query)
    assert found is not None
    return bytes.fromhex(found)


class Held:
    """The channels as a running server knows them; for many threads."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._lock = threading.Lock()
        self._read = 0.0
        self._channels: Mapping[str, Channel] = {}

    def get(self, id: str) -> Channel | None:
        """A channel as it was at most two seconds ago. Raises BadInput while the records cannot be read."""
        with self._lock:
            if not self._read or time.monotonic() - self._read > FRESH:
                self._channels = {c.id: c for c in channels(self.records)}
                self._read = time.monotonic()
            return self._channels.get(id)

    @property
    def fresh(self) -> bool:
        """Whether `get` will answer from memory."""
        return bool(self._read) and time.monotonic() - self._read <= FRESH


def _checked(new: Channel) -> Channel:
    if not new.origins:
        raise BadInput("渠道没有来源；请写明门户的地址，例如 https://www.example.gov.cn")
    return replace(
        new,
        id=checked_id(new.id),
        name=checked_text("渠道名称", new.name, NAME_LIMIT, least=1),
        origins=tuple(dict.fromkeys(parse_pattern(o).text for o in new.origins)),
        documents=tuple(dict.fromkeys(checked_text("开放的文件", d, 100, least=1) for d in new.documents)),
    )


def _row(channel: Channel) -> dict[str, str]:
    row: dict[str, Any] = asdict(channel)
    packed = ("origins", "documents", "limits", "texts")
    return {name: json.dumps(value, ensure_ascii=False) if name in packed else value for name, value in row.items()}


def _channel(row: Mapping[Any, Any]) -> Channel:
    texts = json.loads(row["texts"])
    return Channel(
        **{
            **dict(row),
            "origins": tuple(json.loads(row["origins"])),
            "documents": tuple(json.loads(row["documents"])),
            "limits": Limits(**json.loads(row["limits"])),
            "texts": Texts(**{**texts, "examples": tuple(texts.get("examples", ()))}),
        }
    )
