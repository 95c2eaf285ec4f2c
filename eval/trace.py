"""What each step of the chain kept of a question, small enough to be saved with the answer.

In: the State at the end of the chain. Out: a Trace. From it `eval.blame` tells where an expected provision was lost.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.chain import State

DEEPEST = 50
"""Candidates that are kept: deeper ones are never read."""
Ids = Annotated[tuple[str, ...], Field(default=())]


class Trace(BaseModel):
    """Provisions by step: named by number, retrieved (best first), chosen, drafted; and the lines that were struck.

    `documents` is the scope as understood: None for all, () for nothing held.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    documents: tuple[str, ...] | None = None
    outside: bool = False
    named: Ids
    candidates: Ids
    chosen: Ids
    judged: str = ""
    drafted: Ids
    struck: Ids


def trace(state: State) -> Trace:
    """The trace of an answered question."""
    u = state.understood
    return Trace(
        documents=u.documents,
        outside=u.elsewhere,
        named=tuple(state.found.ids),
        candidates=tuple(c.id for c in state.candidates[:DEEPEST]),
        chosen=tuple(e.provision for evidence in state.groups.values() for e in evidence),
        judged=str(state.judged.outcome),
        drafted=tuple(c.provision for c in state.draft.citations),
        struck=state.checked.struck,
    )
