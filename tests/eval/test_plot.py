"""The plot of growth: its words are text, every way has its line, and the same rows give the same bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.growth import NAMES, Row
from eval.plot import PANELS, draw

ROWS = [
    Row(way, share, 10, int(1000 * share), 9.0 * share, 100.0, 5.0, 1.0, 5.0, 9.0, 90.0, 8, 0.5, None)
    for share in (0.1, 1.0)
    for way in NAMES
]


def test_the_plot_says_what_it_shows(tmp_path: Path) -> None:
    draw(ROWS, tmp_path / "a.svg")
    svg = (tmp_path / "a.svg").read_text("utf-8")
    for words in [*NAMES.values(), *(panel.title for panel in PANELS), "条文"]:
        assert f">{words}</text>" in svg
    assert len(set(re.findall(r"stroke: (#[0-9a-f]{6})", svg)) & {"#0b6b57", "#c2571a", "#7a7a7a", "#3b6fb5"}) == 4
    draw(ROWS, tmp_path / "b.svg")
    assert (tmp_path / "b.svg").read_text("utf-8") == svg


def test_only_json_can_have_a_plot_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--source", str(tmp_path), "--out", str(tmp_path / "a.svg")]) == 2
    assert "应是 .json 文件" in capsys.readouterr().err
