"""What is remembered, and what is forgotten first."""

from __future__ import annotations

from assistant.memory import Memory


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    memory: Memory[int] = Memory(2)
    assert memory.setdefault("a", 1) == 1
    assert memory.setdefault("a", 9) == 1
    memory.setdefault("b", 2)
    assert memory.get("a") == 1
    memory.setdefault("c", 3)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (1, None, 3)
