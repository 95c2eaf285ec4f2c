"""The records, opened: one database, SQLite or PostgreSQL, for many threads and several processes.

In: a database URL. Out: Records, whose `reading()` and `writing()` each give one transaction. Raises BadInput in one Chinese sentence
that holds no password: a wrong URL, a server or a file that cannot be used, records of a newer program. SQLite has one
writer at a time and the next one waits; in PostgreSQL whoever changes a conversation locks its row first.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.records.faults import cause
from assistant.records.schema import VERSION, metadata, schema_version
from ingest.model import BadInput

BUSY_SECONDS = 15
"""How long a write waits for the one before it."""
CONNECT_SECONDS = 5
OPENING = 0x616E7A65
"""The lock that keeps two processes from creating the tables of a PostgreSQL database at once."""
POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
FORMS = (
    "sqlite:////绝对路径/records.sqlite 或 postgresql://用户:口令@主机:5432/库名（口令里的 @ : / 等字符写成 %40 这样）"
)


def now_utc() -> datetime:
    """The clock on the wall; tests bring their own."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A time as the records keep it: UTC, always of the same width."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Records:
    """An opened database. `place` names it without user or password."""

    engine: Engine
    place: str
    clock: Callable[[], datetime] = now_utc
    turnstile: AbstractContextManager[object] = field(default_factory=nullcontext)

    def now(self) -> str:
        return stamp(self.clock())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that changes nothing."""
        with _told(self.place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept when the block ends, and undone when it raises."""
        with _told(self.place), self.turnstile, self.engine.connect().execution_options(writes=True) as connection:
            yield connection
            connection.commit()

    def close(self) -> None:
        self.engine.dispose()


class Unusable(BadInput):
    """The database does not work at the moment; the sentence names where it is, and is for the log."""


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What a database says becomes one sentence: its own words may hold the statement and what was to be stored."""
    try:
        yield
    except IntegrityError:  # a mistake of ours, not of the database
        raise
    except (DatabaseError, InterfaceError, NoConnectionFree) as error:
        raise Unusable(f"记录库 {place} 现在用不了：{cause(error)}") from None


def open_records(url: str, clock: Callable[[], datetime] = now_utc, *, create: bool = True) -> Records:
    """Open, and create what is missing. With `create=False` an SQLite file must be there. Raises BadInput."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(str(parsed.database))
        _prepare_file(path, create)
        # Threads that wait for each other here lose no time; SQLite lets them sleep and try again.
        records = Records(_sqlite(parsed), str(path), clock, threading.RLock())
    else:
        place = f"{parsed.host or '本机'}:{parsed.port or 5432}/{parsed.database or ''}"
        records = Records(_postgres(parsed), place, clock)
    try:
        _prepare_tables(records)
    except BadInput:
        records.close()
        raise
    return records


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise BadInput(f"ANZE_DATABASE_URL 不是数据库地址；应为 {FORMS}") from None
    if parsed.drivername in POSTGRES:
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise BadInput(f"ANZE_DATABASE_URL 的开头认不出来；应为 {FORMS}")
    elif parsed.database in (None, "", ":memory:") or parsed.query:
        raise BadInput(f"ANZE_DATABASE_URL 没有写明 SQLite 文件，或带了多余的参数；应为 {FORMS}")
    # An @ that was not escaped leaves the end of the password in the host, which would then be shown.
    if not re.fullmatch(r"[\w.:%-]*", parsed.host or ""):
        raise BadInput(f"ANZE_DATABASE_URL 的主机名不合格式；应为 {FORMS}")
    return parsed


def _prepare_file(path: Path, create: bool) -> None:
    """Folder and file, readable by their owner alone: they hold what people asked."""
    if not create and not path.is_file():
        raise BadInput(f"没有记录库 {path}；请核对 ANZE_DATABASE_URL 或 --database-url")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise BadInput(
            f"记录库 {path} 建不了或不能写（{reason}）；请给这个文件夹写权限，或把 ANZE_DATABASE_URL 指到别处"
        ) from None


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_timeout=BUSY_SECONDS, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for the writer
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(
            "PRAGMA synchronous=NORMAL"
        )  # with WAL a crash of the machine loses the last moments, never more
        cursor.execute("PRAGMA secure_delete=ON")  # what a person deleted is overwritten in the file
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that turns from reading to writing fails at once where another wrote in between.
        immediate = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    defaults = {"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8"}
    return create_engine(
        url,
        connect_args={name: value for name, value in defaults.items() if name not in url.query},
        pool_pre_ping=True,  # a server that was restarted costs no answer
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )


def _prepare_tables(records: Records) -> None:
    with records.writing() as connection:
        if records.engine.dialect.name == "postgresql":
            if (encoding := connection.scalar(text("SHOW server_encoding"))) != "UTF8":
                raise BadInput(
                    f"记录库 {records.place} 的编码是 {encoding}，存不了中文；请用 ENCODING 'UTF8' 另建一个库"
                )
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OPENING})
        found = connection.scalar(select(schema_version)) if inspect(connection).has_table("schema_version") else None
        if found is not None and found > VERSION:
            raise BadInput(
                f"记录库 {records.place} 是第 {found} 版，本程序只认得第 {VERSION} 版；"
                "请换用新的程序，或把 ANZE_DATABASE_URL 指到别的库"
            )
        metadata.create_all(connection)
        if found is None:
            connection.execute(insert(schema_version).values(version=VERSION))
