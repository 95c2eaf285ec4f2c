"""The report of an evaluation run, opened from disk in Chromium: it asks nobody for anything, and hostile cases stay text."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.eval.conftest import generation, run_of
from tests.eval.test_report import HOSTILE, reports

__all__ = ["generation", "reports", "run_of"]


def test_the_page_is_inert_and_asks_nobody(reports: tuple[str, str, str], tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "report.html").write_text(reports[0], encoding="utf-8")
    asked, said, alerts = [], [], []
    opened = chromium.new_page()
    opened.on("request", lambda r: asked.append(r.url))
    opened.on("console", lambda m: said.append(m.text))
    opened.on("dialog", lambda d: (alerts.append(d.message), d.dismiss()))
    opened.goto(f"file://{tmp_path / 'report.html'}")
    assert opened.locator("article").count() == len(HOSTILE) + 1
    assert opened.locator("article img, article svg, article script, article style").count() == 0
    assert opened.locator("h3", has_text="<script>alert(1)</script>").count() == 1
    assert (len(asked), said, alerts) == (1, [], [])
    assert "hebei/7" not in reports[0]
    opened.fill("#find", "留出的问题")
    assert opened.locator("article:visible").count() == 1
    assert opened.text_content("#shown") == f"显示 1 / {len(HOSTILE) + 1}"
    opened.fill("#find", "")
    opened.select_option("#tag", "@SUM(A1)")
    assert opened.locator("article:visible").count() == 1
    opened.close()
