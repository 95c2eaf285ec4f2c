"""A provision as it is quoted: the citation, the line of the answer, and an excerpt of what is too long to stand in it.

In: Evidence and its source. Out: Citations and Markdown lines. A text is shortened only at the end of a sentence or clause
in Chinese punctuation (。；), and every cut is marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote as url_quote

from assistant.model import Citation, Evidence
from assistant.texts import message
from ingest.generation import Generation
from ingest.label import title_mark
from ingest.model import Provision, Source

SHOWN = 220
"""Characters of a quotation that stand in the text; a longer one is given whole in its citation."""
SENTENCE = re.compile(r"[^。；]+[。；]?")


def cite(n: int, e: Evidence, source: Source, generation: Generation) -> Citation:
    """The citation of a piece of evidence. The provision exists: it was read from the generation."""
    provision = generation.provision(e.provision)
    assert provision is not None, e.provision
    role = "interpretation" if source.interprets else e.role
    return Citation(
        n, e.provision, provision.label, source.id, source.region, e.quote, role, url_of(provision), source.effective
    )


def url_of(p: Provision) -> str:
    """/d/fujian/19#p1.3; a whole article has no anchor."""
    block, _, rest = p.number.partition(".")
    return f"/d/{url_quote(p.document)}/{block}" + (f"#p{rest}" if rest else "")


def short_label(citation: Citation, source: Source) -> str:
    """第十九条第（三）项, where the title was just named."""
    return citation.label.removeprefix(title_mark(source.title)) or citation.label


def quoted(
    e: Evidence, citation: Citation, source: Source, about: Callable[[str], bool] | None = None, whose: str = ""
) -> str:
    """The line of an answer that quotes a provision; `whose` is the holder of a duty, where only its lead names him."""
    shown, cut = excerpt(e.quote, SHOWN, about)
    name = "answer.long_quote" if cut else "answer.quote"
    role = message(f"role.{citation.role}")
    if whose:
        duty = message("answer.whose", holder=whose)
        role = duty if citation.role == "duty" else f"{role}，{duty}"
    return "- " + message(name, role=role, label=short_label(citation, source), quote=shown, n=str(citation.n))


def excerpt(text: str, limit: int, about: Callable[[str], bool] | None = None) -> tuple[str, bool]:
    """(what is shown, whether something was left out): whole sentences, from the first that says what is asked."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat, False
    sentences = [m.group() for m in SENTENCE.finditer(flat)]
    first = next((i for i, s in enumerate(sentences) if about and about(s)), 0)
    out = sentences[first]
    for sentence in sentences[first + 1 :]:
        if len(out) + len(sentence) > limit:
            break
        out += sentence
    return ("……" if first else "") + out + ("……" if not flat.endswith(out) else ""), True
