"""The site over the real engine and the session's index: loaded once, whichever tests want it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from starlette.testclient import TestClient

from assistant.engine import Engine
from assistant.web.api import build
from assistant.web.guard import guard
from ingest.config import load_settings

OWN_SCRIPTS = '<script src="/site/display.js"></script><script src="/site/forms.js"></script>'
"""What the frame of a page brings; a page works without them."""
STRUCTURED = re.compile(r'<script type="application/ld\+json">[^<>&]*</script>')
"""Data that no browser runs; nothing in it can end its element."""
FRAGMENT = {"x-fragment": "1"}


@lru_cache(maxsize=1)
def real_engine(index: Path) -> Engine:
    engine = Engine(replace(load_settings(), index=index))
    engine.load()
    return engine


def real_client(index: Path) -> TestClient:
    engine = real_engine(index)
    return TestClient(guard(build(engine, engine.settings)), raise_server_exceptions=False)  # type: ignore[arg-type]


def without_own_scripts(page: str) -> str:
    """A page without the scripts and the data that its frame brings."""
    return STRUCTURED.sub("", page.replace(OWN_SCRIPTS, ""))
