"""`python -m assistant verify FILE…`: is a file that was taken away still what was exported, and is what it quotes still the law?

In: docx, xlsx and Markdown files. Out: plain lines. Exit 0 all is right, 1 something is not, or there was no index to compare with,
2 a file cannot be read. Opens the index without the encoder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.config import load_settings
from ingest.model import BadInput
from ingest.options import Parser

if TYPE_CHECKING:
    from assistant.sheets.check import Checked
    from ingest.generation import Generation

EXAMPLES = """例：
  python -m assistant verify 安责问答-答复-20260102-0304-迟报.docx
  python -m assistant verify *.docx *.xlsx *.md

依次核对：校验码（导出之后有没有字被改动、删去或加上）；每条引文与现在的索引是否逐字一致；导出所依据的索引是不是现在使用的。
校验码防的是改动，不是签名：有意作假的人能重算校验码，所以还要逐条核对引文；引文以外的字改动后又重算的，查不出来。
退出码：0 全部一致；1 有不一致，或者没有索引可核对；2 文件读不出来。
"""
SHOWN = 30
"""Quotations up to which each gets a line of its own; of more, only those that are not right."""


def main(arguments: list[str]) -> int:
    """Check the files; returns the exit code."""
    parser = Parser("python -m assistant verify", description="核对导出的文件。", epilog=EXAMPLES)
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="导出的 .docx、.xlsx 或 .md")
    files = parser.parse_args(arguments).files
    generation, missing = _generation()
    return max([_verify(path, generation, missing) for path in files])


def _generation() -> tuple[Generation | None, str]:
    """The index, or why there is none."""
    from ingest.generation import open_generation

    try:
        return open_generation(load_settings().index), ""
    except BadInput as error:
        return None, str(error)


def _verify(path: Path, generation: Generation | None, missing: str) -> int:
    from assistant.render.export import read
    from assistant.sheets.check import check

    try:
        checked = check(read(path), generation)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join((str(path), *(f"  {line}" for line in _lines(checked, missing)))))
    return 0 if checked.is_right else 1


def _lines(checked: Checked, missing: str) -> Iterator[str]:
    yield f"校验码：{checked.digest}"
    yield f"索引：{checked.index}"
    if checked.verdicts is None:
        yield f"引文：没有核对；{missing}"
        return
    wrong = sum(not v.is_right for v in checked.verdicts)
    count = len(checked.verdicts)
    yield f"引文：{count} 条，" + (f"其中 {wrong} 条不一致" if wrong else "全部原文逐字一致") if count else "引文：没有"
    for v in checked.verdicts:
        if not v.is_right or count <= SHOWN:
            name = f"{v.quotation.marker} {v.quotation.label}（{v.quotation.provision}）".strip()
            yield f"  {name}：{v.words}"
