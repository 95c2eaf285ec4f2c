"""What is indexed of a document."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ingest.chunk import LONG_ARTICLE, chunks_of
from ingest.model import Chunk
from tests.ingest.conftest import Loaded, read


def chunks(text: str) -> dict[str, Chunk]:
    return {c.id: c for c in chunks_of(read(text).document)}


def test_a_short_article_is_one_chunk() -> None:
    found = chunks("某某办法\n\n第一条 应当：\n（一）报告；\n（二）检查。\n第二条 自公布之日起施行。\n")
    assert list(found) == ["x/1", "x/2"]
    assert found["x/1"].text == "应当：\n（一）报告；\n（二）检查。"
    assert found["x/2"].document == "x"


LONG = (
    "某某办法\n\n第五章 责任追究\n第一条 有下列情形之一的，应当问责：\n（一）"
    + "甲" * 120
    + "；\n（二）"
    + "乙" * 120
    + "；\n（三）其他：\n1.丙；\n2.丁。\n"
)


def test_an_item_of_a_long_article_is_embedded_with_heading_and_lead() -> None:
    found = chunks(LONG)
    assert list(found) == ["x/1", "x/1.1.1", "x/1.1.2", "x/1.1.3"]  # a subitem is none of its own
    assert found["x/1.1.2"].text == "责任追究 有下列情形之一的，应当问责： " + "乙" * 120 + "；"
    assert found["x/1"].text.startswith("责任追究 有下列情形之一的")


@pytest.mark.parametrize(("more", "count"), [(0, 1), (1, 3)])
def test_long_begins_above_the_limit(more: int, count: int) -> None:
    lead, two = "有下列情形的：\n（一）", "；\n（二）乙。"
    filling = "甲" * (LONG_ARTICLE - len(lead) - len(two) + more)
    assert len(chunks(f"某某办法\n\n第一条 {lead}{filling}{two}\n")) == count


def test_sections_are_cut_into_paragraphs() -> None:
    found = chunks("某某通知\n各单位：\n现将事项通知如下。\n一、提高认识\n要学习。\n要宣传。\n二、抓好落实\n要检查。\n")
    assert {id: c.text for id, c in found.items() if id != "x/0"} == {
        "x/s1.1": "一、提高认识 要学习。",
        "x/s1.2": "一、提高认识 要宣传。",
        "x/s2": "二、抓好落实 要检查。",
    }
    assert found["x/0"].text.endswith("现将事项通知如下。")


def test_nothing_is_indexed_that_has_no_word() -> None:
    assert list(chunks("某某办法\n\n第一章 总则\n第一条 ……\n第二条 应当报告。\n")) == ["x/2"]


DOCUMENTS = ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"]


@pytest.mark.parametrize("id", DOCUMENTS)
def test_real_texts(texts: dict[str, Loaded], id: str) -> None:
    document = texts[id].document
    found = list(chunks_of(document))
    held = {p.id: p for p in document.provisions}
    assert max(Counter(c.id for c in found).values()) == 1
    assert {p.id for p in document.articles} <= {c.id for c in found}
    assert all(c.text.endswith(held[c.id].text) and c.document == id for c in found)
    covered = {at for c in found for at in range(held[c.id].start, held[c.id].end)}
    lost = {at for p in document.provisions for at in range(p.start, p.end)} - covered
    assert not "".join(document.text[at] for at in sorted(lost)).strip()


def test_no_lead_ends_in_the_marker_of_its_item(texts: dict[str, Loaded]) -> None:
    items = [c for id in DOCUMENTS for c in chunks_of(texts[id].document) if c.id.count(".") == 2]
    assert len(items) > 100
    assert not [c.text[:60] for c in items if re.search(r"[：:]\s*(（一）|\(一\)|一、|1[.．、])\s", c.text)]
