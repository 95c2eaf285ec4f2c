"""Is a stretch of a sentence said by a stretch of the evidence?

In: both in plain form. Out: whether every word of the first stands in the second, in its order, with nothing left out that
bears on it. Allowed are: leaving out whole clauses that are no condition, exception, prohibition or subject of what is kept;
leaving out some of several alternative conditions; 的, 地, 了 less, a remark in brackets; a comma less. Everything else is no.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

INLINE = frozenset("的则即就也还")
"""Characters a sentence may have more. Not 了: 「履行了职责」 reports what the text demands. Not 地: 「各级」 is not 「各地级」.

Nor a comma: 「党委，和政府主要负责人」 is not 「党委和政府主要负责人」."""
FREE = INLINE | frozenset(",、和或")
LOOSE = frozenset("的地了其并")
"""Characters a sentence may have fewer."""
ADVERBS = ("认真", "切实", "积极", "严格", "不断", "坚决", "进1步", "大力", "着力")
"""May be left out in front of a clause."""
BRACKET = re.compile(r"\([^()不未无非除\d]*\)")
PREPOSITION = re.compile(
    r"^(?:在|经|由|按|依|自|除|对|因|从|以|当|如|若|凡|根据|结合|未经|针对|涉及|属于|符合|发生|造成|情节|存在|有|一经|超过|达到|每.{0,4}$)"
)
CONDITION = re.compile(r"(?:的|时|后|前|内|中|外|下|上|起|之1|情况|情形|期间|以来|同时|基础上|原则)$")
RESTRICTION = re.compile(r"[不未无非禁勿]|否(?!决)|免除|免予|免于|但|除|仅|只|下列|以下|如下|限|须|必")
EXCEPTION = re.compile(r"但|除|例外|另有|仅|只|前提|限于|不包括|不适用|从其")
HOLDER = re.compile(
    r"书记|主任|省长|市长|区长|县长|镇长|乡长|部长|局长|厅长|秘书长|负责人|负责同志|领导|干部|成员|党委|党组|党工委|政府|机关|部门|单位|委员会|安委|常委|组织部|人大|政协|"
    r"[厅局办]$|[厅局办](?:和|、|会同)|者$|人员"
)
SUBJECTLESS = re.compile(
    r"^(?:把|将|每|及时|认真|加强|推动|推进|督促|支持|组织(?!部)|建立|健全|落实|研究|强化|统筹|定期|大力|严格|并)"
)
"""Begins a clause whose subject stands before it, if anywhere."""
NUMERIC = re.compile(r"\d|每")
MANNER = re.compile(r"按照|依照|根据")
"""「其他成员按照职责分工和“一岗双责”要求」: what they do comes only after the comma."""
ALTERNATIVES = re.compile(r"或")
CASE = re.compile(r"(?:[^、,]{6,}(?:、[^、,]+)*?的、)+[^,]{6,}的$")
"""Whole cases one after another, each ending with 的."""
APART = re.compile(r"分别|各自|均|都|同时|之1")


def said_by(said: str, text: str) -> bool:
    """Whether the unit `text` says `said`."""
    if not said or Counter(c for c in said if c not in FREE) - Counter(text):
        return False
    starts = _starts(text)
    dropped = _droppable(text, starts)
    todo, seen = [(0, 0)], {(0, 0)}
    while todo:
        i, j = todo.pop()
        if i == len(said) and _may_end(text, j, starts):
            return True
        for state in _steps(said, i, text, j, starts, dropped) if i < len(said) else ():
            if state not in seen:
                seen.add(state)
                todo.append(state)
    return False


def _steps(
    said: str, i: int, text: str, j: int, starts: frozenset[int], dropped: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """From having read `said` up to i and `text` up to j: how far both may be read next."""
    if said[i] in INLINE and i:
        yield i + 1, j
    if j == len(text):
        return
    if (after := _alternative(text, j)) is not None:
        yield i, after
    if j in starts and (i == 0 or said[i - 1] == ","):
        yield from ((i, j + len(a)) for a in ADVERBS if text.startswith(a, j))
        if j in dropped:
            yield i, dropped[j]
    if m := BRACKET.match(text, j):
        yield i, m.end()
    if text[j] == "," or (text[j] in LOOSE and _boundary(text, j)):
        yield i, j + 1
    if said[i] == text[j] or _same_joint(said[i], text, j):
        yield i + 1, j + 1


def _starts(text: str) -> frozenset[int]:
    """Where its clauses begin."""
    return frozenset({0, *(m.end() for m in re.finditer(",", text))})


def _clause(text: str, start: int) -> str:
    return text[start:].partition(",")[0]


def _droppable(text: str, starts: frozenset[int]) -> dict[int, int]:
    """Clauses that may be left out before another: where each begins, and where the next does."""
    out = {}
    for start in starts:
        clause = _clause(text, start)
        after = start + len(clause) + 1
        if after >= len(text) or PREPOSITION.search(clause) or CONDITION.search(clause) or RESTRICTION.search(clause):
            continue
        if len(clause) <= 4 and (NUMERIC.search(clause) or HOLDER.search(clause)):
            continue
        if HOLDER.search(clause) and not SUBJECTLESS.search(clause) and not HOLDER.search(_clause(text, after)[:40]):
            continue
        out[start] = after
    return out


def _may_end(text: str, j: int, starts: frozenset[int]) -> bool:
    """Whether nothing that bears on what was said follows: only whole clauses without an exception."""
    while j < len(text) and (text[j] in LOOSE or BRACKET.match(text, j)):
        m = BRACKET.match(text, j)
        j = m.end() if m else j + 1
    if j >= len(text):
        return True
    rest = text[j + 1 :] if text[j] == "," else text[j:]
    at_clause = text[j] == "," or j in starts
    before = text[: j - (text[j] != ",")].rpartition(",")[2]
    unfinished = CONDITION.search(before) or PREPOSITION.match(before) or MANNER.search(before)
    return at_clause and not EXCEPTION.search(rest) and not unfinished


def _boundary(text: str, j: int) -> bool:
    """其 and 并 only where a clause begins; 的, 地 and 了 anywhere but inside a word such as 目的 or 各地."""
    if text[j] in "其并":
        return j == 0 or text[j - 1] == ","
    return j > 0 and text[j - 1 : j + 1] not in ("目的", "各地", "当地", "属地", "基地", "土地", "场地", "异地")


def _same_joint(one: str, text: str, j: int) -> bool:
    """Of 、 and 和 or 或 in a list."""
    other, alternative = text[j], "或" in text
    if one == "、":  # 「减少损失、挽回影响的」 might mean both, where the text has either
        return other in "和或" and "、" in _clause(text, text.rfind(",", 0, j) + 1)
    return other == "、" and ((one == "和" and not alternative) or (one == "或" and alternative and "和" not in text))


def _alternative(text: str, j: int) -> int | None:
    """Where the next of several alternative conditions begins, from the beginning of one."""
    start = text.rfind(",", 0, j) + 1
    clause = _clause(text, start)
    if not clause.endswith("的") or RESTRICTION.search(clause):
        return None
    if CASE.match(clause):
        return _other_case(text, j, start, start + len(clause))
    if not ALTERNATIVES.search(clause) or not (j == start or text[j - 1] in "、或对因有"):
        return None
    m = re.compile(r"[^、或,]+[、或]").match(text, j)
    return m.end() if m and not NUMERIC.search(m.group()) and "和" not in m.group() else None


def _other_case(text: str, j: int, start: int, end: int) -> int | None:
    """「市级…发生重大事故的、县级…发生较大事故的，应当说明」 says it of each, unless what follows tells them apart."""
    if APART.search(text, end):
        return None
    if j == start or text[j - 2 : j] == "的、":
        after = text.find("的、", j, end)
        return after + 2 if after >= 0 else None
    return end if text[j - 1 : j + 1] == "的、" else None
