"""The five real texts, read once: raw file -> cut -> normalise -> parse -> references -> audit; and small indexes.

Fixtures: `texts` gives everything by document id. `read` and `Loaded` are the same for a text made up in a test.
`opened` is the real index; `Letters` an encoder whose vectors are computed by hand; `in_process` makes builds fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from ingest import build as building
from ingest import prove
from ingest.audit import audit
from ingest.corpus import Prepared, prepare_all
from ingest.encoder import Vectors
from ingest.generation import Generation, open_generation
from ingest.model import Document, Finding, Provision, Reference
from ingest.normalise import normalise
from ingest.parse import parse
from ingest.prover import Unproved
from ingest.references import find_references
from ingest.sources import DEFAULT, Catalog, cut, load_catalog


@dataclass(frozen=True, slots=True)
class Loaded:
    """A text at every stage of ingest."""

    raw: str
    document: Document
    references: tuple[Reference, ...]
    findings: tuple[Finding, ...]

    @property
    def shown(self) -> str:
        return self.document.text

    @property
    def codes(self) -> list[str]:
        return [f.code for f in self.findings]

    @property
    def numbers(self) -> list[str]:
        return [p.number for p in self.document.provisions]

    def __getitem__(self, number: str) -> Provision:
        return next(p for p in self.document.provisions if p.number == number)

    def targets(self, source: str, text: str) -> tuple[str, ...]:
        """What the one mention `text` made in provision `source` points to."""
        (found,) = (r for r in self.references if r.source == f"{self.document.id}/{source}" and r.text == text)
        return found.targets


def read(
    raw: str, document: str = "x", title: str = "某某办法", kind: str = "txt", held: Mapping[str, str] | None = None
) -> Loaded:
    """All stages of a text, as the pipeline runs them."""
    parsed = parse(normalise(raw, kind), document=document, title=title)
    references = find_references(parsed, held or {})
    return Loaded(raw, parsed, references, audit(parsed, references, raw))


@pytest.fixture(scope="session")
def texts() -> dict[str, Loaded]:
    """The five files of data/raw as their six documents, by id."""
    catalog = load_catalog()
    held = {source.title: source.id for source in catalog.sources}
    out = {}
    for source in catalog.sources:
        raw = cut((DEFAULT.parent / source.file).read_text(encoding="utf-8"), source)
        out[source.id] = read(raw, source.id, source.title, Path(source.file).suffix[1:], held)
    return out


class Letters:
    """An exact encoder: how often each letter stands in the text, of length 1; (0, …, 0, 1) where none does.

    With the letters 甲乙, 「甲甲甲乙乙乙乙」 is (0.6, 0.8, 0). `asked` keeps every text that was encoded.
    """

    def __init__(self, letters: str = "甲乙丙", digest: str = "d1") -> None:
        self.letters, self.digest = letters, digest
        self.name = f"letters-{letters}"
        self.dimension = len(letters) + 1
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        counts = [[*(t.count(c) for c in self.letters), int(not set(t) & set(self.letters))] for t in texts]
        vectors = np.array(counts, dtype=np.float32).reshape(len(texts), self.dimension)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


NOTHING = Catalog(Path("sources.toml"))


def files(folder: Path, **texts: str) -> list[Path]:
    """Write each text as `name.txt`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [folder / f"{name}.txt" for name in texts]


def prepared(folder: Path, **texts: str) -> list[Prepared]:
    """Each text through the whole of ingest, its id being its name."""
    return list(prepare_all(files(folder, **texts), NOTHING))


class Clock:
    """A `datetime` whose `now` is a second later each time, or earlier: builds of a test never share a name."""

    def __init__(self, step: int = 1) -> None:
        self.step, self.at = step, datetime(2026, 1, 1)

    def now(self, zone: object = None) -> datetime:
        self.at += timedelta(seconds=self.step)
        return self.at


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof without the seconds a child process takes; names without waiting for the next second."""

    monkeypatch.setattr(building, "prover", lambda chroma: nullcontext(partial(prove_here, chroma=chroma)))
    monkeypatch.setattr(building, "datetime", Clock())


def prove_here(folder: Path, *, chroma: bool = True) -> None:
    """The proof, in this process."""
    if problem := prove.prove(folder, chroma=chroma):
        raise Unproved(problem)


def proved_by(monkeypatch: pytest.MonkeyPatch, function: Callable[[Path], object]) -> None:
    """Let `function` stand for the proof."""
    monkeypatch.setattr(building, "prover", lambda chroma: nullcontext(function))


@pytest.fixture(scope="session")
def opened(index: Path) -> Generation:
    """The real index, opened."""
    return open_generation(index)


def folders(index: Path) -> set[str]:
    """The folders of an index, but for that of the collections."""
    return {path.name for path in index.iterdir() if path.is_dir()} - {"chroma"}


def collections(index: Path) -> set[str]:
    """The generations whose Chroma collections lie in an index."""
    return {path.name for path in (index / "chroma").iterdir()}


def ids(chunks: Iterable[tuple[int, str, str]]) -> list[str]:
    """The provision ids of chunk rows."""
    return [id for _, id, _ in chunks]
