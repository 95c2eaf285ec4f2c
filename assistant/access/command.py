"""`python -m assistant users`: who may sign in.

In: add, passwd, remove or list, with a name and the password file. Out: the file changed, or one sentence why not. A password is
asked for on the terminal and never taken from the command line, where others could see it; from a pipe it is one line.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from assistant.access import users
from assistant.access.people import Role
from ingest.config import load_settings
from ingest.model import BadInput
from ingest.options import Parser

EXAMPLES = """例：
  python -m assistant users add 张三 --file users.toml           新增一人，口令在终端里输入两遍
  python -m assistant users add 李四 --admin --file users.toml   可以管理文件的管理员
  python -m assistant users passwd 张三                          换口令（名单取自 ANZE_USERS_FILE）
  python -m assistant users remove 张三                          去掉一人，正在登录的也立即失效
  python -m assistant users list                                列出名单
"""


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        path = options.file or load_settings().users_file
        if path is None:
            raise BadInput("没有说明登录名单在哪里；请加 --file users.toml，或设 ANZE_USERS_FILE")
        _run(options, path)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _run(options: argparse.Namespace, path: Path) -> None:
    if options.command == "list":
        for user in users.read_users(path).values():
            print(f"{user.name}\t{user.role}")
    elif options.command == "remove":
        users.remove(path, options.name)
        print(f"已从 {path} 去掉「{options.name}」")
    elif options.command == "passwd":
        users.change_password(path, options.name, _password())
        print(f"已换「{options.name}」的口令")
    else:
        users.add(path, options.name, Role.ADMIN if options.admin else Role.STAFF, _password())
        print(f"已在 {path} 加入「{options.name}」；设 ANZE_USERS_FILE={path} 后启动服务，名单有变化时不用重启")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("口令：")
    if getpass.getpass("再输入一遍：") != first:
        raise BadInput("两遍口令不一样；请重来")
    return first


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m assistant users", description="登录名单。", epilog=EXAMPLES)
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令", dest="command")
    for name, about in (("add", "新增一人"), ("passwd", "换口令"), ("remove", "去掉一人"), ("list", "列出名单")):
        command = commands.add_parser(name, help=about, description=about)
        if name != "list":
            command.add_argument("name", metavar="姓名")
        if name == "add":
            command.add_argument("--admin", action="store_true", help="管理员：可以收录、撤下文件")
        command.add_argument("--file", type=Path, metavar="文件", help="登录名单，默认取 ANZE_USERS_FILE")
    return parser
