"""The tables of the records.

In: nothing. Out: the tables, and VERSION, which a database names in its one `schema_version` row. Every time is a UTC string of
one width, `2026-11-23T01:02:03.000004+00:00` (`store.stamp`), so that comparing strings compares times. `sessions`,
`failures` and `keys` are read and written by the sign-in alone, `channels`, `secrets` and `given` by the widget's side.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 1
ID = String(32)
STAMP = String(32)
COUNTED = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself in a column of type INTEGER only."""
metadata = MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))

conversations = Table(
    "conversations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created", STAMP, nullable=False),
    Column("updated", STAMP, nullable=False),
    Column("deleted", STAMP, nullable=True),
    Index("conversations_of_person", "person", "updated"),
    Index("conversations_by_age", "updated"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation", ID, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("regions", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("generation", Text, nullable=False),
    Column("asked", STAMP, nullable=False),
    UniqueConstraint("conversation", "position"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", ID, primary_key=True),
    Column("turn", ID, ForeignKey("turns.id", ondelete="CASCADE"), nullable=False),
    Column("person", Text, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("provision", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("given", STAMP, nullable=False),
    UniqueConstraint("turn", "person"),
    Index("feedback_by_date", "given"),
)

actions = Table(
    "actions",
    metadata,
    Column("id", COUNTED, primary_key=True, autoincrement=True),
    Column("at", STAMP, nullable=False),
    Column("person", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("actions_by_date", "at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_digest", String(128), primary_key=True),
    Column("person", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("created", STAMP, nullable=False),
    Column("expires", STAMP, nullable=False),
    Index("sessions_by_expiry", "expires"),
)

failures = Table(
    "failures",
    metadata,
    Column("id", COUNTED, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("at", STAMP, nullable=False),
    Index("failures_of_key", "key", "at"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created", STAMP, nullable=False),
    Column("last_used", STAMP, nullable=True),
    Column("revoked", STAMP, nullable=True),
)

channels = Table(
    "channels",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("origins", Text, nullable=False),
    Column("documents", Text, nullable=False),
    Column("limits", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("off", Text, nullable=False),
    Column("created", STAMP, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("changed", STAMP, nullable=False),
    Column("changed_by", Text, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("created", STAMP, nullable=False),
)

given = Table(
    "given",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("regions", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", STAMP, nullable=False),
    Index("given_by_age", "at"),
)
"""Answers on portals, for as long as their visit may say whether they helped; then they are taken out."""
