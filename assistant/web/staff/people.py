"""Who sends a request to the staff's addresses.

In: a request that the gate let through. Out: its Person.
"""

from __future__ import annotations

from fastapi import Request

from assistant.access.people import Person, of_scope


def person_of(request: Request) -> Person:
    """The gate lets nobody else in here."""
    person = of_scope(request.scope)
    assert person is not None, "the gate stands before this"
    return person
