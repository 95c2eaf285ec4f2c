"""The fixed sentences of answers, from messages.toml.

In: a name such as `missing.no_article` and its values. Out: the sentence. A value missing or not used raises KeyError:
a message and the code that fills it must agree.
"""

from __future__ import annotations

import string
import tomllib
from functools import cache
from pathlib import Path


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))


def fields_of(name: str) -> frozenset[str]:
    """The values a message wants."""
    section, _, key = name.partition(".")
    return frozenset(f for _, f, _, _ in string.Formatter().parse(_messages()[section][key]) if f)


def message(name: str, **values: str) -> str:
    """A fixed sentence with its values filled in."""
    wanted = fields_of(name)
    if wanted != set(values):
        raise KeyError(f"message {name} wants {sorted(wanted)}, given {sorted(values)}")
    section, _, key = name.partition(".")
    return _messages()[section][key].format(**values)


def has(name: str) -> bool:
    """Whether there is such a message."""
    section, _, key = name.partition(".")
    return key in _messages().get(section, {})
