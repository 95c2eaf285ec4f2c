"""The ways that `eval bench` compares, each as it would be written: build an index of some files, then ask it questions.

Run as a child process by `eval.growth`, so that memory and time are each one's own:
`python -m eval.rivals build|ask anze|langchain|bm25|exact FOLDER`, where FOLDER holds files.json. Out: one JSON line.
BM25 and the exact search index the articles that the program has parsed; LangChain splits the files itself.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ingest.fold import fold_text, text_key
from ingest.generation import open_generation
from ingest.lexical import LexicalIndex, change_lexical, create_lexical
from ingest.words import words

QUESTIONS = Path(__file__).resolve().parent.parent / "data" / "questions"
ASKED = 200
"""Lay questions asked, spread over all whose article is held."""
FIRST = 10
OPENING = 30
"""Characters of an article by which a piece of split text is known to hold it."""
PIECE, OVERLAP = 500, 50
"""What tutorials of LangChain's splitter use."""
BATCH = 4_096
Search = Callable[[str], list[str]]
"""From a question to the openings of the texts found first."""


def opening(text: str) -> str:
    """The beginning of a text as it is compared."""
    return fold_text(text)[:OPENING]


def build(way: str, folder: Path) -> dict[str, float]:
    """Build one index; `pieces` is how many texts it holds."""
    start = time.perf_counter()
    pieces = BUILDERS[way](folder)
    return {"pieces": pieces, "seconds": time.perf_counter() - start, "memory": most_memory()}


def ask(way: str, folder: Path) -> dict[str, float]:
    """Open one index and ask it."""
    start = time.perf_counter()
    search = OPENERS[way](folder)
    opened = time.perf_counter() - start
    asked: list[dict[str, str]] = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    search(asked[0]["text"])  # what is read from disk at the first question belongs to no question
    times, found = [], 0
    for one in asked:
        begin = time.perf_counter()
        first = search(one["text"])
        times.append((time.perf_counter() - begin) * 1000)
        found += any(one["opening"] in text for text in first)
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "open": opened,
        "p50": float(p50),
        "p95": float(p95),
        "memory": most_memory(),
        "asked": len(asked),
        "found": found / len(asked),
    }


def most_memory() -> float:
    """The most megabytes that this process or a child of it has held (Linux counts kilobytes)."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def _build_anze(folder: Path) -> int:
    from ingest.build import Index
    from ingest.build import build as build_index
    from ingest.corpus import prepare_all
    from ingest.encoder import load_encoder
    from ingest.sources import load_catalog

    catalog = load_catalog()
    files = [Path(file) for file in json.loads((folder / "files.json").read_text(encoding="utf-8"))]
    build_index(Index(folder / "anze"), prepare_all(files, catalog), catalog, load_encoder())
    return open_generation(folder / "anze").manifest.counts["articles"]


def write_asked(folder: Path) -> int:
    """Choose the questions: those whose article the index holds, evenly."""
    held = {text_key(text): opening(text) for _, text in articles(folder)}
    rows = [
        json.loads(line) for path in sorted(QUESTIONS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    fitting = [{"text": q, "opening": held[row["key"]]} for row in rows if row["key"] in held for q in row["questions"]]
    step = max(1, len(fitting) // ASKED)
    (folder / "asked.json").write_text(json.dumps(fitting[::step][:ASKED]), encoding="utf-8")
    return len(fitting)


def articles(folder: Path) -> list[tuple[str, str]]:
    """(id, text) of every article of the index built before."""
    generation = open_generation(folder / "anze")
    documents = (generation.document(source.id) for source in generation.catalog.sources)
    return [(p.id, p.text) for document in documents if document for p in document.articles]


def _open_anze(folder: Path) -> Search:
    from assistant.engine import Engine
    from assistant.model import Question
    from ingest.config import load_settings

    engine = Engine(load_settings({"ANZE_INDEX": str(folder / "anze")}))
    engine.load()

    def search(question: str) -> list[str]:
        state = engine.run(Question(question), until="render")
        found = (engine.generation.provision(c.id) for c in state.candidates[:FIRST])
        return [opening(p.text) for p in found if p]

    return search


def _build_langchain(folder: Path) -> int:
    import chromadb
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from ingest.encoder import load_encoder

    splitter = RecursiveCharacterTextSplitter(chunk_size=PIECE, chunk_overlap=OVERLAP)
    files = json.loads((folder / "files.json").read_text(encoding="utf-8"))
    pieces = [(p, f) for f in files for p in splitter.split_text(Path(f).read_text(encoding="utf-8", errors="replace"))]
    encoder, client = load_encoder(), chromadb.PersistentClient(str(folder / "langchain"))
    collection = client.create_collection("texts", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None)
    for start in range(0, len(pieces), BATCH):
        texts = [text for text, _ in pieces[start : start + BATCH]]
        names = [{"source": Path(file).name} for _, file in pieces[start : start + BATCH]]
        ids = [str(start + i) for i in range(len(texts))]
        collection.add(ids=ids, embeddings=encoder.encode(texts), documents=texts, metadatas=names)
    return len(pieces)


def _open_langchain(folder: Path) -> Search:
    import chromadb

    from ingest.encoder import load_encoder

    encoder, client = load_encoder(), chromadb.PersistentClient(str(folder / "langchain"))
    collection = client.get_collection("texts", embedding_function=None)

    def search(question: str) -> list[str]:
        found = collection.query(query_embeddings=encoder.encode([question]), n_results=FIRST)["documents"]
        return [fold_text(text) for text in (found or [[]])[0]]

    return search


def _build_bm25(folder: Path) -> int:
    texts = [text for _, text in articles(folder)]
    create_lexical(folder / "bm25")
    change_lexical(folder / "bm25", ((row, "", words(text)) for row, text in enumerate(texts)))
    return len(texts)


def _open_bm25(folder: Path) -> Search:
    texts = [opening(text) for _, text in articles(folder)]
    index = LexicalIndex(folder / "bm25")
    return lambda question: [texts[hit.row] for hit in index.search(words(question), FIRST)]


def _build_exact(folder: Path) -> int:
    from ingest.encoder import load_encoder

    texts, encoder = [text for _, text in articles(folder)], load_encoder()
    (folder / "exact").mkdir()
    blocks = [encoder.encode(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
    np.save(folder / "exact" / "vectors.npy", np.concatenate(blocks))
    return len(texts)


def _open_exact(folder: Path) -> Search:
    from ingest.encoder import load_encoder
    from ingest.vectors import exact_search

    texts, encoder = [opening(text) for _, text in articles(folder)], load_encoder()
    matrix = np.load(folder / "exact" / "vectors.npy")
    return lambda question: [texts[hit.row] for hit in exact_search(matrix, encoder.encode([question])[0], FIRST)]


BUILDERS = {"anze": _build_anze, "langchain": _build_langchain, "bm25": _build_bm25, "exact": _build_exact}
OPENERS = {"anze": _open_anze, "langchain": _open_langchain, "bm25": _open_bm25, "exact": _open_exact}
WAYS = tuple(BUILDERS)


def main(arguments: Sequence[str]) -> None:
    """Do one step and print its result as the last line."""
    step, way, folder = arguments[0], arguments[1], Path(arguments[2])
    result = (
        build(way, folder)
        if step == "build"
        else ask(way, folder)
        if step == "ask"
        else {"fitting": write_asked(folder)}
    )
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
