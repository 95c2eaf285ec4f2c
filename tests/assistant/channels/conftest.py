"""The records under test, as the tests of the records have them."""

from __future__ import annotations

from tests.assistant.records.conftest import clock, postgres, records, url

__all__ = ["clock", "postgres", "records", "url"]
