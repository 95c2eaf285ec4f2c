"""Ask from the command line: one question, or a file of them; or list who must do what how often.

In: a question, JSON lines, or filters of the duty register. Out: the answer as text or JSON; the register as a table, JSON
lines or a file. Exit 0 done, 1 a row of the register is not as the text has it, 2 bad input.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model import Question
from ingest.config import load_settings
from ingest.model import BadInput
from ingest.options import Parser, exit_code

if TYPE_CHECKING:
    from assistant.engine import Engine

STEP_NAMES = ("understand", "lookup", "retrieve", "expand", "judge", "compose", "verify", "render")
EXAMPLES = """例：
  python -m assistant "迟报生产安全事故后，福建适用哪些问责措施"
  python -m assistant "党委主要负责人有哪些职责" --region 福建 --region hebei --json
  python -m assistant "第十九条第三项" --region 福建 --until lookup
  python -m assistant --batch questions.jsonl --out answers.jsonl
  python -m assistant verify 安责问答-答复.docx                      核对导出的文件，详见 verify --help
  python -m assistant users add 张三 --file users.toml               登录名单，详见 users --help
  python -m assistant keys add 政务门户                              接口密钥，详见 keys --help
  python -m assistant channels add fuzhou --origin https://www.fuzhou.gov.cn   门户渠道，详见 channels --help

职责清单（谁、做什么、多久一次）：
  python -m assistant --duties --region 河北 --who 书记 --every 每季度 --out 职责清单.xlsx
  python -m assistant --duties --region 枣庄 --who 部门一把手       在终端里列出
  python -m assistant --duties --every 有频次 --json                所有写明频次的职责，每行一个 JSON
  python -m assistant --duties --holds "带队 检查"                  原文里同时有这两个词的
"""


def main(arguments: list[str] | None = None) -> int:
    """Run and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["users"]:
        from assistant.access.command import main as users

        return users(given[1:])
    if given[:1] == ["keys"]:
        from assistant.access.key_command import main as keys

        return keys(given[1:])
    if given[:1] == ["channels"]:
        from assistant.channels.command import main as channels

        return channels(given[1:])
    if given[:1] == ["verify"]:
        from assistant.sheets.command import main as verify

        return verify(given[1:])
    return exit_code(partial(_run, _parser().parse_args(given)))


def _run(options: argparse.Namespace) -> int:
    _refuse_mixed(options)
    if options.duties:
        from assistant.duties_command import list_duties

        return list_duties(options)
    if options.batch:
        from assistant.batch import answer_all

        return answer_all(options, _engine)
    return _ask(options)


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m assistant", description="向收录的法规提问。", epilog=EXAMPLES)
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


if __name__ == "__main__":
    raise SystemExit(main())
