"""provisions.sqlite: the texts, which are the truth of a generation. Written once, then opened read-only.

In: Prepared documents and their chunks. Out: frozen values again: Source, Document, Provision, Reference, Finding (`rows`).
Every thread has its own connection, so that many questions are answered at once.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest import rows
from ingest.corpus import Prepared
from ingest.model import Chunk, Document, Finding, Heading, Provision, Reference, Source

KEY = "(SELECT key FROM documents WHERE id = ?)"


class StoreWriter:
    """provisions.sqlite while a generation is being written: a new one, or a copy of the one before it."""

    def __init__(self, path: Path) -> None:
        fresh = not path.exists()
        self._db = sqlite3.connect(path)
        # Nobody reads the file before it is whole, and a build that is cut off is thrown away: no journal.
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        if fresh:
            self._db.executescript(rows.SCHEMA)

    def remove(self, documents: Iterable[str]) -> None:
        """Take whole documents out; the rows of their chunks are not given to others."""
        for id in documents:
            self._db.execute(f"DELETE FROM targets WHERE ref IN (SELECT rowid FROM refs WHERE document = {KEY})", (id,))
            for table in ("headings", "provisions", "refs", "findings", "chunks"):
                self._db.execute(f"DELETE FROM {table} WHERE document = {KEY}", (id,))
            self._db.execute("DELETE FROM documents WHERE id = ?", (id,))

    def add(self, one: Prepared, digest: str, chunks: Sequence[Chunk], digests: Sequence[str], first: int) -> None:
        """Write a document, and its chunks as rows `first…`."""
        key = _write_document(self._db, one, digest)
        written = (
            (first + i, key, c.id.partition("/")[2], bytes.fromhex(d))
            for i, (c, d) in enumerate(zip(chunks, digests, strict=True))
        )
        self._db.executemany("INSERT INTO chunks VALUES (?,?,?,?)", written)

    def arrange(self, order: Sequence[str], superseded: Mapping[str, str]) -> None:
        """The order in which documents are listed, and which later version stands in the place of which."""
        self._db.execute("UPDATE documents SET superseded_by = ''")
        self._db.executemany("UPDATE documents SET position = ? WHERE id = ?", ((i, id) for i, id in enumerate(order)))
        self._db.executemany(
            "UPDATE documents SET superseded_by = ? WHERE id = ?", ((b, a) for a, b in superseded.items())
        )

    def counts(self) -> dict[str, int]:
        """How many documents, articles, provisions and chunks there are."""
        wanted = {
            "documents": "SELECT count(*) FROM documents",
            "articles": "SELECT count(*) FROM provisions WHERE kind = 'article'",
            "provisions": "SELECT count(*) FROM provisions",
            "chunks": "SELECT count(*) FROM chunks",
        }
        return {name: int(self._db.execute(sql).fetchone()[0]) for name, sql in wanted.items()}

    def close(self) -> None:
        """Write it out."""
        self._db.commit()
        self._db.close()


def _write_document(db: sqlite3.Connection, one: Prepared, digest: str) -> int:
    """Write all but the chunks; the key of the document."""
    d = one.document
    row = (d.id, -1, rows.source_json(one.source), d.title, d.text, d.tail, digest, "")
    key = db.execute("INSERT INTO documents VALUES (NULL,?,?,?,?,?,?,?,?)", row).lastrowid
    assert key is not None
    paths = {path: _path_key(db, path) for path in {h.path for h in d.headings} | {p.path for p in d.provisions}}
    headings = ((key, h.level, h.title, h.start, h.end, paths[h.path]) for h in d.headings)
    db.executemany("INSERT INTO headings VALUES (?,?,?,?,?,?)", headings)
    provisions = (rows.provision_row(p, d.title, key, paths[p.path], i) for i, p in enumerate(d.provisions))
    db.executemany("INSERT INTO provisions VALUES (?,?,?,?,?,?,?,?)", provisions)
    for r in one.references:
        ref = db.execute("INSERT INTO refs VALUES (?,?,?,?,?,?,?,?)", rows.reference_row(r, key)).lastrowid
        db.executemany("INSERT INTO targets VALUES (?,?)", ((t, ref) for t in r.targets))
    findings = ((key, f.level, f.code, f.message, f.where) for f in one.findings)
    db.executemany("INSERT INTO findings VALUES (?,?,?,?,?)", findings)
    return key


def _path_key(db: sqlite3.Connection, path: tuple[str, ...]) -> int:
    written = rows.path_json(path)
    db.execute("INSERT OR IGNORE INTO paths (path) VALUES (?)", (written,))
    return int(db.execute("SELECT key FROM paths WHERE path = ?", (written,)).fetchone()[0])


class Store:
    """An opened provisions.sqlite."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self.document = lru_cache(maxsize=64)(self._document)

    def _db(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        db: sqlite3.Connection = self._local.db
        return db

    def _rows(self, sql: str, *values: Any) -> list[rows.Row]:
        return self._db().execute(sql, values).fetchall()

    def sources(self) -> tuple[Source, ...]:
        """The rows of the documents held, in order."""
        sql = "SELECT source, superseded_by FROM documents ORDER BY position"
        return tuple(replace(rows.source(row), superseded_by=later) for row, later in self._rows(sql))

    def prepared(self) -> Iterator[Prepared]:
        """Every document as it was prepared, in order."""
        for source in self.sources():
            document = self.document(source.id)
            assert document is not None
            yield Prepared(source, document, self.references(source.id), document.findings)

    def digests(self) -> dict[str, str]:
        """What each document was when it was written, by its id, in order."""
        return dict(self._rows("SELECT id, digest FROM documents ORDER BY position"))

    def _document(self, document: str) -> Document | None:
        """A whole document, or None."""
        found = self._rows("SELECT title, text, tail FROM documents WHERE id = ?", document)
        if not found:
            return None
        title, text, tail = found[0]
        sql = (
            'SELECT number, kind, label, p.path, start, "end" FROM provisions JOIN paths p ON p.key = provisions.path '
            f"WHERE document = {KEY} ORDER BY position"
        )
        provisions = tuple(
            rows.provision(document, title, text[row[4] : row[5]], row) for row in self._rows(sql, document)
        )
        sql = (
            'SELECT level, title, start, "end", p.path FROM headings JOIN paths p ON p.key = headings.path '
            f"WHERE document = {KEY} ORDER BY start"
        )
        headings = tuple(Heading(a, b, c, d, rows.path(e)) for a, b, c, d, e in self._rows(sql, document))
        return Document(document, title, text, provisions, headings, tail, self.findings(document))

    def provision(self, id: str) -> Provision | None:
        """One provision by its id, or None."""
        document, _, number = id.partition("/")
        sql = (
            'SELECT title, substr(text, start + 1, "end" - start), number, kind, label, paths.path, start, "end" '
            "FROM provisions p JOIN documents d ON d.key = p.document JOIN paths ON paths.key = p.path "
            "WHERE d.id = ? AND p.number = ?"
        )
        found = self._rows(sql, document, number)
        return rows.provision(document, found[0][0], found[0][1], found[0][2:]) if found else None

    def findings(self, document: str) -> tuple[Finding, ...]:
        """What the audit said of a document."""
        sql = f"SELECT level, code, message, place FROM findings WHERE document = {KEY} ORDER BY rowid"
        return tuple(Finding(document, *row) for row in self._rows(sql, document))

    def outgoing(self, id: str) -> tuple[Reference, ...]:
        """The references made in a provision and in everything inside it, in reading order."""
        sql = f"SELECT {rows.REFERENCE} FROM refs WHERE source = ? OR source GLOB ? ORDER BY start"
        return tuple(rows.reference(row) for row in self._rows(sql, id, f"{_glob(id)}.*"))

    def references(self, document: str) -> tuple[Reference, ...]:
        """Every reference made in a document."""
        sql = f'SELECT {rows.REFERENCE} FROM refs WHERE document = {KEY} ORDER BY start, "end"'
        return tuple(rows.reference(row) for row in self._rows(sql, document))

    def cited_titles(self) -> tuple[str, ...]:
        """The titles of other texts that the documents refer to, longest first."""
        titles = [t for (t,) in self._rows("SELECT DISTINCT title FROM refs WHERE title != ''")]
        return tuple(sorted(titles, key=lambda t: (-len(t), t)))

    def incoming(self, id: str) -> tuple[Reference, ...]:
        """The references that point at a provision or at anything inside it."""
        sql = (
            f"SELECT DISTINCT {rows.REFERENCE} FROM refs WHERE rowid IN "
            "(SELECT ref FROM targets WHERE target = ? OR target GLOB ?) ORDER BY source, start"
        )
        return tuple(rows.reference(row) for row in self._rows(sql, id, f"{_glob(id)}.*"))

    def chunk_rows(self, documents: Iterable[str]) -> list[int]:
        """The index rows of some documents."""
        chosen = list(documents)
        marks = ",".join("?" * len(chosen))
        sql = f"SELECT row FROM chunks WHERE document IN (SELECT key FROM documents WHERE id IN ({marks})) ORDER BY row"
        return [row for (row,) in self._rows(sql, *chosen)]

    def places(self) -> Iterator[tuple[int, str, str]]:
        """(row, document, provision number) of every chunk, without what it was made of: read at every start."""
        names: dict[int, str] = dict(self._rows("SELECT key, id FROM documents"))
        for row, document, number in self._db().execute("SELECT row, document, number FROM chunks ORDER BY row"):
            yield row, names[document], number

    def tops(self) -> list[str]:
        """The ids of all articles and sections, in order, without reading a text."""
        sql = (
            "SELECT d.id || '/' || p.number FROM provisions p JOIN documents d ON d.key = p.document "
            "WHERE p.number NOT LIKE '%.%' ORDER BY d.position, p.position"
        )
        return [id for (id,) in self._rows(sql)]

    def chunks(self) -> list[tuple[int, str, str]]:
        """(row, provision id, digest of what was indexed) of every chunk."""
        sql = "SELECT row, id, number, c.digest FROM chunks c JOIN documents d ON d.key = c.document ORDER BY row"
        return [(row, f"{document}/{number}", digest.hex()) for row, document, number, digest in self._rows(sql)]


def _glob(id: str) -> str:
    return re.sub(r"[\[*?]", r"[\g<0>]", id)
