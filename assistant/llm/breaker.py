"""A breaker in front of the chat model: after some failures it is not asked for a while, then one call tries it again.

In: how each call ended. Out: whether a call may be made. Costs nothing while it is open. Written here because pybreaker holds
its lock through the whole call, so that fifty people would be served one after another.
"""

from __future__ import annotations

import threading
import time

FAILURES = 3


class Breaker:
    """Safe to use from many threads."""

    def __init__(self, cool: float, failures: int = FAILURES) -> None:
        self._cool, self._most = cool, failures
        self._lock = threading.Lock()
        self._failed, self._opened, self._trying = 0, 0.0, False

    @property
    def open(self) -> bool:
        return self._failed >= self._most

    def enter(self) -> bool:
        """Whether a call may be made now; after the pause one at a time."""
        with self._lock:
            if not self.open:
                return True
            if self._trying or time.monotonic() - self._opened < self._cool:
                return False
            self._trying = True
            return True

    def leave(self, ended: bool | None) -> None:
        """A call that `enter` let through is over: it went well, failed, or, with None, was broken off by the visitor."""
        with self._lock:
            self._trying = False
            if ended:
                self._failed = 0
            elif ended is False:
                self._failed += 1
                self._opened = time.monotonic()
