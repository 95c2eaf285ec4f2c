"""What a quotation says together with the sentence that introduces it: whose duty it is, and what follows from a case.

In: a provision and its quotation. Out: Stated: Units that may be said besides those of the quotation alone, each made of words
of the article only, and what the chat model is told so that it can say them. 「每季度至少调研1次」 under 「区（市）党委主要负责人
安全生产职责主要包括：」 says that they do; 「瞒报的；」 under 「有下列情形之一的，应当问责：」 says that it is so answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.compose.wording.plain import Unit, plain
from assistant.evidence.register import EVERY, LEAST, is_duty, register
from assistant.evidence.units import units_of
from assistant.model import Duty
from ingest.model import Document

LISTED = re.compile(r"^(?P<who>.*?)，?(?:有|存在)下列情形之一的，(?P<then>[^，。；:：]+)[:：]?$", re.S)
WHOEVER = re.compile(r"^(?:各级)?党政领导干部(?:在落实安全生产工作(?:责任|职责)中)?$")
"""Whom a text of this kind is about throughout; others are named with the case, as a condition of it."""
FORMAL = re.compile(r"按照有关规定|进行")
MODAL = re.compile(r"应当|(?<!3个)必须|可以|不得|严禁|禁止")


@dataclass(frozen=True, slots=True)
class Stated:
    """`units` as said; `holders` and `then` as the model is told them, in the words of the article."""

    units: tuple[Unit, ...] = ()
    holders: tuple[str, ...] = ()
    then: str = ""


NOTHING = Stated()


def stated(document: Document | None, id: str, quote: str, said: Sequence[Unit]) -> Stated:
    """What the provision `id` says with what introduces it; `said` are the units of the quotation, which give the places."""
    evidence = (
        next((u for u in units_of(document) if u.provision.id == id and not u.is_list), None) if document else None
    )
    if document is None or evidence is None:
        return NOTHING
    duties = [d for d in register(document) if d.provision == id and d.quote in quote and d.holder and not d.threshold]
    units = [u for d in duties for u in _whose(d, said, modal=is_duty(evidence))]
    if is_duty(evidence):
        units += [u for one in said for u in _all_of(one, duties)]
    listed = LISTED.match(evidence.lead)
    if listed:
        units += _follows(listed, said)
    holders = dict.fromkeys(d.holder for d in duties if d.holder not in quote)
    return Stated(tuple(units), tuple(holders), evidence.lead.strip().rstrip("：:") if listed else "")


def _whose(duty: Duty, said: Sequence[Unit], *, modal: bool) -> Iterator[Unit]:
    """「区（市）党委主要负责人（应当）每季度至少调研1次安全生产工作」."""
    holder = plain(duty.holder)
    for act in _acts(duty):
        text = plain(act).strip(",").removeprefix(holder)
        start = _start(text, said)
        if not text or holder in text or start is None:
            continue
        yield from _with(holder, text, start, modal=modal)


def _all_of(unit: Unit, duties: Sequence[Duty]) -> Iterator[Unit]:
    """A whole statement, where all of it is one holder's and it begins with what is done."""
    its = [(plain(d.holder), plain(act).strip(",")) for d in duties for act in re.split(r"[。；;\n]", d.quote)]
    its = [(holder, act) for holder, act in its if act and act in unit.text]
    holders, begun = {holder for holder, _ in its}, any(unit.text.startswith(act) for _, act in its)
    if begun and len(holders) == 1 and not unit.under and (holder := holders.pop()) not in unit.text:
        yield from _with(holder, unit.text, unit.start, modal=True)


def _with(holder: str, act: str, start: int, *, modal: bool) -> Iterator[Unit]:
    yield Unit(holder + act, start)
    if modal and not MODAL.search(act):
        yield Unit(f"{holder}应当{act}", start)


def _acts(duty: Duty) -> Iterator[str]:
    """What is done: the sentences of the quotation, and how often what is done, where several share it.

    「区党委主要负责人每半年、镇党委主要负责人每季度至少召开一次会议」: nothing but whose and how often may stand in front.
    """
    yield from re.split(r"[。；;\n]", duty.quote)
    if not duty.every:
        return
    before = duty.quote.partition(duty.every)[0]
    if "，" not in before and "," not in before and (LEAST.search(duty.action) or not duty.at_least):
        yield duty.every + duty.action


def _follows(listed: re.Match[str], said: Sequence[Unit]) -> Iterator[Unit]:
    """「对瞒报事故负有领导责任的，应当问责」: the case, then what the sentence before the list says of all its cases."""
    who, then = plain(listed["who"]).rstrip(","), plain(listed["then"])
    for unit in said:
        if not unit.text.endswith("的") or unit.under:
            continue
        for consequence in dict.fromkeys((then, FORMAL.sub("", then))):
            if WHOEVER.match(who):
                yield Unit(f"{unit.text},{consequence}", unit.start)
            yield Unit(f"{who},{unit.text},{consequence}", unit.start)


def _start(text: str, said: Sequence[Unit]) -> int | None:
    """Where the quotation says it, or the end of it where others stand between how often and what."""
    return next((u.start for u in said if text in u.text or _ends(text, u.text)), None)


def _ends(text: str, whole: str) -> bool:
    """Whether 每半年 and then the end of 「…每半年、…每季度至少召开1次会议」 are all of a text."""
    every = EVERY.match(text)
    return every is not None and every.group() in whole and text[every.end() :] in whole
