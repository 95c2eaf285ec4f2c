"""Prompts are files with a version; what they want and what they are given must agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.texts import prompts
from assistant.texts.prompts import names, prompt, version_of

VALUES = {"history": "（没有）", "fence": "AAAA", "question": "问？", "evidence": "[[AAAA]]\n文", "example": "AAAA"}


def test_each_has_a_version_of_its_own() -> None:
    assert names() == ("reread", "wording-citizen", "wording-staff")
    versions = [version_of(name) for name in names()]
    assert versions == ["reread-2", "wording-citizen-2", "wording-staff-2"]


@pytest.mark.parametrize("name", ["wording-staff", "wording-citizen"])
def test_values_are_filled_in(name: str) -> None:
    filled = prompt(name, **VALUES)
    assert filled.version == version_of(name)
    assert "问？" in filled.user
    assert "[[AAAA]]" in filled.system
    assert filled.user.count("<AAAA>") == 6
    assert "{" not in filled.system + filled.user


def test_a_value_is_no_template() -> None:
    assert "{evidence} {0}" in prompt("wording-staff", **{**VALUES, "question": "{evidence} {0}"}).user


@pytest.mark.parametrize("missing", VALUES)
def test_a_missing_value_raises(missing: str) -> None:
    with pytest.raises(KeyError, match="wants"):
        prompt("wording-staff", **{k: v for k, v in VALUES.items() if k != missing})


def test_a_value_that_is_not_used_raises() -> None:
    with pytest.raises(KeyError, match="more"):
        prompt("wording-staff", **VALUES, more="x")


@pytest.mark.parametrize("text", ["", "# system\na\n# user\nb\n", "---\nversion: x-1\n---\n\n# system\na\n"])
def test_a_file_without_its_head_is_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(prompts, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"version: …"):
        version_of("odd")
