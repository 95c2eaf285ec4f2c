"""Replies of a scripted model made from the evidence it is shown, as (token, quotation) pairs."""

from __future__ import annotations

from collections.abc import Callable

from tests.llm import writing
from tests.llm.scripted import Says

Pairs = list[tuple[str, str]]


def evidence(prompt: str) -> Pairs:
    """The pieces in a prompt; the token without its brackets."""
    return [(one.token.strip("[]"), one.text) for one in writing.evidence(prompt)]


def words(write: Callable[[Pairs], str]) -> Says:
    """A model that says what `write` makes of the evidence."""
    return Says(lambda prompt: write(evidence(prompt)))
