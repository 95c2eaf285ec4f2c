"""A run as Markdown and as CSV that Excel opens.

In: figures and Rows. Out: text. Case text is inert in both: no markup, no formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from eval.report.rows import Row, tag_name
from eval.score import percent
from eval.summary import inert

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What Excel takes for the beginning of a formula."""
COLUMNS = (
    "用例",
    "次",
    "标签",
    "问题",
    "此前的问题",
    "通过",
    "出在",
    "问题点",
    "期望结果",
    "实际结果",
    "应引",
    "所引",
    "毫秒",
)


def markdown(figures: dict[str, Any], rows: Sequence[Row]) -> str:
    """Figures by tag, then the answers that did not pass."""
    about = figures["about"]
    out = [
        f"# 评测报告：{_md(about['generation'])}",
        "",
        f"代码 {_md(about['code'])}，{about['cases']} 题 × {about['repeat']}"
        + ("" if figures["complete"] else "，**没有跑完**"),
        "",
        "| 量 | 数 |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in headline(figures)),
        "",
        "| 标签 | 通过 |",
        "|---|---|",
        *(f"| {_md(tag_name(tag))} | {percent(*share)} |" for tag, share in figures["by_tag"].items()),
        "",
        "## 未通过",
        "",
    ]
    out += [
        f"- **{_md(r.case)}** {_md(r.question)}  \n  {_md(r.problems)}" + (f"（{r.step}）" if r.step else "")
        for r in rows
        if not r.passed
    ]
    return "\n".join(out) + "\n"


def headline(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """The figures that a reader looks for first."""
    broken = sum(n for name, n in figures["quotes"].items() if name != "supported")
    out = [
        ("通过", percent(*figures["passed"])),
        ("结果正确", percent(*figures["outcome"])),
        ("该拒的拒了", percent(*figures["refused"])),
        ("能答的没有答", percent(*figures["refused_wrongly"])),
        ("应引条款引到", percent(*figures["citation_recall"])),
        ("所引条款合格", percent(*figures["citation_precision"])),
        ("不合格的引文", f"{broken}/{sum(figures['quotes'].values())}"),
        ("句中数值不在引文里", str(figures["values"])),
        ("引到题外文件", str(figures["strays"])),
        ("出错", str(figures["faults"])),
        ("每次不一样", str(len(figures["varying"]))),
    ]
    if found := figures["retrieval"]:
        out += [(f"检索 {name}（{found['cases']} 题）", str(value)) for name, value in found.items() if name != "cases"]
    if times := figures["latency_ms"]:
        out.append(("单题用时 p50 / p95", f"{times['p50']} / {times['p95']} 毫秒"))
    return out


def _md(text: str) -> str:
    """The text as Markdown that means nothing but itself."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&-])", r"\\\1", inert(text.replace("\n", " ")))


def table(rows: Sequence[Row]) -> str:
    """CSV with the mark by which Excel knows UTF-8."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for r in rows:
        writer.writerow(map(_cell, (
            r.case, str(r.repeat), " ".join(r.tags), r.question, " / ".join(r.history), "是" if r.passed else "否", r.step,
            r.problems, r.expected_outcome, r.outcome, " ".join(s.id for s in r.expected), " ".join(s.id for s in r.given),
            "" if r.milliseconds is None else f"{r.milliseconds:.1f}",
        )))  # fmt: skip
    return "\ufeff" + sink.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
