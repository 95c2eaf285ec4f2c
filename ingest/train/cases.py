"""The five documents in training: the questions of the cases and the chunks that answer them.

In: data/cases (and data/raw through the program's own parser, so that a cited id finds its text). Out: Cases. Cases tagged
`holdout` are never trained on: on them the encoder is measured.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from ingest.chunk import chunks_of
from ingest.corpus import catalog_files, prepare_all
from ingest.fold import text_key
from ingest.sources import load_catalog
from ingest.train.texts import Article

FIVE = -2
"""The number under which the five documents stand among the laws: neighbours of one another in a batch."""


@dataclass(frozen=True)
class Kept:
    """A question that is not trained on, and the articles that answer it (`fujian/19`)."""

    text: str
    articles: frozenset[str]


@dataclass(frozen=True)
class Cases:
    """`questions[i]` is answered by the texts with the keys `answers[i]`; `ids[i]` is the article of `articles[i]`."""

    articles: list[Article]
    ids: list[str]
    questions: list[str]
    answers: list[list[str]]
    kept: list[Kept]


def read_cases(folder: Path) -> Cases:
    """The chunks of the five documents, and the cases asked without earlier questions that cite something."""
    catalog = load_catalog()
    chunks = [c for one in prepare_all(catalog_files(catalog), catalog) for c in chunks_of(one.document)]
    articles = [Article(FIVE, "", "", c.text) for c in chunks]
    out = Cases(articles, [c.id.split(".")[0] for c in chunks], [], [], [])
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if "schema" in case:  # the first line says how the file came to be
                continue
            cites = case["expect"].get("cites", ())
            if not cites or case.get("history"):
                continue
            if "holdout" in case["tags"]:
                out.kept.append(Kept(case["question"], frozenset(c.split(".")[0] for c in cites)))
            else:
                out.questions.append(case["question"])
                out.answers.append([text_key(c.text) for c in chunks if any(_answers(c.id, cite) for cite in cites)])
    return out


def _answers(chunk: str, cite: str) -> bool:
    """Whether a chunk is what a case cites, lies in it, or is the article that holds it."""
    return chunk == cite or chunk.startswith(f"{cite}.") or chunk == cite.split(".")[0]
