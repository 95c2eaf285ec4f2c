"""A text that an administrator brought, before it is published: its file, and the row that it would have.

In: bytes with a name, or pasted words. Out: Drafts in a folder of the library; what the parser makes of one, with the findings of
the audit. Nothing here touches the index. Raises BadInput for a file too large, of another kind, or that cannot be read.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.corpus import Prepared, prepare
from ingest.describe import NATION, place_chain, places_of
from ingest.load import KINDS, load
from ingest.model import BadInput, Source
from ingest.sources import Catalog, Region

LIMIT = 20 * 2**20
PASTE_LIMIT = 2_000_000
NAME_LIMIT = 120
FIELDS = (
    "id",
    "title",
    "region",
    "kind",
    "issuer",
    "number",
    "issued",
    "effective",
    "status",
    "interpreter",
    "interprets",
    "origin",
)
"""What an administrator fills in of a Source; the rest is worked out."""
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
FIELD_LIMIT = 300
UNFIT = re.compile(r"[/\\:*?<>|]")
"""What no file name may hold."""
KIND_IN_TITLE = re.compile(
    r"(实施细则|实施办法|实施意见|暂行规定|暂行办法|条例|细则|办法|规定|通知|解读|意见|规则|决定|法)[）)》〉]*$"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """`name` is the file's as it was brought; `row` what has been filled in, empty until somebody does."""

    id: str
    name: str
    person: str
    at: str
    row: Mapping[str, str]
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / f"text{Path(self.name).suffix.lower()}"


@dataclass(frozen=True, slots=True)
class Look:
    """What the parser makes of a draft: the text as it was read beside the document; or the sentence why it cannot be read."""

    draft: Draft
    row: Mapping[str, str]
    text: str = ""
    prepared: Prepared | None = None
    problem: str = ""

    @property
    def publishable(self) -> bool:
        return self.prepared is not None and not any(f.level == "error" for f in self.prepared.findings)


def bring(folder: Path, person: str, name: str, data: bytes) -> Draft:
    """Keep a file as a draft. Raises BadInput before anything is kept."""
    name = unicodedata.normalize("NFC", Path(name.replace("\\", "/")).name).strip()[-NAME_LIMIT:]
    if Path(name).suffix.lower() not in KINDS:
        raise BadInput(f"「{name}」不是能收的文件；只收 {'、'.join(KINDS)}")
    if len(data) > LIMIT:
        raise BadInput(f"「{name}」有 {len(data) / 2**20:.0f} MB，最多 {LIMIT // 2**20} MB；请去掉图片，或另存为 .txt")
    if not data.strip():
        raise BadInput(f"「{name}」是空的；请检查文件")
    draft = Draft(secrets.token_hex(8), name, person, datetime.now(UTC).isoformat(timespec="seconds"), {}, folder)
    draft = replace(draft, folder=folder / draft.id)
    draft.folder.mkdir(parents=True)
    draft.file.write_bytes(data)
    _write(draft)
    return draft


def paste(folder: Path, person: str, title: str, text: str) -> Draft:
    """Keep pasted words as a draft; the title is its first line where the words do not begin with it."""
    if not text.strip():
        raise BadInput("没有粘贴文字；请把法规全文粘贴进来，或选择文件")
    if len(text) > PASTE_LIMIT:
        raise BadInput(f"粘贴的文字有 {len(text)} 个字，最多 {PASTE_LIMIT}；请存成文件再上传")
    title = " ".join(title.split())
    body = text if not title or text.lstrip().startswith(title) else f"{title}\n\n{text}"
    name = UNFIT.sub("", title)[:60] or "粘贴的文字"
    return bring(folder, person, f"{name}.txt", body.encode())


def all_drafts(folder: Path) -> list[Draft]:
    """Every draft, the latest first."""
    found = [_read(path.parent) for path in folder.glob("*/draft.json")] if folder.is_dir() else []
    return sorted(found, key=lambda draft: draft.at, reverse=True)


def find(folder: Path, id: str) -> Draft:
    """Raises BadInput for one that is not there."""
    if not re.fullmatch(r"[0-9a-f]{16}", id) or not (folder / id / "draft.json").is_file():
        raise BadInput("没有这份草稿，它可能已经发布或删除")
    return _read(folder / id)


def fill_in(draft: Draft, row: Mapping[str, str]) -> Draft:
    """Keep what was filled in; checked when it is looked at."""
    kept = {name: " ".join(row.get(name, "").split())[:FIELD_LIMIT] for name in FIELDS}
    filled = replace(draft, row=kept)
    _write(filled)
    return filled


def discard(draft: Draft) -> None:
    shutil.rmtree(draft.folder)


def look(draft: Draft, catalog: Catalog) -> Look:
    """Read and parse it under its row, or under what the text says of itself."""
    try:
        loaded = load(draft.file)
        row = draft.row or suggestion(draft, catalog)
        source = _source(row, str(draft.file), loaded.sha256)
        alone = replace(catalog, sources=(*(s for s in catalog.sources if s.sha256 != loaded.sha256), source))
        (prepared,) = prepare(draft.file, alone)
    except BadInput as error:
        return Look(
            draft,
            {**dict.fromkeys(FIELDS, ""), **draft.row},
            problem=str(error).replace(f"{draft.file}：", f"{draft.name}："),
        )
    return Look(draft, row, loaded.text, prepared, _problem(row, catalog))


def source_of(seen: Look, catalog: Catalog) -> tuple[Source, list[Region]]:
    """The row to publish, and the places that have to be registered for it. Raises BadInput when it is not complete."""
    if seen.prepared is None or seen.problem:
        raise BadInput(seen.problem)
    return _source(seen.row, "", ""), _new_regions(seen.row["region"], catalog)


def _source(row: Mapping[str, str], file: str, sha256: str) -> Source:
    values: dict[str, Any] = {name: row.get(name, "") for name in FIELDS}
    return replace(Source("", file, sha256, ""), **values)


def suggestion(draft: Draft, catalog: Catalog) -> dict[str, str]:
    """What the text says of itself, for the form."""
    (one,) = prepare(draft.file, replace(catalog, sources=()))
    s, title = one.source, one.document.title
    kind = found[1] if (found := KIND_IN_TITLE.search(title)) else ""
    places = places_of(one.document)
    row = {"id": _free_id(title, catalog), "title": title, "region": places[0] if places else "", "kind": kind}
    return dict.fromkeys(FIELDS, "") | row | {"issued": s.issued, "effective": s.effective}


def _problem(row: Mapping[str, str], catalog: Catalog) -> str:
    """What is wrong with a row, in one sentence; empty when it will do."""
    if not ID.fullmatch(row["id"]):
        return f"代号「{row['id']}」不合格式：应为小写字母、数字和连字符，1 到 40 个，如 shanghai-tiaoli"
    if not row["title"]:
        return "标题是空的；请填写文件的全称"
    for name, shown in (("issued", "印发日期"), ("effective", "施行日期")):
        if row[name] and not _is_date(row[name]):
            return f"{shown}「{row[name]}」不是日期；应写成 2026-01-31，文中没有写就留空"
    if row["region"] and row["region"] not in {r.name for r in catalog.regions} and not place_chain(row["region"]):
        return f"不认识地区「{row['region']}」；请写全称，如 上海市、枣庄市，全国性的写 {NATION}"
    if row["kind"] == "解读" and not row["interprets"]:
        return "解读要写明所解读的法规全称，否则会被当作法规引用"
    return ""


def _is_date(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        return False
    return len(text) == 10


def _new_regions(name: str, catalog: Catalog) -> list[Region]:
    """The place and those above it that the catalog does not know, the highest first."""
    known = {r.name for r in catalog.regions}
    chain = place_chain(name) if name and name not in known else ()
    pairs = [(place, above) for place, above in zip(chain, (*chain[1:], ""), strict=True) if place not in known]
    return [Region(place, (_short(place),), above) for place, above in reversed(pairs)]


def _short(place: str) -> str:
    """上海市 -> 上海; a name of two characters stays."""
    return (
        re.sub(r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市|县|区)$", "", place)
        if len(place) > 2
        else place
    )


def _free_id(title: str, catalog: Catalog) -> str:
    """The title's first characters in pinyin: 上海市安全生产条例 -> shang-hai-shi-an."""
    from pypinyin import lazy_pinyin

    letters = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", title)[:4]
    base = re.sub(r"[^a-z0-9-]", "", "-".join(lazy_pinyin(letters)).lower()).strip("-")[:36] or "document"
    taken = {s.id for s in catalog.sources}
    return next(id for id in (base, *(f"{base}-{n}" for n in range(2, 1000))) if id not in taken)


def _write(draft: Draft) -> None:
    row = {name: value for name, value in asdict(draft).items() if name != "folder"}
    (draft.folder / "draft.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")


def _read(folder: Path) -> Draft:
    return Draft(**json.loads((folder / "draft.json").read_text(encoding="utf-8")), folder=folder)
