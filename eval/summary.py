"""The figures of a run for people at a terminal.

In: figures and Verdicts. Out: lines. Case text is inert: control characters are shown, not sent. What a case of the hold-out
expected is never told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from eval.cases import HOLDOUT
from eval.measures import Verdict
from eval.score import percent, step_order

STEPS = {
    "understand": "理解问题",
    "lookup": "按条号查",
    "retrieve": "检索",
    "expand": "选条文",
    "judge": "判断是否足以作答",
    "compose": "组织答复",
    "verify": "核对",
    "?": "不明（服务器上看不到步骤）",
}
QUOTES = {
    "supported": "逐字在所引条款里",
    "misattributed": "在别的条款里",
    "stitched": "由几处拼成",
    "cut": "截断在分句中间",
    "absent": "哪里都没有",
    "out_of_range": "没有这一条款",
}


def lines(figures: dict[str, Any], verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The report."""
    about = figures["about"]
    yield f"运行 {about['source']}，索引 {about['generation']}，代码 {about['code']}，{about['cases']} 题 × {about['repeat']}"
    if not figures["complete"]:
        yield "没有跑完：以下只是已有的答复"
    for v in verdicts:
        if not v.passed:
            yield f"  未通过 {inert(v.case)}：{told(v)}" + (f"（{STEPS[v.step]}）" if v.step else "")
    for tag, (passed, cases) in figures["by_tag"].items():
        yield f"{inert(tag)}\t{percent(passed, cases)}"
    yield f"合计\t{percent(*figures['passed'])}"
    yield f"结果正确 {percent(*figures['outcome'])}"
    yield f"该拒的拒了 {percent(*figures['refused'])}；能答的没有答 {percent(*figures['refused_wrongly'])}"
    yield f"应引条款引到 {percent(*figures['citation_recall'])}（到条 {percent(*figures['article_recall'])}）"
    yield f"所引条款合格 {percent(*figures['citation_precision'])}；引到题外文件 {figures['strays']} 处"
    yield "引文：" + "，".join(f"{QUOTES[name]} {count}" for name, count in figures["quotes"].items())
    yield f"句中数值不在其引文里 {figures['values']} 处；出错 {figures['faults']} 题；每次不一样 {len(figures['varying'])} 题"
    if found := figures["retrieval"]:
        ranks = "，".join(f"{name} {value}" for name, value in found.items() if name != "cases")
        yield f"检索（{found['cases']} 题）：{ranks}"
    if figures["steps"]:
        yield "未通过的出在：" + "，".join(f"{STEPS[name]} {count}" for name, count in step_order(figures["steps"]))
    if times := figures["latency_ms"]:
        yield f"单题用时 p50 {times['p50']} ms，p95 {times['p95']} ms"


def told(v: Verdict) -> str:
    """What may be told of a failure: of the hold-out only that it failed."""
    return "留出的题，期望不显示" if HOLDOUT in v.tags else inert("；".join(v.problems))


def inert(text: str) -> str:
    """The text without control and formatting characters: a case cannot move the cursor or hide what stands before it."""
    return "".join(c if unicodedata.category(c)[0] != "C" else f"\\u{ord(c):04x}" for c in text)
