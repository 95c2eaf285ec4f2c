"""`python -m assistant channels`: which portals may show the widget.

In: add, set, on, off, list, show, remove or tag, with a channel's id. Out: the records changed, or what there is. A running server
takes a change up within five seconds. Exit 0 done, 2 bad input.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial

from assistant.channels import store
from assistant.channels.model import LIMIT_NAMES, TEXT_NAMES, Channel, limits_of, texts_of
from assistant.channels.tag import tag_lines
from assistant.records.command import with_records
from assistant.records.store import Records
from ingest.model import BadInput
from ingest.options import Parser

EXAMPLES = """例：
  python -m assistant channels add fuzhou --name 福州市政府网站 --origin https://www.fuzhou.gov.cn --documents 福建
  python -m assistant channels add group --name 网站群 --origin 'https://*.example.gov.cn'    下属各网站都可以用
  python -m assistant channels set fuzhou --origin https://www.fuzhou.gov.cn --origin https://m.fuzhou.gov.cn
  python -m assistant channels set fuzhou --limit address_minute=60 --text office=福州市应急管理局
  python -m assistant channels set fuzhou --text 'examples=多久检查一次？|迟报如何问责？' --documents ''     空为全部
  python -m assistant channels off fuzhou --reason 门户改版      再用 on fuzhou 启用
  python -m assistant channels tag fuzhou --url https://anze.example.gov.cn     门户网页里要加的标签和策略
  python -m assistant channels list
改动在五秒内对正在运行的服务生效，不用重启。
"""
ABOUT = {
    "add": "新增一个渠道",
    "set": "修改一个渠道；没有写的各项不变",
    "on": "启用",
    "off": "停用，窗口里会显示原因",
    "list": "列出各渠道",
    "show": "一个渠道的全部设置",
    "remove": "删除一个渠道",
    "tag": "门户网页里要加的脚本标签和内容安全策略",
}


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    return with_records(partial(_run, options))


def _run(options: argparse.Namespace, records: Records) -> None:
    if options.command == "list":
        for one in store.channels(records):
            print("\t".join((one.id, one.name, "、".join(one.origins), f"停用：{one.off}" if one.off else "启用")))
    elif options.command == "show":
        print("\n".join(shown(store.channel(records, options.id))))
    elif options.command == "tag":
        print("\n".join(tag_lines(store.channel(records, options.id), options.url)))
    elif options.command == "remove":
        store.remove(records, options.id, who())
        print(f"已删除渠道「{options.id}」")
    elif options.command == "off":
        store.switch_off(records, options.id, options.reason, who())
        print(f"已停用渠道「{options.id}」；再启用：python -m assistant channels on {options.id}")
    elif options.command == "on":
        store.switch_on(records, options.id, who())
        print(f"已启用渠道「{options.id}」")
    else:
        _write(options, records)


def _write(options: argparse.Namespace, records: Records) -> None:
    adding = options.command == "add"
    before = Channel(options.id, options.id) if adding else store.channel(records, options.id)
    new = replace(
        before,
        name=before.name if options.name is None else options.name,
        origins=tuple(options.origin) if options.origin else before.origins,
        documents=before.documents if options.documents is None else tuple(d for d in options.documents if d.strip()),
        limits=limits_of(_pairs("--limit", options.limit), before.limits),
        texts=texts_of(_pairs("--text", options.text), before.texts),
    )
    written = store.add(records, new, who()) if adding else store.change(records, new, who())
    print(
        f"已{'新增' if adding else '修改'}渠道「{written.id}」；门户要加的标签：python -m assistant channels tag {written.id}"
    )
    for origin in written.origins:
        if origin.startswith("http://"):
            print(f"注意：{origin} 不是 https，网页会在途中被人改动；能用 https 就用 https", file=sys.stderr)


def who() -> str:
    """The name under which a change is written down."""
    try:
        return f"命令行：{getpass.getuser()}"
    except (KeyError, OSError):  # a container without a name for its user
        return "命令行"


def shown(channel: Channel) -> list[str]:
    """Every setting, a line each."""
    limits = [f"{LIMIT_NAMES[name]}：{value}" for name, value in asdict(channel.limits).items()]
    texts = asdict(channel.texts)
    return [
        f"代号：{channel.id}",
        f"名称：{channel.name}",
        f"状态：{f'停用（{channel.off}）' if channel.off else '启用'}",
        *(f"来源：{origin}" for origin in channel.origins),
        f"开放的文件：{'、'.join(channel.documents) or '全部'}",
        *(f"限额（问题数）{line}" for line in limits),
        *(f"{TEXT_NAMES[n]}：{v if isinstance(v, str) else ' | '.join(v)}" for n, v in texts.items() if v),
        f"新增：{channel.created[:16]} UTC，{channel.created_by}",
        f"最后修改：{channel.changed[:16]} UTC，{channel.changed_by}",
    ]


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    out = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInput(f"{option} {pair}：应写成 名称=值")
        out[name.strip()] = value.strip()
    return out


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "python -m assistant channels", description="门户渠道：哪些网站可以嵌入问答窗口。", epilog=EXAMPLES,
    )  # fmt: skip
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令", dest="command")
    for name, about in ABOUT.items():
        command = commands.add_parser(name, help=about, description=about)
        if name != "list":
            command.add_argument("id", metavar="代号", help="小写字母、数字和连字符，如 fuzhou-portal")
        if name in ("add", "set"):
            _add_fields(command)
        if name == "off":
            command.add_argument("--reason", required=True, metavar="原因", help="访客和网站管理员会看到")
        if name == "tag":
            command.add_argument(
                "--url", default="", metavar="网址", help="本服务对外的网址，如 https://anze.example.gov.cn"
            )
    return parser


def _add_fields(command: argparse.ArgumentParser) -> None:
    command.add_argument("--name", metavar="名称", help="给管理员看的名称")
    command.add_argument(
        "--origin",
        action="append",
        metavar="来源",
        help="门户的地址 https://域名，可多次给出；下属网站写 https://*.本单位域名",
    )
    command.add_argument(
        "--documents", action="append", metavar="文件", help="开放的文件代号或地区，可多次给出；给空的就是全部"
    )
    limits, texts = "、".join(LIMIT_NAMES), "、".join(TEXT_NAMES)
    command.add_argument("--limit", action="append", default=[], metavar="名称=数", help=f"限额：{limits}")
    command.add_argument(
        "--text", action="append", default=[], metavar="名称=文字", help=f"文字：{texts}；给空的就用默认的"
    )
