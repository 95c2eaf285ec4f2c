"""Ask from the command line: one question, or a file of them.

In: a question, or JSON lines. Out: the answer as text or JSON. Exit 0 done, 2 bad input. Standard input is read for 「-」.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model import Question
from ingest.config import load_settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine

STEP_NAMES = ("understand", "lookup", "retrieve", "expand", "judge", "compose", "verify", "render")
EXAMPLES = """例：
  python -m assistant "迟报生产安全事故后，福建适用哪些问责措施"
  python -m assistant "党委主要负责人有哪些职责" --region 福建 --region hebei --json
  python -m assistant "第十九条第三项" --region 福建 --until lookup
  python -m assistant --batch questions.jsonl --out answers.jsonl
"""


def main(arguments: list[str] | None = None) -> int:
    """Run and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _batch(options) if options.batch else _ask(options)
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
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument(
        "--until", choices=STEP_NAMES, metavar="步骤", help=f"只运行到某一步并打印中间结果：{' '.join(STEP_NAMES)}"
    )
    parser.add_argument("--batch", type=Path, metavar="文件", help="每行一个 JSON：id、question、history、regions")
    parser.add_argument("--out", type=Path, metavar="文件", help="批量答复写到哪里，默认标准输出")
    return parser


def _engine() -> Engine:
    from assistant.engine import Engine

    engine = Engine(load_settings())
    engine.load()
    return engine


def _ask(options: argparse.Namespace) -> int:
    if not options.question.strip():
        raise BadInput('没有问题；用法：python -m assistant "问题"，或 --batch 文件；详见 --help')
    question = Question(options.question, history=tuple(options.history), regions=tuple(options.region))
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


def _batch(options: argparse.Namespace) -> int:
    questions = list(_questions(options.batch))
    engine = _engine()
    regions = tuple(options.region)
    out = options.out.open("w", encoding="utf-8") if options.out else sys.stdout
    try:
        for i, question in enumerate(questions, start=1):
            asked = Question(question.text, question.id, question.history, question.regions or regions)
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
