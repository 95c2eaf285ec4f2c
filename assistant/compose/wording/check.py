"""May this sentence of a chat model be shown? Each against the evidence that its own tokens stand for.

In: a sentence as the model wrote it, and the Pieces. Out: a Verdict: the sentence with markers [n] in place of tokens, or why it
was struck. A sentence stands when each of its stretches is said by one unit of the evidence (`cover`), apart from a short list
of words that lead in. So numbers, offices, places, measures, 不 and 应当 cannot be other than the text has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.compose.wording.cover import said_by
from assistant.compose.wording.pieces import Piece
from assistant.compose.wording.plain import BARS, MARK, Unit, plain
from assistant.verify import claims

TOKEN = re.compile(r"\[\[\s*([A-Z0-9]{4})\s*\]\]")
GROUP = re.compile(rf"(?:\s*{TOKEN.pattern})+")
JOINED = re.compile(r"\]\]\s*(?:[，,、：:]|(?=[^\s\[，。；：、！？,;:!?”’]))(?!\s*\[\[)(?=\s*[^\s\[])")
"""Two statements, each behind its own token, run into one: the subject of the first would become that of the second."""
PART = re.compile(r"([;。!?:]|^)(\s*[^\s;。!?:][^;。!?:]*)")
"""A part with what joins it to the one before: a colon says that it is what the other means."""
LONGEST = 400
STAMMER = re.compile(r"([\u3400-\u9fff])\1\1")
STRANGE = re.compile(r"[^\u3400-\u9fff0-9，。；：、！？（）“”‘’《》〈〉〔〕—…·.,;:!?()%％\-\s０-９\"']")
"""Neither Chinese nor its punctuation. Letters, marks of Markdown or HTML and invisible characters come from no text of ours;
those that a quotation has are let through before."""
QUOTED = re.compile(r"[“「『\"]([^”」』\"]*)[”」』\"]")
TITLED = re.compile(r"《([^《》]*)》")
CASES = re.compile(r"情形|情况|条件|行为")
LEAD_IN = (
    "根据", "依据", "按照", "依照", "据", "按", "对此", "其中", "同时", "此外", "另外", "具体来说", "具体而言", "也就是说",
    "简单说", "首先", "其次", "再次", "最后", "一方面", "另一方面", "该", "这份", "文件", "细则", "实施细则", "办法", "实施办法",
    "条文", "原文", "规定", "的规定", "有关规定", "的有关规定", "相关规定", "要求", "明确", "明确规定", "的是", "是", "为", "的", "有",
    "包括", "属于", "的情形", "的情况", "具体为", "具体是", "如下", "在", "里", "中", "即", "对", "关于",
)  # fmt: skip
"""What a sentence may have in front of a stretch of evidence, and nowhere else."""
LEADING = tuple(sorted((plain(w) for w in LEAD_IN), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`text` is the sentence to show, empty when it was struck; `numbers` the citations it uses; `reason` why it was struck.

    `lead` is the lead of a list that the sentence ends under: its items may follow in sentences of their own.
    """

    text: str = ""
    numbers: tuple[int, ...] = ()
    reason: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """How a stretch fared with a piece: why not, or under which lead it ends, and whether as an item of it."""

    reason: str = ""
    lead: str = ""
    item: bool = False


def check(sentence: str, pieces: Sequence[Piece], lead: str = "") -> Verdict:
    """Whether a sentence stands, and as what it is shown. `lead` is that of the sentence before it."""
    sentence = bare(sentence)
    known = {p.token: p for p in pieces}
    tokens = TOKEN.findall(sentence)
    if not tokens:
        return Verdict(reason="token")
    if set(tokens) - set(known):
        return Verdict(reason="unknown token")
    words = TOKEN.sub("", sentence)
    if len(words) > LONGEST:
        return Verdict(reason="length")
    if _strange(words, [known[t] for t in tokens]):
        return Verdict(reason="characters")
    if STAMMER.search(words) or re.search("[?？]", words):
        return Verdict(reason="form")
    stretches = list(_stretches(sentence, known))
    if not stretches:
        return Verdict(reason="empty")
    if JOINED.search(sentence):
        return Verdict(reason="joined")
    said = Said(lead=lead)
    for stretch, own in stretches:
        said = _supported(stretch, own, said.lead)
        if said.reason:
            return Verdict(reason=said.reason)
    numbers = tuple(dict.fromkeys(known[t].n for t in tokens))
    text = _headed(_marked(sentence, known), stretches, under_lead=said.item and bool(said.lead))
    return Verdict(text, numbers, "" if text else "condition", said.lead)


def _headed(text: str, stretches: Sequence[tuple[str, list[Piece]]], *, under_lead: bool) -> str:
    """With what the program itself knows of the quotation in front, as it stands before the quotation too.

    「对瞒报事故负有领导责任的」 says nothing by itself, and what a 解读 says is not what the text that it explains says.
    """
    pieces = [p for _, own in stretches for p in own]
    if any(p.interprets for p in pieces):
        return text if "解读" in text else f"据解读，{text}"
    words, own = stretches[-1]
    if under_lead or not plain(words).endswith("的") or any(_says_role(plain(words), p) for p in own):
        return text
    roles = {p.role for p in own}
    return f"{roles.pop()}：{text}" if len(roles) == 1 else ""


NUMBERED = re.compile(
    r"(?:^|(?<=[，,：:；;\n]))\s*(?:[-*•·]|\d{1,2}[.、](?!\d)|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）])\s*", re.M
)
"""Marks of a list. A model numbers anew what it picks out, and would so misname an item."""


def bare(sentence: str) -> str:
    """Without what only sets it out: marks of a list, bold."""
    return NUMBERED.sub("", sentence).replace("**", "").strip()


def _strange(words: str, own: Sequence[Piece]) -> bool:
    held = set("".join(p.quote for p in own))
    return any(c not in held for c in STRANGE.findall(words))


def _stretches(sentence: str, known: dict[str, Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """What stands before each group of tokens, with the pieces these stand for. What follows the last is its own stretch."""
    at, own = 0, []
    for m in GROUP.finditer(sentence):
        own = [known[t] for t in TOKEN.findall(m.group())]
        if words := sentence[at : m.start()].strip("，。；：、！？,;:!? "):
            yield words, own
        at = m.end()
    if rest := sentence[at:].strip("，。；：、！？,;:!? ”’"):
        yield rest, []


def _supported(stretch: str, own: Sequence[Piece], lead: str) -> Said:
    """Whether each of its pieces says all of a stretch: a marker that does not say it would be a false citation."""
    if not own:
        return Said("token")
    if any(not _verbatim(m, own) for m in QUOTED.findall(stretch)):
        return Said("quotation")
    text = unicodedata.normalize("NFKC", stretch)
    fared = [_said(text, piece, lead) for piece in own]
    if failed := next((s for s in fared if s.reason), None):
        return failed
    for piece in own:
        if claims(stretch) - claims("\n".join([piece.quote, piece.about, *piece.names, piece.role])):
            return Said("number")
    return fared[0]


def _verbatim(quoted: str, own: Sequence[Piece]) -> bool:
    inner = re.sub(r"\s", "", quoted)
    return bool(inner) and any(inner in re.sub(r"\s", "", p.quote) for p in own)


def _said(text: str, piece: Piece, lead: str) -> Said:
    """Whether one piece says all of a stretch: in order, and an item only after what it needs."""
    at, content, item = -1, False, False
    for joint, part in PART.findall(text):
        rest = [_without_role(MARK.sub("", plain(part).strip(",")), piece)]
        rest += [r for r in _without_lead_in(rest[0], piece) if r not in rest]
        if "" in rest:
            continue
        fitting = [u for u in piece.says if u.start > at and _any(rest, u)]
        found = next((u for u in fitting if not _held_back(u, lead)), None)
        if found is None:
            return Said("lead" if fitting else "evidence")
        item = bool(found.under) and found.under == lead
        if joint == ":" and content and not item:
            return Said("joined")
        at, content = found.start, True
        lead = lead if item else found.text if any(u.under == found.text for u in piece.says) else ""
    return Said("" if content else "empty", lead, item)


def _any(rests: Sequence[str], unit: Unit) -> bool:
    return any(len(r) > 1 and said_by(r, unit.text) for r in rests)


def _held_back(unit: Unit, lead: str) -> bool:
    """An item whose lead is needed and was not said just before."""
    if unit.barred:
        return True
    return bool(unit.under) and unit.under != lead and bool(BARS.search(unit.under) or CASES.search(unit.under))


def _says_role(text: str, piece: Piece) -> bool:
    return bool(piece.role) and plain(piece.role) in text


def _without_role(text: str, piece: Piece) -> str:
    """「对瞒报事故负有责任的，属于应当问责的情形」 without what the program itself says of the quotation."""
    if not piece.role:
        return text
    place = "|".join(re.escape(plain(n)) for n in piece.names)
    found = re.search(rf"(?<=的),?(?:属于|是|为)(?:{place})?{re.escape(plain(piece.role))}(?:的情形)?$", text)
    return text[: found.start()] if found else text


def _without_lead_in(text: str, piece: Piece) -> Iterator[str]:
    """The part without the words that lead in, at each point where it could begin; what is in front is gone through whole."""
    own = [plain(n) for n in piece.names]
    leading = sorted(
        {*LEADING, *own, *(f"《{n}》" for n in own), *([plain(piece.role)] if piece.role else [])}, key=len
    )
    at, seen = [0], {0}
    while at:
        here = at.pop()
        for words in leading:
            end = here + len(words)
            if text.startswith(words, here) and end not in seen:
                seen.add(end)
                at.append(end)
                yield text[end:].lstrip(",")
        if here < len(text) and text[here] == "," and here + 1 not in seen:
            seen.add(here + 1)
            at.append(here + 1)


def _marked(sentence: str, known: dict[str, Piece]) -> str:
    """The sentence with markers in place of tokens, its full stop before them as the answers have it."""
    text = TOKEN.sub(lambda m: f"[{known[m[1]].n}]", sentence)
    text = re.sub(r"\s*((?:\[\d+\])+)\s*([，。；：、！？])", r"\2\1", text)
    text = re.sub(r"([：:])[。.]", r"\1", text)
    return re.sub(r"\s+", "", text)
