"""Addresses of provision pages, and the references of a provision as links with labels.

In: provision ids, and a generation to look them up in. Out: hrefs and frozen rows for templates and the API.
Reads no text: where a reference stands was decided at ingest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from assistant.web.reading import top_of
from ingest.label import number_label, title_mark
from ingest.model import Reference

if TYPE_CHECKING:
    from ingest.generation import Generation


@dataclass(frozen=True, slots=True)
class Link:
    """A provision or document: its id, its name as people write it, its page."""

    id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text names another: the words, where they stand, and what they lead to (nothing: not held)."""

    text: str
    title: str
    source: Link
    targets: tuple[Link, ...]


def url_of(target: str) -> str:
    """`fujian/19.1.3` -> `/d/fujian/19#p1.3`; `beijing` -> `/d/beijing`."""
    document, _, number = target.partition("/")
    top, _, inner = number.partition(".")
    return "/d/" + percent(document) + (f"/{percent(top)}" if top else "") + (f"#p{inner}" if inner else "")


def quoted_url(provision: str, quote: str, *, ambiguous: bool = False) -> str:
    """A citation's address, carrying the quoted words so that its page marks exactly them.

    `ambiguous`: the article has these words more than once, so the address also says where they are cited from.
    """
    page, hash_sign, anchor = url_of(provision).partition("#")
    at = f"&at={anchor[1:]}" if ambiguous and anchor else ""
    return f"{page}?quote={percent(quote, safe='')}{at}{hash_sign}{anchor}"


def link_to(generation: Generation, target: str, here: str = "") -> Link:
    """A link; a provision of the document `here` is named without its title."""
    document, _, number = target.partition("/")
    if not number:
        held = generation.document(document)
        return Link(target, title_mark(held.title) if held else document, url_of(target))
    provision = generation.provision(target)
    label = provision.label if provision else number_label(number)
    held = generation.document(document) if document == here else None
    if held:
        label = label.removeprefix(title_mark(held.title)) or label
    return Link(target, label, url_of(target))


def mentions_out(generation: Generation, provision: str) -> tuple[Mention, ...]:
    """What a provision, or anything inside it, refers to, each once; 本条 and 前款 lead nowhere else and are left out."""
    here, top = provision.partition("/")[0], top_of(provision)
    found = (r for r in generation.outgoing(provision) if any(top_of(t) != top for t in r.targets) or _elsewhere(r))
    return _mentions(generation, found, here)


def _elsewhere(reference: Reference) -> bool:
    """A mention of a text that is not held: nothing to open, yet the reader should know it is meant."""
    return not reference.targets and bool(reference.title)


def mentions_in(generation: Generation, provision: str) -> tuple[Mention, ...]:
    """What refers to a provision, or to anything inside it, from outside of it."""
    top = top_of(provision)
    found = (r for r in generation.incoming(provision) if top_of(r.source) != top)
    return _mentions(generation, found, provision.partition("/")[0])


def _mentions(generation: Generation, references: Iterable[Reference], here: str) -> tuple[Mention, ...]:
    out: dict[tuple[str, str, tuple[str, ...]], Mention] = {}
    for r in references:
        targets = tuple(link_to(generation, t, here) for t in r.targets)
        mention = Mention(r.text, r.title, link_to(generation, r.source, here), targets)
        out.setdefault((r.text, top_of(r.source), r.targets), mention)
    return tuple(out.values())
