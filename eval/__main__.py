"""The command line of eval: run | check | retrieval | bench.

In: arguments. Out: a report on standard output. Exit 0 passed, 1 failed, 2 bad input, 3 nothing was run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from ingest.model import BadInput

EXAMPLES = """例：
  python -m eval run                         全部用例，按标签报告通过率
  python -m eval run --tag frequency         只跑一类
  python -m eval run --floor 0.9             通过率低于 90 % 时退出码为 1
  python -m eval check                       用例与语料是否相符
  python -m eval bench                       启动与答复的用时、内存
  python -m eval bench --source ../shared/laws --out data/bench.json      索引随语料变大的表现
  python -m eval retrieval --corpus c.jsonl --queries q.jsonl --qrels r.tsv      只评检索
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m eval", description="回归评测。", epilog=EXAMPLES, formatter_class=form)
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")
    run = commands.add_parser("run", help="逐题提问并按标签报告通过率")
    run.set_defaults(run=_run)
    run.add_argument("--cases", type=Path, nargs="+", default=[], metavar="路径", help="默认 data/cases")
    run.add_argument("--tag", action="append", default=[], help="只跑有此标签的用例，可多次给出")
    run.add_argument("--floor", type=float, metavar="比例", help="通过率下限，默认为发布下限")
    run.add_argument("--json", action="store_true", help="以 JSON 输出")
    run.add_argument("--answers", type=Path, metavar="文件", help="把全部答复写入 JSON Lines 文件")
    check = commands.add_parser("check", help="用例格式与语料是否相符")
    check.set_defaults(run=_check)
    check.add_argument("--cases", type=Path, nargs="+", default=[], metavar="路径")
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


def _run(options: argparse.Namespace) -> int:
    from assistant.engine import Engine
    from eval.cases import DEFAULT, load_cases
    from eval.run import RELEASE_FLOOR, ask_all, lines, summary
    from ingest.config import load_settings

    floor = RELEASE_FLOOR if options.floor is None else options.floor
    if not 0 <= floor <= 1:
        raise BadInput(f"--floor {floor}：应在 0 与 1 之间")
    cases = [c for c in load_cases(options.cases or [DEFAULT]) if not options.tag or set(options.tag) & set(c.tags)]
    if not cases:
        print("没有符合条件的用例，什么也没有跑", file=sys.stderr)
        return 3
    engine = Engine(load_settings())
    engine.load()
    figures = summary(ask_all(cases, engine, options.answers), engine.generation.name)
    print(json.dumps(figures, ensure_ascii=False, indent=1) if options.json else "\n".join(lines(figures)))
    failed = figures["passed"] < floor * figures["cases"] or figures["broken_citations"]
    return 1 if failed else 0


def _check(options: argparse.Namespace) -> int:
    from eval.cases import DEFAULT, check_against, load_cases
    from ingest.config import load_settings
    from ingest.generation import open_generation

    cases = load_cases(options.cases or [DEFAULT])
    problems = check_against(cases, open_generation(load_settings().index))
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
