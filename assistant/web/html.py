"""The one Jinja2 environment: every page and fragment of ours comes from `templates/`, with autoescape on.

In: a template's name and its values. Out: HTML. A value that a template does not get raises instead of printing nothing.
A page that a script fetches with `X-Fragment: 1` comes without the frame around its <main>: the staff page shows it inside itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant import clock

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse

FOLDER = Path(__file__).parent / "templates"
WHOLE, BARE = "base.html", "bare.html"
_environment = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_environment.globals.update(layout=WHOLE, here="", person=None)
_environment.filters["clock"] = clock.shown


def render(template: str, **values: Any) -> str:
    """Print one template."""
    return _environment.get_template(template).render(**values)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for people, whole or as a fragment; `here` marks the view that is open in the navigation."""
    from fastapi.responses import HTMLResponse  # the start page is printed before FastAPI has been imported

    from assistant.access.people import of_scope

    layout = BARE if request.headers.get("x-fragment") == "1" else WHOLE
    here = "/" + request.url.path.split("/")[1]
    html = render(template, layout=layout, here=here, person=of_scope(request.scope), **values)
    return HTMLResponse(html, status, headers={"vary": "X-Fragment"})
