"""A stream cut into sentences: the same, however it is parted."""

from __future__ import annotations

import pytest

from assistant.compose.wording.stream import LONGEST, Cutter


def cut(text: str, size: int) -> list[str]:
    cutter, out = Cutter(), []
    for i in range(0, len(text), size):
        out += cutter.feed(text[i : i + size])
    return out + list(cutter.close())


ROWS = [
    ("甲。乙。", ["甲。", "乙。"]),
    ("甲[[AAAA]]。乙[[BBBB]]。", ["甲[[AAAA]]。", "乙[[BBBB]]。"]),
    ("甲。[[AAAA]]乙。[[BBBB]]", ["甲。[[AAAA]]", "乙。[[BBBB]]"]),  # the token behind the full stop
    ("甲。 [[AAAA]] [[BBBB]]\n乙。", ["甲。 [[AAAA]] [[BBBB]]", "乙。"]),
    ("甲[[AAAA]]\n乙[[BBBB]]", ["甲[[AAAA]]", "乙[[BBBB]]"]),
    ("甲：\n1. 乙；\n2. 丙。[[AAAA]]", ["甲：\n1. 乙；\n2. 丙。[[AAAA]]"]),  # a list goes on
    ("“甲。”[[AAAA]]乙。", ["“甲。”[[AAAA]]", "乙。"]),
    ("<think>想一想。嗯。</think>甲[[AAAA]]。", ["甲[[AAAA]]。"]),
    ("<think>想个没完。", []),
    ("没有句号", ["没有句号"]),
    ("\n\n 甲。\n\n\n", ["甲。"]),
    ("甲！乙？丙。", ["甲！", "乙？", "丙。"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "sentences"), ROWS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_sentences(text: str, sentences: list[str], size: int) -> None:
    assert cut(text, size) == sentences


def test_a_sentence_waits_for_what_may_be_its_token() -> None:
    cutter = Cutter()
    assert list(cutter.feed("甲。")) == []
    assert list(cutter.feed("[[AA")) == []
    assert list(cutter.feed("AA]]")) == []
    assert list(cutter.feed("乙")) == ["甲。[[AAAA]]"]


def test_text_without_an_end_is_cut_off() -> None:
    cutter = Cutter()
    assert [len(s) for s in cutter.feed("话" * (LONGEST + 1))] == [LONGEST + 1]
