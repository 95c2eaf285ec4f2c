"""How the program grows with the corpus, beside what a user would write instead.

In: a folder of law texts and shares of it. Out: one row for each share and way: build time and memory, size on disk, time to
open, time of a question, and how often the right article is found. A share is every n-th file, in order.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.rivals import WAYS
from ingest.load import files_under
from ingest.model import BadInput

ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    "anze": "安责问答",
    "langchain": "LangChain 定长切分 + Chroma",
    "bm25": "只用 BM25",
    "exact": "只用精确向量检索",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One way at one share. `pieces` are articles (of LangChain: split texts); `found` is the share of questions whose
    article is among the first ten. The question time of `anze` is that of the whole answer, of the others of the search."""

    way: str
    share: float
    files: int
    pieces: int
    build_s: float
    build_mb: float
    index_mb: float
    open_s: float
    p50_ms: float
    p95_ms: float
    serve_mb: float
    asked: int
    found: float


def grow(source: Path, shares: Sequence[float]) -> Iterator[Row]:
    """Every way at every share, the smallest share first."""
    for share in shares:
        if not 0 < share <= 1:
            raise BadInput(f"--share {share:g}：应大于 0、不大于 1")
    files = files_under(source)
    for share in sorted(shares):
        chosen = files[:: round(1 / share)]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "files.json").write_text(json.dumps([str(path.resolve()) for path in chosen]), encoding="utf-8")
            for way in WAYS:
                built = _child("build", way, folder)
                if way == WAYS[0] and not _child("choose", way, folder)["fitting"]:
                    raise BadInput(f"{source}：其中没有 data/questions 里的法条；请给出国家法律文本的文件夹")
                asked = _child("ask", way, folder)
                yield Row(
                    way, share, len(chosen), int(built["pieces"]), built["seconds"], built["memory"],
                    _megabytes(folder / way), asked["open"], asked["p50"], asked["p95"], asked["memory"],
                    int(asked["asked"]), asked["found"],
                )  # fmt: skip


def _child(step: str, way: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "eval.rivals", step, way, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{step} {way}：{done.stderr[-2000:]}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def lines(rows: Sequence[Row]) -> list[str]:
    """The rows as a Markdown table."""
    out = [
        "| 比例 | 做法 | 条（段） | 建索引 秒 | 每分钟条数 | 占内存 MB | 索引 MB | 打开 秒 | 提问 p50 / p95 毫秒 | 服务内存 MB | 前 10 条内找到 |",
        "|" + "---|" * 11,
    ]
    for r in rows:
        out.append(
            f"| {r.share:.0%} | {NAMES[r.way]} | {r.pieces} | {r.build_s:.1f} | {r.pieces / r.build_s * 60:,.0f} | "
            f"{r.build_mb:.0f} | {r.index_mb:.1f} | {r.open_s:.1f} | {r.p50_ms:.1f} / {r.p95_ms:.1f} | {r.serve_mb:.0f} | "
            f"{r.found:.1%}（{r.asked} 问） |"
        )
    return out
