"""An answer as HTML for the staff page: outcome badge, text, and a card for each citation with its article to open.

In: an answer in its JSON form, and a generation for the articles. Out: HTML in which everything that came from a person, a
text or a model is escaped; Markdown in an answer becomes headings, lists, tables and emphasis, never links or images.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from assistant import facts
from assistant.texts import has, message
from assistant.web.html import render
from assistant.web.links import quoted_url
from assistant.web.pages import article_fragment
from assistant.web.reading import find_quote, top_of
from ingest.model import Source

if TYPE_CHECKING:
    from ingest.generation import Generation

BADGES = {
    "partial": "部分有规定",
    "not_in_corpus": "未收录",
    "off_topic": "与本库无关",
    "clarify": "需要补充",
    "unavailable": "暂时不可用",
}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
_markdown.enable("table").disable(["image", "link", "autolink", "reference"])


@dataclass(slots=True)
class Turn:
    """A question of the conversation and its answer in JSON form; the answer is empty while it is being worked out."""

    question: str
    answer: Mapping[str, Any] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    note: str = ""


def unavailable(question: str, text: str) -> dict[str, Any]:
    """The answer shown when the engine itself broke; never worded as if there were no such rule."""
    return {"question": question, "outcome": "unavailable", "text": text, "citations": [], "suggestions": []}


def conversation(generation: Generation, turns: Sequence[Turn], start: int = 0) -> str:
    """Turns in order; `start` numbers the first, so that anchors stay unique on the page."""
    return "".join(turn_html(generation, turn, start + i) for i, turn in enumerate(turns))


def turn_html(generation: Generation, turn: Turn, number: int) -> str:
    """One question with its answer, or with the steps so far."""
    answer = turn.answer
    cited = answer.get("citations", [])
    text = answer.get("text", "") or "\n\n".join(turn.sentences)
    return render(
        "turn.html",
        turn=turn,
        number=number,
        outcome=answer.get("outcome", ""),
        badge=BADGES.get(answer.get("outcome", ""), ""),
        text=Markup(_with_markers(_markdown.render(text), number, [c["n"] for c in cited])),
        cards=[_card(generation, citation) for citation in cited],
        suggestions=answer.get("suggestions", ()),
    )


def _with_markers(html: str, turn: int, numbers: Iterable[int]) -> str:
    """[1] in the text leads to card 1 of this turn. Only text can match: the Markdown has no attributes of ours."""
    known = set(numbers)

    def link(found: re.Match[str]) -> str:
        n = int(found[1])
        return f'<a class="cite" href="#c{turn}-{n}">[{n}]</a>' if n in known else found[0]

    return re.sub(r"\[(\d{1,3})\]", link, html)


def _card(generation: Generation, citation: Mapping[str, Any]) -> dict[str, Any]:
    source = facts.source_of(generation, citation["document"])
    role = f"role.{citation['role']}"
    return {
        **citation,
        "role": message(role) if has(role) else "",
        "force": facts.force_line(source, generation.document(source.id)) if source else "",
        "href": quoted_url(citation["provision"], citation["quote"], ambiguous=_ambiguous(generation, citation)),
        "article": Markup(article_fragment(generation, citation["provision"], citation["quote"])),
    }


def _ambiguous(generation: Generation, citation: Mapping[str, Any]) -> bool:
    """Whether the first place of these words in the article is another than the provision cited."""
    document = generation.document(citation["document"])
    provision = generation.provision(citation["provision"])
    article = generation.provision(top_of(citation["provision"]))
    if not (document and provision and article):
        return False
    return find_quote(document, provision, citation["quote"]) != find_quote(document, article, citation["quote"])


def heading(sources: Sequence[Source], listed: int = 8) -> str:
    """The head of the page: what this is, and what it holds."""
    return render("heading.html", sources=sources[:listed], total=len(sources))


def choices(sources: Sequence[Source]) -> list[tuple[str, str]]:
    """(shown, value) of the places to choose: provinces before cities, places of which only a 解读 is held last."""
    regions: dict[str, list[Source]] = {}
    for source in sources:
        if source.region:
            regions.setdefault(source.region, []).append(source)

    def order(name: str) -> tuple[bool, int]:
        held = regions[name]
        return all(facts.is_interpretation(s) for s in held), len(held[0].parents)

    return [(f"{name}（解读）" if order(name)[0] else name, name) for name in sorted(regions, key=order)]
