"""What search engines ask first: /robots.txt, and /sitemap.xml with every text and article, in parts where there are many.

In: a generation's ids and the public address of the site (ANZE_PUBLIC_URL). Out: text and XML. Without that address there is no
sitemap: it must hold absolute addresses, and one made from a request's Host would be whatever that request says.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.web.refusals import Refused
from assistant.web.structured import absolute

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.generation import Generation

MOST = 50_000
"""Addresses in one file (sitemaps.org)."""
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
CACHED = {"cache-control": "max-age=3600"}
NO_SITE = "没有设本站的公开网址（ANZE_PUBLIC_URL），因此没有网站地图"
NO_PART = "没有这一份网站地图；全部的见 /sitemap.xml"
ROBOTS = ("User-agent: *", "Allow: /d", "Allow: /site/", "Allow: /sitemap", "Disallow: /d/*?", "Disallow: /")


def router(engine: Engine, site: str) -> APIRouter:
    """The addresses over an engine that has loaded."""
    out = APIRouter(include_in_schema=False)

    @out.get("/robots.txt")
    def robots() -> Response:
        lines = [*ROBOTS, *([f"Sitemap: {site}/sitemap.xml"] if site else [])]
        return Response("\n".join(lines) + "\n", media_type="text/plain", headers=CACHED)

    @out.get("/sitemap.xml")
    def whole() -> Response:
        return _xml(_opened(engine, site, 0))

    @out.get("/sitemap-{part}.xml")
    def part(part: str) -> Response:
        return _xml(_opened(engine, site, int(part) if part.isdecimal() and len(part) < 6 else -1))

    return out


def _opened(engine: Engine, site: str, part: int) -> str:
    if not site:
        raise Refused(NO_SITE, 404)
    pages = pages_of(engine.generation)
    many = len(pages) > MOST
    if part == 0:
        return index(site, len(pages)) if many else listed(site, pages)
    shown = pages[(part - 1) * MOST : part * MOST] if many and part > 0 else ()
    if not shown:
        raise Refused(NO_PART, 404)
    return listed(site, shown)


@lru_cache(maxsize=1)
def pages_of(generation: Generation) -> tuple[str, ...]:
    """Every text and every article of it, in the order of the catalog."""
    inside: dict[str, list[str]] = {source.id: [] for source in generation.catalog.sources}
    for id in generation.tops():
        inside.setdefault(id.partition("/")[0], []).append(id)
    return tuple(page for document, articles in inside.items() for page in (document, *articles))


def listed(site: str, pages: tuple[str, ...]) -> str:
    """One file of addresses."""
    rows = "".join(f"<url><loc>{escape(absolute(site, page))}</loc></url>\n" for page in pages)
    return f"{HEAD}<urlset {SPACE}>\n{rows}</urlset>\n"


def index(site: str, count: int) -> str:
    """The files, where there are more addresses than one may hold."""
    parts = range(1, -(-count // MOST) + 1)
    rows = "".join(f"<sitemap><loc>{escape(site)}/sitemap-{n}.xml</loc></sitemap>\n" for n in parts)
    return f"{HEAD}<sitemapindex {SPACE}>\n{rows}</sitemapindex>\n"


def _xml(text: str) -> Response:
    return Response(text, media_type="application/xml", headers=CACHED)
