"""How the program grows with the corpus, beside what a user would write instead.

In: a folder of law texts and shares of it. Out: one row for each share and way: build time and memory, size on disk, time to
open, time of a question, and how often the right article is found. A share is every n-th file, in order.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
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
    article is among the first ten. The question time of `anze` is that of the whole answer, of the others of the search.
    `add_s` is what `python -m ingest add` takes for one document more; the others have nothing like it."""

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
    add_s: float | None


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
                    int(asked["asked"]), asked["found"], _add_one(folder) if way == WAYS[0] else None,
                )  # fmt: skip


def _child(step: str, way: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "eval.rivals", step, way, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{step} {way}：{done.stderr[-2000:]}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _add_one(folder: Path) -> float:
    """Seconds to add a document; it is taken out again, since the other ways index what this one holds."""
    text = folder / "试验办法.txt"
    text.write_text("试验办法\n\n第一条 为了试验，制定本办法。\n第二条 试验应当每季度进行一次。\n", encoding="utf-8")
    start = time.perf_counter()
    _ingest(folder, "add", str(text))
    seconds = time.perf_counter() - start
    _ingest(folder, "remove", text.stem)
    return seconds


def _ingest(folder: Path, *arguments: str) -> None:
    settings = [f"ANZE_INDEX={folder / WAYS[0]}", "ANZE_CHROMA_URL="]
    command = ["env", *settings, sys.executable, "-m", "ingest", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _seconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"


def lines(rows: Sequence[Row]) -> list[str]:
    """The rows as a Markdown table."""
    out = [
        "| 比例 | 做法 | 条（段） | 建索引 秒 | 每分钟条数 | 占内存 MB | 索引 MB | 增加一份 秒 | 打开 秒 | 提问 p50 / p95 毫秒 | 服务内存 MB | 前 10 条内找到 |",
        "|" + "---|" * 12,
    ]
    for r in rows:
        out.append(
            f"| {r.share:.0%} | {NAMES[r.way]} | {r.pieces} | {r.build_s:.1f} | {r.pieces / r.build_s * 60:,.0f} | "
            f"{r.build_mb:.0f} | {r.index_mb:.1f} | {_seconds(r.add_s)} | {r.open_s:.1f} | {r.p50_ms:.1f} / {r.p95_ms:.1f} | {r.serve_mb:.0f} | "
            f"{r.found:.1%}（{r.asked} 问） |"
        )
    return out
