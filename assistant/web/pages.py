"""Provision pages: plain HTML that anyone can open, print and link to for good, without scripts.

In: GET /d, /d/{document}, /d/{document}/{article}?quote=… . Out: HTML; a Chinese 404 page that says what is held. A quote
is marked only where the article has exactly these words. Generations are read through the engine, so a new one shows at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant import facts
from assistant.web.html import render
from assistant.web.links import Link, link_to, mentions_in, mentions_out, url_of
from assistant.web.outline import outline_of, parts_of
from assistant.web.reading import Span, blocks, find_quote, nodes
from ingest.label import number_label, title_mark
from ingest.model import Document, Provision, Source

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

LISTED = 40
QUOTE_LIMIT = 5_000


def router(engine: Engine) -> APIRouter:
    """The three pages over an engine that has loaded."""
    out = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @out.get("/d")
    def held() -> Response:
        return HTMLResponse(
            render("held.html", title="收录的文件", message="", documents=_held(engine.generation, None))
        )

    @out.get("/d/{document}")
    def document(document: str) -> Response:
        return document_page(engine.generation, document)

    @out.get("/d/{document}/{article}")
    def article(document: str, article: str, quote: str = "", at: str = "") -> Response:
        return article_page(engine.generation, document, article, quote[:QUOTE_LIMIT], at)

    return out


def document_page(generation: Generation, id: str) -> HTMLResponse:
    """A whole text: what it is, its outline, and every provision under its anchor."""
    found, source = generation.document(id), facts.source_of(generation, id)
    if found is None or source is None:
        return missing_page(generation, id)
    parts = parts_of(found)
    tail = found.text[found.tail :].strip().splitlines() if found.tail is not None else []
    return HTMLResponse(
        render("document.html", document=found, source=source, facts=facts.fact_rows(source), parts=parts, tail=tail,
               outline=outline_of(parts), count=facts.count_line(found), interpreted=_interpreted(source))
    )  # fmt: skip


def article_page(generation: Generation, id: str, number: str, quote: str = "", at: str = "") -> Response:
    """One article or section, with what it refers to and what refers to it. `at` (1.3) is where the quote stands."""
    found, source = generation.document(id), facts.source_of(generation, id)
    if found is None or source is None:
        return missing_page(generation, id)
    every = blocks(found)
    position = next((i for i, p in enumerate(every) if p.number == number), None)
    if position is None:
        inner = generation.provision(f"{id}/{number}")
        return RedirectResponse(url_of(inner.id), 308) if inner else missing_page(generation, id, number)
    block = every[position]
    mark = _mark(found, block, f"{number}.{at}" if at else number, quote)
    return HTMLResponse(
        render("article.html", document=found, source=source, block=block, name=number_label(number),
               nodes=nodes(found, block, mark), force=facts.force_line(source, found), interpreted=_interpreted(source),
               quote_missing=bool(quote.strip()) and mark is None,
               refers_to=mentions_out(generation, block.id), referred_by=mentions_in(generation, block.id),
               before=_neighbour(generation, every, position - 1), after=_neighbour(generation, every, position + 1))
    )  # fmt: skip


def article_fragment(generation: Generation, provision: str, quote: str) -> str:
    """The article that holds a provision, with the quotation marked: what the staff page opens beneath a citation."""
    id, _, number = provision.partition("/")
    found = generation.document(id)
    top = number.partition(".")[0]
    block = next((p for p in blocks(found) if p.number == top), None) if found else None
    if found is None or block is None:
        return ""
    mark = _mark(found, block, number, quote)
    return render("fragment.html", block=block, name=number_label(top), nodes=nodes(found, block, mark))


def _mark(document: Document, block: Provision, number: str, quote: str) -> Span | None:
    """The quotation where it is cited from; the same words may also stand elsewhere in the article."""
    within = next((p for p in document.provisions if p.number == number), block)
    return find_quote(document, within, quote) or find_quote(document, block, quote)


def missing_page(generation: Generation, document: str, number: str = "") -> HTMLResponse:
    """404, with what could have been meant: the articles of this text, or the texts held."""
    found = generation.document(document)
    if found is None:
        message = f"本库没有收录代号为「{document}」的文件。收录的文件如下。"
        return HTMLResponse(
            render("held.html", title="没有这份文件", message=message, documents=_held(generation, LISTED)), 404
        )
    name = f"第 {number} 条" if number.isdigit() else f"「{number}」"
    links = [Link(p.id, number_label(p.number), url_of(p.id)) for p in blocks(found)]
    return HTMLResponse(render("missing.html", document=found, name=name, extent=facts.extent(found), links=links), 404)


def unknown_page() -> HTMLResponse:
    """404 for an address that is none of ours."""
    return HTMLResponse(
        render("held.html", title="没有这个页面", message="网址有误，或这个页面不存在。", documents=[]), 404
    )


def _interpreted(source: Source) -> str:
    """For a 解读: the regulation it speaks about, which is not held."""
    return title_mark(source.interprets or source.title) if facts.is_interpretation(source) else ""


def _neighbour(generation: Generation, every: tuple[Provision, ...], at: int) -> Link | None:
    return link_to(generation, every[at].id, every[at].document) if 0 <= at < len(every) else None


def _held(generation: Generation, limit: int | None) -> list[dict[str, str]]:
    return [
        {
            "title": title_mark(s.title),
            "url": url_of(s.id),
            "region": s.region,
            "force": facts.force_line(s, generation.document(s.id)),
        }
        for s in generation.catalog.sources[:limit]
    ]
