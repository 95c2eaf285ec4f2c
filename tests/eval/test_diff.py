"""Two runs compared: what changed, where it began, and what may be chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.__main__ import main
from eval.diff import Diff, compare, first_difference, require_comparable, sign_test, tag_change
from eval.runs import Run
from eval.score import verdicts_of
from eval.trace import Trace
from ingest.generation import Generation
from ingest.model import BadInput
from tests.eval.conftest import RunOf, answered, case


def compared(a: Run, b: Run, generation: Generation) -> Diff:
    return compare(a, b, verdicts_of(a, generation), verdicts_of(b, generation))


def test_every_kind_of_change(run_of: RunOf, generation: Generation) -> None:
    cases = {
        id: case(id, tags=["t"], outcome="meta")
        for id in ("worse", "better", "bad", "same", "said", "gone", "other", "new")
    }
    before = ("worse", "better", "bad", "same", "said", "gone", "other")
    after = ("worse", "better", "bad", "same", "said", "other", "new")
    a = run_of(
        [cases[id] for id in before],
        [answered(id, "off_topic" if id in ("better", "bad") else "meta", text="甲") for id in before],
    )
    changed = {**cases, "other": case("other", outcome="meta", contains=["乙"])}
    b = run_of(
        [changed[id] for id in after],
        [
            answered(id, "off_topic" if id in ("worse", "bad") else "meta", text="乙" if id == "said" else "甲")
            for id in after
        ],
    )
    found = compared(a, b, generation)
    kinds = {change.case: change.kind for change in found.changes}
    assert kinds == {
        "worse": "regressed", "better": "fixed", "bad": "failing", "gone": "missing", "other": "incomparable", "new": "new",
    }  # fmt: skip
    assert found.reworded == ("said",)
    assert found.of("regressed")[0].problems == ("结果应为 meta，实为 off_topic",)
    whole = found.tags[0]
    assert (whole.tag, whole.cases, whole.before, whole.after, whole.difference) == ("合计", 5, 3, 3, 0.0)


def test_a_case_passes_when_every_repeat_does(run_of: RunOf, generation: Generation) -> None:
    one = case("a", outcome="meta")
    steady = run_of([one], [answered("a", "meta", repeat=r) for r in (0, 1)], repeat=2)
    shaky = run_of([one], [answered("a", "meta"), answered("a", "off_topic", repeat=1)], repeat=2)
    assert [c.kind for c in compared(steady, shaky, generation).changes] == ["regressed"]


def test_where_a_change_began() -> None:
    base = Trace(documents=("fujian",), candidates=("fujian/5",), chosen=("fujian/5",), judged="answered")
    for changed, step in [
        ({"documents": ("hebei",), "chosen": ("hebei/5",)}, "understand"),
        ({"candidates": ("fujian/6",), "judged": "partial"}, "retrieve"),
        ({"chosen": ()}, "expand"),
        ({"drafted": ("fujian/5",)}, "compose"),
        ({"struck": ("一句",)}, "verify"),
    ]:
        assert first_difference(answered(trace=base), answered(trace=base.model_copy(update=changed))) == step
    assert first_difference(answered(text="甲", trace=base), answered(text="乙", trace=base)) == "compose"
    assert first_difference(answered(trace=base), answered(trace=base)) == ""
    assert first_difference(answered(), answered(trace=base)) == ""


def test_chance() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(5, 0) == pytest.approx(2 / 32)
    assert sign_test(3, 3) == 1.0
    assert sign_test(10, 2) == pytest.approx(0.0386, abs=1e-4)  # the two-sided binomial test of any textbook
    clear = tag_change("t", [(False, True)] * 30 + [(True, True)] * 10)
    assert clear.difference == 0.75
    assert 0.55 < clear.low < 0.75 < clear.high < 0.95
    still = tag_change("t", [(True, True)] * 5)
    assert (still.low, still.high, still.p) == (0.0, 0.0, 1.0)


def test_runs_of_other_corpora_are_refused(run_of: RunOf) -> None:
    a, b = run_of([case("a")], [answered("a")]), run_of([case("a")], [answered("a")], corpus="0" * 64)
    with pytest.raises(BadInput, match=r"语料不同（.+00000000）；变化可能来自法规文本；确要比较请加 --any-corpus"):
        require_comparable(a, b, any_corpus=False)
    require_comparable(a, b, any_corpus=True)


def test_the_command(
    run_of: RunOf, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANZE_INDEX", str(index))
    cases = [case("a", "甲吗", outcome="meta"), case("h", "乙吗", outcome="meta", tags=["holdout"])]
    good = run_of(cases, [answered("a", "meta"), answered("h", "meta")])
    bad = run_of(cases, [answered("a", "off_topic"), answered("h", "off_topic")])
    assert main(["diff", str(good.folder), str(good.folder)]) == 0
    assert main(["diff", str(good.folder), str(bad.folder)]) == 1
    said = capsys.readouterr().out
    assert "变差 a「甲吗」：结果应为 meta，实为 off_topic" in said
    assert "变差 h「乙吗」：留出的题，期望不显示" in said
    assert main(["diff", str(bad.folder), str(good.folder)]) == 0
    assert "修好 2" in capsys.readouterr().out
