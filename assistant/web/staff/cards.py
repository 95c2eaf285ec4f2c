"""A turn of the conversation as HTML: question, answer, and a card for each citation with its provision marked.

In: a Turn with an answer in its JSON form, and a generation for the articles. Out: HTML in which everything that came from a
person, a text or a model is escaped; Markdown in an answer becomes headings, lists, tables and emphasis, never links or images.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from assistant import facts
from assistant.texts import has, message
from assistant.web.html import render
from assistant.web.links import mentions_in, mentions_out, quoted_url
from assistant.web.pages import article_fragment
from assistant.web.reading import find_quote, top_of
from assistant.web.staff.model import Desk, Talk, Turn
from ingest.model import Source

if TYPE_CHECKING:
    from ingest.generation import Generation

BADGES = {
    "partial": "部分可答",
    "not_in_corpus": "未收录或没有规定",
    "off_topic": "与收录的法规无关",
    "clarify": "需要补充",
    "unavailable": "暂时不可用",
}
MENTIONS = 6
"""References of a provision that its card lists; its page lists them all."""
BLOCK = re.compile(
    r"(<(?P<tag>p|li|td|h[1-4])>)(?P<inside>(?:(?!<(?:p|li|td|ul|ol|table)\b).)*?)(</(?P=tag)>|(?=<(?:ul|ol)\b))", re.S
)
SAID = re.compile(r'(?P<words>.*?)(?P<cites>(?:<a class="cite"[^>]*>\[\d+\]</a>)+)', re.S)
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
_markdown.enable("table").disable(["image", "link", "autolink", "reference"])


def conversation(generation: Generation, turns: Sequence[Turn]) -> str:
    """Earlier turns in order, their provisions to be fetched when opened; numbered from 0, so that anchors stay unique."""
    return "".join(turn_html(generation, turn, i, latest=False) for i, turn in enumerate(turns))


def live(desk: Desk, talk: Talk) -> str:
    """The last turn of the conversation on the screen."""
    html = turn_html(desk.engine.generation, talk.turns[-1], len(talk.turns) - 1)
    return render("live.html", conversation=talk.id, turn=html)


def alert(text: str) -> str:
    """What could not be done."""
    return render("alert.html", text=text)


def turn_html(generation: Generation, turn: Turn, number: int, *, latest: bool = True) -> str:
    """One question with its answer, or with the steps so far. Only the latest can be asked again or changed."""
    answer = turn.answer
    cited = answer.get("citations", [])
    text = answer.get("text", "") or "\n\n".join(turn.sentences)
    return render(
        "turn.html",
        turn=turn,
        number=number,
        latest=latest,
        outcome=answer.get("outcome", ""),
        badge=BADGES.get(answer.get("outcome", ""), ""),
        generated=answer.get("mode", "extractive") != "extractive" or (not answer and bool(turn.model)),
        model=(answer.get("worded") or {}).get("model", "") if answer else turn.model,
        text=Markup(answer_html(text, number, [c["n"] for c in cited])),
        cards=[card(generation, citation, with_article=latest) for citation in cited],
        copied=copied(text, cited),
        suggestions=answer.get("suggestions", ()) if latest else (),
    )


def answer_html(text: str, turn: int, numbers: Iterable[int]) -> str:
    """The Markdown of an answer; [1] leads to card 1 of this turn, and the words before it are known as what it supports.

    Only text can match: the Markdown has no attributes of ours.
    """
    known = set(numbers)

    def link(found: re.Match[str]) -> str:
        n = int(found[1])
        return (
            f'<a class="cite" href="#c{turn}-{n}" data-n="{n}" aria-label="依据 {n}">[{n}]</a>'
            if n in known
            else found[0]
        )

    linked = re.sub(r"\[(\d{1,3})\]", link, _markdown.render(text))
    return BLOCK.sub(lambda m: m[1] + SAID.sub(_said, m["inside"]) + m[4], linked)


def _said(found: re.Match[str]) -> str:
    """A stretch that a citation supports; one whose emphasis is not closed in it is left as it is."""
    words, cites = found["words"], found["cites"]
    if words.count("<strong>") != words.count("</strong>") or words.count("<em>") != words.count("</em>"):
        return found[0]
    numbers = " ".join(re.findall(r'data-n="(\d+)"', cites))
    return f'<span class="said" data-n="{numbers}">{words}{cites}</span>'


def card(generation: Generation, citation: Mapping[str, Any], *, with_article: bool) -> dict[str, Any]:
    """What a card shows of a citation; its provision only where wanted, since a long conversation would hold many."""
    source = facts.source_of(generation, citation["document"])
    role = f"role.{citation['role']}"
    provision = citation["provision"]
    return {
        **citation,
        "role": message(role) if has(role) else "",
        "force": facts.force_line(source, generation.document(source.id)) if source else "",
        "href": quoted_url(provision, citation["quote"], ambiguous=_ambiguous(generation, citation)),
        "article": Markup(opened(generation, provision, citation["quote"])) if with_article else "",
    }


def opened(generation: Generation, provision: str, quote: str) -> str:
    """The whole article with the quotation marked, and what it refers to and what refers to it."""
    article = top_of(provision)
    out, into = mentions_out(generation, article), mentions_in(generation, article)
    return article_fragment(generation, provision, quote) + render(
        "mentions.html", refers_to=out[:MENTIONS], referred_by=into[:MENTIONS],
        more=max(0, len(out) - MENTIONS) + max(0, len(into) - MENTIONS),
    )  # fmt: skip


def copied(text: str, citations: Sequence[Mapping[str, Any]]) -> str:
    """The answer as it goes to the clipboard: plain words with their markers, and below what each marker stands for."""
    plain = re.sub(r"\*\*|^#+ ", "", text, flags=re.M)
    sources = [f"[{c['n']}] {c['label']}：“{c['quote']}”" for c in citations]
    return "\n\n".join([plain, "\n".join(sources)]) if sources else plain


def _ambiguous(generation: Generation, citation: Mapping[str, Any]) -> bool:
    """Whether the first place of these words in the article is another than the provision cited."""
    document = generation.document(citation["document"])
    provision = generation.provision(citation["provision"])
    article = generation.provision(top_of(citation["provision"]))
    if not (document and provision and article):
        return False
    return find_quote(document, provision, citation["quote"]) != find_quote(document, article, citation["quote"])


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
