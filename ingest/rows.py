"""How the values of a document stand in the tables of provisions.sqlite: each kind of row, written and read side by side.

In: Sources, Provisions, References. Out: rows, and from rows the same values again. The file itself is opened in `store`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ingest.label import title_mark
from ingest.model import Kind, Provision, Reference, Source

Row = tuple[Any, ...]
SCHEMA = """
CREATE TABLE documents (key INTEGER PRIMARY KEY, id TEXT UNIQUE, position INTEGER, source TEXT, title TEXT, text TEXT,
                        tail INTEGER, digest TEXT, superseded_by TEXT);
CREATE TABLE paths (key INTEGER PRIMARY KEY, path TEXT UNIQUE);
CREATE TABLE headings (document INTEGER, level INTEGER, title TEXT, start INTEGER, "end" INTEGER, path INTEGER);
CREATE TABLE provisions (document INTEGER, number TEXT, kind TEXT, label TEXT, path INTEGER, start INTEGER, "end" INTEGER,
                         position INTEGER, PRIMARY KEY (document, number)) WITHOUT ROWID;
CREATE TABLE refs (source TEXT, document INTEGER, start INTEGER, "end" INTEGER, text TEXT, kind TEXT, targets TEXT,
                   title TEXT);
CREATE TABLE targets (target TEXT, ref INTEGER);
CREATE TABLE findings (document INTEGER, level TEXT, code TEXT, message TEXT, place TEXT);
CREATE TABLE chunks (row INTEGER PRIMARY KEY, document INTEGER, number TEXT, digest BLOB);
CREATE INDEX headings_document ON headings (document);
CREATE INDEX refs_source ON refs (source);
CREATE INDEX refs_document ON refs (document);
CREATE INDEX targets_ref ON targets (ref);
CREATE INDEX findings_document ON findings (document);
CREATE INDEX targets_target ON targets (target);
CREATE INDEX chunks_document ON chunks (document);
"""
"""`label` is without the title, which the document has; what stands for every provision is written once and short: there
are half a million in the national body of law, and adding one document copies the file."""
REFERENCE = 'source, start, "end", text, kind, targets, title'
"""The columns that `reference` reads."""


def source_json(source: Source) -> str:
    return json.dumps(asdict(source), ensure_ascii=False)


def source(written: str) -> Source:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(written).items()}
    return Source(**values)


def path_json(path: tuple[str, ...]) -> str:
    return json.dumps(path, ensure_ascii=False)


def path(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def provision_row(p: Provision, title: str, document: int, path: int, position: int) -> Row:
    """`title` is the document's, which its label leaves out; `document` and `path` are keys."""
    label = p.label.removeprefix(title_mark(title))
    return document, p.number, p.kind, label, path, p.start, p.end, position


def provision(document: str, title: str, text: str, row: Row) -> Provision:
    """`title` is the document's, `text` the provision's own, `row` the rest of it."""
    number, kind, label, written, start, end = row
    return Provision(document, number, Kind(kind), title_mark(title) + label, path(written), start, end, text)


def reference_row(r: Reference, document: int) -> Row:
    return r.source, document, r.start, r.end, r.text, r.kind, json.dumps(r.targets), r.title


def reference(row: Row) -> Reference:
    source, start, end, text, kind, targets, title = row
    return Reference(source, start, end, text, kind, tuple(json.loads(targets)), title)
