"""What is told of a comparison: each change with its reason, nothing of what a case of the hold-out expected."""

from __future__ import annotations

from eval.cases import HOLDOUT
from eval.changes import lines
from eval.diff import Change, Diff, TagChange
from tests.eval.conftest import case


def test_lines() -> None:
    found = Diff(
        (
            Change("a", "regressed", (), "judge", ("结果应为 meta，实为 off_topic",)),
            Change("b", "regressed", (HOLDOUT,), "", ("应引 fujian/19",)),
            Change("c", "fixed", (), "", ("不说",)),
        ),
        ("d",),
        (TagChange("合计", 4, 3, 2, -0.25, -0.5, 0.0, 1.0), TagChange("不变", 1, 1, 1, 0.0, 0.0, 0.0, 1.0)),
    )
    told = list(lines(found, {id: case(id, question=f"问{id}\x1b[2J") for id in "abcd"}))
    assert told == [
        "变差 2，修好 1，仍未通过 0，新增 0，缺少 0，题目或期望变了，不能比 0；答复变了而结论没变 1",
        "  变差 a「问a\\u001b[2J」，从“判断是否足以作答”起不同：结果应为 meta，实为 off_topic",
        "  变差 b「问b\\u001b[2J」：留出的题，期望不显示",
        "  修好 c「问c\\u001b[2J」",
        "",
        "标签\t题数\t之前\t之后\t差（95 % 区间）\t符号检验 p",
        "合计\t4\t3/4（75.0 %）\t2/4（50.0 %）\t-25.0%（-50.0%…+0.0%）\t1.000",
    ]
