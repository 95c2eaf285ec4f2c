"""A run as one page that opens from disk: nothing is fetched, nothing of a case is markup or script.

In: figures and Rows. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.report.rows import Row, tag_name
from eval.report.text import headline
from eval.score import percent, step_order
from eval.summary import STEPS


def page(figures: dict[str, Any], rows: Sequence[Row]) -> str:
    """The page."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    tags = [
        (tag_name(tag), passed, cases, percent(passed, cases)) for tag, (passed, cases) in figures["by_tag"].items()
    ]
    return environment.get_template("page.html").render(
        about=figures["about"],
        complete=figures["complete"],
        headline=headline(figures),
        tags=tags,
        steps=[(STEPS[name], count) for name, count in step_order(figures["steps"])],
        failing=[row for row in rows if not row.passed],
        passing=[row for row in rows if row.passed],
    )
