"""data/cases/*.jsonl, loaded strictly.

In: files or folders. Out: Cases. Raises BadInput with file and line, what was found and what was expected.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from assistant.model import Outcome
from ingest.generation import Generation
from ingest.model import BadInput

DEFAULT = Path(__file__).resolve().parent.parent / "data" / "cases"
Text = Annotated[str, StringConstraints(min_length=1)]


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
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            where = f"{file.name}:{number}"
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


def _read(line: str, where: str) -> Case:
    try:
        return Case.model_validate_json(line)
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
