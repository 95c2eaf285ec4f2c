"""The prompts for a chat model, from prompts/*.md: a head with the version, then what is said as system and as user.

In: a name such as `wording-staff` and its values. Out: a Prompt. A value missing or not used raises KeyError, a file without a
version ValueError. The version goes into every answer, and is to be raised with every change.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "prompts"
SHAPE = re.compile(r"---\nversion: (?P<version>[\w.-]+)\n---\n+# system\n(?P<system>.+?)\n# user\n(?P<user>.+)", re.S)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent to a model, and which version of our wording it is."""

    version: str
    system: str
    user: str


@cache
def _load(name: str) -> Prompt:
    path = FOLDER / f"{name}.md"
    found = SHAPE.fullmatch(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path}：应以“---”“version: …”“---”开头，下面依次是“# system”和“# user”")
    return Prompt(found["version"], found["system"].strip(), found["user"].strip())


def version_of(name: str) -> str:
    """The version in the head of a prompt."""
    return _load(name).version


def names() -> tuple[str, ...]:
    """The prompts there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def prompt(name: str, **values: str) -> Prompt:
    """A prompt with its values filled in; a value is never read as a template itself."""
    raw = _load(name)
    wanted = {f for part in (raw.system, raw.user) for _, f, _, _ in string.Formatter().parse(part) if f is not None}
    if wanted != set(values):
        raise KeyError(f"prompt {name} wants {sorted(wanted)}, given {sorted(values)}")
    return Prompt(raw.version, raw.system.format(**values), raw.user.format(**values))
