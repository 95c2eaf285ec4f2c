"""The command line of eval: run | score | diff | gate | report | judge | selftest | check | import-feedback | retrieval |
bench.

In: arguments. Out: a report on standard output. Exit 0 passed, 1 failed, 2 bad input, 3 incomplete or empty, 4 no baseline.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ingest.model import BadInput
from ingest.options import Parser, exit_code

Commands = Any
"""What argparse gives for subcommands; its type has no public name."""
ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = """例：
  python -m eval run                         全部用例，按标签报告通过率；答复存在 runs/ 下
  python -m eval run --out runs/新 --repeat 3     每题问三次，存在 runs/新；中断后再运行同一条命令就接着做
  python -m eval run --url http://127.0.0.1:7860   问一个正在运行的服务
  python -m eval run --tag frequency --floor 0.9   只跑一类；通过率低于 90 % 时退出码为 1
  python -m eval score runs/新               不再提问，重新评分
  python -m eval diff runs/旧 runs/新        哪些变差、哪些修好、从哪一步起不同
  python -m eval gate runs/新 --junit gate.xml     能不能发布：门槛见 data/gate.toml
  python -m eval report runs/新              写成一页能从磁盘打开的网页，另有 Markdown 和 Excel 能开的表格
  python -m eval selftest                    植入三十多种变差，都要发现；没有变的运行三十次，不许误报
  python -m eval judge runs/新               让内网的语言模型评表述（要设 ANZE_LLM_BASE_URL、ANZE_LLM_MODEL）
  python -m eval check                       用例与语料是否相符，哪些条没有用例
  python -m eval import-feedback             把“没有帮助”的反馈写成用例草稿，供人核对
  python -m eval bench                       启动与答复的用时、内存
  python -m eval bench --source ../shared/laws --out data/bench.json      索引随语料变大的表现
  python -m eval retrieval --corpus c.jsonl --queries q.jsonl --qrels r.tsv      只评检索

退出码：0 通过，1 未通过，2 输入有误，3 没有跑完或没有可跑的，4 没有可比的基线。
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return exit_code(partial(run, options))


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m eval", description="回归评测。", epilog=EXAMPLES)
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")
    _add_run(commands)
    _add_saved(commands)
    check = commands.add_parser("check", help="用例格式与语料是否相符")
    check.set_defaults(run=_check)
    check.add_argument("--cases", type=Path, nargs="+", default=[], metavar="路径")
    _add_import_feedback(commands)
    about = "按 BEIR 格式评测检索：词、向量、融合、重排"
    retrieval = commands.add_parser("retrieval", help=about, description=about)
    retrieval.set_defaults(run=_retrieval)
    retrieval.add_argument("--corpus", type=Path, required=True, metavar="corpus.jsonl", help="每行 _id、title、text")
    retrieval.add_argument("--queries", type=Path, required=True, metavar="queries.jsonl", help="每行 _id、text")
    retrieval.add_argument("--qrels", type=Path, required=True, metavar="qrels.tsv", help="query-id、corpus-id、score")
    retrieval.add_argument("--json", action="store_true", help="输出 JSON")
    bench = commands.add_parser("bench", help="启动与答复的用时、内存")
    bench.set_defaults(run=_bench)
    bench.add_argument("--source", type=Path, metavar="文件夹", help="改为量索引规模：法律文本的文件夹")
    bench.add_argument("--share", type=float, action="append", metavar="比例", help="取多少文本，默认 0.01、0.1、1")
    bench.add_argument("--out", type=Path, metavar="文件", help="把各行写成 JSON，旁边画成同名的 .svg 图")
    bench.add_argument("--repeat", type=int, default=3, metavar="次数", help="启动几次，默认 3")
    return parser


def _add_run(commands: Commands) -> None:
    run = commands.add_parser("run", help="逐题提问并按标签报告通过率")
    run.set_defaults(run=_command("run"))
    run.add_argument("--cases", type=Path, nargs="+", default=[], metavar="路径", help="默认 data/cases")
    run.add_argument("--tag", action="append", default=[], help="只跑有此标签的用例，可多次给出")
    run.add_argument("--out", type=Path, metavar="文件夹", help="运行存在哪里；已有没跑完的就接着做。默认 runs/时间")
    run.add_argument("--repeat", type=int, default=1, metavar="次数", help="每题问几次，报告哪些题每次不一样")
    run.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="个数", help="同时问几题，默认处理器个数")
    run.add_argument("--url", default="", metavar="地址", help="问正在运行的服务，如 http://127.0.0.1:7860")
    run.add_argument("--replay", type=Path, metavar="文件夹", help="语言模型的回复存在这里、取自这里，可离线重跑")
    run.add_argument("--floor", type=float, metavar="比例", help="通过率下限，默认为发布下限")
    run.add_argument("--json", action="store_true", help="以 JSON 输出")


def _add_import_feedback(commands: Commands) -> None:
    about = "把说“没有帮助”的反馈写成用例草稿，供人核对；不在 data/cases 里，eval run 不会跑它们"
    feedback = commands.add_parser("import-feedback", help="把“没有帮助”的反馈写成用例草稿", description=about)
    feedback.set_defaults(run=_command("import_feedback"))
    feedback.add_argument("--out", type=Path, metavar="文件", help="默认 data/drafts/feedback.jsonl")
    feedback.add_argument("--database-url", default="", metavar="地址", help="记录库，默认取 ANZE_DATABASE_URL")
    feedback.add_argument("--since", default="", metavar="日期", help="只要这一天（北京时间）起的，如 2026-11-23")
    feedback.add_argument("--force", action="store_true", help="文件已经有了也覆盖")


def _add_saved(commands: Commands) -> None:
    score = commands.add_parser("score", help="给存下的运行重新评分，不再提问")
    score.set_defaults(run=_command("score"))
    score.add_argument("run_folder", type=Path, metavar="运行")
    score.add_argument("--json", action="store_true", help="以 JSON 输出")
    diff = commands.add_parser("diff", help="两次运行之间什么变了")
    diff.set_defaults(run=_command("diff"))
    diff.add_argument("before", type=Path, metavar="之前的运行")
    diff.add_argument("after", type=Path, metavar="之后的运行")
    report = commands.add_parser("report", help="把运行写成网页、Markdown 和表格")
    report.set_defaults(run=_command("report"))
    report.add_argument("run_folder", type=Path, metavar="运行")
    report.add_argument("--out", type=Path, metavar="文件夹", help="写到哪里，默认写在运行里")
    selftest = commands.add_parser("selftest", help="植入变差、重复没有变的运行：评测本身可信吗")
    selftest.set_defaults(run=_command("selftest"))
    selftest.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="个数", help="同时问几题")
    judge = commands.add_parser("judge", help="让语言模型评表述，只供参考，不进门槛")
    judge.set_defaults(run=_command("judge"))
    judge.add_argument("run_folder", type=Path, metavar="运行")
    judge.add_argument("--most", type=int, default=100, metavar="题数", help="至多评多少题，默认 100")
    for parser in (score, diff, report):
        parser.add_argument("--any-corpus", action="store_true", help="语料不同也照样算")
    gate = commands.add_parser("gate", help="能不能发布")
    gate.set_defaults(run=_command("gate"))
    gate.add_argument("run_folder", type=Path, metavar="运行")
    gate.add_argument(
        "--gate", type=Path, default=ROOT / "data" / "gate.toml", metavar="文件", help="默认 data/gate.toml"
    )
    gate.add_argument("--baseline", type=Path, default=ROOT / "data" / "baseline.json", metavar="文件")
    gate.add_argument("--save-baseline", type=Path, metavar="文件", help="先把这次运行存成基线")
    gate.add_argument("--junit", type=Path, metavar="文件", help="另写 JUnit XML")


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """A command of `eval.commands`, imported when it is called: `--help` waits for none of it."""

    def run(options: argparse.Namespace) -> int:
        from eval import commands

        return int(getattr(commands, name)(options))

    return run


def _check(options: argparse.Namespace) -> int:
    from eval.cases import DEFAULT, check_against, check_files, load_cases, uncited
    from ingest.config import load_settings
    from ingest.generation import open_generation

    generation = open_generation(load_settings().index)
    cases = load_cases(options.cases or [DEFAULT])
    problems = check_against(cases, generation)
    if not options.cases:
        problems += check_files(DEFAULT) + [f"{id}：没有一个用例引到这一条" for id in uncited(cases, generation)]
    print("\n".join(problems) or f"{len(cases)} 个用例与语料相符")
    return 1 if problems else 0


def _retrieval(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from eval.beir import load_benchmark
    from eval.retrieval import evaluate, table
    from ingest.config import load_settings
    from ingest.encoder import load_encoder
    from ingest.progress import aloud

    benchmark = load_benchmark(options.corpus, options.queries, options.qrels)
    figures = evaluate(benchmark, load_encoder(load_settings().encoder), aloud)
    print(json.dumps(asdict(figures), ensure_ascii=False, indent=1) if options.json else "\n".join(table(figures)))
    return 0


def _bench(options: argparse.Namespace) -> int:
    if options.source:
        return _growth(options)
    from eval.bench import bench
    from eval.cases import load_cases

    if options.repeat < 1:
        raise BadInput(f"--repeat {options.repeat}：至少 1 次")
    for line in bench(load_cases(), options.repeat):
        print(line, flush=True)
    return 0


def _growth(options: argparse.Namespace) -> int:
    """Each row as it comes; the JSON file is written anew after each, so that a cut run keeps what it has."""
    from dataclasses import asdict

    if options.out and options.out.suffix != ".json":
        raise BadInput(f"--out {options.out}：应是 .json 文件；图写在它旁边，后缀为 .svg")

    from eval.growth import grow, lines
    from ingest.progress import aloud

    rows = []
    for row in grow(options.source, options.share or [0.01, 0.1, 1.0]):
        rows.append(row)
        aloud(lines([row])[-1])
        if options.out:
            options.out.write_text(json.dumps([asdict(r) for r in rows], indent=1) + "\n", encoding="utf-8")
    print("\n".join(lines(rows)))
    if options.out:
        from eval.plot import draw

        draw(rows, options.out.with_suffix(".svg"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
