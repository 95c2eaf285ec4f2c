"""The time as people read it: 北京时间, whatever the server's own zone.

In: nothing, or a stamp of the records or of an index. Out: the time now, or a stamp as words. All of China keeps this one time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def now() -> datetime:
    return datetime.now(BEIJING)


def shown(stamp: str) -> str:
    """`2026-01-31T16:30:00+00:00` as 2026-02-01 00:30; a stamp without a zone is UTC."""
    moment = datetime.fromisoformat(stamp)
    return f"{(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(BEIJING):%Y-%m-%d %H:%M}"
