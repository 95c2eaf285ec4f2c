"""GET /api/v1/documents, /documents/{id} and /provisions/{document}/{number}: the texts themselves.

In: ids. Out: JSON: what is held, the outline of a text, a provision with what it refers to and what refers to it. Open to all.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path

from assistant import facts
from assistant.web.links import Link, link_to, mentions_in, mentions_out, url_of
from assistant.web.outline import outline_of, parts_of
from assistant.web.refusals import Refused
from assistant.web.v1.described import given, refusals
from assistant.web.v1.shapes import LABEL, QUOTE, DocumentBody, DocumentsBody, ProvisionBody
from assistant.web.v1.strict import StrictRoute
from ingest.model import Document, Provision, Source

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

FIELDS = ("id", "title", "region", "kind", "issuer", "number", "issued", "effective", "status", "interpreter")
ROW = {
    "id": "fujian", "title": "福建省党政领导干部安全生产责任制实施细则", "region": "福建省", "kind": "实施细则", "issuer": "",
    "number": "", "issued": "", "effective": "2018-09-28", "status": "已施行", "interpreter": "", "url": "/d/fujian",
}  # fmt: skip
ARTICLE = {"id": "fujian/1", "label": "第一条", "url": "/d/fujian/1"}
OUTLINE = {
    **ROW,
    "extent": "第一条至第二十九条",
    "outline": [{"level": 1, "title": "第一章 总则", "articles": [ARTICLE]}],
}
ITEM = {
    "id": "fujian/19.1.3", "label": LABEL, "url": "/d/fujian/19#p1.3", "document": "fujian", "number": "19.1.3",
    "kind": "item", "path": ["第五章 责任追究"], "text": QUOTE, "refers_to": [],
    "referred_by": [{"id": "fujian/20.1", "label": "第二十条", "url": "/d/fujian/20#p1", "text": "第十九条情形"}],
}  # fmt: skip


def router(engine: Engine) -> APIRouter:
    """The three over an engine that has loaded."""
    out = APIRouter(prefix="/api/v1", route_class=StrictRoute)

    @out.get(
        "/documents", response_model=DocumentsBody, summary="收录的文件", operation_id="documents",
        responses={**given("全部文件", {"generation": "20261128-000000-5f0b", "documents": [ROW]}), **refusals()},
    )  # fmt: skip
    def documents() -> dict[str, Any]:
        """收录的全部文件及其要项；文中没有载明的为空。"""
        generation = engine.generation
        return {"generation": generation.name, "documents": [_row(s) for s in generation.catalog.sources]}

    @out.get(
        "/documents/{document}", response_model=DocumentBody, summary="一份文件的目录", operation_id="document",
        responses={**given("要项和目录", OUTLINE), **refusals(404, 422)},
    )  # fmt: skip
    def document(document: Annotated[str, Path(title="文件代号", examples=["fujian"])]) -> dict[str, Any]:
        """一份文件的要项，以及各章节和条文的名称与网址。"""
        held = _held(engine, document)
        source = facts.source_of(engine.generation, held.id)
        assert source is not None
        return {**_row(source), "extent": facts.extent(held), "outline": _outline(held)}

    @out.get(
        "/provisions/{document}/{number}", response_model=ProvisionBody, summary="条款", operation_id="provision",
        responses={**given("原文和引用关系", ITEM), **refusals(404, 422)},
    )  # fmt: skip
    def provision(
        document: Annotated[str, Path(title="文件代号，如 fujian", examples=["fujian"])],
        number: Annotated[str, Path(title="条款号，如 19.1.3", examples=["19.1.3"])],
    ) -> dict[str, Any]:
        """一条、一款或一项的原文、名称、所在章节，以及它引用的和引用它的条款。"""
        held, generation = _held(engine, document), engine.generation
        found = generation.provision(f"{document}/{number}")
        if found is None:
            raise Refused(f"《{held.title}》里没有「{number[:40]}」；收录的是{facts.extent(held)}", 404)
        return _provision(generation, found)

    return out


def _held(engine: Engine, id: str) -> Document:
    """Raises Refused (404) for a text that is not held."""
    held = engine.generation.document(id)
    if held is None:
        raise Refused(f"没有收录代号为「{id[:40]}」的文件；可用的代号见 /api/v1/documents", 404)
    return held


def _row(source: Source) -> dict[str, Any]:
    return {**{f: getattr(source, f) for f in FIELDS}, "url": url_of(source.id)}


def _outline(held: Document) -> list[dict[str, Any]]:
    return [
        {
            "level": c.heading.level if c.heading else 0,
            "title": c.heading.title if c.heading else "",
            "articles": [asdict(Link(p.block.id, p.name, p.url)) for p in c.articles if p.block],
        }
        for c in outline_of(parts_of(held))
    ]


def _provision(generation: Generation, found: Provision) -> dict[str, Any]:
    return {
        **asdict(link_to(generation, found.id)),
        "document": found.document,
        "number": found.number,
        "kind": found.kind.value,
        "path": list(found.path),
        "text": found.text,
        "refers_to": [
            {"text": m.text, "title": m.title, "targets": [asdict(link) for link in m.targets]}
            for m in mentions_out(generation, found.id)
        ],
        "referred_by": [{**asdict(m.source), "text": m.text} for m in mentions_in(generation, found.id)],
    }
