"""The plot of how the program grows. The only module that imports matplotlib.

In: the rows of the growth bench. Out: an SVG file, whose words are text: whoever looks at it has the Chinese font.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.growth import NAMES, Row

FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "sans-serif"]
LINES = {"anze": ("#0b6b57", "o"), "langchain": ("#c2571a", "s"), "bm25": ("#7a7a7a", "^"), "exact": ("#3b6fb5", "v")}
"""Colour and mark of each way: they differ for readers who see no colours too."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure over the number of articles, and the most that it may be over the whole corpus, where that is set."""

    title: str
    value: Callable[[Row], float]
    most: float | None


PANELS = (
    Panel("建索引（秒）", lambda r: r.build_s, 240),
    Panel("建索引占内存（MB）", lambda r: r.build_mb, 2_000),
    Panel("索引大小（MB）", lambda r: r.index_mb, None),
    Panel("打开（秒）", lambda r: r.open_s, None),
    Panel("提问 p95（毫秒）", lambda r: r.p95_ms, 60),
    Panel("服务占内存（MB）", lambda r: r.serve_mb, None),
)


def draw(rows: Sequence[Row], path: Path) -> None:
    """Write the plot; the same rows give the same bytes."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it misses the fonts of other systems
    import matplotlib as mpl
    from matplotlib.figure import Figure

    articles = {row.share: row.pieces for row in rows if row.way == "anze"}
    with (
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "anze", "font.family": FONTS}),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # the fonts here are only measured with, and lack Chinese
        figure = Figure(figsize=(10, 6), layout="constrained")
        for axes, panel in zip(figure.subplots(2, 3).flat, PANELS, strict=True):
            for way, (colour, mark) in LINES.items():
                mine = [row for row in rows if row.way == way]
                at, values = [articles[row.share] for row in mine], [panel.value(row) for row in mine]
                axes.loglog(at, values, color=colour, marker=mark, label=NAMES[way])
            if panel.most:
                axes.axhline(panel.most, color="#999999", linestyle="--", linewidth=0.8)
            axes.set_title(panel.title, fontsize=10)
            axes.set_xlabel("条文", fontsize=9)
            axes.grid(visible=True, which="major", color="#e5e5e5")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=len(LINES), frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None})
