"""data/cases/*.jsonl, loaded strictly.

In: files or folders. Out: Cases. Raises BadInput with file and line, what was found and what was expected. The first line of a
file may say how it came to be; files named in holdout.lock beside them are frozen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assistant.model import Outcome
from ingest.generation import Generation
from ingest.manifest import file_digest
from ingest.model import BadInput

SCHEMA = 1
HOLDOUT = "holdout"
"""The tag of cases that nobody may work towards: what they expect is never told."""
LOCK = "holdout.lock"
DEFAULT = Path(__file__).resolve().parent.parent / "data" / "cases"
M = TypeVar("M", bound=BaseModel)
Text = Annotated[str, StringConstraints(min_length=1)]


class Header(BaseModel):
    """How a file of cases came to be: the schema it is written in, when, by whom, and from what."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    schema_: int = Field(alias="schema")
    written: date
    author: Text
    basis: Text


class Expect(BaseModel):
    """What a right answer has: DESIGN of the case file, README 用例."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    outcome: Outcome
    cites: tuple[Text, ...] = ()
    also_ok: tuple[Text, ...] = ()
    contains: tuple[Text, ...] = ()
    excludes: tuple[Text, ...] = ()


class Case(BaseModel):
    """One question with its expectation."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]
    question: Text
    history: tuple[Text, ...] = ()
    regions: tuple[Text, ...] = ()
    expect: Expect
    tags: tuple[Text, ...] = ()


def load_cases(paths: Iterable[Path] = (DEFAULT,)) -> tuple[Case, ...]:
    """Every case of the files and folders given, in order."""
    out: list[Case] = []
    seen: dict[str, str] = {}
    for file in _files(paths):
        _require_unchanged(file)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            where = f"{file.name}:{number}"
            if not line.strip() or (number == 1 and _header(line, where)):
                continue
            case = _read(line, where)
            if case.id in seen:
                raise BadInput(f"{where}：id「{case.id}」与 {seen[case.id]} 重复；每个用例的 id 只用一次")
            seen[case.id] = where
            out.append(case)
    return tuple(out)


def _files(paths: Iterable[Path]) -> list[Path]:
    out: list[Path] = []
    for path in paths:
        if path.is_dir():
            out.extend(sorted(path.glob("*.jsonl")))
        elif path.is_file():
            out.append(path)
        else:
            raise BadInput(f"{path}：没有这个用例文件；应为 .jsonl 文件或含有它们的文件夹")
    return out


def _require_unchanged(file: Path) -> None:
    """Raise BadInput when a frozen file is not what it was."""
    lock = file.with_name(LOCK)
    locked: dict[str, str] = json.loads(lock.read_text(encoding="utf-8")) if lock.is_file() else {}
    if file.name in locked and file_digest(file) != locked[file.name]:
        raise BadInput(f"{file}：留出的题被改动过（与 {LOCK} 里的摘要不符）；请恢复原样，改动留出题等于重新留出")


def _header(line: str, where: str) -> Header | None:
    """The first line of a file, when it is a header."""
    if not line.lstrip().startswith('{"schema"'):
        return None
    header = _validated(Header, line, where)
    if header.schema_ != SCHEMA:
        raise BadInput(f"{where}：用例格式 {header.schema_}，本程序用 {SCHEMA}")
    return header


def _read(line: str, where: str) -> Case:
    return _validated(Case, line, where)


def _validated(kind: type[M], line: str, where: str) -> M:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(x) for x in first["loc"]) or "整行"
        raise BadInput(
            f"{where}：{field} 不合格式（{first['msg']}），读到 {json.dumps(first['input'], ensure_ascii=False)[:60]}"
        ) from None


def check_against(cases: Iterable[Case], generation: Generation) -> list[str]:
    """What the corpus contradicts: ids that do not exist, expected words that no cited provision holds."""
    out: list[str] = []
    for case in cases:
        for id in (*case.expect.cites, *case.expect.also_ok):
            if generation.provision(id) is None:
                out.append(f"{case.id}：语料里没有 {id}")
    return out


def check_files(folder: Path) -> list[str]:
    """Files of a folder that do not say how they came to be."""
    firsts = {file: (file.read_text(encoding="utf-8").splitlines() or [""])[0] for file in _files([folder])}
    return [
        f"{file.name}：第一行应说明格式、日期、作者和依据"
        for file, line in firsts.items()
        if not _header(line, file.name)
    ]


def uncited(cases: Iterable[Case], generation: Generation) -> list[str]:
    """The articles of the corpus that no case cites."""
    cited = {id.split(".")[0] for case in cases for id in case.expect.cites}
    documents = (generation.document(source.id) for source in generation.catalog.sources)
    return [p.id for d in documents if d for p in d.articles if p.id not in cited]
