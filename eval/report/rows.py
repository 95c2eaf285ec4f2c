"""What the reports show of each answer, looked up once.

In: a Run, its Verdicts, the generation. Out: Rows. Of a case of the hold-out the row has no expectation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import HOLDOUT
from eval.measures import Verdict
from eval.runs import Run
from eval.summary import QUOTES, STEPS, inert, told
from ingest.generation import Generation

OUTCOMES = {
    "answered": "已答",
    "partial": "部分可答",
    "not_in_corpus": "未收录或未规定",
    "off_topic": "无关",
    "clarify": "需要补充",
    "meta": "问候与自我说明",
    "unavailable": "系统故障",
}


TAGS = {
    "accountability": "问责", "assessment": "考核", "articles": "逐条", "beijing": "北京", "boundary": "边界", "chapter": "章节",
    "changed_number": "改数", "clarify": "反问", "clarify_meta": "反问与问候", "colloquial": "口语", "compare": "对比",
    "comparison": "对比", "duties": "职责", "easy": "易", "false_premise": "虚假前提", "followup": "追问", "frequency": "频次",
    "fresh": "生题", "fujian": "福建", "general": "一般法律", "hard": "难", "hebei": "河北", "holdout": "留出", "injection": "注入",
    "interpretation": "解读", "jilin": "吉林", "lay": "生活话", "lookup": "查条", "medium": "中", "no_place": "不说地方",
    "nonexistent": "不存在的条款", "not_held": "未收录", "not_regulated": "没有规定", "off_topic": "无关", "other_law": "别的法律",
    "paraphrase": "换说法", "parent_region": "上级地区", "places": "地名", "plain": "直问", "premise": "前提", "probe": "探测",
    "references": "引用关系", "region_filter": "限定地区", "repealed": "是否有效", "scope": "适用范围", "short_name": "简称",
    "tongzhou": "通州", "wrong_place": "张冠李戴", "zaozhuang": "枣庄",
}  # fmt: skip
"""Tags as the reports name them; others keep their own name."""


def tag_name(tag: str) -> str:
    """问责 accountability."""
    return f"{TAGS[tag]} {tag}" if tag in TAGS else inert(tag)


@dataclass(frozen=True, slots=True)
class Shown:
    """A provision with a part of it marked: before, the part, after. `verdict` is empty where it is expected, not given."""

    id: str
    label: str
    before: str
    marked: str
    after: str
    verdict: str = ""
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as a reader of the report needs it."""

    case: str
    repeat: int
    tags: tuple[str, ...]
    question: str
    history: tuple[str, ...]
    passed: bool
    problems: str
    step: str
    expected_outcome: str
    outcome: str
    expected: tuple[Shown, ...]
    given: tuple[Shown, ...]
    text: str
    milliseconds: float | None


def rows_of(run: Run, verdicts: Sequence[Verdict], generation: Generation) -> list[Row]:
    """A row for each answer, in order."""
    cases = {case.id: case for case in run.cases}
    times = {(t.case, t.repeat): t.milliseconds for t in run.times}
    out = []
    for answered, v in zip(run.answers, verdicts, strict=True):
        case, answer = cases[v.case], answered.answer
        hidden = HOLDOUT in v.tags
        given = [
            _shown(str(c["provision"]), str(c["quote"]), generation, QUOTES[q], str(c["provision"]) not in v.unexpected)
            for c, q in zip(answer["citations"], v.quotes, strict=True)
        ]
        out.append(Row(
            case=inert(v.case), repeat=v.repeat, tags=tuple(map(tag_name, v.tags)), question=plain(case.question),
            history=tuple(plain(h) for h in case.history), passed=v.passed, problems="" if v.passed else told(v),
            step=STEPS.get(v.step, ""), expected_outcome="（留出）" if hidden else OUTCOMES[v.expected],
            outcome=OUTCOMES.get(v.outcome, inert(v.outcome)),
            expected=() if hidden else tuple(_shown(id, "", generation) for id in case.expect.cites),
            given=tuple(given), text=plain(answer["text"]), milliseconds=times.get((v.case, v.repeat)),
        ))  # fmt: skip
    return out


def plain(text: str) -> str:
    """Several lines of text without other control characters."""
    return "\n".join(inert(line) for line in text.split("\n"))


def _shown(id: str, quote: str, generation: Generation, verdict: str = "", fits: bool = True) -> Shown:
    provision = generation.provision(id)
    if provision is None:
        return Shown(inert(id), f"没有 {inert(id)}", "", plain(quote), "", verdict, fits)
    before, found, after = provision.text.partition(quote) if quote else (provision.text, "", "")
    if quote and not found:  # not in it: the quotation is shown alone
        return Shown(id, provision.label, "", plain(quote), "", verdict, fits)
    return Shown(id, provision.label, before, found, after, verdict, fits)
