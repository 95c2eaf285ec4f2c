"""The README is run: its example gives the answer it prints, its settings and commands exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from ingest.config import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*arguments: str, index: Path) -> str:
    environment = {**os.environ, "ANZE_INDEX": str(index)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout


def test_the_example_answers_as_printed(index: Path) -> None:
    block = re.search(r"```console\n\$ python -m assistant \"(.+?)\"\n(.+?)```", README, flags=re.DOTALL)
    assert block is not None
    assert run("-m", "assistant", block[1], index=index).startswith(block[2].strip())


def test_every_setting_is_listed() -> None:
    listed = set(re.findall(r"`ANZE_([A-Z_]+)`", README))
    assert {f.name.upper() for f in fields(Settings)} <= listed


def test_every_command_exists() -> None:
    for module, commands in {
        "ingest": ("build", "add", "remove", "check", "status", "parse", "show"),
        "eval": ("run", "score", "diff", "gate", "report", "judge", "selftest", "check", "retrieval", "bench"),
    }.items():
        shown = subprocess.run(
            [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        assert all(re.search(rf"^\s+{c}\s", shown, flags=re.MULTILINE) for c in commands)
        assert all(c in README for c in commands)
