"""`python -m assistant --batch`: a file of questions, answered one after the other.

In: JSON lines with id, question, history and regions. Out: a line of JSON for each answer. Raises BadInput with the line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model import Question
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine


def answer_all(options: argparse.Namespace, open_engine: Callable[[], Engine]) -> int:
    """The engine is opened once the whole file has been read."""
    questions = list(_questions(options.batch))
    engine = open_engine()
    regions = tuple(options.region)
    out = options.out.open("w", encoding="utf-8") if options.out else sys.stdout
    try:
        for i, question in enumerate(questions, start=1):
            chosen = question.regions or regions
            asked = Question(question.text, question.id, question.history, chosen, options.wording)
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
