"""From files to audited documents: load, cut, normalise, parse, reference, audit, in that order.

In: paths, and the rows of sources.toml. Out: Prepared documents, ready to be chunked; or one BadInput sentence that names
the file. A file is known by its digest: a row that matches gives it its id and title, else the id is the file's stem.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ingest.audit import audit
from ingest.describe import dates_of, places_of
from ingest.load import Loaded, files_under, load
from ingest.model import BadInput, Document, Finding, Reference, Source
from ingest.normalise import normalise
from ingest.parse import parse
from ingest.progress import Say, silent, track
from ingest.references import find_references
from ingest.sources import Catalog, cut

PARSER_VERSION = 1
SHARED_OUT = 50
"""Files from which reading is shared out to several processes: starting them takes longer than a few files."""


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
    return Prepared(_described(source, document), document, references, findings)


def _described(source: Source, document: Document) -> Source:
    """The row with its title; a text that sources.toml does not register is described by what it says itself."""
    source = replace(source, title=document.title)
    if source.id != _id_of(Path(source.file)) or source.kind:
        return source
    dates, places = dates_of(document, Path(source.file).stem), places_of(document)
    described = replace(source, issued=dates.issued, amended=dates.amended, effective=dates.effective)
    return replace(described, region=places[0], parents=places[1:]) if places else described


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


def prepare_all(paths: Iterable[Path], catalog: Catalog, say: Say = silent) -> list[Prepared]:
    """Every document of the files and folders given, in order. Raises BadInput at the first that does not pass.

    A file that is a copy of one before it is left out and said. Two different files of one name in different folders are
    told apart by the folder's name: 广告法(2021-04-29) and 广告法(2021-04-29)-行政法.
    """
    files = [file for given in paths for file in files_under(given)]
    ids: dict[str, Path] = {}
    out = []
    for path, found in read_files(distinct(files, say), catalog, say):
        if isinstance(found, BadInput):
            raise found
        for prepared in found:
            one = prepared
            if one.source.id in ids and ids[one.source.id].parent != path.parent:
                one = renamed(one, f"{one.source.id}-{path.parent.name}")
            id = one.source.id
            if id in ids:
                raise BadInput(f"{path}：与 {ids[id]} 的 id 都是 {id}，内容却不同；请改其中一个文件的名称")
            refuse(one)
            ids[id] = path
            out.append(one)
    return out


def renamed(one: Prepared, id: str) -> Prepared:
    """The same document under another id."""
    old = f"{one.source.id}/"

    def moved(provision: str) -> str:
        return f"{id}/{provision.removeprefix(old)}" if provision.startswith(old) else provision

    provisions = tuple(replace(p, document=id) for p in one.document.provisions)
    findings = tuple(replace(f, document=id) for f in one.findings)
    references = tuple(
        replace(r, source=moved(r.source), targets=tuple(moved(t) for t in r.targets)) for r in one.references
    )
    document = replace(one.document, id=id, provisions=provisions, findings=findings)
    return Prepared(replace(one.source, id=id), document, references, findings)


def distinct(paths: Iterable[Path], say: Say = silent) -> list[Path]:
    """The files as given, without copies of one before; each that is left out is said."""
    seen: dict[str, Path] = {}
    for path in paths:
        first = seen.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
        if first != path:
            say(f"{path}：与 {first} 内容完全相同，只收录一次")
    return list(seen.values())


def read_files(
    paths: Sequence[Path], catalog: Catalog, say: Say = silent
) -> Iterator[tuple[Path, list[Prepared] | BadInput]]:
    """Each file with its documents, or with what is wrong with it; many files are shared out to several processes."""
    work = partial(_read, catalog=catalog)
    if len(paths) < SHARED_OUT:
        yield from zip(paths, map(work, paths), strict=True)
        return
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        yield from zip(track(paths, "解析", say), pool.map(work, paths, chunksize=8), strict=True)


def _read(path: Path, catalog: Catalog) -> list[Prepared] | BadInput:
    try:
        return prepare(path, catalog)
    except BadInput as error:
        return error
