"""Regressions to be planted into the answers of a good run: each must be noticed, or the evaluation is blind to it.

In: a case, its recorded answer, the generation. Out: the spoiled answer, or None where this one cannot be spoiled that way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eval.cases import Case
from eval.runs import Answered
from ingest.generation import Generation

Json = dict[str, Any]
Spoil = Callable[[Case, Json, Generation], Json | None]


@dataclass(frozen=True, slots=True)
class Plant:
    """A regression by its name in Chinese."""

    name: str
    spoil: Spoil


def spoiled(plant: Plant, case: Case, answered: Answered, generation: Generation) -> Answered | None:
    """The answer with the regression in it; None where it cannot be planted there or changes nothing."""
    answer = plant.spoil(case, answered.answer, generation)
    return None if answer is None or answer == answered.answer else answered.model_copy(update={"answer": answer})


def _outcome(outcome: str) -> Spoil:
    """Another outcome, with nothing cited."""

    def spoil(case: Case, answer: Json, generation: Generation) -> Json | None:
        if answer["outcome"] in (outcome, "meta"):
            return None
        return {**answer, "outcome": outcome, "text": "没有找到。", "citations": []}

    return spoil


def _cite(change: Callable[[Json, Case, Generation], Json | None]) -> Spoil:
    """The first citation that the case expects, changed."""

    def spoil(case: Case, answer: Json, generation: Generation) -> Json | None:
        for i, citation in enumerate(answer["citations"]):
            if citation["provision"] in case.expect.cites and (changed := change(dict(citation), case, generation)):
                return {**answer, "citations": [*answer["citations"][:i], changed, *answer["citations"][i + 1 :]]}
        return None

    return spoil


def _moved(citation: Json, id: str, generation: Generation) -> Json | None:
    """The citation of another provision, with a true quotation of it."""
    provision = generation.provision(id)
    if provision is None:
        return None
    return {**citation, "provision": id, "label": provision.label, "quote": provision.text}


def _neighbour(step: int) -> Callable[[Json, Case, Generation], Json | None]:
    """The provision before or after, at the same level, where the case does not allow it."""

    def change(citation: Json, case: Case, generation: Generation) -> Json | None:
        head, number = re.fullmatch(r"(.*?)(\d+)", citation["provision"]).groups()  # type: ignore[union-attr]
        other = f"{head}{int(number) + step}"
        return None if other in case.expect.cites else _moved(citation, other, generation)

    return change


def _other_document(citation: Json, case: Case, generation: Generation) -> Json | None:
    document, _, number = citation["provision"].partition("/")
    for source in generation.catalog.sources:
        if source.id != document and generation.provision(f"{source.id}/{number}"):
            return _moved(citation, f"{source.id}/{number}", generation)
    return None


def _quote(change: Callable[[str], str]) -> Spoil:
    return _cite(lambda citation, case, generation: {**citation, "quote": change(citation["quote"])})


def _ascribed(id: Callable[[Json], str]) -> Spoil:
    """The same quotation under another provision."""
    return _cite(lambda citation, case, generation: {**citation, "provision": id(citation)})


def _without(pick: Callable[[list[Json]], list[Json]]) -> Spoil:
    """Fewer citations, and none of what was said with the others."""

    def spoil(case: Case, answer: Json, generation: Generation) -> Json | None:
        kept = pick(answer["citations"])
        gone = {f"[{c['n']}]" for c in answer["citations"]} - {f"[{c['n']}]" for c in kept}
        wanted = {c["provision"] for c in answer["citations"]} - {c["provision"] for c in kept}
        if not wanted & set(case.expect.cites):
            return None
        text = "\n".join(line for line in answer["text"].split("\n") if not any(mark in line for mark in gone))
        return {**answer, "citations": kept, "text": text}

    return spoil


def _line(pattern: str, by: str | Callable[[re.Match[str]], str]) -> Spoil:
    """The first place in a sentence that cites where the pattern is found, replaced."""

    def spoil(case: Case, answer: Json, generation: Generation) -> Json | None:
        lines = answer["text"].split("\n")
        for i, line in enumerate(lines):
            if re.search(r"\[\d+\]", line) and not re.search(r"[“”]", line) and re.search(pattern, line):
                lines[i] = re.sub(pattern, by, line, count=1)
                return {**answer, "text": "\n".join(lines)}
        return None

    return spoil


def _other_place(case: Case, answer: Json, generation: Generation) -> Json | None:
    """A sentence that cites, said of a place that neither it nor the question is about."""
    about = json.dumps([case.question, case.history, answer["citations"]], ensure_ascii=False)
    documents = {c["provision"].partition("/")[0] for c in answer["citations"]}
    about += "".join(s.region for s in generation.catalog.sources if s.id in documents)
    places = [s.region.rstrip("省市区") for s in generation.catalog.sources if s.region]
    other = next((place for place in places if place not in about), "")
    return _line(r"^", f"在{other}，")(case, answer, generation) if other else None


def _added(sentence: str) -> Spoil:
    """A sentence more, ascribed to the first citation."""

    def spoil(case: Case, answer: Json, generation: Generation) -> Json | None:
        return {**answer, "text": f"{answer['text']}\n\n{sentence}[1]"} if answer["citations"] else None

    return spoil


def _answers_anyway(case: Case, answer: Json, generation: Generation) -> Json | None:
    """An answer with a real provision where there is none to be had."""
    if case.expect.outcome not in ("not_in_corpus", "off_topic"):
        return None
    id = next(s.id for s in generation.catalog.sources if generation.provision(f"{s.id}/1")) + "/1"
    citation = _moved({"n": 1}, id, generation)
    return {**answer, "outcome": "answered", "text": "有规定。[1]", "citations": [citation]}


def _excluded(case: Case, answer: Json, generation: Generation) -> Json | None:
    return {**answer, "text": answer["text"] + "\n\n" + case.expect.excludes[0]} if case.expect.excludes else None


def _without_words(case: Case, answer: Json, generation: Generation) -> Json | None:
    """What the case wants said is said no more, in text and quotations."""
    if not case.expect.contains:
        return None
    word = case.expect.contains[0]
    cut = [{**c, "quote": c["quote"].replace(word, "")} for c in answer["citations"]]
    return {**answer, "text": answer["text"].replace(word, ""), "citations": cut}


def _half(quote: str) -> str:
    return (
        quote[: max(1, len(quote) // 2)] if quote[len(quote) // 2 - 1 : len(quote) // 2 + 1].isalnum() else quote[:-2]
    )


PLANTS = (
    Plant("引了后一项", _cite(_neighbour(1))),
    Plant("引了前一项", _cite(_neighbour(-1))),
    Plant("引了别省同号的条款", _cite(_other_document)),
    Plant("引文归到别的条", _ascribed(lambda c: c["provision"].split("/")[0] + "/1")),
    Plant(
        "引文归到别省", _ascribed(lambda c: ("hebei" if not c["provision"].startswith("hebei") else "fujian") + "/1")
    ),
    Plant("条号不存在", _ascribed(lambda c: c["provision"].split("/")[0] + "/999")),
    Plant("文件不存在", _ascribed(lambda c: "shanghai/1")),
    Plant("漏了第一条引用", _without(lambda cs: cs[1:])),
    Plant("漏了最后一条引用", _without(lambda cs: cs[:-1])),
    Plant("一条也没有引", _without(lambda cs: [])),
    Plant("引文错一个字", _quote(lambda q: "某" + q[1:])),
    Plant("引文里应当变成可以", _quote(lambda q: q.replace("应当", "可以"))),
    Plant("引文里漏了不", _quote(lambda q: q.replace("不", "", 1))),
    Plant("引文里每季度变成每月", _quote(lambda q: q.replace("每季度", "每月"))),
    Plant("引文里的数变了", _quote(lambda q: re.sub(r"[1-9一二三四五六]次", "九次", q))),
    Plant("引文截断", _quote(_half)),
    Plant("引文拼接", _quote(lambda q: q + "各级党政主要领导干部是第一责任人")),
    Plant("引文为空", _quote(lambda q: "")),
    Plant("句中的次数变了", _line(r"[1-9一二三四五六]次", "九次")),
    Plant("句中每季度变成每月", _line(r"每季度", "每月")),
    Plant("句中每年变成每两年", _line(r"每年", "每两年")),
    Plant("句中的条号变了", _line(r"第[一二三四五六七八九十]+条", "第九十九条")),
    Plant("句中的日期变了", _line(r"(\d{4})年(\d+)月(\d+)日", "2001年1月2日")),
    Plant("添一个没有依据的文号", _added("按〔1999〕1号文件执行。")),
    Plant("句中换了省", _other_place),
    Plant("添一句没有依据的数", _added("逾期不报的，处50万元罚款。")),
    Plant("添一句没有依据的期限", _added("应当在30日内完成。")),
    Plant("指向没有的引文", _line(r"\[\d+\]", "[77]")),
    Plant("正文没有了", lambda case, answer, generation: {**answer, "text": ""} if answer["citations"] else None),
    Plant("该说的字没有说", _without_words),
    Plant("说了不该说的", _excluded),
    Plant("悄悄拒答", _outcome("not_in_corpus")),
    Plant("当成无关问题", _outcome("off_topic")),
    Plant("反问而不答", _outcome("clarify")),
    Plant("说系统故障", _outcome("unavailable")),
    Plant("没有依据也照答", _answers_anyway),
)
