"""What every test shares: no network but loopback, and the real index, built once for the whole run."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
for name, value in {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
}.items():
    os.environ[name] = value
# Where Python is told to keep no bytecode, each of the programs that are started here would compile chromadb and gradio again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
"""The many indexes of a whole run hold about 1,500 files open; 1,024 is what many machines begin with."""


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An index of the real documents with the shipped encoder, in a folder of its own."""
    from ingest.__main__ import main

    folder = tmp_path_factory.mktemp("index")
    before = os.environ.get("ANZE_INDEX")
    os.environ["ANZE_INDEX"] = str(folder)
    try:
        assert main(["build"]) == 0
        yield folder
    finally:
        os.environ.pop("ANZE_INDEX")
        if before is not None:
            os.environ["ANZE_INDEX"] = before
