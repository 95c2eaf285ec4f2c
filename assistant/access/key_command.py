"""`python -m assistant keys`: which programs may use the API.

In: add, list or revoke, with a name. Out: the records changed, or one sentence why not. A new key is printed once, alone on
standard output, so that it can be put into a file without being seen.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from assistant.records.command import with_records
from ingest.options import Parser

if TYPE_CHECKING:
    from assistant.records.store import Records

EXAMPLES = """例：
  python -m assistant keys add 政务门户              新增一个密钥，只显示这一次
  python -m assistant keys add 政务门户 > key.txt    密钥直接存进文件
  python -m assistant keys list                      列出密钥：名称、新增时间、最近使用、停用时间
  python -m assistant keys revoke 政务门户           停用，立即生效，服务不用重启
密钥存在记录库里（ANZE_DATABASE_URL），库里只有它的摘要。
"""


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    return with_records(partial(_run, options))


def _run(options: argparse.Namespace, records: Records) -> None:
    from assistant.access import keys

    if options.command == "list":
        for key in keys.listed(records):
            state = f"{_local(key.revoked)} 停用" if key.revoked else "在用"
            print(f"{key.name}\t{_local(key.created)} 新增\t{_local(key.last_used) or '从未'} 使用\t{state}")
    elif options.command == "revoke":
        keys.revoke(records, options.name)
        print(f"已停用「{options.name}」，带这个密钥的请求不再受理")
    else:
        print(keys.add(records, options.name))
        print(f"这是「{options.name}」的密钥，只显示这一次；请求时放在 Authorization: Bearer 后面", file=sys.stderr)


def _local(stamp: str) -> str:
    """A stamp in the time of this machine, to the minute."""
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}" if stamp else ""


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "python -m assistant keys",
        description="接口密钥，给调用接口的别的系统用。",
        epilog=EXAMPLES,
    )
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令", dest="command")
    for name, about in (("add", "新增一个"), ("list", "列出全部"), ("revoke", "停用一个")):
        command = commands.add_parser(name, help=about, description=about)
        if name != "list":
            command.add_argument("name", metavar="名称", help="给哪个系统用，如 政务门户")
    return parser
