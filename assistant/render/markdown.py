"""Markdown: read into blocks, written from a sheet so that reading gives back the same words.

In: the text of an answer or of a file; a sheet with its digest. Out: blocks and lines; text. The one home of markdown-it here.
What Markdown would take for a mark is escaped, and a line break inside a paragraph or a cell is <br>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from assistant.render.blocks import (
    Block,
    Heading,
    Lines,
    Paragraph,
    Run,
    Sheet,
    Style,
    Table,
    block_lines,
    even,
    even_lines,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
MARKS = re.compile(r"[\\`*_~<&|#]|\[(?!\d+\](?![(:]))")
"""Escaped wherever it stands; [1] stays as it is unless it begins a link or its definition."""
FIRST = ("-", "+", ">", "=", ":")
"""Escaped where a paragraph begins: a list, a quotation, a line under a heading."""
NUMBERED = re.compile(r"\d{1,9}(?=[.)](?:\s|$))")
"""1. or 1) at the beginning of a paragraph."""
STYLES = {"blockquote_open": Style.QUOTE, "list_item_open": Style.ITEM}
ENDS = ("blockquote_close", "bullet_list_close", "ordered_list_close")
PREFIX = {Style.PLAIN: "", Style.ITEM: "- ", Style.QUOTE: "> ", Style.NOTE: ""}


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of Markdown. Lists become paragraphs of their own, a number before an item is kept as text."""
    return tuple(_blocks(_parser().parse(text)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    style, number, i = Style.PLAIN, "", 0
    while i < len(tokens):
        token = tokens[i]
        if token.type == "table_open":
            end = next(k for k in range(i, len(tokens)) if tokens[k].type == "table_close")
            yield _table(tokens[i:end])
            i = end
        elif token.type == "inline" and tokens[i - 1].type == "heading_open":
            yield Heading("".join(run.text for run in _runs(token)))
        elif token.type == "inline":
            yield Paragraph((*([Run(number)] if number else []), *_runs(token)), style)
            number = ""
        elif token.type in ("fence", "code_block", "html_block"):
            yield Paragraph((Run(token.content),), style)
        elif token.type in STYLES:
            style = STYLES[token.type]
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type in ENDS and token.level == 0:
            style = Style.PLAIN
        i += 1


def _table(tokens: list[Token]) -> Table:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append("".join(run.text for run in _runs(token)))
    header, *rest = map(tuple, rows)
    return Table(header, tuple(rest))


def _runs(token: Token) -> Iterator[Run]:
    """The visible words of a line with their weight; of a picture its description."""
    bold = 0
    for child in token.children or []:
        if child.type in ("strong_open", "strong_close"):
            bold += child.nesting
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and BREAK.fullmatch(child.content)
        ):
            yield Run("\n", bold > 0)
        elif child.content:
            yield Run(child.content, bold > 0)


def read(data: bytes) -> Lines:
    """The lines of a Markdown file. Raises UnicodeDecodeError for one that is not UTF-8."""
    return even_lines(line for block in blocks_of(data.decode("utf-8-sig")) for line in block_lines(block))


def write(sheet: Sheet, seal: str) -> bytes:
    """The file, with the line that states the digest at its end."""
    parts = [f"# {_escaped(sheet.title)}", *(_written(block) for block in sheet.blocks), _escaped(seal)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _written(block: Block) -> str:
    if isinstance(block, Heading):
        return f"## {_escaped(block.text)}" if block.text.strip() else ""
    if isinstance(block, Paragraph):
        return _paragraph(block)
    width = block.columns
    header, *rows = ([*row, *[""] * (width - len(row))] for row in (block.header, *block.rows))
    lines = [_row(header), "|" + " --- |" * width, *map(_row, rows)]
    return "\n".join(lines) if width else ""


def _paragraph(block: Paragraph) -> str:
    if not block.text.strip():
        return ""
    marked = "".join(f"**{_marked(r.text)}**" if r.bold and r.text.strip() else _marked(r.text) for r in block.runs)
    # ** beside Chinese punctuation is often no mark but two stars: then the words stay and the weight goes
    text = _begun(marked) if _says(marked, block.text) else _escaped(block.text)
    return PREFIX[block.style] + text


def _says(marked: str, text: str) -> bool:
    parsed = blocks_of(_begun(marked))
    return len(parsed) == 1 and isinstance(parsed[0], Paragraph) and even(parsed[0].text) == even(text)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(_marked(cell.strip()) for cell in cells) + " |"


def _escaped(text: str) -> str:
    return _begun(_marked(text))


def _marked(text: str) -> str:
    return MARKS.sub(lambda m: "\\" + m.group(), text).replace("\n", "<br>")


def _begun(text: str) -> str:
    """Text that begins a paragraph and nothing else."""
    text = text.strip()
    if found := NUMBERED.match(text):
        return f"{found.group()}\\{text[found.end() :]}"
    return f"\\{text}" if text.startswith(FIRST) else text
