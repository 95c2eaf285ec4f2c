"""The command line in Chinese: argparse's own headings and complaints are English.

In: what `argparse.ArgumentParser` takes, and a command to run. Out: a parser whose help and whose refusals are Chinese; a refusal
ends with exit 2, as argparse's do. It changes words only, never what is accepted.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from ingest.model import BadInput

SAID = (
    (r"the following arguments are required: (?P<names>.+)", "缺少：{names}"),
    (r"unrecognized arguments: (?P<names>.+)", "不认识：{names}"),
    (r"one of the arguments (?P<names>.+) is required", "以下各项须写一个：{names}"),
    (r"argument (?P<name>[^:]+): invalid choice: (?P<value>.+?) \(choose from (?P<names>.+)\)", "{name}：没有 {value}；可用：{names}"),
    (r"argument (?P<name>[^:]+): invalid int value: (?P<value>.+)", "{name}：{value} 不是整数"),
    (r"argument (?P<name>[^:]+): invalid float value: (?P<value>.+)", "{name}：{value} 不是数"),
    (r"argument (?P<name>[^:]+): invalid \S+ value: (?P<value>.+)", "{name}：{value} 不合格式"),
    (r"argument (?P<name>[^:]+): expected (?:one|at least one|\d+) arguments?", "{name}：后面缺少内容"),
    (r"argument (?P<name>[^:]+): not allowed with argument (?P<other>.+)", "{name} 与 {other} 不能同时用"),
    (r"argument (?P<name>[^:]+): ignored explicit argument (?P<value>.+)", "{name} 后面不带内容（{value}）"),
    (r"ambiguous option: (?P<name>\S+) could match (?P<names>.+)", "{name} 可以是 {names} 中的几个，请写全"),
    (r"argument (?P<name>[^:]+): (?P<rest>.+)", "{name}：{rest}"),
)  # fmt: skip
"""What argparse says, and how it is said here; the first that fits. The last is for the sentences of our own checks."""


class _Form(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Chinese; its subparsers do too, and descriptions keep their lines."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"formatter_class": _Form, **options})
        self._positionals.title, self._optionals.title = "内容", "选项"
        for action in self._actions:
            if isinstance(action, argparse._HelpAction):
                action.help = "显示这段说明"

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{in_chinese(message)}；用法见 {self.prog} --help\n")


def in_chinese(message: str) -> str:
    """A complaint of argparse in Chinese; one that is not known stays as it is."""
    for pattern, words in SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(**found.groupdict())
    return message


def exit_code(run: Callable[[], int]) -> int:
    """Of a command: bad input is one sentence on standard error, and whoever stops reading (`| head`) is no fault."""
    try:
        return run()
    except BadInput as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
