"""The reports: complete, opened from disk without asking anybody for anything, inert whatever a case says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from eval.report.page import page
from eval.report.rows import rows_of
from eval.report.text import markdown, table
from eval.score import figures_of, verdicts_of
from ingest.generation import Generation
from tests.browser.conftest import FLAGS, browser_path
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        yield browser.new_page()
        browser.close()


def test_the_page_is_inert_and_asks_nobody(reports: tuple[str, str, str], tmp_path: Path, chromium: Page) -> None:
    (tmp_path / "report.html").write_text(reports[0], encoding="utf-8")
    asked, said, alerts = [], [], []
    chromium.on("request", lambda r: asked.append(r.url))
    chromium.on("console", lambda m: said.append(m.text))
    chromium.on("dialog", lambda d: (alerts.append(d.message), d.dismiss()))
    chromium.goto(f"file://{tmp_path / 'report.html'}")
    assert chromium.locator("article").count() == len(HOSTILE) + 1
    assert chromium.locator("article img, article svg, article script, article style").count() == 0
    assert chromium.locator("h3", has_text="<script>alert(1)</script>").count() == 1
    assert (len(asked), said, alerts) == (1, [], [])
    assert "hebei/7" not in reports[0]
    chromium.fill("#find", "留出的问题")
    assert chromium.locator("article:visible").count() == 1
    assert chromium.text_content("#shown") == f"显示 1 / {len(HOSTILE) + 1}"
    chromium.fill("#find", "")
    chromium.select_option("#tag", "@SUM(A1)")
    assert chromium.locator("article:visible").count() == 1


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
