"""How a table becomes lines, the same for docx and html.

In: the cells of a row, each a list of lines. Out: lines. Knows no file format.
"""

from __future__ import annotations

from collections.abc import Iterable


def row(cells: Iterable[list[str]]) -> list[str]:
    """One line of cells parted by tabs; a row that sets out a page (a cell of several lines) gives them one by one."""
    filled = [cell for cell in ([line for line in lines if line.strip()] for lines in cells) if cell]
    if all(len(cell) == 1 for cell in filled):
        return ["\t".join(cell[0] for cell in filled)] if filled else []
    return [line for cell in filled for line in cell]
