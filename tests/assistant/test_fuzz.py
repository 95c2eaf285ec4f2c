"""10,000 questions made up at random against the two promises: no exception, no quote that is not in its provision, no
provision that does not exist, no place outside the scope; whatever is typed.

The questions are those of `strange.FAMILIES`, always the same over the same corpus; what every answer must keep is in
`checks`. The steps are run one by one, because `Engine.ask` turns an exception into an outcome; every twentieth question is
asked again through it at the end of its family, and must get the same answer.
"""

from __future__ import annotations

import re
import resource
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chain import STEPS, State
from assistant.engine import Engine
from assistant.model import Answer, Citation, Outcome, Question
from assistant.verify import Checked
from ingest.model import BadInput
from tests.assistant import checks
from tests.assistant.checks import CITED, Check, faults
from tests.assistant.conftest import Ask
from tests.assistant.questions import NOWHERE, Asked, Corpus, corpus_of
from tests.assistant.strange import FAMILIES, question

AGAIN = 20
SHOWN = 8
SECONDS = 10.0
MEMORY = 2 * 2**30
"""More than any question may take, in bytes beyond what the loaded program has; most take a hundredth of a second. What runs
away (第一条到第九千九百万条, counted one by one) is stopped and told apart, instead of stopping the machine."""

Spoil = Mapping[str, Callable[[State], State]]


@pytest.fixture(scope="module")
def corpus(engine: Engine) -> Iterator[Corpus]:
    """The corpus of the loaded engine, under a limit of memory."""
    corpus = corpus_of(engine.generation)
    engine.ask(Question(REPORTED))  # what is loaded late is loaded now
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, hard))
    yield corpus
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError inside when it takes longer; a regular expression is interrupted too."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(engine: Engine, asked: Asked, spoil: Spoil | None = None) -> State:
    """All steps, with nothing caught. `spoil` breaks what a step handed on, to show that it is noticed."""
    state = engine.run(Question(asked.text, history=asked.history, regions=asked.regions), STEPS[0][0])
    for at, (name, step) in enumerate(STEPS):
        state = step(state) if at else state
        state = spoil[name](state) if spoil and name in spoil else state
    return state


def problems(engine: Engine, asked: Asked, spoil: Spoil | None = None) -> tuple[list[str], Answer | None]:
    """What is wrong with the answer to a question, and the answer."""
    try:
        with at_most(SECONDS):
            state = run(engine, asked, spoil)
    except BadInput as error:
        return ([] if _may_be_refused(asked, engine) else [f"refused: {error}"]), None
    except Exception:  # whatever it is, it is what this test looks for
        return [f"exception: {traceback.format_exc(limit=-2)}"], None
    answer = state.answer
    assert answer is not None
    found = faults(asked, answer, engine.generation)
    scope = state.understood.documents
    found += [f"own scope: {c.provision}" for c in answer.citations if scope is not None and c.document not in scope]
    return found, answer


def _may_be_refused(asked: Asked, engine: Engine) -> bool:
    """What is no text, and what is longer than the setting allows, may be sent back with a sentence."""
    texts = (asked.text, *asked.history, *asked.regions)
    return any(len(t) > engine.settings.question_limit or any("\ud800" <= c <= "\udfff" for c in t) for t in texts)


def bare(answer: Answer) -> Answer:
    """An answer without what differs each time."""
    return replace(answer, id="", timings_ms={})


def report(family: str, bad: Mapping[int, list[str]], corpus: Corpus) -> str:
    """The first questions that failed, as they can be asked again."""
    lines = [f"{len(bad)} of {FAMILIES[family].count} questions of the family {family!r}"]
    for n, found in list(bad.items())[:SHOWN]:
        lines += [
            f"question({family!r}, {n}, corpus) == {question(family, n, corpus)!r}",
            *(f"    {f}" for f in found[:4]),
        ]
    return "\n".join(lines)


def test_there_are_ten_thousand() -> None:
    assert sum(family.count for family in FAMILIES.values()) == 10_000


@pytest.mark.parametrize("family", FAMILIES)
def test_whatever_is_asked(engine: Engine, corpus: Corpus, family: str) -> None:
    bad: dict[int, list[str]] = {}
    first: dict[int, Answer] = {}
    answered = 0
    for n in range(FAMILIES[family].count):
        asked = question(family, n, corpus)
        found, answer = problems(engine, asked)
        if answer and n % AGAIN == 0:
            first[n] = answer
        answered += bool(answer and answer.outcome in CITED)
        if found:
            bad[n] = found
    for n, answer in first.items():
        asked = question(family, n, corpus)
        again = engine.ask(Question(asked.text, history=asked.history, regions=asked.regions))
        if bare(again) != bare(answer):
            bad[n] = [f"answered {answer.text!r} once and {again.text!r} again"]
    assert not bad, report(family, bad, corpus)
    share = answered / FAMILIES[family].count
    assert share >= FAMILIES[family].answered, f"{family}: only {share:.0%} were answered, so little was tested"


def test_a_question_is_the_same_each_time(corpus: Corpus) -> None:
    assert all(question(family, 7, corpus) == question(family, 7, corpus) for family in FAMILIES)


# --- the checks themselves ---------------------------------------------------------------------------------------------

REPORTED = "迟报生产安全事故后，福建适用哪些问责措施"
OFTEN = "河北县委书记多久调研一次"
WHOSE = "枣庄哪个领导组织制定安全生产规划"
COMPARED = "福建和河北的问责方式有何不同"
INTERPRETED = "吉林解读提出了哪五种问责举措？"
Change = Callable[[Answer], Answer]


def first(**changes: str | int) -> Change:
    """The answer with its first citation changed."""
    return lambda a: replace(a, citations=(replace(a.citations[0], **changes), *a.citations[1:]))  # type: ignore[arg-type]


def said(old: str, new: str) -> Change:
    """The answer with other words in its text, which has the old ones."""

    def change(answer: Answer) -> Answer:
        assert old in answer.text
        return replace(answer, text=answer.text.replace(old, new, 1))

    return change


def added(line: str) -> Change:
    return lambda a: replace(a, text=f"{a.text}\n\n{line}")


def celled(answer: Answer) -> Answer:
    """The answer with another quotation in the first cell of its table."""
    assert answer.table is not None
    (cell, *cells), *rows = (row["cells"] for row in answer.table["rows"])
    spoilt = [{**entry, "quote": entry["quote"] + "罚款"} for entry in cell]
    return replace(answer, table={**answer.table, "rows": [{"cells": [spoilt, *cells]}, *({"cells": r} for r in rows)]})


FUJIAN = "《福建省党政领导干部安全生产责任制实施细则》"
JILIN = "《吉林省党政领导干部安全生产责任制实施细则》"
BAD: tuple[tuple[Check, str, Change], ...] = (
    (checks.outcome_is_kept, REPORTED, lambda a: replace(a, outcome=Outcome.UNAVAILABLE)),
    (checks.outcome_is_kept, REPORTED, lambda a: replace(a, outcome="maybe")),  # type: ignore[arg-type]
    (checks.outcome_is_kept, REPORTED, lambda a: replace(a, outcome=Outcome.CLARIFY)),
    (checks.outcome_is_kept, REPORTED, lambda a: replace(a, citations=())),
    (checks.outcome_is_kept, REPORTED, lambda a: replace(a, text=" \n")),
    (checks.outcome_is_kept, REPORTED, lambda a: replace(a, text="核对时有1句与引文不符，已删去。")),
    (checks.outcome_is_kept, REPORTED, lambda a: replace(a, question="别的问题")),
    (checks.provisions_exist, REPORTED, first(provision="fujian/99")),
    (checks.provisions_exist, REPORTED, first(label=f"{FUJIAN}第十九条第（四）项")),
    (checks.provisions_exist, REPORTED, first(document="hebei")),
    (checks.provisions_exist, REPORTED, first(region="河北省")),
    (checks.provisions_exist, REPORTED, first(effective="2019-09-28")),
    (checks.provisions_exist, REPORTED, first(url="/d/fujian/19#p1.4")),
    (checks.provisions_exist, REPORTED, first(url="/d/fujian/20#p1.3")),
    (checks.quotes_are_verbatim, REPORTED, first(quote="对迟报生产安全事故负有领导责任的")),
    (checks.quotes_are_verbatim, REPORTED, first(quote="")),
    (checks.quotes_are_verbatim, REPORTED, first(provision="fujian/20")),
    (checks.markers_agree, REPORTED, added("另见。[99]")),
    (checks.markers_agree, REPORTED, first(n=2)),
    (checks.markers_agree, REPORTED, lambda a: replace(a, text=a.text.replace("[1]", ""))),
    (checks.words_are_the_citations, REPORTED, said("对迟报、", "对")),
    (checks.words_are_the_citations, REPORTED, said("”[1]", "”[2]")),
    (checks.words_are_the_citations, REPORTED, added("情节严重的罚款五万元。[1]")),
    (checks.words_are_the_citations, OFTEN, said("每季度至少调研1次", "每季度至少调研2次")),
    (checks.words_are_the_citations, OFTEN, said("党委主要负责人", "村长")),
    (checks.words_are_the_citations, WHOSE, said("区（市）政府主要负责人的职责", "镇长的职责")),
    (checks.words_are_the_citations, WHOSE, said("区（市）政府主要负责人的职责", "区（市）党委主要负责人的职责")),
    (checks.words_are_the_citations, COMPARED, said("对存在本细则第二十一条情形", "对存在本细则第二十条情形")),
    (checks.words_are_the_citations, COMPARED, celled),
    (checks.articles_exist, REPORTED, added(f"{FUJIAN}第三十五条也有规定。")),
    (checks.articles_exist, REPORTED, added("第十九条也有规定。")),
    (checks.articles_exist, REPORTED, added(f"{FUJIAN}第十九条第九项也有规定。")),
    (checks.articles_exist, REPORTED, added(f"{FUJIAN}没有第十九条：该文的条号从第一条到第二十九条。")),
    (checks.articles_exist, REPORTED, added(f"{FUJIAN}没有第三十条：该文的条号从第一条到第三十一条。")),
    (checks.articles_exist, REPORTED, added(f"{FUJIAN}第十九条没有第3项：该条共有2项。")),
    (checks.articles_exist, REPORTED, added(f"{FUJIAN}的原文没有收录，因此不能引用它的第十九条。")),
    (checks.articles_exist, REPORTED, lambda a: replace(a, suggestions=("福建细则第三十五条",))),
    (checks.interpretation_is_no_law, INTERPRETED, first(label=f"{JILIN}解读第十九条")),
    (checks.interpretation_is_no_law, INTERPRETED, said("据解读", "据")),
    (checks.interpretation_is_no_law, INTERPRETED, added(f"{JILIN}第八条也有规定。")),
    (checks.json_is_whole, REPORTED, lambda a: replace(a, question="\ud800")),
    (checks.json_is_whole, REPORTED, lambda a: replace(a, table={"rows": float("nan")})),
    (checks.json_is_whole, REPORTED, added("\x1b[31m")),
    (checks.json_is_whole, REPORTED, lambda a: replace(a, suggestions=("福\u202e建",))),
)  # fmt: skip


@pytest.mark.parametrize(("check", "text", "change"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_a_bad_answer_is_noticed(engine: Engine, ask: Ask, check: Check, text: str, change: Change) -> None:
    answer, asked = ask(text), Asked(text)
    assert not faults(asked, answer, engine.generation)
    assert list(check(asked, change(answer), engine.generation))


@pytest.mark.parametrize(
    "asked",
    [
        Asked(REPORTED, scope=frozenset({"hebei", "beijing"})),
        Asked(REPORTED, scope=NOWHERE),
        Asked(REPORTED, only=frozenset({"fujian/19.1.4"})),
        Asked(REPORTED, only=frozenset()),
    ],
)
def test_an_answer_beside_the_scope_is_noticed(engine: Engine, ask: Ask, asked: Asked) -> None:
    answer = ask(REPORTED)
    assert not list(checks.scope_is_kept(Asked(REPORTED, scope=frozenset({"fujian"})), answer, engine.generation))
    assert list(checks.scope_is_kept(asked, answer, engine.generation))


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(TimeoutError, match="more than"), at_most(0.05):
        re.fullmatch("(a+)+b", "a" * 40)


# --- the program, broken -----------------------------------------------------------------------------------------------


def unverified(s: State) -> State:
    """As if verification let everything pass."""
    return replace(s, checked=Checked(tuple(s.draft.lines), tuple(s.draft.citations), ()))


def misquoted(s: State) -> State:
    """As if quotations were not copied but written."""
    s.draft.citations[:] = [_miswritten(c) for c in s.draft.citations]
    return s


def _miswritten(c: Citation) -> Citation:
    return replace(c, quote=c.quote.replace("应当", "可以").replace("的", "之"))


def everywhere(s: State) -> State:
    """As if no place had been named."""
    mentions = tuple(replace(m, documents=()) for m in s.understood.mentions)
    return replace(
        s, understanding=replace(s.understood, documents=None, places=(), missing_places=(), mentions=mentions)
    )


def raising(s: State) -> State:
    raise RuntimeError("disk gone")


@pytest.mark.parametrize(
    ("family", "spoil", "noticed"),
    [
        ("consequences", {"compose": misquoted, "verify": unverified}, "quotes_are_verbatim"),
        ("consequences", {"compose": misquoted}, "outcome_is_kept"),  # verification strikes it all
        ("placed", {"understand": everywhere}, "scope_is_kept"),
        ("regions", {"understand": everywhere}, "scope_is_kept"),
        ("lookup", {"judge": raising}, "exception"),
    ],
)
def test_a_broken_program_is_noticed(engine: Engine, corpus: Corpus, family: str, spoil: Spoil, noticed: str) -> None:
    def found(spoil: Spoil | None) -> Iterator[str]:
        for n in range(40):
            yield from (f.partition(":")[0] for f in problems(engine, question(family, n, corpus), spoil)[0])

    assert noticed in set(found(spoil))
