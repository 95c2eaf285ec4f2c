"""The evaluation command: what it counts, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.cases import Case, load_cases
from eval.measures import judge_answer, meets
from eval.run import summary
from ingest.generation import Generation, open_generation


@pytest.fixture(scope="module")
def generation(index: Path) -> Generation:
    return open_generation(index)


def answer(outcome: str = "answered", text: str = "", **cites: str) -> dict[str, Any]:
    citations = [{"provision": k.replace("_", "/").replace("p", "."), "quote": q} for k, q in cites.items()]
    return {"outcome": outcome, "text": text, "citations": citations}


def case(**expect: Any) -> Case:
    return Case.model_validate({"id": "x", "question": "问", "expect": {"outcome": "answered", **expect}})


def test_an_article_cited_whole_meets_its_item(generation: Generation) -> None:
    article = generation.provision("fujian/19")
    assert article is not None
    whole = [{"provision": "fujian/19", "quote": article.text}]
    part = [{"provision": "fujian/19", "quote": article.text[:30]}]
    assert meets("fujian/19.1.3", whole, generation)
    assert not meets("fujian/19.1.3", part, generation)
    assert meets("fujian/19", [{"provision": "fujian/19.1.3", "quote": "x"}], generation)


def test_what_fails_a_case(generation: Generation) -> None:
    item = generation.provision("fujian/19.1.3")
    assert item is not None
    good = answer(fujian_19p1p3=item.text)
    assert judge_answer(case(cites=["fujian/19.1.3"]), good, generation, 1).passed
    assert not judge_answer(case(cites=["fujian/20"]), good, generation, 1).passed
    assert not judge_answer(case(outcome="off_topic"), good, generation, 1).passed
    assert not judge_answer(case(contains=["诫勉"]), good, generation, 1).passed
    assert not judge_answer(case(excludes=["瞒"]), answer(text="瞒报"), generation, 1).passed


def test_a_quote_that_is_not_there_fails_whatever_was_expected(generation: Generation) -> None:
    false = answer(fujian_20="罚款五万元")
    verdict = judge_answer(case(), false, generation, 1)
    assert verdict.broken == ("fujian/20",)
    assert not verdict.passed
    assert summary([verdict], "g")["broken_citations"] == 1


def test_an_empty_run_has_no_figures() -> None:
    with pytest.raises(ValueError, match="no verdicts"):
        summary([], "g")


def test_exit_codes(index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = {
        "id": "a",
        "question": "福建第二十条",
        "expect": {"outcome": "answered", "cites": ["fujian/20"]},
        "tags": ["t"],
    }
    good, bad, broken = tmp_path / "good.jsonl", tmp_path / "bad.jsonl", tmp_path / "broken.jsonl"
    good.write_text(json.dumps(line), encoding="utf-8")
    bad.write_text(json.dumps({**line, "expect": {"outcome": "off_topic"}}), encoding="utf-8")
    broken.write_text("{", encoding="utf-8")
    assert main(["run", "--cases", str(good)]) == 0
    assert main(["run", "--cases", str(bad)]) == 1
    assert main(["run", "--cases", str(bad), "--floor", "0"]) == 0
    assert main(["run", "--cases", str(broken)]) == 2
    assert main(["run", "--cases", str(good), "--tag", "none"]) == 3
    assert "没有符合条件的用例" in capsys.readouterr().err


def test_all_cases(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The release floor: pass rate, and every quotation word for word."""
    assert main(["run", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["cases"] == len(load_cases())
    assert figures["broken_citations"] == 0
    assert figures["citations"]["expected"] >= 0.93 * figures["citations"]["cited"]
