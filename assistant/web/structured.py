"""What a page tells machines about its text: schema.org Legislation as JSON-LD, and the one address it is known by.

In: a row of the catalog, a document or an article, and the public address of the site. Out: plain data and a script element's
content. Only what sources.toml states is said, and what it leaves empty is left out; a 解读 or a covering notice is no
legislation. Addresses are absolute or not there: they are never made from a request's Host, which anyone may write.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from assistant import facts
from assistant.web.links import url_of
from assistant.web.reading import blocks
from ingest.label import number_label, title_mark
from ingest.model import Document, Kind, Provision, Source

CONTEXT = "https://schema.org"
FORCE = {
    "已施行": "InForce", "有效": "InForce", "现行有效": "InForce", "尚未施行": "NotInForce", "尚未生效": "NotInForce",
    "已废止": "NotInForce", "失效": "NotInForce",
}  # fmt: skip
"""Words of a row's status; of others nothing is said."""


def absolute(site: str, target: str) -> str:
    """The one address of a text or an article; empty where the site's own address is not set."""
    return site + url_of(target) if site else ""


def of_document(source: Source, document: Document, site: str) -> dict[str, Any]:
    """A text with its articles."""
    parts = [
        _known(
            {"@type": _type(source), "name": number_label(block.number), "url": absolute(site, block.id)},
        )
        for block in blocks(document)
        if block.kind is not Kind.PREAMBLE
    ]
    return {"@context": CONTEXT, **_text(source, site), "hasPart": parts}


def of_article(source: Source, block: Provision, site: str) -> dict[str, Any]:
    """An article or section, part of its text."""
    own = {
        "@context": CONTEXT,
        "@type": _type(source),
        "@id": absolute(site, block.id),
        "url": absolute(site, block.id),
        "name": f"{title_mark(source.title)}{number_label(block.number)}",
        "inLanguage": "zh-CN",
        "isPartOf": _text(source, site),
    }
    return _known(own)


def script(data: dict[str, Any]) -> Markup:
    """The content of <script type="application/ld+json">: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _text(source: Source, site: str) -> dict[str, Any]:
    address = absolute(site, source.id)
    own: dict[str, Any] = {
        "@type": _type(source),
        "@id": address,
        "url": address,
        "name": source.title,
        "alternateName": list(source.short),
        "inLanguage": "zh-CN",
    }
    about = source.interprets or source.wraps
    if _type(source) == "Legislation":
        own |= _law(source)
    else:
        own |= {
            "identifier": source.number,
            "datePublished": source.issued,
            "spatialCoverage": _place(source),
            "publisher": _office(source.issuer),
            "about": {"@type": "Legislation", "name": source.interprets} if source.interprets else {},
            "hasPart": {"@id": absolute(site, about)} if source.wraps and site else {},
        }
    return _known(own)


def _law(source: Source) -> dict[str, Any]:
    """`issued` is the day it was signed and given out: both dates that schema.org asks for."""
    force = "" if source.superseded_by else FORCE.get(source.status, "")
    return {
        "legislationIdentifier": source.number,
        "legislationType": source.kind,
        "legislationDate": source.issued,
        "datePublished": source.issued,
        "legislationDateOfApplicability": source.effective,
        "legislationDateVersion": source.amended,
        "legislationJurisdiction": _place(source),
        "legislationPassedBy": _office(source.issuer),
        "legislationLegalForce": f"{CONTEXT}/{force}" if force else "",
        "legislationRepeals": [{"@type": "Legislation", "name": name} for name in source.repeals],
    }


def _type(source: Source) -> str:
    return "CreativeWork" if facts.is_interpretation(source) or source.wraps else "Legislation"


def _place(source: Source) -> dict[str, Any]:
    return {"@type": "AdministrativeArea", "name": source.region} if source.region else {}


def _office(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name} if name else {}


def _known(data: dict[str, Any]) -> dict[str, Any]:
    """What is stated."""
    return {name: value for name, value in data.items() if value}
