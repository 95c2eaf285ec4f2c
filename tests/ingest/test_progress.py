"""Progress is told by tenths, and not at all for what is over at once."""

from __future__ import annotations

import pytest

from ingest.progress import silent, track


def test_few_steps_say_nothing() -> None:
    said: list[str] = []
    assert list(track(range(49), "编码", said.append)) == list(range(49))
    assert said == []


def test_many_steps_say_ten_lines(capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    assert list(track(range(95), "编码", said.append)) == list(range(95))
    assert (said[0], said[-1], len(said)) == ("编码：10/95", "编码：95/95", 10)
    assert list(track(range(95), "编码", silent)) == list(range(95))
    assert capsys.readouterr() == ("", "")
