from __future__ import annotations

import pytest

from assistant.web.reading import Node, Span, blocks, find_quote, nodes
from tests.assistant.web.fake import FakeGeneration

DOCUMENTS = ("fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin")


def printed(node: Node) -> str:
    own = "".join(run.text for run in node.marker) + "".join(run.text for line in node.lines for run in line)
    return own + "".join(map(printed, node.children)) + "".join(run.text for line in node.rest for run in line)


def marked(node: Node) -> str:
    runs = [*node.marker, *(run for line in node.lines for run in line)]
    own = "".join(run.text for run in runs if run.marked)
    return own + "".join(map(marked, node.children)) + "".join(r.text for line in node.rest for r in line if r.marked)


@pytest.mark.parametrize("id", DOCUMENTS)
def test_every_character_of_every_block_is_printed_once(generation: FakeGeneration, id: str) -> None:
    document = generation.document(id)
    assert document
    for block in blocks(document):
        found = "".join(map(printed, nodes(document, block)))
        assert "".join(found.split()) == "".join(block.text.split()), block.id


@pytest.mark.parametrize("id", DOCUMENTS)
def test_every_provision_can_be_quoted_and_only_it_is_marked(generation: FakeGeneration, id: str) -> None:
    document = generation.document(id)
    assert document
    tops = {block.number: block for block in blocks(document)}
    for provision in document.provisions:
        block = tops[provision.number.partition(".")[0]]
        span = find_quote(document, provision, provision.text)
        assert span
        assert (span.start, span.end) == (provision.start, provision.end)
        found = "".join(map(marked, nodes(document, block, (span,))))
        assert "".join(found.split()) == "".join(provision.text.split()), provision.id


def test_item_printed_in_mid_line_has_its_own_line_and_marker(generation: FakeGeneration) -> None:
    document, article = generation.document("fujian"), generation.provision("fujian/19")
    assert document
    assert article
    items = nodes(document, article)[0].children
    assert [node.anchor for node in items] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert "".join(run.text for run in items[4].marker) == "（五）"


def test_unnumbered_paragraph_between_items_stands_inside_the_item(generation: FakeGeneration) -> None:
    document, article = generation.document("hebei"), generation.provision("hebei/10")
    assert document
    assert article
    item = nodes(document, article)[0].children[1]
    assert item.anchor == "1.2"
    assert len(item.lines) == 2


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("对迟报、漏报", "对迟报、漏报"),
        ("对迟报、\n 漏报", "对迟报、漏报"),
        ("不到位的；\n（二）阻挠", "不到位的；\n（二）阻挠"),
        ("对迟报,漏报", None),
        ("应当给予死刑", None),
        ("", None),
        (" \n", None),
    ],
)
def test_quote_is_found_only_as_it_is_printed(generation: FakeGeneration, quote: str, found: str | None) -> None:
    document, article = generation.document("fujian"), generation.provision("fujian/19")
    assert document
    assert article
    span = find_quote(document, article, quote)
    assert (document.text[span.start : span.end] if span else None) == found


def test_a_numbered_place_over_several_lines_has_its_number_once(generation: FakeGeneration) -> None:
    document, article = generation.document("fujian"), generation.provision("fujian/19")
    assert document
    assert article
    span = find_quote(document, article, "不到位的；（二）阻挠")
    assert span
    (paragraph,) = nodes(document, article, (Span(span.start, span.end, 7),))
    items = paragraph.children[:2]
    runs = [run for item in items for line in (item.marker, *item.lines) for run in line if run.marked]
    assert [run.number for run in runs] == [7, 0, 0]
