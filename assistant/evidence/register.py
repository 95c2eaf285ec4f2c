"""The duty register: who does what, how often, at least how many times, read off the clauses of a document.

In: a Document. Out: Duties in reading order, every part of them word for word in the provision or in the sentence that
introduces it. A clause without a subject of its own takes that of the clause before it in the same sentence
(「主要负责人每半年至少带队检查1次…，每半年至少专题研究1次…」), else the holder whose duties the article lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evidence.units import Unit, per_document, units_of
from assistant.model import Duty
from ingest.model import Document
from ingest.numerals import NUMERAL, to_int

EVERY = re.compile(
    r"每(?:半年|[一二两三四五六七八九十]?年|个?季度|半?个?月|周|日|天)(?:定期)?|定期和不定期|不定期|定期|(?<![每个])季度(?=防范|会议|例会)"
)
TIMES = re.compile(rf"(?P<n>{NUMERAL})\s*次")
LEAST = re.compile(r"至少|不得?少于")
HOLDER = re.compile(r"(?:负责人|领导干部|成员|党委|党组|政府|党工委|党（工）委|管委会|办事处|部门|中心组|书记|主任)$")
VERB_FIRST = re.compile(r"^(?:把|将|支持|督促|组织|协助|统筹|推动|明确|抓好|建立|加强|落实|指导|领导)")
"""A clause that begins so names somebody else as its object: 「支持、督促分管负责人…做好工作，每季度至少召开1次会议」."""
BODIES = re.compile(r"(?:县级以上)?各级党委(?:和|、)政府")
ITEM_SUBJECT = re.compile(r"(?:主要负责人|分管[^，。；]{0,8}负责人|其他负责人|班子其他成员)")
SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
CLAUSE = re.compile(r"[^，,]+")
DUTIES = re.compile(r"职责主要包括")
INTRODUCES = re.compile(r"，?其?的?安全生产职责主要包括[:：]?$|[:：]$")


THRESHOLD = re.compile(r"[^，。；]*(?<!级)(?:及以上|以上)[^，。；]*")
"""A condition in figures or grades: 「增加死亡一人以上」, 「发生重大及以上生产安全责任事故」; 县级以上 is none."""


@per_document
def register(document: Document) -> tuple[Duty, ...]:
    """Every duty of a document: each item of an article on duties, and each clause that says how often or from when on."""
    out: list[Duty] = []
    for unit in units_of(document):
        if unit.is_list:
            continue
        found = [*_of_unit(unit), *_thresholds(unit)]
        if not found and is_duty(unit):
            quote = unit.own.strip("；。 \n")
            found = [
                Duty(unit.provision.id, document.id, holder_of(unit), "", None, False, quote, quote, lead=unit.lead)
            ]
        out.extend(found)
    return tuple(out)


def is_duty(unit: Unit) -> bool:
    """Whether a unit stands among the duties: under such a heading, or in a list that is introduced so."""
    return bool(DUTIES.search(unit.lead)) or any("职责" in h for h in unit.provision.path[-1:])


def _thresholds(unit: Unit) -> Iterator[Duty]:
    for m in THRESHOLD.finditer(unit.own):
        text = m.group().strip()
        yield Duty(
            unit.provision.id, unit.provision.document, holder_of(unit), "", None, False, text, text, text, unit.lead
        )


def _of_unit(unit: Unit) -> Iterator[Duty]:
    for sentence in SENTENCE.finditer(unit.own):
        subject, subject_at = "", -1
        for clause in CLAUSE.finditer(sentence.group()):
            text, start = clause.group(), sentence.start() + clause.start()
            found = list(EVERY.finditer(text))
            before = text[: found[0].start()].strip() if found else ""
            if HOLDER.search(before) and not VERB_FIRST.search(before):
                subject, subject_at = before, start
            for i, every in enumerate(found):
                yield _duty(unit, text, start, found, i, subject, subject_at)


def _duty(unit: Unit, text: str, start: int, found: list[re.Match[str]], i: int, subject: str, subject_at: int) -> Duty:
    """The i-th 每… of a clause: 「区党委…每半年、镇党（工）委…每季度至少召开一次会议」 are two that share what is done."""
    end = found[i + 1].start() if i + 1 < len(found) else len(text)
    what = text[found[i].end() : end]
    if i + 1 < len(found) and not TIMES.search(what):
        what = text[found[-1].end() :]
    own = text[found[i - 1].end() : found[i].start()].lstrip("、 和") if i else ""
    inherited = not HOLDER.search(own)
    n = TIMES.search(what)
    since = subject_at if inherited and subject and 0 <= subject_at < start else start
    return Duty(
        provision=unit.provision.id,
        document=unit.provision.document,
        holder=(subject if inherited else own) or holder_of(unit),
        every=found[i].group(),
        times=to_int(n["n"]) if n else None,
        at_least=bool(n and LEAST.search(what)),
        action=what.strip("、，；。 \n"),
        quote=unit.own[since : start + len(text)].strip("，；。 \n"),
        lead=unit.lead,
    )


def holder_of(unit: Unit) -> str:
    """Whose duty it is: the subject of the item, else the holder whose duties the article lists, else the bodies named."""
    if m := ITEM_SUBJECT.match(unit.own):
        return m.group()
    if unit.lead:
        last = INTRODUCES.sub("", unit.lead.strip().split("\n")[-1])
        return re.split(r"，|对(?=分管)|按照", re.sub(r"^.*?由(?=担任)|分管安全生产工作.*$", "", last))[0]
    if bodies := BODIES.search(unit.own.split("，")[0]):
        return bodies.group()
    m = re.match(r"[^，。；]{0,30}?(?:成员|负责人|领导干部)(?=.{0,6}(?:对|应当|负责|按照|要))", unit.own)
    return m.group() if m else ""
