"""Fixed messages and the code that fills them agree."""

from __future__ import annotations

import pytest

from assistant.model import Outcome
from assistant.texts import has, message
from assistant.understand.aspects import load_aspects, load_cases


def test_a_missing_or_unused_value_raises() -> None:
    with pytest.raises(KeyError, match="wants"):
        message("missing.place", place="上海")
    with pytest.raises(KeyError, match="wants"):
        message("outcome.off_topic", extra="x")


def test_every_role_has_a_name() -> None:
    assert all(has(f"role.{a.role}") for a in (*load_aspects(), *load_cases()))
    assert has("role.provision")
    assert has("role.interpretation")


def test_outcomes_without_evidence_have_a_sentence() -> None:
    assert has(f"outcome.{Outcome.OFF_TOPIC}")
    assert has(f"outcome.{Outcome.UNAVAILABLE}")
