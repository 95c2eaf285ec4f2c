"""Times as people read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant import clock


@pytest.mark.parametrize(
    ("stamp", "words"),
    [
        ("2026-01-31T16:30:00+00:00", "2026-02-01 00:30"),
        ("2026-01-31T16:30:00.123456+00:00", "2026-02-01 00:30"),
        ("2026-02-01T00:30:00+08:00", "2026-02-01 00:30"),
        ("2026-01-31T16:30:00", "2026-02-01 00:30"),
    ],
)
def test_a_stamp_is_read_in_the_time_of_beijing(stamp: str, words: str) -> None:
    assert clock.shown(stamp) == words


def test_now_is_the_time_of_beijing_wherever_the_server_stands() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)
