"""The growth bench over a folder of real law: every way builds, opens, is asked, and its row is filled.

Needs ../shared/laws beside the checkout; every step is a process of its own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eval.growth import NAMES, grow, lines
from eval.rivals import WAYS, opening
from ingest.model import BadInput

LAWS = Path(__file__).parents[2].parent / "shared" / "laws"


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/laws is not beside this checkout")
def test_every_way_is_measured(tmp_path: Path) -> None:
    for name in ("继承编.md", "婚姻家庭编.md"):
        shutil.copy(LAWS / "民法典" / name, tmp_path)
    rows = list(grow(tmp_path, [1.0]))
    assert [row.way for row in rows] == list(WAYS) == list(NAMES)
    ours, split, bm25, exact = rows
    assert {row.files for row in rows} == {2}
    assert ours.pieces == bm25.pieces == exact.pieces == 45 + 79
    assert split.pieces > 20
    for row in rows:
        assert 0 < row.p50_ms <= row.p95_ms
        assert min(row.build_s, row.build_mb, row.index_mb, row.open_s, row.serve_mb) > 0
        assert row.asked == ours.asked > 100
    assert ours.add_s is not None
    assert ours.add_s > 0
    assert min(ours.found, exact.found) > 0.8  # two short laws, and these questions were trained on
    assert lines(rows)[2].startswith("| 100% | 安责问答 | 124 |")


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5])
def test_a_share_that_makes_no_sense(tmp_path: Path, share: float) -> None:
    with pytest.raises(BadInput, match=r"^--share .+：应大于 0、不大于 1$"):
        list(grow(tmp_path, [0.5, share]))


def test_a_folder_without_known_law(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲办法\n\n第一条 应当报告。\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"其中没有 data/questions 里的法条"):
        list(grow(tmp_path, [1.0]))


def test_the_opening_of_a_text_has_no_spaces() -> None:
    assert opening("第 一\n条，应当") == "第一条应当"
