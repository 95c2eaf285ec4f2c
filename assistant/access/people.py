"""A person as the pages and the records know one.

In: nothing. Out: Role, Person, and the two ways a Person travels: in an ASGI scope, and in a header of our own that Gradio
hands to its events. Whatever a client sends under that header is taken off before a Person is put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from starlette.types import Scope

KEY = "anze.person"
HEADER = "x-anze-person"
OURS = re.compile(r"(?:key|api|browser|visitor):", re.IGNORECASE)
"""How the records name those who have no name of their own: programs, browsers, visits on a portal."""


class Role(StrEnum):
    """What a person may do: ask and keep conversations, or manage the documents as well."""

    STAFF = "工作人员"
    ADMIN = "管理员"


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is what the records keep; `name` is shown, and empty where nobody signs in."""

    id: str
    role: Role
    name: str = ""

    @property
    def may_manage(self) -> bool:
        return self.role is Role.ADMIN


def may_be_called(name: str) -> bool:
    """Whether a person may have this name; one like those of programs and visits would share what is theirs."""
    return bool(name) and OURS.match(name) is None


def put(scope: Scope, person: Person | None) -> Scope:
    """The scope with this person in it, and with nobody else."""
    headers = [(n, v) for n, v in scope["headers"] if n.lower() != HEADER.encode()]
    if person is not None:
        packed = "|".join(quote(part, safe="") for part in (person.id, person.role.name, person.name))
        headers.append((HEADER.encode(), packed.encode()))
    return {**scope, "headers": headers, KEY: person}


def of_scope(scope: Mapping[str, object]) -> Person | None:
    """Who was put in."""
    person = scope.get(KEY)
    return person if isinstance(person, Person) else None


def of_headers(headers: Mapping[str, str]) -> Person:
    """The same from the header. Raises KeyError where nobody was put in: such a request was not to get here."""
    id, role, name = (unquote(part) for part in headers[HEADER].split("|"))
    return Person(id, Role[role], name)
