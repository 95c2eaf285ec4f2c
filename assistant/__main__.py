"""Ask from the command line: one question, or a file of them; or list who must do what how often.

In: a question, JSON lines, or filters of the duty register. Out: the answer as text or JSON; the register as a table, JSON
lines or a file. Exit 0 done, 1 a row of the register is not as the text has it, 2 bad input.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model import Question
from ingest.config import load_settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.duties import Listed
    from assistant.engine import Engine
    from assistant.render.register import Row
    from ingest.generation import Generation

STEP_NAMES = ("understand", "lookup", "retrieve", "expand", "judge", "compose", "verify", "render")
EXAMPLES = """例：
  python -m assistant "迟报生产安全事故后，福建适用哪些问责措施"
  python -m assistant "党委主要负责人有哪些职责" --region 福建 --region hebei --json
  python -m assistant "第十九条第三项" --region 福建 --until lookup
  python -m assistant --batch questions.jsonl --out answers.jsonl
  python -m assistant verify 安责问答-答复.docx                      核对导出的文件，详见 verify --help
  python -m assistant users add 张三 --file users.toml               登录名单，详见 users --help

职责清单（谁、做什么、多久一次）：
  python -m assistant --duties --region 河北 --who 书记 --every 每季度 --out 职责清单.xlsx
  python -m assistant --duties --region 枣庄 --who 部门一把手       在终端里列出
  python -m assistant --duties --every 有频次 --json                所有写明频次的职责，每行一个 JSON
  python -m assistant --duties --holds "带队 检查"                  原文里同时有这两个词的
"""
SHEETS = (".xlsx", ".docx", ".md")
"""What the register is written to as a sheet."""
TABLE_WIDTH = 120
"""Columns of the table where the terminal does not tell its width."""


def main(arguments: list[str] | None = None) -> int:
    """Run and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["users"]:
        from assistant.access.command import main as users

        return users(given[1:])
    if given[:1] == ["verify"]:
        from assistant.sheets.command import main as verify

        return verify(given[1:])
    options = _parser().parse_args(given)
    try:
        _refuse_mixed(options)
        return _duties(options) if options.duties else _batch(options) if options.batch else _ask(options)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m assistant", description="向收录的法规提问。", epilog=EXAMPLES, formatter_class=form
    )
    parser.add_argument("question", nargs="?", default="", metavar="问题")
    parser.add_argument("--region", action="append", default=[], metavar="地区", help="只看这个地区或文件，可多次给出")
    parser.add_argument("--history", action="append", default=[], metavar="问题", help="此前问过的问题，按先后多次给出")
    parser.add_argument(
        "--wording", choices=("staff", "citizen"), default="staff", help="设了语言模型时，表述给工作人员还是群众看"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出；职责清单为每行一个 JSON")
    parser.add_argument(
        "--until", choices=STEP_NAMES, metavar="步骤", help=f"只运行到某一步并打印中间结果：{' '.join(STEP_NAMES)}"
    )
    parser.add_argument("--batch", type=Path, metavar="文件", help="每行一个 JSON：id、question、history、regions")
    parser.add_argument("--out", type=Path, metavar="文件", help="批量答复或职责清单写到哪里，默认标准输出")
    register = parser.add_argument_group("职责清单")
    register.add_argument("--duties", action="store_true", help="列出职责；加 --out 文件.xlsx（或 .docx、.md）写成文件")
    register.add_argument("--who", default="", metavar="责任人", help="书记、县长、部门一把手等，或责任人里的字")
    register.add_argument("--every", default="", metavar="频次", help="每年、每半年、每季度、每月、定期等，或“有频次”")
    register.add_argument("--holds", default="", metavar="文字", help="原文里要有的词，几个词用空格隔开")
    return parser


def _refuse_mixed(options: argparse.Namespace) -> None:
    """Options of the register and of asking do not go together."""
    filters = [f"--{name}" for name in ("who", "every", "holds") if getattr(options, name)]
    if filters and not options.duties:
        raise BadInput(f"{'、'.join(filters)} 要与 --duties 一起用；详见 --help")
    given = [name for name in ("question", "history", "until", "batch") if getattr(options, name)]
    if given and options.duties:
        raise BadInput(
            f"--duties 不能与{'问题' if given[0] == 'question' else f' --{given[0]} '}一起用；要查文字请用 --holds"
        )


def _engine() -> Engine:
    from assistant.engine import Engine

    engine = Engine(load_settings())
    engine.load()
    return engine


def _ask(options: argparse.Namespace) -> int:
    if not options.question.strip():
        raise BadInput('没有问题；用法：python -m assistant "问题"，或 --batch 文件；详见 --help')
    history, regions = tuple(options.history), tuple(options.region)
    question = Question(options.question, history=history, regions=regions, wording=options.wording)
    engine = _engine()
    if options.until:
        state = engine.run(question, options.until)
        shown = {
            k: getattr(state, k)
            for k in (
                "understanding",
                "found",
                "candidates",
                "groups",
                "rejected",
                "judgement",
                "draft",
                "checked",
                "answer",
                "timings_ms",
            )
        }
        print(json.dumps(shown, ensure_ascii=False, indent=1, default=_plain))
        return 0
    answer = engine.ask(question)
    print(
        json.dumps(answer.to_json(), ensure_ascii=False, indent=1)
        if options.json
        else "\n".join(_text(answer.to_json()))
    )
    return 0


def _duties(options: argparse.Namespace) -> int:
    """List the register: a table or JSON lines on standard output, or a file; nothing is written for no rows."""
    from assistant.duties import Wanted, listed
    from assistant.render.register import NotVerbatim, count_line, json_lines, rows_of, table, wanted_line
    from ingest.generation import open_generation

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
    from assistant.render.export import write
    from assistant.render.files import write_whole
    from assistant.render.register import json_lines
    from assistant.sheets.duties import register_sheet

    if options.json:
        data = json_lines(rows).encode()
    else:
        sheet = register_sheet(generation, found, rows, datetime.now().astimezone())
        data = write(sheet, options.out.suffix.lower().removeprefix("."))
    write_whole(options.out, data)


def _plain(value: object) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def _text(answer: dict[str, Any]) -> Iterator[str]:
    """For a terminal: the text, then every citation with its whole quotation."""
    yield answer["text"]
    if answer["citations"]:
        yield "\n引文"
    for c in answer["citations"]:
        dates = f"，{c['effective']} 起施行" if c["effective"] else ""
        yield f"[{c['n']}] {c['label']}（{c['region']}{dates}）\n    " + c["quote"].replace("\n", "\n    ")
    if answer["suggestions"]:
        yield "\n还可以问：" + "；".join(answer["suggestions"])


def _batch(options: argparse.Namespace) -> int:
    questions = list(_questions(options.batch))
    engine = _engine()
    regions = tuple(options.region)
    out = options.out.open("w", encoding="utf-8") if options.out else sys.stdout
    try:
        for i, question in enumerate(questions, start=1):
            chosen = question.regions or regions
            asked = Question(question.text, question.id, question.history, chosen, options.wording)
            try:
                answer = engine.ask(asked)
            except BadInput as error:
                raise BadInput(f"{options.batch}:{i}：{error}") from None
            out.write(json.dumps(answer.to_json(), ensure_ascii=False) + "\n")
            if options.out and sys.stderr.isatty():
                print(f"\r{i}/{len(questions)}", end="", file=sys.stderr, flush=True)
    finally:
        if options.out:
            out.close()
    return 0


def _questions(path: Path) -> Iterator[Question]:
    """Strictly read; every line is checked before the first is asked."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}：读不出来（{error}）；应为 UTF-8 的 JSON Lines 文件") from None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield Question(row["question"], str(row["id"]), _strings(row.get("history")), _strings(row.get("regions")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                f'{path}:{number}：应为 {{"id": …, "question": …}} 一行（{error}），读到 {line[:60]}'
            ) from None


def _strings(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise TypeError("history 与 regions 应为文字列表")
    return tuple(value)


if __name__ == "__main__":
    raise SystemExit(main())
