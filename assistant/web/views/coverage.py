"""/coverage: what is held, from where and since when it applies; what is not held; what the audit saw; the index itself.

In: GET /coverage?at=…. Out: HTML. Everything is read off the generation: nothing is claimed of texts that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from assistant import clock, facts
from assistant.web.html import page
from assistant.web.links import Link, link_to, url_of
from assistant.web.views.held import PAGE, leaf_of
from assistant.web.views.missing import Missing, interpreted_only, missing_laws, places_line
from ingest.label import title_mark
from ingest.model import Document, Finding, Source

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

LEVELS = {"error": "错误", "warning": "需要留意", "notice": "提示"}
CITED = 50
"""Laws not held that are listed, the most cited first."""
FINDINGS = 200
SHORT_DIGEST = 12


@dataclass(frozen=True, slots=True)
class HeldText:
    """A text held, in the cells of the table."""

    title: str
    url: str
    region: str
    kind: str
    issuer: str
    number: str
    issued: str
    force: str
    extent: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that the audit saw, and where it leads when that is a provision."""

    document: Link
    level: str
    message: str
    place: Link | None
    where: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What takes reading every text to know; the same for as long as the generation is."""

    missing: tuple[Missing, ...]
    seen: tuple[Seen, ...]


_surveys: WeakKeyDictionary[Generation, Survey] = WeakKeyDictionary()


def router(engine: Engine) -> APIRouter:
    """The page over an engine that has loaded."""
    out = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @out.get("/coverage")
    def coverage(request: Request, at: str = "1") -> Response:
        return coverage_page(request, engine.generation, at)

    return out


def coverage_page(request: Request, generation: Generation, at: str = "1") -> Response:
    """The whole account; the table of what is held a page at a time."""
    sources, manifest = generation.catalog.sources, generation.manifest
    leaf = leaf_of("/coverage", {}, len(sources), at)
    start = (leaf.number - 1) * PAGE
    if generation not in _surveys:
        _surveys[generation] = Survey(missing_laws(generation), tuple(_seen(generation)))
    survey = _surveys[generation]
    return page(
        request, "coverage.html", leaf=leaf, texts=[_held(generation, s) for s in sources[start : start + PAGE]],
        total=len(sources), articles=manifest.counts["articles"], interpreted=interpreted_only(sources),
        places=places_line(sources), missing=survey.missing[:CITED], more=max(0, len(survey.missing) - CITED),
        seen=survey.seen[:FINDINGS], unseen=max(0, len(survey.seen) - FINDINGS), manifest=manifest,
        clean=len(sources) - len({s.document.id for s in survey.seen}),
        built=clock.shown(manifest.created),
    )  # fmt: skip


def _held(generation: Generation, source: Source) -> HeldText:
    document = generation.document(source.id)
    assert document is not None, source.id
    issued = facts.date(source.issued) or facts.UNSTATED
    return HeldText(
        title=title_mark(source.title), url=url_of(source.id), region=source.region, kind=source.kind,
        issuer=source.issuer or facts.UNSTATED, number=source.number or facts.UNSTATED, issued=issued,
        force=_since(source, document), extent=facts.count_line(document),
        file=PurePath(source.file).name, sha256=source.sha256[:SHORT_DIGEST],
    )  # fmt: skip


def _since(source: Source, document: Document) -> str:
    """Since when it applies, without when it was issued, which has its own line."""
    return facts.force_line(replace(source, issued=""), document)


def _seen(generation: Generation) -> list[Seen]:
    return [
        _one(generation, source, finding)
        for source in generation.catalog.sources
        for finding in generation.findings(source.id)
    ]


def _one(generation: Generation, source: Source, finding: Finding) -> Seen:
    document = Link(source.id, title_mark(source.title), url_of(source.id))
    is_place = finding.where.startswith(f"{source.id}/")
    place = link_to(generation, finding.where, source.id) if is_place else None
    return Seen(
        document, LEVELS.get(finding.level, finding.level), finding.message, place, "" if place else finding.where
    )
