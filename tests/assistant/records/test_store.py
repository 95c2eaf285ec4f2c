"""Opening: many threads and processes, records of a newer program, what cannot be opened, and no password in any sentence."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.queues import Queue
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from assistant.records import schema
from assistant.records.conversations import conversations
from assistant.records.store import OPENING, Records, open_records, stamp
from assistant.records.turns import add_turn, begin, turns
from ingest.model import BadInput
from tests.assistant.records.conftest import answer, question
from tests.assistant.records.server import ESCAPED, PASSWORD, Server


def test_what_was_kept_is_there_when_opened_again(url: str) -> None:
    first = open_records(url)
    asked = begin(first, "li", question(), answer())
    first.close()
    again = open_records(url)
    assert turns(again, "li", asked.conversation) == [asked]
    with again.reading() as connection:
        assert connection.scalars(select(schema.schema_version.c.version)).all() == [schema.VERSION]
        assert set(inspect(connection).get_table_names()) == set(schema.metadata.tables)
    again.close()


def _ask(url: str, process: int, shared: Queue[str]) -> None:
    records = open_records(url)
    for n in range(10):
        begin(records, f"person{process}", question(f"{process}-{n}"), answer())
    conversation = shared.get(timeout=60)
    for n in range(10):
        add_turn(records, "li", conversation, question(f"{process}-{n}"), answer())
    records.close()


def test_processes_that_open_a_new_database_at_once_lose_nothing(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    shared: Queue[str] = context.Queue()
    processes = [context.Process(target=_ask, args=(url, n, shared)) for n in range(3)]
    for process in processes:
        process.start()
    records = open_records(url)
    conversation = begin(records, "li", question("起头"), answer()).conversation
    for _ in processes:
        shared.put(conversation)
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 3
    assert [len(conversations(records, f"person{n}")) for n in range(3)] == [10] * 3
    kept = turns(records, "li", conversation)
    assert [t.position for t in kept] == list(range(1, 32))
    assert {t.question for t in kept[1:]} == {f"{process}-{n}" for process in range(3) for n in range(10)}
    records.close()


def test_tables_are_created_by_one_at_a_time(postgres: Server) -> None:
    """PostgreSQL's own IF NOT EXISTS fails where two create the same table at once."""
    postgres.run("CREATE DATABASE at_once")
    with psycopg.connect(postgres.url("at_once")) as other, ThreadPoolExecutor(1) as thread:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING])
        opening = thread.submit(open_records, postgres.url("at_once"))
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not opening.done() and other.execute(waiting).fetchone() == (0,):
            time.sleep(0.01)
        assert not opening.done()
        other.rollback()
        opening.result(timeout=10).close()


def _break(records: Records) -> None:
    with records.writing() as connection:
        connection.execute(insert(schema.failures).values(key="k", at=records.now()))
        raise RuntimeError("broken")


def test_a_transaction_that_raises_keeps_nothing(records: Records) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        _break(records)
    with records.reading() as connection:
        assert connection.scalars(select(schema.failures.c.key)).all() == []


def test_a_mistake_of_the_program_stays_an_error_and_tells_nothing_of_the_row(records: Records) -> None:
    row = {"token_digest": "d", "person": "secret name", "role": "r", "created": "1", "expires": "2"}
    with records.writing() as connection:
        connection.execute(insert(schema.sessions).values(row))
    with pytest.raises(IntegrityError, match=r"token_digest|sessions_pkey") as told, records.writing() as connection:
        connection.execute(insert(schema.sessions).values(row))
    assert "secret name" not in str(told.value)


def test_a_turn_belongs_to_a_conversation(records: Records) -> None:
    row = {"id": "t", "conversation": "nowhere", "position": 1, "question": "", "regions": "[]"}
    row |= {"answer": "{}", "outcome": "", "generation": "", "asked": records.now()}
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), records.writing() as connection:
        connection.execute(insert(schema.turns).values(row))


def test_records_of_a_newer_program_are_left_alone(url: str) -> None:
    records = open_records(url)
    with records.writing() as connection:
        connection.execute(update(schema.schema_version).values(version=2))
        connection.execute(text("DROP TABLE failures"))
    records.close()
    with pytest.raises(BadInput, match="是第 2 版，本程序只认得第 1 版；请换用新的程序") as told:
        open_records(url)
    assert_silent(str(told.value))
    records = Records(records.engine, records.place)
    with records.reading() as connection:
        assert "failures" not in inspect(connection).get_table_names()
    records.close()


def test_a_lost_database_is_told_in_one_sentence(records: Records) -> None:
    with records.writing() as connection:
        connection.execute(text("DROP TABLE feedback"))
        connection.execute(text("DROP TABLE turns"))
    with pytest.raises(BadInput, match=r"^记录库 .* 现在用不了：") as told:
        begin(records, "li", question("不该出现在话里"), answer())
    assert "不该出现" not in str(told.value)
    assert_silent(str(told.value))


def test_sqlite_files_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "records.sqlite"
    records = open_records(f"sqlite:///{path}")
    begin(records, "li", question(), answer())
    assert {p.stat().st_mode & 0o777 for p in path.parent.iterdir()} == {0o600}
    with records.reading() as connection:
        pragmas = [
            connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "secure_delete")
        ]
    assert pragmas == ["wal", 1, 1]
    records.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "不是数据库地址"),
        ("records.sqlite", "不是数据库地址"),
        ("mysql://u:s3cret@h/d", "开头认不出来"),
        ("postgresql+asyncpg://u:s3cret@h/d", "开头认不出来"),
        ("postgresql://u:s3cret@h:port/d", "不是数据库地址"),
        ("postgresql://u:x@s3cret@h/d", "主机名不合格式"),
        ("sqlite://", "没有写明 SQLite 文件"),
        ("sqlite:///:memory:", "没有写明 SQLite 文件"),
        ("sqlite:///file:x?mode=ro&uri=true", "多余的参数"),
    ],
)
def test_a_url_that_is_none(url: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as told:
        open_records(url)
    assert "s3cret" not in str(told.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("这不是数据库\n" * 100, encoding="utf-8")
    with pytest.raises(BadInput, match="这个文件不是 SQLite 数据库"):
        open_records(f"sqlite:///{path}")
    with pytest.raises(BadInput, match=r"没有记录库 .*none.sqlite"):
        open_records(f"sqlite:///{tmp_path / 'none.sqlite'}", create=False)
    assert not (tmp_path / "none.sqlite").exists()


@pytest.fixture
def others_folder() -> Iterator[Path]:
    """A folder that may be read by everybody, in none that only root may enter."""
    with tempfile.TemporaryDirectory(prefix="anze-records-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def no_right_to_write(folder: Path) -> Iterator[None]:
    """Root may write anywhere, so for the while this is somebody else."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written(others_folder: Path) -> None:
    with no_right_to_write(others_folder):
        for path in (others_folder / "records.sqlite", others_folder / "new" / "records.sqlite"):
            with pytest.raises(BadInput, match="建不了或不能写（Permission denied）；请给这个文件夹写权限"):
                open_records(f"sqlite:///{path}")


def test_a_file_whose_folder_cannot_be_written(others_folder: Path) -> None:
    """SQLite keeps its log beside the file."""
    path = others_folder / "records.sqlite"
    sqlite3.connect(path).close()
    path.chmod(0o666)
    with no_right_to_write(others_folder), pytest.raises(BadInput, match="不能写；请给文件和它的文件夹写权限"):
        open_records(f"sqlite:///{path}")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_told_by_any_of_its_names(postgres: Server, scheme: str) -> None:
    name = f"scheme_{scheme.replace('+', '_')}"
    postgres.run(f"CREATE DATABASE {name}")
    records = open_records(postgres.url(name).replace("postgresql", scheme, 1))
    assert begin(records, "li", question(), answer()).position == 1
    assert records.place == f"127.0.0.1:{postgres.port}/{name}"
    records.close()


def test_what_a_server_refuses(postgres: Server) -> None:
    postgres.run("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0")
    postgres.run("CREATE ROLE reader LOGIN PASSWORD 'Reader-pw'")
    for url, said in (
        (postgres.url("postgres", "wr0ng"), "用户名或口令不对"),
        (postgres.url("nowhere"), "没有这个数据库"),
        (postgres.url("ascii"), "编码是 SQL_ASCII，存不了中文"),
        (f"postgresql://reader:Reader-pw@127.0.0.1:{postgres.port}/postgres", "没有权限"),
        (f"postgresql://anze:{ESCAPED}@127.0.0.1:1/postgres", "那里没有数据库服务在运行"),
        (f"postgresql://anze:{ESCAPED}@127.0.0.1:{postgres.port}/postgres?wrong=s3cret", "数据库地址的参数"),
    ):
        with pytest.raises(BadInput, match=said) as told:
            open_records(url)
        assert_silent(str(told.value))


def test_a_server_that_was_restarted_is_found_again(postgres: Server) -> None:
    postgres.run("CREATE DATABASE again")
    records = open_records(postgres.url("again"))
    postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'again'")
    assert begin(records, "li", question(), answer()).position == 1
    records.close()


def test_times_are_utc_and_of_one_width() -> None:
    beijing = timezone(timedelta(hours=8))
    assert stamp(datetime(2026, 11, 23, 9, tzinfo=beijing)) == "2026-11-23T01:00:00.000000+00:00"
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)) == "2026-01-02T03:04:05.000006+00:00"


def assert_silent(sentence: str) -> None:
    """One sentence, and nothing of a password in it."""
    assert "\n" not in sentence
    for secret in (PASSWORD, ESCAPED, "wr0ng", "s3cret", "Reader-pw"):
        assert secret not in sentence
