"""A command that works in the records: opened before it, closed after it, and what cannot be done in one sentence.

In: what to do with Records. Out: an exit code, 2 for bad input. Imports no database until it is called, so that --help is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.config import load_settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.records.store import Records


def with_records(work: Callable[[Records], None]) -> int:
    """Do the work in the records of the settings."""
    from assistant.records.store import open_records

    try:
        records = open_records(load_settings().database_url)
        try:
            work(records)
        finally:
            records.close()
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    return 0
