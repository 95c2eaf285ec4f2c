"""From files to audited documents: load, cut, normalise, parse, reference, audit, in that order.

In: paths, and the rows of sources.toml. Out: Prepared documents, ready to be chunked; or one BadInput sentence that names
the file. A file is known by its digest: a row that matches gives it its id and title, else the id is the file's stem.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.audit import audit
from ingest.load import Loaded, files_under, load
from ingest.model import BadInput, Document, Finding, Reference, Source
from ingest.normalise import normalise
from ingest.parse import parse
from ingest.references import find_references
from ingest.sources import Catalog, cut

PARSER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that passed, with all that is kept of it."""

    source: Source
    document: Document
    references: tuple[Reference, ...]
    findings: tuple[Finding, ...]


def prepare(path: Path, catalog: Catalog) -> list[Prepared]:
    """The documents of one file. Raises BadInput; an audit error is a finding here, `refuse` turns it into one."""
    loaded = load(path)
    rows = catalog.by_digest(loaded.sha256) or (
        Source(id=_id_of(path), file=path.name, sha256=loaded.sha256, title=""),
    )
    return [_prepare_one(loaded, row, catalog) for row in rows]


def _prepare_one(loaded: Loaded, source: Source, catalog: Catalog) -> Prepared:
    part = cut(loaded.text, source)
    try:
        document = parse(normalise(part, loaded.kind), source.id, source.title)
    except BadInput as error:
        raise BadInput(f"{loaded.path}：{error}") from None
    held = {s.title: s.id for s in catalog.sources}
    references = find_references(document, held)
    findings = audit(document, references, part)
    return Prepared(replace(source, title=document.title), document, references, findings)


def _id_of(path: Path) -> str:
    return re.sub(r"[\s/#?%]+", "-", path.stem).strip("-") or "document"


def refuse(prepared: Prepared) -> None:
    """Raise BadInput when the audit found an error."""
    for finding in prepared.findings:
        if finding.level == "error":
            raise BadInput(
                f"{prepared.source.file}：{finding.message}（{finding.where or prepared.source.id}）；请改正文件后重试"
            )


def catalog_files(catalog: Catalog) -> list[Path]:
    """The files that sources.toml names, each once. Raises BadInput when one is missing or is not the registered one."""
    out: list[Path] = []
    for source in catalog.sources:
        path = catalog.path.parent / source.file
        if not path.is_file():
            raise BadInput(f"{path}：来源表登记了 {source.id}，文件却不在；请放回文件或删去这一行")
        if path not in out:
            out.append(path)
        if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != source.sha256:
            raise BadInput(
                f"{path}：内容与来源表登记的 {source.id} 不同（sha256 是 {found}）；请放回原文件，或在来源表里更新这一行"
            )
    return out


def prepare_all(paths: Iterable[Path], catalog: Catalog) -> Iterator[Prepared]:
    """Every document of the files and folders given, in order; a file or id given twice is refused."""
    ids: dict[str, Path] = {}
    for path in distinct(file for given in paths for file in files_under(given)):
        for prepared in prepare(path, catalog):
            id = prepared.source.id
            if id in ids:
                raise BadInput(f"{path}：与 {ids[id]} 的 id 都是 {id}，内容却不同；请改其中一个文件的名称")
            refuse(prepared)
            ids[id] = path
            yield prepared


def distinct(paths: Iterable[Path]) -> Iterator[Path]:
    """The files as given; raises BadInput at the first that is a copy of one before it."""
    seen: dict[str, Path] = {}
    for path in paths:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if sha256 in seen:
            raise BadInput(f"{path}：与 {seen[sha256]} 重复，内容完全相同；同一文件只收录一次，请去掉其中一个")
        seen[sha256] = path
        yield path
