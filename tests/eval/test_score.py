"""The figures of a run, and the step that a failure is laid to."""

from __future__ import annotations

import pytest

from eval.blame import blame
from eval.score import figures_of, verdicts_of
from eval.summary import lines
from eval.trace import Trace
from ingest.generation import Generation
from ingest.model import BadInput
from tests.eval.conftest import RunOf, answered, case


def text_of(generation: Generation, id: str) -> str:
    provision = generation.provision(id)
    assert provision is not None
    return provision.text


def test_figures_have_denominators_and_no_nan(run_of: RunOf, generation: Generation) -> None:
    item = text_of(generation, "fujian/20")
    cases = [
        case("a", tags=["t"], cites=["fujian/20"]),
        case("b", outcome="not_in_corpus", tags=["t"]),
        case("c", cites=["fujian/20"]),
    ]
    answers = [
        answered("a", fujian_20=item, text="是。[1]"),
        answered("b", "off_topic"),
        answered("c", "not_in_corpus"),
    ]
    run = run_of(cases, answers)
    verdicts = verdicts_of(run, generation)
    figures = figures_of(run, verdicts)
    assert figures["passed"] == [1, 3]
    assert figures["refused"] == [1, 1]  # off_topic is a refusal too, if not the right one
    assert figures["refused_wrongly"] == [1, 2]
    assert (figures["citation_recall"], figures["citation_precision"]) == ([1, 2], [1, 1])
    assert figures["by_tag"] == {"t": [1, 2]}
    assert figures["retrieval"] is None
    assert "nan" not in str(figures).lower()
    assert any("该拒的拒了 1/1（100.0 %）" in line for line in lines(figures, verdicts))
    only = run_of([case("a", outcome="off_topic")], [answered("a", "off_topic")])
    assert figures_of(only, verdicts_of(only, generation))["citation_precision"] == [0, 0]


def test_an_empty_run_has_no_figures(run_of: RunOf, generation: Generation) -> None:
    run = run_of([case("a")], [])
    with pytest.raises(BadInput, match="一个答复也没有"):
        figures_of(run, verdicts_of(run, generation))
    assert not run.complete


def test_answers_that_vary_are_told(run_of: RunOf, generation: Generation) -> None:
    cases = [case("a", outcome="meta"), case("b", outcome="meta")]
    answers = [answered(id, "meta", text=f"你好{r if id == 'a' else ''}", repeat=r) for r in (0, 1) for id in "ab"]
    run = run_of(cases, answers, repeat=2)
    assert figures_of(run, verdicts_of(run, generation))["varying"] == ["a"]


def test_another_corpus_is_refused(run_of: RunOf, generation: Generation) -> None:
    run = run_of([case("a")], [answered("a")], corpus="0" * 64)
    with pytest.raises(BadInput, match=r"运行时的语料（00000000）不是现在索引里的"):
        verdicts_of(run, generation)
    assert len(verdicts_of(run, generation, any_corpus=True)) == 1


def test_retrieval_is_measured_over_articles(run_of: RunOf, generation: Generation) -> None:
    cases = [case("a", cites=["fujian/19.1.3"]), case("b", cites=["fujian/20"])]
    traces = [Trace(candidates=("fujian/5", "fujian/19")), Trace(candidates=("fujian/20",))]
    run = run_of(cases, [answered(c.id, trace=t) for c, t in zip(cases, traces, strict=True)])
    found = figures_of(run, verdicts_of(run, generation))["retrieval"]
    assert found == {"cases": 2, "hit@5": 1.0, "MRR@10": 0.75, "nDCG@10": pytest.approx(0.8155, abs=1e-4)}


def test_control_characters_of_a_case_reach_no_terminal(run_of: RunOf, generation: Generation) -> None:
    run = run_of([case("a", excludes=["\x1b[2J"])], [answered("a", text="\x1b[2J")])
    verdicts = verdicts_of(run, generation)
    told = "\n".join(lines(figures_of(run, verdicts), verdicts))
    assert "\x1b" not in told
    assert "\\u001b[2J" in told


def test_what_the_hold_out_expects_is_not_told(run_of: RunOf, generation: Generation) -> None:
    run = run_of([case("a", tags=["holdout"], cites=["fujian/20"])], [answered("a")])
    verdicts = verdicts_of(run, generation)
    told = "\n".join(lines(figures_of(run, verdicts), verdicts))
    assert "留出的题，期望不显示" in told
    assert "fujian/20" not in told


WANTED = case("x", cites=["fujian/19.1.3"])
REFUSED = case("x", outcome="not_in_corpus")
STEPS = [
    (WANTED, Trace(documents=("hebei",), judged="answered"), "answered", "understand"),
    (WANTED, Trace(outside=True, judged="not_in_corpus"), "not_in_corpus", "understand"),
    (WANTED, Trace(named=("fujian/20",), chosen=("fujian/20",), judged="answered"), "answered", "lookup"),
    (WANTED, Trace(candidates=("fujian/20",), judged="answered"), "answered", "retrieve"),
    (WANTED, Trace(candidates=("fujian/19",), chosen=("fujian/20",), judged="answered"), "answered", "expand"),
    (WANTED, Trace(candidates=("fujian/19",), chosen=("fujian/19.1.3",), judged="not_in_corpus"), "not_in_corpus", "judge"),
    (WANTED, Trace(chosen=("fujian/19.1.3",), judged="answered"), "answered", "compose"),
    (WANTED, Trace(chosen=("fujian/19.1.3",), judged="answered", drafted=("fujian/19.1.3",)), "answered", "verify"),
    (REFUSED, Trace(named=("fujian/20",), judged="answered"), "answered", "lookup"),
    (REFUSED, Trace(candidates=("fujian/20",), judged="answered"), "answered", "judge"),
    (REFUSED, Trace(judged="off_topic"), "off_topic", "understand"),
    (REFUSED, None, "answered", ""),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "trace", "outcome", "step"), STEPS)
def test_the_step_that_went_wrong(wanted: object, trace: Trace | None, outcome: str, step: str) -> None:
    assert blame(wanted, answered(outcome=outcome, trace=trace), wanted.expect.cites, False) == step  # type: ignore[attr-defined, arg-type]
