"""The folded form, and the way back from it."""

from __future__ import annotations

import pytest

from ingest.fold import find_span, fold, fold_text
from tests.ingest.conftest import Loaded

ROWS = [
    ("安全生产", "安全生产"),
    ("ＡＢＣ１２３", "abc123"),
    ("迟报、漏报，（谎报）；“瞒报”。", "迟报漏报谎报瞒报"),
    ("安 全\n生　产\t责任", "安全生产责任"),
    ("㈠ ㎡ ⅷ ①", "一m2viii1"),
    ("……——《》<>", ""),
    ("", ""),
]


@pytest.mark.parametrize(("shown", "folded"), ROWS, ids=[row[0][:6].strip() or "empty" for row in ROWS])
def test_fold(shown: str, folded: str) -> None:
    assert fold(shown).text == fold_text(shown) == folded


def test_every_folded_character_knows_its_place() -> None:
    shown = "第 ⅷ 条，ＡＢ"
    found = fold(shown)
    assert found.text == "第viii条ab"
    assert found.places == (0, 2, 2, 2, 2, 4, 6, 7)


SPANS = [
    ("迟报、漏报", "对迟报、漏报的", "迟报、漏报"),  # as it stands
    ("迟报,漏报", "对迟报，漏报的", "迟报，漏报"),  # half width in the quote
    ("迟报，漏报", "对迟报,漏报的", "迟报,漏报"),  # half width in the text
    ("安全生产", "抓好安 全 生　产工作", "安 全 生　产"),  # spaced-out characters
    ("安全生产工作", "抓好安全\n生产\n  工作，", "安全\n生产\n  工作"),  # wrapped lines
    ("GDP2019年", "本市ＧＤＰ（２０１９年）增长", "ＧＤＰ（２０１９年"),
    ("（一）报告；", "应当：（一）报告", "一）报告"),  # marks at the ends are not sought
    ("一报告", "㈠报告", "㈠报告"),
    ("责任", "责任，责任", "责任"),  # the first
]


@pytest.mark.parametrize(("quote", "shown", "held"), SPANS, ids=[row[0] for row in SPANS])
def test_find_span(quote: str, shown: str, held: str) -> None:
    span = find_span(quote, shown)
    assert span is not None
    assert shown[slice(*span)] == held
    assert span[0] == shown.index(held)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("", "迟报"),
        ("，。", "迟报，漏报"),
        ("瞒报", "迟报"),
        ("迟报漏报了", "迟报漏报"),
        ("迟报", ""),
        ("漏报迟报", "迟报、漏报"),
    ],
)
def test_what_is_not_there(quote: str, shown: str) -> None:
    assert find_span(quote, shown) is None


def test_both_folds_agree_on_the_real_texts(texts: dict[str, Loaded]) -> None:
    for loaded in texts.values():
        folded = fold(loaded.raw)
        assert folded.text == fold_text(loaded.raw)
        assert list(folded.places) == sorted(folded.places)


def test_every_article_is_found_in_the_raw_file(texts: dict[str, Loaded]) -> None:
    """The shown text has other line wraps and spaces than the file, and the same characters."""
    for loaded in texts.values():
        for p in loaded.document.articles:
            span = find_span(p.text.partition("\n")[0], loaded.raw)
            assert span is not None, p.id
