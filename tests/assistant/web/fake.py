"""An engine without search: the real texts, and answers that are written out here.

`FakeGeneration` holds the documents of data/sources.toml, parsed; `FakeEngine` gives the same answer to the same words.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.model import Answer, Citation, Outcome, Question
from ingest.config import Settings
from ingest.corpus import Prepared, catalog_files, prepare_all
from ingest.model import Document, Finding, Provision, Reference
from ingest.sources import Catalog, load_catalog

QUOTES = {
    "fujian/19.1.3": ("对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的", "situation"),
    "fujian/20": ("对存在本实施细则第十九条情形的责任人员", "measure"),
    "fujian/22.1.4": ("", "measure"),
}


@dataclass(frozen=True)
class FakeEvent:
    kind: str
    data: dict[str, Any]
    answer: Answer | None = None


@lru_cache(maxsize=1)
def texts() -> tuple[Catalog, dict[str, Prepared]]:
    catalog = load_catalog()
    return catalog, {p.document.id: p for p in prepare_all(catalog_files(catalog), catalog)}


class FakeGeneration:
    name = "20260101-000000-fake"

    def __init__(self) -> None:
        self.catalog, self.prepared = texts()

    def document(self, id: str) -> Document | None:
        return self.prepared[id].document if id in self.prepared else None

    def provision(self, id: str) -> Provision | None:
        document = self.document(id.partition("/")[0])
        return next((p for p in document.provisions if p.id == id), None) if document else None

    def tops(self) -> list[str]:
        return [p.id for one in self.prepared.values() for p in one.document.provisions if "." not in p.number]

    def outgoing(self, id: str) -> tuple[Reference, ...]:
        references = self.prepared[id.partition("/")[0]].references
        return tuple(r for r in references if r.source == id or r.source.startswith(f"{id}."))

    def incoming(self, id: str) -> tuple[Reference, ...]:
        every = (r for p in self.prepared.values() for r in p.references)
        return tuple(r for r in every if any(t == id or t.startswith(f"{id}.") for t in r.targets))

    def findings(self, document: str) -> tuple[Finding, ...]:
        return self.prepared[document].findings


class FakeEngine:
    """Answers 迟报 with three citations, 上海 with not_in_corpus, 坏 by breaking, and everything else by echoing."""

    def __init__(self, settings: Settings, fails: str = "") -> None:
        self.settings, self.fails = settings, fails
        self.ready, self.error = False, ""
        self.asked: list[Question] = []
        self.delay = 0.0

    def load(self) -> None:
        self.error = self.fails
        self.generation = FakeGeneration()
        self.ready = not self.fails

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if "坏" in question.text:
            raise RuntimeError("坏了")
        if "上海" in question.text:
            return self._answer(question, Outcome.NOT_IN_CORPUS, "本库没有收录上海市的规定。")
        if "迟报" not in question.text:
            return self._answer(question, Outcome.CLARIFY, f"请补充：{question.text}")
        cited = tuple(self._cite(n, id) for n, id in enumerate(QUOTES, start=1))
        text = "福建省的规定如下。\n\n- 情形：**迟报** [1]\n- 措施：问责 [2]，从重 [3]，[9]\n\n| 情形 | 措施 |\n|---|---|\n| 迟报 | 通报 |\n"
        return self._answer(question, Outcome.ANSWERED, text, cited)

    def stream(self, question: Question) -> Iterator[FakeEvent]:
        for name, label in (("understand", "理解问题"), ("retrieve", "检索条文"), ("verify", "核对引文")):
            yield FakeEvent("step", {"name": name, "label": label})
            time.sleep(self.delay)
        answer = self.ask(question)
        yield FakeEvent("sentence", {"text": answer.text})
        yield FakeEvent("answer", answer.to_json(), answer)

    def _cite(self, n: int, id: str) -> Citation:
        provision = self.generation.provision(id)
        assert provision
        quote, role = QUOTES[id]
        document, _, number = id.partition("/")
        top, _, inner = number.partition(".")
        url = f"/d/{document}/{top}" + (f"#p{inner}" if inner else "")
        return Citation(n, id, provision.label, document, "福建省", quote or provision.text, role, url, "2018-09-28")

    def _answer(self, question: Question, outcome: Outcome, text: str, citations: tuple[Citation, ...] = ()) -> Answer:
        return Answer(
            "1", question.text, outcome, text, citations, suggestions=("福建细则第二十条",), generation="fake"
        )
