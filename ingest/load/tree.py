"""Reading an lxml tree by local names: Transitional and Strict OOXML differ in their namespaces only.

In: elements. Out: elements, names, attribute values. Knows nothing of what the names mean.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An lxml element; lxml ships no types."""


def local(element: Element) -> str:
    """The tag without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, then its child, and so on; None where one is missing."""
    for name in path:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element


def value(element: Element | None, name: str = "val", default: str = "") -> str:
    """An attribute by its local name; `default` where the element or the attribute is missing."""
    if element is None:
        return default
    return next((str(v) for k, v in element.items() if k.rpartition("}")[2] == name), default)


def is_on(toggle: Element | None) -> bool:
    """A switch such as w:vanish: on when it is there and not said to be off."""
    return toggle is not None and value(toggle, default="1") not in ("0", "false", "off")
