"""How far long work has come: a bar on a terminal, a line for every tenth elsewhere.

In: the things worked through. Out: the same things; what is told goes through `Say`, one sentence a call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Say = Callable[[str], None]
T = TypeVar("T")
WORTH_TELLING = 50
"""Steps below which no progress is shown: it is over before it can be read."""


def silent(_: str) -> None:
    """Says nothing."""


def aloud(message: str) -> None:
    """One line on standard error."""
    print(message, file=sys.stderr, flush=True)


def track(things: Sequence[T], label: str, say: Say) -> Iterator[T]:
    """The things, one after another, with progress shown unless there are few or `say` is `silent`."""
    if say is silent or len(things) < WORTH_TELLING:
        yield from things
    elif sys.stderr.isatty():
        from tqdm import tqdm

        yield from tqdm(things, desc=label, unit="", leave=False, file=sys.stderr)
    else:
        yield from _told(things, label, say)


def _told(things: Sequence[T], label: str, say: Say) -> Iterator[T]:
    told = 0
    for done, thing in enumerate(things, start=1):
        yield thing
        if (tenths := done * 10 // len(things)) > told:
            told = tenths
            say(f"{label}：{done}/{len(things)}")
