"""While Gradio is imported its classes have no source file, so that it writes no stubs; nothing else is touched."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from assistant.web.stubs import no_stubs


def test_classes_of_gradio_alone_have_no_source_file() -> None:
    theirs = type("Box", (), {"__module__": "gradio.components.box"})
    real = inspect.getfile
    with no_stubs():
        with pytest.raises(OSError, match="Box: no stub is wanted"):
            inspect.getfile(theirs)
        assert inspect.getfile(Path) == real(Path)
    assert inspect.getfile is real


def test_it_is_put_back_when_the_import_fails() -> None:
    real = inspect.getfile
    with pytest.raises(ImportError, match="no_such_module"), no_stubs():
        __import__("no_such_module")
    assert inspect.getfile is real
