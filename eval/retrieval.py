"""How well retrieval alone does on a benchmark in the BEIR layout: lexical, dense, fused, reranked.

In: a Benchmark and an encoder. Out: for each way a run {query: {document: score}} and its measures. The ways are those the
assistant searches with: the same words, encoder, BM25, fusion and reranker; dense search is exact here, so that the figures
are the encoder's and not the index's. Measures come from ir-measures.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.evidence.retrieve import reciprocal_rank_fusion
from eval.beir import Benchmark
from ingest.asked import AskedRows, load_asked, nothing_asked
from ingest.encoder import Encoder
from ingest.lexical import LexicalIndex, change_lexical, create_lexical
from ingest.progress import Say, silent, track
from ingest.rerank import DEPTH, candidates, laws_of, load_reranker
from ingest.vectors import exact_search
from ingest.words import words

BATCH = 4_096
WAYS = ("lexical", "dense", "fused", "reranked")
KEPT = 100
"""Documents of each ranking that are measured: recall@100 is the deepest figure."""
MEASURES = ("hit@1", "MRR@10", "nDCG@10", "recall@5", "recall@10", "recall@20", "recall@100")
Run = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over `queries` queries, by measure, for each way of searching."""

    queries: int
    documents: int
    ways: dict[str, dict[str, float]]


def evaluate(benchmark: Benchmark, encoder: Encoder, say: Say = silent) -> Figures:
    """Search every query in every way and measure."""
    runs = search(benchmark, encoder, say)
    ways = {name: measure(benchmark, run) for name, run in runs.items()}
    return Figures(len(benchmark.queries), len(benchmark.ids), ways)


def search(benchmark: Benchmark, encoder: Encoder, say: Say = silent) -> dict[str, Run]:
    """The first `KEPT` documents of each query, by way."""
    shown = [f"{title} {text}".strip() for title, text in zip(benchmark.titles, benchmark.texts, strict=True)]
    say(f"语料 {len(shown)} 篇，问题 {len(benchmark.queries)} 个")
    starts = range(0, len(shown), BATCH)
    matrix = np.concatenate([encoder.encode(shown[i : i + BATCH]) for i in track(starts, "编码", say)])
    laws, reranker, asked = laws_of(benchmark.titles), load_reranker(), _asked(benchmark, encoder)
    runs: dict[str, Run] = {name: {} for name in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        index = _lexical(Path(folder) / "lexical", shown, say)
        for id, text in track(list(benchmark.queries.items()), "检索", say):
            vector = encoder.encode([text])[0]
            lexical, dense = index.search(words(text), DEPTH), exact_search(matrix, vector, DEPTH)
            hits = {"dense": dense, "lexical": lexical, "asked": asked.search(vector, DEPTH)}
            found = candidates(matrix, vector, hits, laws, asked)
            every = {
                "lexical": [(hit.row, hit.score) for hit in lexical],
                "dense": [(hit.row, hit.score) for hit in dense],
                "fused": reciprocal_rank_fusion([[hit.row for hit in dense], [hit.row for hit in lexical]]),
                "reranked": reranker.order(found),
            }
            for name, ranking in every.items():
                runs[name][id] = {benchmark.ids[row]: score for row, score in ranking[:KEPT]}
    return runs


def _asked(benchmark: Benchmark, encoder: Encoder) -> AskedRows:
    known = load_asked()
    if known.encoder != encoder.digest:
        return nothing_asked(len(benchmark.ids), encoder.dimension)
    return AskedRows(known, known.places(benchmark.texts))


def _lexical(folder: Path, texts: Sequence[str], say: Say) -> LexicalIndex:
    create_lexical(folder)
    change_lexical(folder, ((row, "", words(text)) for row, text in enumerate(track(texts, "词索引", say))))
    return LexicalIndex(folder)


def measure(benchmark: Benchmark, run: Run) -> dict[str, float]:
    """The standard measures of one run; a query without a hit counts as 0."""
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    wanted = (Success @ 1, RR @ 10, nDCG @ 10, R @ 5, R @ 10, R @ 20, R @ 100)
    # A tie is broken by the order of the ranking, not by the measure's own rule: scores become ranks.
    ranks = {id: {doc: 1.0 / (i + 1) for i, doc in enumerate(found)} for id, found in run.items()}
    found = ir_measures.calc_aggregate(wanted, benchmark.relevant, ranks)
    return {name: float(found[m]) for name, m in zip(MEASURES, wanted, strict=True)}


def table(figures: Figures) -> list[str]:
    """The figures as lines of text."""
    lines = [f"问题 {figures.queries} 个，语料 {figures.documents} 篇", ""]
    lines.append(f"{'':<10}" + "".join(f"{name:>12}" for name in MEASURES))
    lines += [f"{way:<10}" + "".join(f"{row[m]:>12.3f}" for m in MEASURES) for way, row in figures.ways.items()]
    return lines
