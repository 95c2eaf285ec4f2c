"""data/sources.toml: one row a document, and the tree of regions.

In: the path of the file. Out: a frozen Catalog of Source rows and Region rows. Raises BadInput with file, row and field.
Knows nothing of parsing: a row says what a file is, `cut` gives the part of the file that a row means.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from ingest.model import BadInput, Source

T = TypeVar("T")
DEFAULT = Path(__file__).resolve().parent.parent / "data" / "sources.toml"


@dataclass(frozen=True, slots=True)
class Region:
    """A place: its full name, the short names people use, and the place it belongs to."""

    name: str
    short: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """All rows of sources.toml."""

    path: Path
    sources: tuple[Source, ...] = ()
    regions: tuple[Region, ...] = ()

    def by_digest(self, sha256: str) -> tuple[Source, ...]:
        """The rows that describe a file, known by its digest whatever its name; a file may hold two documents."""
        return tuple(s for s in self.sources if s.sha256 == sha256)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The places a place belongs to, nearest first: 通州区 -> (北京市, 中国)."""
        parents = {r.name: r.parent for r in self.regions}
        out: list[str] = []
        while (name := parents.get(name, "")) and name not in out:
            out.append(name)
        return tuple(out)


def load_catalog(path: Path = DEFAULT, library: Path | None = None) -> Catalog:
    """Read and check sources.toml, and over it the sources.toml of a `library` (ingest.library) where there is one.

    Raises BadInput naming file, row and field.
    """
    data = read_table(path)
    catalog = _with_rows(Catalog(path), data, path)
    if library is None or not (own := library / path.name).is_file():
        return catalog
    published = read_table(own)
    gone = set(published.get("withdrawn", ())) | {str(row.get("id")) for row in published.get("documents", ())}
    kept = tuple(s for s in catalog.sources if s.id not in gone)
    return _with_rows(Catalog(path, kept, catalog.regions), published, own)


def read_table(path: Path) -> dict[str, Any]:
    """The TOML of a table of sources. Raises BadInput."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path}：没有这个文件；来源表应在 data/sources.toml") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}：不是合法的 TOML（{error}）") from None


def _with_rows(catalog: Catalog, data: dict[str, Any], path: Path) -> Catalog:
    """The catalog with the rows of another table; a file of it is found from that table's folder."""
    rows = data.get("regions", [])
    regions = (*catalog.regions, *(_row(Region, row, path, f"regions[{i}]") for i, row in enumerate(rows)))
    catalog = Catalog(catalog.path, catalog.sources, regions)
    sources = list(catalog.sources)
    for i, row in enumerate(data.get("documents", [])):
        where = f"documents[{i}] {row.get('id', '')}".strip()
        file = row.get("file", "") if path.parent == catalog.path.parent else str(path.parent / row.get("file", ""))
        parents = list(catalog.ancestors(row.get("region", "")))
        source = _row(Source, {**row, "file": file, "parents": parents}, path, where)
        if source.region and source.region not in {r.name for r in regions}:
            raise BadInput(f"{path}：{where} 的 region「{source.region}」不在 [[regions]] 里；请先登记这个地区")
        sources.append(source)
    if len({s.id for s in sources}) < len(sources):
        raise BadInput(f"{path}：有两行 documents 用了同一个 id；id 必须唯一")
    return Catalog(catalog.path, tuple(sources), regions)


def _row(kind: type[T], row: dict[str, Any], path: Path, where: str) -> T:
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(row) - set(known):
        raise BadInput(f"{path}：{where} 有不认识的字段 {'、'.join(sorted(unknown))}；可用：{'、'.join(known)}")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    for name, value in values.items():
        wanted = tuple if "tuple" in str(known[name].type) else str
        if not isinstance(value, wanted):
            raise BadInput(f"{path}：{where} 的 {name} 应为{'列表' if wanted is tuple else '文字'}，读到 {value!r}")
    try:
        return kind(**values)
    except TypeError as error:
        raise BadInput(f"{path}：{where} 缺字段（{error}）") from None


def cut(text: str, source: Source) -> str:
    """The part of a loaded file that a row means. Raises BadInput when its words are not in the file exactly once."""
    text = text.replace("\r\n", "\n")
    for words in (source.starts_with, source.ends_before):
        if words and text.count(words) != 1:
            raise BadInput(
                f"{source.file}：来源表里 {source.id} 的分界文字「{words[:20]}…」应出现 1 次，实为 {text.count(words)} 次"
            )
    if source.ends_before:
        text = text[: text.index(source.ends_before)]
    if source.starts_with:
        text = text[text.index(source.starts_with) :]
    return text
