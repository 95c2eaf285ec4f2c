"""What every answer must keep, checked from outside: no rule here is read off the program's own verification.

In: the question with what its maker knows (Asked), the answer, the opened index. Out: faults, one sentence each; none when
the answer is right. Each check is a generator of its own and has a test that hands it a bad answer.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from assistant.model import Answer, Citation, Outcome
from ingest.fold import fold_text
from ingest.generation import Generation
from ingest.label import title_mark
from ingest.model import Source
from ingest.numerals import NUMERAL, to_int
from tests.assistant.questions import Asked

MARKER = re.compile(r"\[(\d+)\]")
QUOTED = re.compile(r"“(?P<quote>(?:(?!“[^”]*\[\d+\]).)*?)”(?:（节选，全文见引文）)?\[(?P<n>\d+)\]")
CLAUSE = re.compile(r"\*\*(?P<clause>[^*]+)\*\*。\[(?P<n>\d+)\]")
ARTICLE = re.compile(
    rf"第\s*(?P<article>{NUMERAL})\s*条(?:之(?P<sub>{NUMERAL}))?(?:第(?P<paragraph>{NUMERAL})款)?(?:第[（(]?(?P<item>{NUMERAL})[）)]?项)?"
)
TITLE = re.compile(r"《[^《》]*》")
PART = re.compile(rf"没有第(?P<n>{NUMERAL})(?P<unit>项|款)")
DENIED = "没有"
BACKWARDS = "倒数"
UNQUOTABLE = re.compile(r"不能引用它的[^，。]*$")
UNCITED = (Outcome.OFF_TOPIC, Outcome.CLARIFY, Outcome.META)
CITED = (Outcome.ANSWERED, Outcome.PARTIAL)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return fold_text(text)


def outcome_is_kept(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """A known outcome, never a fault of the program; an answer cites, a refusal does not; nobody is left without a word."""
    if answer.outcome not in tuple(Outcome) or answer.outcome is Outcome.UNAVAILABLE:
        yield f"outcome is {answer.outcome}"
    if answer.outcome in CITED and not answer.citations:
        yield f"{answer.outcome} without a citation"
    if answer.outcome in UNCITED and answer.citations:
        yield f"{answer.outcome} with citations"
    if not answer.text.strip() or answer.text.startswith("核对时有"):
        yield f"nothing is said: {answer.text!r}"
    if answer.question != asked.text and not any("\ud800" <= c <= "\udfff" for c in asked.text):
        yield f"the question came back as {answer.question!r}"


def provisions_exist(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """What is cited is there, under its own name, document, place, date and page."""
    for c in answer.citations:
        provision = generation.provision(c.provision)
        source = generation.source(c.document)
        if provision is None or source is None:
            yield f"{c.provision} does not exist"
            continue
        block, _, rest = provision.number.partition(".")
        right = (
            provision.label,
            provision.document,
            source.region,
            source.effective,
            f"/d/{provision.document}/{block}",
        )
        if (c.label, c.document, c.region, c.effective, c.url.partition("#")[0]) != right:
            yield f"{c.provision} is presented as {c.label}, {c.document}, {c.region}, {c.effective}, {c.url}"
        if c.url.partition("#")[2] != (f"p{rest}" if rest else ""):
            yield f"{c.url} does not lead to {c.provision}"


def quotes_are_verbatim(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """Each quote stands in its provision, character for character, and so when both are folded."""
    for c in answer.citations:
        provision = generation.provision(c.provision)
        text = provision.text if provision else ""
        if not c.quote.strip() or c.quote not in text or _folded(c.quote) not in _folded(text):
            yield f"{c.provision} does not say {c.quote!r}"


def markers_agree(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """[n] names a citation; each citation has a number of its own and is marked in the text or stands in the table."""
    numbers = [c.n for c in answer.citations]
    marked = {int(n) for n in MARKER.findall(answer.text)} | {cell["n"] for cell in _cells(answer.table)}
    if len(set(numbers)) != len(numbers) or marked != set(numbers):
        yield f"marked {sorted(marked)}, cited {numbers}"


def words_are_the_citations(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """Before each marker stand words of the provision it names: a quotation, or a clause with its holder in front."""
    cited = {c.n: c for c in answer.citations}
    for piece in _pieces(answer.text):
        spans: list[tuple[int, int]] = []
        for m in QUOTED.finditer(piece):
            spans.append(m.span())
            yield from _shown(m["quote"], cited.get(int(m["n"])))
        for m in CLAUSE.finditer(piece):
            spans.append(m.span())
            yield from _clause(m["clause"], cited.get(int(m["n"])), generation)
        for m in MARKER.finditer(piece):
            if not any(start <= m.start() < end for start, end in spans):
                yield f"nothing stands before {m.group()} in {piece!r}"
    for cell in _cells(answer.table):
        c = cited.get(cell["n"])
        if c is None or cell["quote"] != c.quote or not c.label.endswith(cell["label"]):
            yield f"the table says {cell}"


def _cells(table: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [entry for row in table["rows"] for cell in row["cells"] for entry in cell] if table else []


def _pieces(text: str) -> list[str]:
    """The lines of a text; of a table each entry of each cell."""
    return [p for line in text.split("\n") for p in (re.split(r" \| |<br>", line) if line.startswith("|") else [line])]


def _flat(text: str) -> str:
    return "".join(text.split())


def _shown(quote: str, c: Citation | None) -> Iterator[str]:
    shown = _flat(quote.removeprefix("……").removesuffix("……"))
    if c is None or not shown or shown not in _flat(c.quote):
        yield f"“{quote}” is shown for {c.provision if c else 'no citation'}"


def _clause(clause: str, c: Citation | None, generation: Generation) -> Iterator[str]:
    document = generation.document(c.document) if c else None
    if c is None or document is None:
        yield f"「{clause}」 has no citation"
        return
    quote, whole = _folded(c.quote), _folded(document.text)
    cuts = [m.start() for m in re.finditer("：", clause)]
    if _folded(clause) in quote or any(
        _folded(clause[:at]) in whole and _folded(clause[at:]) and _folded(clause[at:]) in quote for at in cuts
    ):
        return
    if _folded(clause.removesuffix("的职责")) in _introduction(c.provision, generation):
        return
    yield f"「{clause}」 is not in {c.provision}"


def _introduction(id: str, generation: Generation) -> str:
    """What stands before the list of duties in which an item is: whose they are."""
    article = generation.provision(id.split(".")[0])
    before, duties, _ = article.text.partition("职责主要包括") if article and "." in id else ("", "", "")
    return _folded(before) if duties else ""


def scope_is_kept(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """Only the documents that the question or the regions allow; only the provision that was named."""
    for c in answer.citations:
        if asked.scope is not None and c.document not in asked.scope:
            yield f"{c.provision} is outside {sorted(asked.scope)}"
    if asked.only is None or answer.outcome not in CITED:
        return
    for c in answer.citations:
        if not any(_within(c.provision, id) or _within(id, c.provision) for id in asked.only):
            yield f"{c.provision} is not what was named: {sorted(asked.only) or 'what does not exist'}"


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")


def articles_exist(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """Every 第…条 outside a quotation exists in a document that its sentence names or cites, and is not denied there; one that
    is said not to exist does not. The same for the questions that are offered next."""
    held = {s.id: _articles(s.id, generation) for s in generation.catalog.sources}
    cited = {c.n: c.document for c in answer.citations}
    for piece in [*_pieces(answer.text), *answer.suggestions]:
        bare = QUOTED.sub(r"[\g<n>]", CLAUSE.sub(r"[\g<n>]", piece))
        named = {s.id for s in generation.catalog.sources if _names(bare, s)}
        documents = named | {cited[int(n)] for n in MARKER.findall(bare) if int(n) in cited}
        bare = TITLE.sub("", bare)  # 《第五十条规定》 in a question names a text, not an article
        for m in ARTICLE.finditer(bare):
            before, backwards = bare[: m.start()].removesuffix(BACKWARDS), bare[: m.start()].endswith(BACKWARDS)
            exists = any(_counted(held[d], m) if backwards else _has(held[d], m) for d in documents)
            if UNQUOTABLE.search(before):
                if not all(_interprets(d, generation) for d in documents):
                    yield f"{m.group()} is said to be unquotable in {bare!r}"
            elif exists == before.endswith(DENIED):
                yield f"{m.group()} {'is denied' if exists else 'does not exist'} in {sorted(documents)}: {bare!r}"
            elif (denied := PART.match(bare, m.end())) and any(_has_part(held[d], m, denied) for d in documents):
                yield f"{m.group()}{denied.group()} in {bare!r}"


@lru_cache(maxsize=64)
def _articles(document: str, generation: Generation) -> set[str]:
    found = generation.document(document)
    return {p.number for p in found.provisions if p.number[0] in "123456789"} if found else set()


def _names(text: str, source: Source) -> bool:
    names = (title_mark(source.title), *source.short, *([title_mark(source.interprets)] if source.interprets else []))
    return any(name in text for name in names)


def _interprets(document: str, generation: Generation) -> bool:
    source = generation.source(document)
    return bool(source and source.interprets)


def _number(m: re.Match[str]) -> str:
    return f"{to_int(m['article'])}" + (f"-{to_int(m['sub'])}" if m["sub"] else "")


def _counted(numbers: set[str], m: re.Match[str]) -> bool:
    """Whether there is an article that many from the end."""
    return 1 <= to_int(m["article"]) <= sum(n.isdigit() for n in numbers)


def _has(numbers: set[str], m: re.Match[str]) -> bool:
    block = _number(m)
    paragraph = str(to_int(m["paragraph"])) if m["paragraph"] else r"\d+"
    if m["item"]:
        return any(re.fullmatch(rf"{block}\.{paragraph}\.{to_int(m['item'])}", n) for n in numbers)
    return (f"{block}.{paragraph}" if m["paragraph"] else block) in numbers


def _has_part(numbers: set[str], m: re.Match[str], part: re.Match[str]) -> bool:
    block, n = _number(m), to_int(part["n"])
    if part["unit"] == "款":
        return f"{block}.{n}" in numbers
    paragraph = str(to_int(m["paragraph"])) if m["paragraph"] else r"\d+"
    return any(re.fullmatch(rf"{block}\.{paragraph}\.{n}", x) for x in numbers)


def interpretation_is_no_law(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """Of a regulation whose text is not held no article is cited, and what is said is said to be an interpretation."""
    for source in generation.catalog.sources:
        if not source.interprets:
            continue
        for c in answer.citations:
            if c.document == source.id and (
                "条" in c.label.removeprefix(title_mark(source.title)) or "据解读" not in answer.text
            ):
                yield f"{c.label} passes for law"
        if re.search(rf"{re.escape(title_mark(source.interprets))}(?:解读)?第\s*{NUMERAL}\s*条", answer.text):
            yield f"an article of {source.interprets}"


def json_is_whole(asked: Asked, answer: Answer, generation: Generation) -> Iterator[str]:
    """The JSON form comes back as it went, can be sent, and the text holds nothing that a page or a terminal obeys."""
    try:
        sent = json.dumps(answer.to_json(), ensure_ascii=False, allow_nan=False)
        if json.dumps(json.loads(sent.encode("utf-8")), ensure_ascii=False) != sent:
            yield "JSON comes back different"
    except ValueError as error:  # half of a surrogate pair, a number that is none
        yield f"cannot be sent: {error}"
    for text in (answer.text, *answer.suggestions):
        if found := {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}:
            yield f"control characters {found} in {text!r}"


Check = Callable[[Asked, Answer, Generation], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    outcome_is_kept,
    provisions_exist,
    quotes_are_verbatim,
    markers_agree,
    words_are_the_citations,
    scope_is_kept,
    articles_exist,
    interpretation_is_no_law,
    json_is_whole,
)


def faults(asked: Asked, answer: Answer, generation: Generation) -> list[str]:
    """Everything that is wrong with an answer."""
    return [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(asked, answer, generation)]
