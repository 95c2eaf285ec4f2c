"""`python -m assistant --duties`: who must do what how often, listed or written to a file.

In: parsed arguments. Out: the register as a table, JSON lines or a file; exit 0 done, 1 a row is not as the text has it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import datetime

from assistant.duties import Listed, Wanted, listed
from assistant.render.export import write
from assistant.render.files import write_whole
from assistant.render.register import NotVerbatim, Row, count_line, json_lines, rows_of, table, wanted_line
from assistant.sheets.duties import register_sheet
from ingest.config import load_settings
from ingest.generation import Generation, open_generation
from ingest.model import BadInput

SHEETS = (".xlsx", ".docx", ".md")
"""What the register is written to as a sheet."""
TABLE_WIDTH = 120
"""Columns of the table where the terminal does not tell its width."""


def list_duties(options: argparse.Namespace) -> int:
    """List the register: a table or JSON lines on standard output, or a file; nothing is written for no rows."""
    if options.out and (options.out.suffix.lower() in SHEETS) == options.json:
        said = "电子表格的文件名应以 .xlsx 结尾；要 JSON 请加 --json 并用别的扩展名；也可以写成 .docx 或 .md"
        raise BadInput(f"{options.out}：{said}")
    generation = open_generation(load_settings().index)
    found = listed(generation, Wanted(tuple(options.region), options.who, options.every, options.holds))
    try:
        rows = rows_of(generation, found)
        if not rows:
            end = "没有写文件。" if options.out else ""
            said = f"没有符合条件的职责（条件：{wanted_line(found)}）。{end}"
            print(said, file=sys.stderr if options.json else sys.stdout)
        elif options.out:
            _write(options, generation, found, rows)
            print(f"已写入 {options.out}：{count_line(rows)}")
        elif options.json:
            print(json_lines(rows), end="")
        else:
            width = shutil.get_terminal_size((TABLE_WIDTH, 0)).columns if sys.stdout.isatty() else TABLE_WIDTH
            print(table(generation, found, rows, width))
    except NotVerbatim as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _write(options: argparse.Namespace, generation: Generation, found: Listed, rows: tuple[Row, ...]) -> None:
    if options.json:
        data = json_lines(rows).encode()
    else:
        sheet = register_sheet(generation, found, rows, datetime.now().astimezone())
        data = write(sheet, options.out.suffix.lower().removeprefix("."))
    write_whole(options.out, data)
