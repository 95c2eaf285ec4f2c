"""What can go wrong between us and a chat model, as one kind of error.

In: a word for the kind. Out: Fault. It holds no message of the server's, which may repeat what it was sent.
"""

from __future__ import annotations


class Fault(Exception):
    """The model did not answer as it should. `kind` is one of refused, slow, stalled, denied, busy, broken, garbled, empty,
    endless, closed, unknown; `wait` is how many seconds the server asked to wait; `again` whether asking anew may help."""

    def __init__(self, kind: str, *, wait: float = 0.0, again: bool = False) -> None:
        super().__init__(kind)
        self.kind, self.wait, self.again = kind, wait, again
