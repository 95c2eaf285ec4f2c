"""The latest values by key, up to a number of them; for many threads.

In: keys that can be hashed, values. Out: the values that are still remembered. What was not asked for longest is forgotten first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """At most `most` values."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._held: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def setdefault(self, key: Hashable, value: T) -> T:
        """The value that is remembered under a key: this one, unless another thread was quicker."""
        with self._lock:
            found = self._held.setdefault(key, value)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return found
