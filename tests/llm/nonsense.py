"""Ask many questions with a real inference server whose model has random weights, and count what of it is shown: nothing may be.

    python -m tests.llm.nonsense [HOW MANY]      builds the model and the server in a folder of its own, asks 1000

In: the index and the server. Out: Counts. Exit 1 when a sentence of the model reached a reader, or an answer is another one than
without the model.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.compose.wording.stream import Cutter
from assistant.engine import Engine, Event
from assistant.model import Question
from eval.cases import load_cases
from ingest.config import DEFAULT_INDEX, ROOT, load_settings
from tests.llm import tiny
from tests.llm.conftest import settings_for, without

PLACES = ("福建", "枣庄", "北京", "通州", "河北", "吉林")
WHO = ("党委书记", "政府主要负责人", "分管安全生产的领导", "其他领导干部", "部门负责人", "乡镇领导干部")
WHAT = (
    "有哪些安全生产职责", "多久研究一次安全生产工作", "多久检查一次", "迟报事故怎么问责", "瞒报事故怎么处理", "什么情况可以从轻",
    "什么情况从重", "一票否决怎么规定", "怎么考核", "怎么述职", "考核结果怎么用", "终身问责是什么意思", "要不要报告履职情况",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """Questions asked, replies of the model, sentences in them, and how many of these were shown."""

    asked: int = 0
    replies: int = 0
    sentences: int = 0
    characters: int = 0
    shown: int = 0
    different: int = 0
    faults: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"提问 {self.asked}，模型回复 {self.replies}（{self.sentences} 句，{self.characters} 字），没有答完 {self.faults}，"
            f"到读者面前的 {self.shown} 句，与不用模型时不同的答复 {self.different}；{self.seconds:.0f} 秒"
        )


@cache
def questions(count: int) -> tuple[str, ...]:
    """Questions of the cases and made-up ones, in a fixed random order, such as the program has an answer to."""
    files = sorted((ROOT / "data" / "cases").glob("*.jsonl"))
    told = [c.question for c in load_cases(files) if not c.history and c.expect.outcome in ("answered", "partial")]
    made = [f"{place}的{who}{what}" for place in PLACES for who in WHO for what in WHAT]
    dice = random.Random(8)
    dice.shuffle(told)
    dice.shuffle(made)
    half = min(len(told), -(-count * 3 // 4))
    out = list(dict.fromkeys([*told[:half], *made]))[:count]
    dice.shuffle(out)
    return tuple(out)


def ask_all(index: Path, server: tiny.Tiny, asked: tuple[str, ...], folder: Path) -> Counts:
    """Ask each with the model's wording and without; replies are kept in `folder`, which is how they are counted."""
    settings = settings_for(index, server.url, llm_model=server.model, llm_replay=str(folder), llm_react_s=60.0)
    engine = Engine(settings)
    engine.load()
    begun, shown, different, faults = time.monotonic(), 0, 0, 0
    for question in asked:
        events = list(engine.stream(Question(question)))
        answer = events[-1].answer
        plain = without(index).ask(Question(question))
        assert answer is not None
        shown += len(of_the_model(events))
        different += (answer.outcome, answer.citations) != (plain.outcome, plain.citations)
        different += answer.mode != "extractive" or not answer.text.startswith(plain.text)
        faults += "没有答完" in answer.text
    replies = [json.loads(path.read_text(encoding="utf-8"))["reply"] for path in folder.glob("*.json")]
    count = sum(len(list(cut(r))) for r in replies)
    letters = sum(map(len, replies))
    return Counts(len(asked), len(replies), count, letters, shown, different, faults, time.monotonic() - begun)


def cut(reply: str) -> Iterator[str]:
    """A reply in sentences."""
    cutter = Cutter()
    yield from cutter.feed(reply)
    yield from cutter.close()


def of_the_model(events: list[Event]) -> list[str]:
    """The sentences of a stream that a model wrote."""
    return [str(e.data["text"]) for e in events if e.kind == "sentence" and "model" in e.data]


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tiny.serving(tiny.build(folder / "model")) as server:
            counts = ask_all(load_settings().index or DEFAULT_INDEX, server, questions(count), folder / "replies")
    print(counts)
    return 1 if counts.shown or counts.different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
