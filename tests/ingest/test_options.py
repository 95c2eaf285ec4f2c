"""The command line speaks Chinese: help, headings, refusals."""

from __future__ import annotations

import re

import pytest

from ingest.model import BadInput
from ingest.options import Parser, exit_code, in_chinese


def made() -> Parser:
    parser = Parser("程序", description="说明\n第二行", epilog="例：\n  甲")
    parser.add_argument("--how", type=int, choices=(1, 2), metavar="怎样")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令", required=True)
    sub = commands.add_parser("做", help="做事")
    sub.add_argument("what", metavar="何事")
    group = sub.add_mutually_exclusive_group()
    group.add_argument("--fast", action="store_true")
    group.add_argument("--slow", action="store_true")
    return parser


def test_help_is_chinese_and_keeps_its_lines() -> None:
    said = made().format_help()
    assert said.startswith("用法：程序")
    assert "说明\n第二行" in said
    assert "例：\n  甲" in said
    assert "显示这段说明" in said
    assert not re.findall(r"[a-z]{3,}", said.replace("--help", "").replace("--how", ""))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "缺少：命令"),
        (("做",), "缺少：何事"),
        (("做", "甲", "乙"), "不认识：乙"),
        (("--how", "x", "做", "甲"), "--how：'x' 不是整数"),
        (("--how", "3", "做", "甲"), "--how：没有 3；可用：1, 2"),
        (("--how",), "--how：后面缺少内容"),
        (("做", "甲", "--fast", "--slow"), "--slow 与 --fast 不能同时用"),
        (("做", "甲", "--fast=1"), "--fast 后面不带内容（'1'）"),
    ],
)
def test_refusals_are_chinese(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        made().parse_args(words)
    error = capsys.readouterr().err
    assert said in error
    assert error.rstrip().endswith("--help")


def test_a_check_of_ours_is_told_as_it_is() -> None:
    assert in_chinese("argument --port: 0：端口应为 1 到 65535 的整数") == "--port：0：端口应为 1 到 65535 的整数"


def test_what_is_not_known_stays_as_it_is() -> None:
    assert in_chinese("something new") == "something new"


class Incomplete(BadInput):
    exit_code = 3


@pytest.mark.parametrize(("error", "code"), [(BadInput("坏文件"), 2), (Incomplete("坏文件"), 3)])
def test_bad_input_is_one_sentence(capsys: pytest.CaptureFixture[str], error: BadInput, code: int) -> None:
    def command() -> int:
        raise error

    assert exit_code(command) == code
    assert capsys.readouterr() == ("", "坏文件\n")


def test_the_code_of_a_command_is_its_own() -> None:
    assert exit_code(lambda: 1) == 1
