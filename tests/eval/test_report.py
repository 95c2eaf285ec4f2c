"""The reports: complete, inert whatever a case says; tests/browser/test_report.py opens the page."""

from __future__ import annotations

import csv
import io

import pytest

from eval.report.page import page
from eval.report.rows import rows_of
from eval.report.text import markdown, table
from eval.score import figures_of, verdicts_of
from ingest.generation import Generation
from tests.eval.conftest import RunOf, answered, case

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "</script><script>alert(1)//",
    "{{ 7 * 7 }}", "[点我](javascript:alert(1))", "=HYPERLINK(\"http://example.org\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1",
    "\x1b[2J\x1b[31m红", "a|b|c", "`x`", "\u202e倒过来", "<style>body{display:none}</style>",
]  # fmt: skip


@pytest.fixture
def reports(run_of: RunOf, generation: Generation) -> tuple[str, str, str]:
    """Page, Markdown and table of a run of hostile cases, one that passed and one of the hold-out."""
    cases = [case(f"x{i}", text, tags=[text], excludes=[text]) for i, text in enumerate(HOSTILE)]
    cases += [case("fine", "通过的问题", outcome="meta"), case("h", "留出的问题", tags=["holdout"], cites=["hebei/7"])]
    answers = [answered(c.id, text=text, fujian_20=text) for c, text in zip(cases, HOSTILE, strict=False)]
    run = run_of(cases, [*answers, answered("fine", "meta"), answered("h")])
    verdicts = verdicts_of(run, generation)
    figures, rows = figures_of(run, verdicts), rows_of(run, verdicts, generation)
    return page(figures, rows), markdown(figures, rows), table(rows)


def test_a_quotation_is_shown_in_its_provision(run_of: RunOf, generation: Generation) -> None:
    item = generation.provision("fujian/20")
    assert item is not None
    quote = item.text.split("；")[0]
    run = run_of([case("a", cites=["fujian/19"])], [answered("a", fujian_20=quote)])
    verdicts = verdicts_of(run, generation)
    html = page(figures_of(run, verdicts), rows_of(run, verdicts, generation))
    assert f"<mark>{quote}</mark>；涉嫌职务违法犯罪的" in html
    assert "不在应引之列" in html
    assert "《福建省党政领导干部安全生产责任制实施细则》第十九条" in html


def test_no_cell_is_a_formula(reports: tuple[str, str, str]) -> None:
    text = reports[2]
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert len(rows) == 1 + len(HOSTILE) + 2
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_markdown_is_no_markup(reports: tuple[str, str, str]) -> None:
    text = reports[1]
    assert "\x1b" not in text
    assert "<script" not in text.replace("\\<script", "")
    assert "](javascript" not in text
    assert "hebei/7" not in text
