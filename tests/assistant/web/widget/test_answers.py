"""The order in which visitors are answered when more ask than can be answered at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.web.widget.answers import PAUSE, Answers, Asked


def test_who_has_no_sentence_yet_goes_before_the_rest_of_an_answer() -> None:
    order: list[str] = []
    both = threading.Event()

    def work(name: str) -> Generator[tuple[str, dict[str, Any]], None, None]:
        assert both.wait(30)
        order.append(f"{name} 第一句")
        yield "sentence", {"text": name}
        yield PAUSE, {}
        order.append(f"{name} 其余")
        yield "answer", {"id": name}

    async def main() -> list[Asked]:
        answers = Answers(1, 10, 30)
        asked = [answers.ask(name, name, lambda name=name: work(name)) for name in "甲乙丙"]  # type: ignore[misc]
        both.set()
        while not all(one.done for one in asked):
            await asyncio.sleep(0.01)
        await answers.settled()
        assert answers.pending == 0
        answers.close()
        return asked

    with ThreadPoolExecutor(1) as elsewhere:  # the browser of other tests keeps a loop running in this thread
        asked = elsewhere.submit(lambda: asyncio.run(main())).result(60)
    assert order[:3] == ["甲 第一句", "乙 第一句", "丙 第一句"]
    assert sorted(order[3:]) == ["丙 其余", "乙 其余", "甲 其余"]
    assert [[piece.kind for piece in one.pieces] for one in asked] == [["sentence", "answer"]] * 3
