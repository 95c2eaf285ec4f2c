"""A run on disk: what was asked of what, every answer, every timing. A run that was cut off goes on where it stopped.

In: a folder. Out: run.json (what the run is of), cases.jsonl, answers.jsonl in the order of the cases, timings.jsonl. Times lie
apart, so that a run that was cut off and went on has the same answers.jsonl, byte for byte, as one that was not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.cases import Case, load_cases
from eval.trace import Trace
from ingest.manifest import write_file
from ingest.model import BadInput

SCHEMA = 1
M = TypeVar("M", bound=BaseModel)


class About(BaseModel):
    """What a run is of: the same cases asked of the same program over the same corpus give the same answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    schema_version: int = SCHEMA
    source: str
    cases: int
    cases_digest: str
    repeat: int
    generation: str
    corpus: str
    encoder: str
    code: str
    settings: dict[str, Any]


class Answered(BaseModel):
    """One answer: its JSON without times, the trace where the program ran here, the fault where there was no answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    case: str
    repeat: int
    answer: dict[str, Any]
    trace: Trace | None = None
    fault: str = ""


class Took(BaseModel):
    """What one answer took, in milliseconds; `steps` where they are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    case: str
    repeat: int
    milliseconds: float
    steps: dict[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """A run read from its folder."""

    folder: Path
    about: About
    cases: tuple[Case, ...]
    answers: tuple[Answered, ...]
    times: tuple[Took, ...]

    @property
    def complete(self) -> bool:
        return len(self.answers) == self.about.cases * self.about.repeat > 0


class Recorder:
    """A run while it is being made."""

    def __init__(self, folder: Path, about: About, cases: Sequence[Case]) -> None:
        """Begin a run, or go on with one. Raises BadInput when the folder holds a run of something else."""
        self.folder = folder
        if (folder / "run.json").exists():
            _require_same(folder, about)
        else:
            _begin(folder, about, cases)
        order = [(case.id, repeat) for repeat in range(about.repeat) for case in cases]
        self.done = self._kept(order)
        self.left = order[self.done :]
        self._answers = open(folder / "answers.jsonl", "a", encoding="utf-8")  # noqa: SIM115 (closed by `close`)
        self._times = open(folder / "timings.jsonl", "a", encoding="utf-8")  # noqa: SIM115

    def _kept(self, order: Sequence[tuple[str, int]]) -> int:
        """How many answers are there whole and in order; what follows the last of them is cut off."""
        path = self.folder / "answers.jsonl"
        data, done, end = path.read_bytes(), 0, 0
        for line in data.splitlines(keepends=True):
            try:
                row = json.loads(line)
                whole = line.endswith(b"\n") and done < len(order) and (row["case"], row["repeat"]) == order[done]
            except (ValueError, KeyError, TypeError):
                whole = False
            if not whole:
                break
            done, end = done + 1, end + len(line)
        with open(path, "r+b") as file:
            file.truncate(end)
        return done

    def add(self, answered: Answered, took: Took) -> None:
        """Keep one answer; the next in order."""
        self._times.write(took.model_dump_json() + "\n")
        self._times.flush()
        self._answers.write(json.dumps(answered.model_dump(mode="json"), ensure_ascii=False) + "\n")
        self._answers.flush()

    def close(self) -> None:
        self._answers.close()
        self._times.close()


def _begin(folder: Path, about: About, cases: Sequence[Case]) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"{folder} 不是空的，也不是一次运行（没有 run.json）；请换一个文件夹")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cases.jsonl").write_text("".join(c.model_dump_json() + "\n" for c in cases), encoding="utf-8")
    (folder / "answers.jsonl").touch()
    (folder / "timings.jsonl").touch()
    write_file(folder / "run.json", json.dumps(about.model_dump(), ensure_ascii=False, indent=1) + "\n")


def _require_same(folder: Path, about: About) -> None:
    before = read_about(folder).model_dump()
    differing = [name for name, value in about.model_dump().items() if before[name] != value]
    if differing:
        raise BadInput(f"{folder}：已有的运行与这次不同（{'、'.join(differing)}），不能接着做；请换一个文件夹")


def read_about(folder: Path) -> About:
    """What a run is of. Raises BadInput when the folder holds none."""
    try:
        return About.model_validate_json((folder / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(
            f"{folder}：没有 run.json，不是一次运行的文件夹；请先 python -m eval run --out {folder}"
        ) from None
    except ValidationError as error:
        raise BadInput(f"{folder / 'run.json'} 读不出来（{error.errors()[0]['msg']}）") from None


def read_run(folder: Path) -> Run:
    """A whole run or as much of it as there is. Raises BadInput for what cannot be read."""
    about = read_about(folder)
    answers = tuple(_lines(folder / "answers.jsonl", Answered))
    times = tuple(_lines(folder / "timings.jsonl", Took))
    return Run(folder, about, load_cases([folder / "cases.jsonl"]), answers, times)


def _lines(path: Path, kind: type[M]) -> Iterator[M]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            if not line.endswith("\n"):
                return  # cut off while it was written; the next run writes it again
            raise BadInput(f"{path}:{number} 读不出来（{error.errors()[0]['msg']}）") from None


def cases_digest(cases: Iterable[Case]) -> str:
    """Over everything that the cases say."""
    return hashlib.sha256("".join(case.model_dump_json() for case in cases).encode()).hexdigest()


def code_digest(root: Path) -> str:
    """Over the program's own source files: a checkout without git has one too."""
    sha = hashlib.sha256()
    for package in ("ingest", "assistant"):
        for path in sorted((root / package).rglob("*")):
            if path.suffix in (".py", ".toml", ".md") and path.is_file():
                sha.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    for path in sorted((root / "data").glob("*.[tl]*")):
        if path.suffix in (".toml", ".tsv", ".txt"):
            sha.update(path.name.encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()[:16]
