"""The command line of ingest: build | add | remove | check | status | parse | show | train.

In: arguments. Out: text or JSON on standard output, one sentence on standard error when something is wrong.
Exit 0 done, 1 a check failed, 2 bad input. Each command is imported when it is called.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from ingest.options import Parser, exit_code
from ingest.train.command import add_arguments, train

EXAMPLES = """例：
  python -m ingest build                          按 data/sources.toml 建索引
  python -m ingest add 安全生产法.docx            在现有索引上增加文件
  python -m ingest check data/raw                 只检查，不写索引
  python -m ingest parse data/raw --json          每条款项一行 JSON
  python -m ingest show fujian/19.1.3             一条的原文与引用关系
  python -m ingest train --out /tmp/model         重新训练编码模型，约一小时
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return exit_code(partial(run, options))


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m ingest", description="从法规文件到索引。", epilog=EXAMPLES)
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")

    def command(name: str, about: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    build = command("build", "建一代新索引并切换过去", _later("change", "build"))
    build.add_argument("--source", type=Path, nargs="+", default=[], metavar="路径", help="改为收录这些文件或文件夹")
    build.add_argument("--if-needed", action="store_true", help="现有索引合用时什么也不做")
    add = command("add", "在现有索引上增加文件", _later("change", "add"))
    add.add_argument("paths", type=Path, nargs="+", metavar="路径")
    command("remove", "从现有索引去掉一份文件", _later("change", "remove")).add_argument("document", metavar="文件id")
    check = command("check", "解析并检查文件，不写索引；有错误时退出码为 1", _later("files", "check"))
    check.add_argument("paths", type=Path, nargs="*", metavar="路径", help="默认为 data/sources.toml 登记的文件")
    command("status", "说明正在使用的索引", _later("index", "status"))
    parse = command("parse", "列出文件或文件夹里的全部条款项，不需要索引", _later("files", "parse"))
    parse.add_argument("path", type=Path, metavar="路径")
    parse.add_argument("--json", action="store_true", help="每条款项一行 JSON")
    trained = command("train", "从零训练随附的编码模型；不联网，不用现成模型，显卡可有可无", train)
    add_arguments(trained)
    command("show", "一条的原文、位置和引用关系", _later("index", "show")).add_argument("provision", metavar="条款id")
    return parser


def _later(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """A command of `ingest.commands`, imported when it is called: `--help` waits for none of it."""

    def run(options: argparse.Namespace) -> int:
        return int(getattr(import_module(f"ingest.commands.{module}"), name)(options))

    return run


if __name__ == "__main__":
    raise SystemExit(main())
