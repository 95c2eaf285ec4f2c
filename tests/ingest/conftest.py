"""The five real texts, read once: raw file -> cut -> normalise -> parse -> references -> audit.

Fixtures: `texts` gives everything by document id. `read` and `Loaded` are the same for a text made up in a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.audit import audit
from ingest.model import Document, Finding, Provision, Reference
from ingest.normalise import normalise
from ingest.parse import parse
from ingest.references import find_references
from ingest.sources import DEFAULT, cut, load_catalog


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
