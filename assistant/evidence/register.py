"""The duty register: who does what, how often, at least how many times, from when on, read off the clauses of a document.

In: a Document. Out: Duties in reading order, every part of them word for word in the provision or in the sentence that
introduces it. A clause without a subject of its own takes that of the clause before it in the same sentence
(「主要负责人每半年至少带队检查1次…，每半年至少专题研究1次…」), else the holder whose duties the article lists. What an
item on duties says besides its clauses on how often is a duty too, so that nothing of it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.evidence.units import Unit, per_document, units_of
from assistant.model import Duty
from ingest.model import Document
from ingest.numerals import NUMERAL, to_int

REGULARLY = r"定期(?!限|间|内)"
"""「规定期限内」 says no 定期."""
EVERY = re.compile(
    rf"每(?:半年|[一二两三四五六七八九十]?年度?|个?季度|半?个?月|周|日|天)(?:{REGULARLY})?|定期和不定期|不?{REGULARLY}|(?<![每个])季度(?=防范|会议|例会)"
)
TIMES = re.compile(rf"(?P<n>{NUMERAL})\s*次")
LEAST = re.compile(r"至少|不得?少于")
HOLDER = re.compile(
    r"(?:负责人|领导干部|成员|党委|党组|政府|党工委|党（工）委|管委会|办事处|部门|中心组|书记|主任|常务会议?|机关|机构|单位)$"
)
PERSON = re.compile(r"(?:负责人|干部|成员|书记|主任)$")
"""Who goes on doing what the next clause says; 「政府常务会议每年研究…，及时组织调研检查」: a meeting inspects nothing."""
MODAL = re.compile(r"(?:应当|必须).*$|(?:应|要)(?:采取)?$")
VERB_FIRST = re.compile(r"^(?:把|将|支持|督促|组织|协助|统筹|推动|明确|抓好|建立|加强|落实|指导|领导)")
"""A clause that begins so names somebody else as its object: 「支持、督促分管负责人…做好工作，每季度至少召开1次会议」."""
BODIES = re.compile(r"(?:县级以上)?各级党委(?:和|、)政府")
ITEM_SUBJECT = re.compile(r"(?:主要负责人|分管[^，。；]{0,8}负责人|其他负责人|班子其他成员)")
SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
CLAUSE = re.compile(r"[^，,]+")
DUTIES = re.compile(r"职责主要包括")
INTRODUCES = re.compile(
    r"，?其?的?安全生产职责主要包括[:：]?$|(?:应当)?(?:履行|承担)下列[^，。；]{0,8}职责[:：]?$|[:：]$"
)
CASES = re.compile(
    r"(?P<who>(?:负有[^，。；的]{0,8}责任的)?[^，。；的]*?干部)(?:，有|[^，。；]*?存在)下列情形之一的，(?P<then>[^:：]+)"
)
"""The sentence in front of a list of cases, which are conditions: 「…负有主要领导责任的党政领导干部，有下列情形之一的，…」."""

MEETING = re.compile(r"会议\s*$")
PURPOSE = re.compile(r"\s*(?:研究|部署)")
AND = re.compile(r"\s*并")
MANNER = re.compile(r"采取[^，,。；]*方式\s*(?=[，,]|$)")
"""What belongs to the clause before it: 「召开1次会议，研究…」, 「报告履职情况，并列入…」, 「采取定期督察的方式，加强…」."""
TOGETHER = re.compile(r"、(?=至少|不得?少于)")
"""「每季度至少组织研究1次…、至少带队检查1次…」 are two."""

GRADE = rf"(?:{NUMERAL}\s*[^，。；、\d]{{1,2}}|重大|较大|一般)"
THRESHOLD = re.compile(rf"[^，。；、]*{GRADE}(?:及|及其)?以上(?![^，。；]*以下)[^，。；、]*")
"""A condition in figures or grades: 「增加死亡一人以上」, 「发生重大及以上生产安全责任事故」; 县级以上 is none, nor a range."""
BEFORE_CONDITION = re.compile(r"^(?:或者?)?(?:[^，。；、]*?包括)?")
WHOSE_CONDITION = re.compile(r"[^，。；、]{0,16}?(?:领导干部|负责人|成员)(?=职责范围)")
FOLLOWS = re.compile(r"，(?P<then>(?:应当|必须|应|要|可以|不得)[^。；;\n]+)")
EDGES = "、，,；;。 \n"


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of a unit between commas, or more where what follows belongs to it; `named` is whom its sentence begins with.

    `opens` is set where a new line begins, which nothing is read across.
    """

    start: int
    end: int
    named: str
    first: bool
    opens: bool


@per_document
def register(document: Document) -> tuple[Duty, ...]:
    """Every duty of a document: what an article on duties says, and each clause that says how often or from when on."""
    return tuple(duty for unit in units_of(document) if not unit.is_list for duty in _of_unit(unit))


def is_duty(unit: Unit) -> bool:
    """Whether a unit stands among the duties: under such a heading, or in a list that is introduced so."""
    return bool(DUTIES.search(unit.lead)) or any("职责" in h for h in unit.provision.path[-1:])


def introduced(lead: str) -> str:
    """Whose duties, or whose cases, a sentence introduces; empty for none."""
    if cases := CASES.search(lead):
        return cases["who"]
    if "职责" not in lead:
        return ""
    last = INTRODUCES.sub("", lead.strip().split("\n")[-1])
    if len(re.findall("由担任", last)) > 1:  # 北京第八条：区里和乡镇由两种人分管，一句话里说完
        return last
    return re.split(r"，|对(?=分管)|按照", re.sub(r"^.*?由(?=担任)|分管安全生产工作.*$", "", last))[0]


def holder_of(unit: Unit) -> str:
    """Whose duty it is: the subject of the item, else the holder whose duties the article lists, else the bodies named."""
    if m := ITEM_SUBJECT.match(unit.own):
        return m.group()
    if unit.lead:
        return introduced(unit.lead)
    if bodies := BODIES.search(unit.own.split("，")[0]):
        return bodies.group()
    m = re.match(r"[^，。；]{0,30}?(?:成员|负责人|领导干部)(?=.{0,6}(?:对|应当|负责|按照|要))", unit.own)
    return m.group() if m else ""


def _of_unit(unit: Unit) -> Iterator[Duty]:
    """The clauses on how often, and between them what else an item on duties says, in reading order; then thresholds."""
    among_duties = is_duty(unit)
    subject, subject_at = "", -1
    run: list[_Clause] = []
    holder, listed = "", holder_of(unit)
    for clause in _clauses(unit.own):
        if clause.first:
            subject, subject_at = "", -1
        text = unit.own[clause.start : clause.end]
        found = list(EVERY.finditer(text))
        before = MODAL.sub("", text[: found[0].start()].strip()) if found else ""
        if HOLDER.search(before) and not VERB_FIRST.search(before):
            subject, subject_at = before, clause.start
        whose = (subject if found or PERSON.search(subject) else "") or clause.named or listed
        if run and (found or whose != holder or clause.opens):
            yield _plain(unit, run, holder)
            run = []
        if not found and among_duties and text.strip(EDGES):
            run, holder = [*run, clause], whose
        for i in range(len(found)):
            yield from _often(unit, clause, found, i, whose, subject_at)
    if run:
        yield _plain(unit, run, holder)
    yield from _thresholds(unit)


def _clauses(own: str) -> Iterator[_Clause]:
    line_ended = False
    for sentence in SENTENCE.finditer(own):
        at = sentence.start()
        named = ITEM_SUBJECT.match(sentence.group())
        parts = [(at + m.start(), at + m.end()) for m in CLAUSE.finditer(sentence.group())]
        joined: list[tuple[int, int]] = []
        for start, end in parts:
            if joined and _continues(own[slice(*joined[-1])], own[start:end]):
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        for i, (start, end) in enumerate(joined):
            yield _Clause(start, end, named.group() if named else "", i == 0, i == 0 and line_ended)
        line_ended = own[sentence.end() : sentence.end() + 1] == "\n"


def _continues(before: str, clause: str) -> bool:
    """Whether a clause goes on with one that says how often."""
    if not EVERY.search(before) or EVERY.search(clause):
        return False
    return bool(AND.match(clause) or (MEETING.search(before) and PURPOSE.match(clause)) or MANNER.search(before))


def _plain(unit: Unit, run: list[_Clause], holder: str) -> Duty:
    quote = unit.own[run[0].start : run[-1].end].strip(EDGES)
    return Duty(unit.provision.id, unit.provision.document, holder, "", None, False, quote, quote, lead=unit.lead)


def _often(
    unit: Unit, clause: _Clause, found: list[re.Match[str]], i: int, whose: str, subject_at: int
) -> Iterator[Duty]:
    """The i-th 每… of a clause: 「区党委…每半年、镇党（工）委…每季度至少召开一次会议」 are two that share what is done."""
    text = unit.own[clause.start : clause.end]
    every = found[i]
    what = text[every.end() : found[i + 1].start() if i + 1 < len(found) else len(text)]
    if i + 1 < len(found) and not TIMES.search(what):
        what = text[found[-1].end() :]
    own = text[found[i - 1].end() : every.start()].lstrip("、 和") if i else ""
    inherited = not HOLDER.search(own)
    if every.group() == "季度":  # 「主持召开季度防范…会议」：频次在宾语里，动词在它前面
        what = text
    elif manner := MANNER.search(text):
        what = text[manner.end() :] or what
    since = subject_at if inherited and 0 <= subject_at < clause.start else clause.start
    for part in TOGETHER.split(what):
        n = TIMES.search(part)
        yield Duty(
            provision=unit.provision.id,
            document=unit.provision.document,
            holder=whose if inherited else own,
            every=every.group(),
            times=to_int(n["n"]) if n else None,
            at_least=bool(n and (LEAST.search(part) or text[: every.start()].endswith("至少"))),
            action=part.strip(EDGES),
            quote=unit.own[since : clause.end].strip(EDGES),
            lead=unit.lead,
        )


def _thresholds(unit: Unit) -> Iterator[Duty]:
    """Each condition in figures or grades, with whom it is about and what follows from it; 「…的、…的，应当…」 are two."""
    cases = CASES.search(unit.lead)
    for sentence in SENTENCE.finditer(unit.own):
        follows = FOLLOWS.search(sentence.group())
        for m in THRESHOLD.finditer(sentence.group()):
            text = BEFORE_CONDITION.sub("", m.group().strip(), count=1)
            about = WHOSE_CONDITION.match(text)
            condition = text[about.end() :] if about else text
            then = follows["then"] if follows and follows.start() >= m.end() else cases["then"] if cases else condition
            yield Duty(
                provision=unit.provision.id,
                document=unit.provision.document,
                holder=about.group() if about else holder_of(unit),
                every="",
                times=None,
                at_least=False,
                action=then.strip(EDGES),
                quote=sentence.group().strip(EDGES),
                threshold=condition,
                lead=unit.lead,
            )
