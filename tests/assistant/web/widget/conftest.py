"""One server process for the tests of a run, over the session's index; it waits three seconds for the rest of a request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant.web.widget.serving import Server, serving, set_up


@pytest.fixture(scope="session")
def server(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    url = f"sqlite:///{tmp_path_factory.mktemp('widget') / 'records.sqlite'}"
    set_up(url)
    with serving(index, url, ANZE_BODY_SECONDS="3") as server:
        yield server
