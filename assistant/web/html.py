"""The one Jinja2 environment: every page and fragment of ours comes from `templates/`, with autoescape on.

In: a template's name and its values. Out: HTML. A value that a template does not get raises instead of printing nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"
_environment = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def render(template: str, **values: Any) -> str:
    """Print one template."""
    return _environment.get_template(template).render(**values)
