"""How one provision is said plainly: for each turn of phrase of such texts, fixed words around pieces of the provision.

In: a Part (a quotation, its role, the sentence that leads into it). Out: a Saying, whose every piece stands in the quotation or in
that lead; None where the text fits no rule. A condition is never left out: what limits a rule is said with it. Enumerations become
lists; nothing is explained by other words than those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.texts import message

LONGEST_ITEM = 56
MOST_ITEMS = 12
LISTED = re.compile(r"(?P<who>[^：。]+?)，?(?:存在|有|出现)下列情形之一的，(?P<then>[^：]+)[：:]")
DUTIES = re.compile(r"(?P<holder>[^：，]+?)(?:对分管[^：]*|按照“[^：]*)?，?的?安全生产职责主要包括[：:]")
IN_CHARGE = re.compile(r"(?P<who>政府领导干部)(?P<what>分管安全生产工作)，[^：]*其安全生产职责主要包括[：:]")
ITEM = re.compile(r"(?:^|\n)\s*[（(][一二三四五六七八九十]+[）)]\s*")
VERB = re.compile(
    r"(?:认真|及时|定期|大力|积极|依法|严格|统筹|全面|切实|协助|按照[^，]{2,12}，)*"
    r"(?:贯彻|把|将|组织|推动|推进|督促|加强|支持|建立|健全|完善|落实|研究|协调|部署|明确|领导|检查|负责|指导|保障|强化|开展"
    r"|加大|配齐|配强|配备|纳入|制定|实施|履行|执行|参与|带队|主持|召开|查处|监督|协助|统筹|弘扬|解决|抓好|做好|每)"
)
ANAPHORA = re.compile(
    r"^(?:其|该|上述|前款|前条|本条|本款|此|并|同时|但|以及|或者)|前款|本条|第[一二三四五六七八九十百]+条"
)
MEASURES = re.compile(
    r"(?P<how>应当根据情况|根据情节轻重)，?(?P<verb>采取|给予)(?P<list>[^。；]+?)(?:等方式问责)?；(?P<rest>涉嫌[^。；]+)。"
)
AUTHORITY = re.compile(r"由(?P<list>[^，。]+?)(?P<how>按照权限和职责分别)负责")
LIFELONG = re.compile(
    r"(?P<who>(?:各级)?党政领导干部)(?P<a>对发生[^，]+?负有领导责任)且(?P<b>[^，]+)的，不论是否(?P<even>[^，]+)，都(?P<then>[^。]+)。"
)
EXEMPT = re.compile(
    r"对(?P<what>职责范围内发生生产安全事故)，经(?:[^，]+)已经(?P<a>[^。]+?)，并(?P<b>[^，]+)的，(?P<then>不予追究[^。]+)。"
)
VETO = re.compile(
    r"对(?P<who>因[^，]+党政领导干部)，(?:(?P<when>在相关规定时限内)，)?(?P<a>取消[^，]+)，(?:(?P<when2>在相关规定时限内)，)?(?P<b>不得[^。]+)。"
)
HONOUR = re.compile(r"对在(?P<list>[^。]+?)等方面(?P<who>作出[^，。]+)，(?P<then>[^。]*给予[^。]+)。")
SCOPE = re.compile(
    r"^(?P<which>本(?:实施)?(?:细则|办法))适用于(?P<list>[^（。]+(?:（含[^）]+）[^（。]+|（[^以][^）]*）[^（。]*)*)"
)
LIKEWISE = re.compile(r"^(?P<list>[^。]+?)，?参照本(?:实施)?(?:细则|办法)执行。$")
EFFECTIVE = re.compile(r"(?P<which>本(?:实施)?(?:细则|办法))(?P<since>自[^，。]+起(?:施行|实施))")
INTERPRETER = re.compile(r"(?P<which>本(?:实施)?(?:细则|办法))由(?P<who>[^，。]+?)负责解释")
TWO_CASES = re.compile(
    r"^(?P<a>[^，。、]+发生[^，。、]+的)、(?P<b>[^，。、]+发生[^，。、]+的)，(?P<then>应当[^。]+)。$"
)
FIRSTLY = re.compile(r"(?P<intro>[^。;；:：]+)[。:：]一是(?P<rest>.+)")
NEXT = re.compile(r"[;；。,，]\s*[二三四五六七]是")


@dataclass(frozen=True, slots=True)
class Part:
    """A quotation: its text, why it is cited, and the lead of the list it is an item of."""

    text: str
    role: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence, perhaps with a list under it; `pieces` are what was taken from the text. `rest` follows the list."""

    head: str
    items: tuple[str, ...] = ()
    rest: str = ""
    pieces: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        return len(self.head) + sum(map(len, self.items)) + len(self.rest)


def say(part: Part) -> Saying | None:
    """The first rule of its role that fits."""
    found = (rule(part) for rule in (*RULES.get(part.role, ()), *ANY))
    return next((s for s in found if s is not None and len(s.items) <= MOST_ITEMS), None)


def listed(part: Part) -> Saying | None:
    """An article that lists cases: who, what follows, the cases."""
    m, items = LISTED.search(part.text.split("\n")[0]), items_of(part.text)
    if not m or len(items) < 2:
        return None
    pieces = (m["who"], m["then"], *items)
    return Saying(message("plain.cases", who=m["who"], then=m["then"]), tuple(items), pieces=pieces)


def case(part: Part) -> Saying | None:
    """One case of a list, with the sentence it belongs to."""
    m = LISTED.search(part.lead)
    if not m or ITEM.search(part.text) or "\n" in part.text:
        return None
    told, _, more = part.text.rstrip("；。").partition("的，")
    told = told + "的" if more else told
    if not told.endswith("的"):
        return None
    head = message("plain.case", who=m["who"], case=told, then=m["then"])
    return Saying(head + (f"{more}。" if more else ""), pieces=(m["who"], told, m["then"], *([more] if more else ())))


def duties(part: Part) -> Saying | None:
    """All duties of a holder: each by how it begins."""
    holder, items = holder_of(part.text.split("\n")[0]), items_of(part.text)
    if not holder or len(items) < 2:
        return None
    shown = tuple(beginning(item) for item in items)
    head = message("plain.duties", holder=holder[0])
    return Saying(head, shown, pieces=(*holder[1], *(s.removesuffix("……") for s in shown)))


def task(part: Part) -> Saying | None:
    """One duty, its clauses apart."""
    holder = holder_of(part.lead)
    if not holder or "\n" in part.text or not VERB.match(part.text):
        return None
    clauses = clauses_of(part.text.rstrip("；。"))
    if clauses is None:
        return None
    if len(clauses) < 3:
        text = part.text.rstrip("；。")
        return Saying(message("plain.task", holder=holder[0], text=text), pieces=(*holder[1], text))
    return Saying(message("plain.tasks", holder=holder[0]), clauses, pieces=(*holder[1], *clauses))


def measures(part: Part) -> Saying | None:
    m = MEASURES.search(part.text)
    if not m:
        return None
    items = tuple(re.split(r"、|或者(?:给予)?", m["list"]))
    name = "plain.measures" if m["verb"] == "采取" else "plain.given"
    return Saying(message(name, how=m["how"]), items, f"{m['rest']}。", (m["how"], m["rest"], *items))


def authority(part: Part) -> Saying | None:
    m = AUTHORITY.search(part.text)
    if not m or part.text.count("。") > 1:
        return None
    items = tuple(re.split(r"、|和", m["list"]))
    return Saying(message("plain.authority", how=m["how"]), items, pieces=(m["how"], *items))


def lifelong(part: Part) -> Saying | None:
    m = LIFELONG.search(part.text)
    if not m:
        return None
    head = message("plain.lifelong", who=m["who"], even=m["even"], then=m["then"])
    after = _after(part.text, m)
    pieces = (m["who"], m["even"], m["then"], m["a"], m["b"], *([after] if after else ()))
    return Saying(head, (m["a"], m["b"]), after, pieces)


def exempt(part: Part) -> Saying | None:
    m = EXEMPT.search(part.text)
    if not m or m["a"].startswith("被"):
        return None
    head = message("plain.exempt", what=m["what"], then=m["then"])
    return Saying(head, (m["a"], m["b"]), pieces=(m["what"], m["then"], m["a"], m["b"]))


def veto(part: Part) -> Saying | None:
    m = VETO.search(part.text)
    if not m:
        return None
    if m["when"]:
        head = message("plain.veto", when=m["when"], who=m["who"])
        return Saying(head, (m["a"], m["b"]), pieces=(m["when"], m["who"], m["a"], m["b"]))
    last = f"{m['when2']}，{m['b']}" if m["when2"] else m["b"]
    return Saying(message("plain.veto_when", who=m["who"]), (m["a"], last), pieces=(m["who"], m["a"], last))


def honour(part: Part) -> Saying | None:
    m = HONOUR.search(part.text)
    if not m or part.text[: m.start()].strip() or part.text[m.end() :].strip():
        return None
    items = tuple(m["list"].split("、"))
    return Saying(message("plain.honour", who=m["who"], then=m["then"]), items, pieces=(m["who"], m["then"], *items))


def scope(part: Part) -> Saying | None:
    m = SCOPE.match(part.text)
    if m:
        items = tuple(i for i in m["list"].split("，") if i)
        return Saying(message("plain.scope", which=m["which"]), items, pieces=(m["which"], *items))
    m = LIKEWISE.match(part.text)
    if not m or "适用于" in m["list"]:
        return None
    items = tuple(m["list"].split("，"))
    return Saying(message("plain.likewise"), items, pieces=items) if len(items) > 1 else None


def effective(part: Part) -> Saying | None:
    m = EFFECTIVE.search(part.text)
    return Saying(message("plain.effective", **m.groupdict()), pieces=tuple(m.groups())) if m else None


def interpreter(part: Part) -> Saying | None:
    m = INTERPRETER.search(part.text)
    return Saying(message("plain.interpreter", **m.groupdict()), pieces=tuple(m.groups())) if m else None


def two_cases(part: Part) -> Saying | None:
    m = TWO_CASES.match(part.text)
    return Saying(message("plain.two_cases", then=m["then"]), (m["a"], m["b"]), pieces=tuple(m.groups())) if m else None


def parts(part: Part) -> Saying | None:
    """Several rules in one provision, one under the other, where that makes them easier to take in."""
    if "\n" in part.text or part.lead or part.role == "interpretation":
        return None
    whole = [s.strip() for s in re.findall(r"[^。；]+[。；]", part.text)]
    plain = [s.rstrip("。；") for s in whole]
    if (
        len(plain) < 2
        or "".join(whole) != part.text.strip()
        or any(ANAPHORA.search(s) or len(s) > (90 if len(plain) > 2 else 50) for s in plain)
    ):
        return None
    return Saying(message("plain.parts"), tuple(plain), pieces=tuple(plain))


def firstly(part: Part) -> Saying | None:
    """一是…二是… of an interpretation, each on its line."""
    m = FIRSTLY.search(part.text.replace("\n", ""))
    if not m:
        return None
    points = NEXT.split(m["rest"])
    points = [*points[:-1], last_point(points[-1])]
    intro = m["intro"].strip()
    if len(points) < 2 or any(len(p) > 100 or "第" in p for p in points) or "第" in intro or len(intro) > 60:
        return None
    return Saying(message("plain.interpretation", intro=intro), tuple(points), pieces=(intro, *points))


def last_point(text: str) -> str:
    """The last point goes on into what follows it; a title of a few characters takes its sentence along."""
    sentences = re.split(r"[。;；]", text)
    return "。".join(sentences[: 2 if len(sentences[0]) < 8 else 1])


def holder_of(lead: str) -> tuple[str, tuple[str, ...]] | None:
    """Who has the duties that a lead announces, and the pieces it is put together from."""
    if m := IN_CHARGE.search(lead):
        return f"{m['what']}的{m['who']}", (m["what"], m["who"])
    m = DUTIES.match(lead)
    return (m["holder"], (m["holder"],)) if m else None


def items_of(text: str) -> list[str]:
    """The items of a quoted article, each on one line."""
    return [" ".join(part.split()).rstrip("；。") for part in ITEM.split(text)[1:]]


def beginning(item: str) -> str:
    """An item up to the end of a clause that still fits on two lines."""
    if len(item) <= LONGEST_ITEM:
        return item
    ends = [m.start() for m in re.finditer(r"[，；。]", item) if 8 <= m.start() <= LONGEST_ITEM]
    return f"{item[: ends[-1]]}……" if ends else item


def clauses_of(text: str) -> tuple[str, ...] | None:
    """The tasks of a duty: cut where the next clause begins with a verb; what does not stays with the one before."""
    out: list[str] = []
    for mark, clause in _clauses(text):
        if out and not VERB.match(clause):
            out[-1] += mark + clause
        else:
            out.append(clause)
    return tuple(out) if all(len(c) <= 100 for c in out) else None


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """(the mark before it, the clause)."""
    pieces = re.split(r"([，；。,]\s?)", text)
    marks = ["", *pieces[1::2]]
    yield from ((mark, clause) for mark, clause in zip(marks, pieces[::2], strict=True) if clause)


def _after(text: str, m: re.Match[str]) -> str:
    """The sentences after the one that a rule said."""
    return text[m.end() :].strip()


Rule = Callable[[Part], Saying | None]
RULES: dict[str, tuple[Rule, ...]] = {
    "situation": (listed, case),
    "aggravation": (listed, case),
    "mitigation": (listed, case),
    "measure": (measures,),
    "authority": (authority,),
    "lifelong": (lifelong,),
    "exemption": (exempt,),
    "veto": (veto,),
    "commendation": (honour,),
    "scope": (scope,),
    "effective": (effective,),
    "interpreter": (interpreter,),
    "explanation": (two_cases,),
    "interpretation": (firstly,),
    "duty": (duties, task),
    "addressee": (duties, task),
    "meeting": (duties, task),
}
ANY: tuple[Rule, ...] = (listed, case, duties, task, parts)
