"""The plain wording over real questions: every piece is the law's, every other word one of ours, every number its citation's."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.compose.plain import plain, plain_lines
from assistant.compose.plain_rules import Part, Saying, say
from assistant.engine import Engine
from assistant.model import Answer, Outcome, Question
from assistant.verify import claims
from ingest.generation import Generation
from tests.conftest import ROOT

FILES = (
    "accountability",
    "frequency",
    "duties",
    "scope",
    "lay",
    "jilin",
    "premise",
    "assessment",
    "probes",
    "not_held",
)
LEAST = 60
ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")


def questions() -> Iterator[Question]:
    for name in FILES:
        for line in (ROOT / "data/cases" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "question" in row:
                yield Question(row["question"], history=tuple(row.get("history", ())))


@pytest.fixture(scope="module")
def answers(engine: Engine) -> list[Answer]:
    return [engine.ask(q) for q in questions()]


def fixed_words() -> re.Pattern[str]:
    """Our own words: what stands between the values of the messages."""
    told = tomllib.loads((ROOT / "assistant/texts/messages.toml").read_text(encoding="utf-8"))["plain"]
    parts = {part for text in told.values() for part in re.split(r"\{\w+\}", text) if part}
    return re.compile("|".join(map(re.escape, sorted(parts, key=len, reverse=True))))


def flat(text: str) -> str:
    return "".join(text.split())


def test_of_every_line_each_piece_is_the_laws_and_the_rest_is_ours(
    answers: list[Answer], generation: Generation
) -> None:
    ours, said = fixed_words(), 0
    for answer in answers:
        lines = plain_lines(answer, generation)
        said += bool(lines)
        for line in lines:
            cited = [c for c in answer.citations if c.n == line.n]
            held = "".join(flat(_article(c.provision, generation)) for c in cited)
            rest = flat(line.text.replace("……", ""))
            for piece in sorted(line.pieces, key=len, reverse=True):
                for half in piece.split("：", 1):  # 责任人：做什么
                    assert flat(half) in held, (answer.question, half)
                assert flat(piece) in flat(line.text), (answer.question, piece)
                rest = rest.replace(flat(piece), "|")
            rest = re.sub(r"\[\d+\]|[|\-。；的：]", "", ours.sub("", rest))
            assert rest in ("", *(c.region for c in answer.citations)), (answer.question, rest)
    assert said >= LEAST, said


def test_every_number_is_in_its_own_citation_or_the_sentence_above_its_list(
    answers: list[Answer], generation: Generation
) -> None:
    checked = 0
    for answer in answers:
        for line in plain_lines(answer, generation):
            markers = {int(n) for n in re.findall(r"\[(\d+)\]", line.text)}
            assert markers <= {line.n}, line
            numbers = claims(re.sub(r"\[\d+\]", "", line.text))
            cited = [c for c in answer.citations if c.n == line.n]
            held = "\n".join([c.quote for c in cited] + [_lead(c.provision, generation) for c in cited])
            assert numbers <= claims(held), (answer.question, line.text)
            checked += len(numbers)
    assert checked > 40


def test_every_citation_is_said_or_nothing_is(answers: list[Answer], generation: Generation) -> None:
    for answer in answers:
        lines = plain_lines(answer, generation)
        assert not lines or {line.n for line in lines} - {0} == {c.n for c in answer.citations}


def test_what_is_not_found_is_never_put_plainly(answers: list[Answer], generation: Generation) -> None:
    others = [a for a in answers if a.outcome is not Outcome.ANSWERED]
    assert len(others) > 50
    assert [a.question for a in others if plain(a, generation)] == []


def test_an_interpretation_is_said_to_be_one_and_names_no_article(
    answers: list[Answer], generation: Generation
) -> None:
    said = [plain(a, generation) for a in answers if {c.document for c in a.citations} == {"jilin"}]
    told = [text for text in said if text]
    assert told
    for text in told:
        assert "据解读" in text
        assert not ARTICLE.search(text)


def test_a_piece_that_is_not_in_the_law_empties_the_whole(engine: Engine, generation: Generation) -> None:
    answer = engine.ask(Question("迟报生产安全事故后，福建适用哪些问责措施"))
    assert plain(answer, generation)
    measure = next(c for c in answer.citations if c.role == "measure")
    forged = replace(measure, quote=measure.quote.replace("诫勉", "警告"))
    assert plain(replace(answer, citations=(forged,), text="x"), generation) == ""


def test_a_rule_that_says_more_than_the_law_empties_the_whole(
    engine: Engine, generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = engine.ask(Question("迟报生产安全事故后，福建适用哪些问责措施"))
    for wrong in (Saying("应当开除。", pieces=("应当开除",)), Saying("应当在5日内问责。", pieces=())):
        monkeypatch.setattr("assistant.compose.plain.say", lambda _, wrong=wrong: wrong)
        assert plain(answer, generation) == ""


def test_a_worded_answer_is_left_alone(engine: Engine, generation: Generation) -> None:
    answer = engine.ask(Question("枣庄谁负责问责"))
    answer = engine.ask(Question("福建细则适用于哪些人？")) if not plain(answer, generation) else answer
    assert plain(answer, generation)
    assert plain(replace(answer, mode="worded"), generation) == ""


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (
            Part("对迟报负有领导责任的；", "situation", "党政领导干部在工作中存在下列情形之一的，应当进行问责："),
            "党政领导干部在工作中，对迟报负有领导责任的，应当进行问责。",
        ),
        # 责任人只写在列项之前的一句里
        (
            Part("加强监管部门建设。", "duty", "各级政府原则上由担任本级党委常委的政府领导干部分管安全生产工作，其安全生产职责主要包括："),
            "分管安全生产工作的政府领导干部要加强监管部门建设。",
        ),
        (Part("本细则由省应急厅负责解释。", "interpreter"), "本细则由省应急厅负责解释。"),
    ],
)  # fmt: skip
def test_rules(part: Part, expected: str) -> None:
    saying = say(part)
    assert saying is not None
    assert saying.head == expected
    assert all(flat(piece) in flat(part.text + part.lead) for piece in saying.pieces)


@pytest.mark.parametrize(
    "part",
    [
        Part("其他情形。", "situation"),
        Part("前款规定的人员应当报告。上述人员应当接受检查。", "report"),
        Part("按照第三条的规定办理。", "duty", "某某安全生产职责主要包括："),
    ],
)
def test_what_fits_no_rule_is_not_said(part: Part) -> None:
    assert say(part) is None


def _article(provision: str, generation: Generation) -> str:
    found = generation.provision(provision.partition(".")[0])
    assert found is not None, provision
    return found.text


def _lead(provision: str, generation: Generation) -> str:
    return _article(provision, generation).strip().split("\n")[0]
