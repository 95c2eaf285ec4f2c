"""Provision pages: plain HTML that anyone can open, print and link to for good, without scripts.

In: GET /d, /d/{document}?find=…&go=…, /d/{document}/{article}?quote=… . Out: HTML; a Chinese 404 page that says what is held.
A quote is marked only where the article has exactly these words. Generations are read through the engine, so a new one shows
at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant import facts
from assistant.compose.numbered import target_of
from assistant.web.finding import search
from assistant.web.html import BARE, WHOLE, page, render
from assistant.web.links import Link, link_to, mentions_in, mentions_out, url_of
from assistant.web.outline import heading_anchor, outline_of, parts_of, tail_of
from assistant.web.reading import Span, blocks, find_quote, nodes
from assistant.web.structured import absolute, of_article, of_document, script
from assistant.web.views.held import held_page, rows_of
from ingest.label import number_label, title_mark
from ingest.model import Document, Heading, Provision, Source

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

ARTICLE = re.compile(r"[1-9][0-9]{0,8}")
LISTED = 40
QUOTE_LIMIT = 5_000
WORDS_LIMIT = 100


def router(engine: Engine, site: str = "") -> APIRouter:
    """The three pages over an engine that has loaded; `site` is how the public names this server (ANZE_PUBLIC_URL)."""
    out = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @out.get("/d")
    def held(request: Request, q: str = "", at: str = "1") -> Response:
        return held_page(request, engine.generation, q[:WORDS_LIMIT], at)

    @out.get("/d/{document}")
    def document(request: Request, document: str, find: str = "", go: str = "") -> Response:
        words, wanted = find.strip()[:WORDS_LIMIT], go.strip()[:WORDS_LIMIT]
        return document_page(request, engine.generation, document, words, wanted, site)

    @out.get("/d/{document}/{article}")
    def article(request: Request, document: str, article: str, quote: str = "", at: str = "") -> Response:
        return article_page(request, engine.generation, document, article, quote[:QUOTE_LIMIT], at, site)

    @out.get("/d/{rest:path}")
    def unknown(request: Request, rest: str) -> Response:
        return unknown_page(request)

    return out


def document_page(
    request: Request, generation: Generation, id: str, find: str = "", go: str = "", site: str = ""
) -> Response:
    """A whole text: what it is, its outline, every provision under its anchor, and words searched for marked in it.

    `go` leads to the provision that it names; a fragment cannot be led, so that one says where to go itself.
    """
    found, source = generation.document(id), facts.source_of(generation, id)
    if found is None or source is None:
        return missing_page(request, generation, id)
    target = target_of(found, go) if go else None
    anchor = _anchor(found, target) if target else ""
    if anchor and request.headers.get("x-fragment") != "1":
        return RedirectResponse(f"{url_of(id)}#{anchor}", 303, headers={"vary": "X-Fragment"})
    searched = search(found, find) if find else None
    places = searched.places if searched else ()
    parts = parts_of(found, places)
    return page(
        request, "document.html", document=found, source=source, facts=facts.fact_rows(source), parts=parts,
        tail=tail_of(found, places), outline=outline_of(parts), count=facts.count_line(found), search=searched, go=go,
        anchor=anchor, extent=facts.extent(found), interpreted=_interpreted(source),
        canonical=absolute(site, id), structured=script(of_document(source, found, site)),
    )  # fmt: skip


def _anchor(document: Document, target: Provision | Heading) -> str:
    return heading_anchor(document, target) if isinstance(target, Heading) else f"p{target.number}"


def article_page(
    request: Request, generation: Generation, id: str, number: str, quote: str = "", at: str = "", site: str = ""
) -> Response:
    """One article or section, with what it refers to and what refers to it. `at` (1.3) is where the quote stands."""
    found, source = generation.document(id), facts.source_of(generation, id)
    if found is None or source is None:
        return missing_page(request, generation, id)
    every = blocks(found)
    position = next((i for i, p in enumerate(every) if p.number == number), None)
    if position is None:
        inner = generation.provision(f"{id}/{number}")
        return RedirectResponse(url_of(inner.id), 308) if inner else missing_page(request, generation, id, number)
    block = every[position]
    mark = mark_of(found, block, f"{number}.{at}" if at else number, quote)
    return page(
        request, "article.html", document=found, source=source, block=block, name=number_label(number),
        nodes=nodes(found, block, mark), force=facts.force_line(source, found), interpreted=_interpreted(source),
        quote_missing=bool(quote.strip()) and not mark,
        refers_to=mentions_out(generation, block.id), referred_by=mentions_in(generation, block.id),
        before=_neighbour(generation, every, position - 1), after=_neighbour(generation, every, position + 1),
        canonical=absolute(site, block.id), structured=script(of_article(source, block, site)),
    )  # fmt: skip


def article_fragment(generation: Generation, provision: str, quote: str) -> str:
    """The article that holds a provision, with the quotation marked: what the staff page opens beneath a citation."""
    id, _, number = provision.partition("/")
    found = generation.document(id)
    top = number.partition(".")[0]
    block = next((p for p in blocks(found) if p.number == top), None) if found else None
    if found is None or block is None:
        return ""
    mark = mark_of(found, block, number, quote)
    return render("fragment.html", block=block, name=number_label(top), nodes=nodes(found, block, mark))


def mark_of(document: Document, block: Provision, number: str, quote: str) -> tuple[Span, ...]:
    """The quotation where it is cited from; the same words may also stand elsewhere in the article."""
    within = next((p for p in document.provisions if p.number == number), block)
    span = find_quote(document, within, quote) or find_quote(document, block, quote)
    return (span,) if span else ()


def missing_page(request: Request, generation: Generation, document: str, number: str = "") -> HTMLResponse:
    """404, with what could have been meant: the articles of this text, or the texts held."""
    found = generation.document(document)
    if found is None:
        message = f"本库没有收录代号为“{document}”的文件。收录的文件如下。"
        rows = rows_of(generation, generation.catalog.sources[:LISTED])
        return page(request, "absent.html", 404, title="没有这份文件", message=message, documents=rows)
    name = number_label(number) if ARTICLE.fullmatch(number) else f"“{number}”"
    links = [Link(p.id, number_label(p.number), url_of(p.id)) for p in blocks(found)]
    return page(request, "missing.html", 404, document=found, name=name, extent=facts.extent(found), links=links)


def unknown_page(request: Request | None = None) -> HTMLResponse:
    """404 for an address that is none of ours."""
    layout = BARE if request is not None and request.headers.get("x-fragment") == "1" else WHOLE
    html = render(
        "absent.html", layout=layout, title="没有这个页面", message="网址有误，或这个页面不存在。", documents=[]
    )
    return HTMLResponse(html, 404, headers={"vary": "X-Fragment"})


def _interpreted(source: Source) -> str:
    """For a 解读: the regulation it speaks about, which is not held."""
    return title_mark(source.interprets or source.title) if facts.is_interpretation(source) else ""


def _neighbour(generation: Generation, every: tuple[Provision, ...], at: int) -> Link | None:
    return link_to(generation, every[at].id, every[at].document) if 0 <= at < len(every) else None
