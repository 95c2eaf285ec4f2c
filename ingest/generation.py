"""An index generation: written once under a lock, proved in a child process, then made CURRENT by one rename.

In: Prepared documents and an encoder. Out: `data/index/<generation>/` with provisions.sqlite (the truth), vectors.npy,
chroma/, lexical/ and manifest.json; and `Generation`, one opened for reading. Opening checks the manifest and says what to
run when it does not fit. Why it is done this way: measured faults of a vector store shared by writers (README, 索引).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ingest import chunk, words
from ingest.chunk import chunks_of
from ingest.corpus import PARSER_VERSION, Prepared
from ingest.encoder import Encoder, Vectors
from ingest.lexical import LexicalIndex, write_lexical
from ingest.model import BadInput, Chunk, Document, Finding, Provision, Reference, Source
from ingest.sources import Catalog, Region
from ingest.store import Store, write_store
from ingest.vectors import ChromaIndex, Hit, exact_search, write_chroma

FORMAT = 1
REBUILD = "python -m ingest build"
ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
"""A generation's folder: when it was written, and the corpus. No other folder is ever removed: ANZE_INDEX may be wrong."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself."""

    format: int
    name: str
    created: str
    corpus_digest: str
    parser: int
    chunker: int
    words: str
    encoder: str
    encoder_digest: str
    dimension: int
    counts: dict[str, int]
    regions: tuple[Region, ...]
    files: dict[str, str]


def build(
    index: Path, prepared: Sequence[Prepared], catalog: Catalog, encoder: Encoder, say: Say = lambda _: None,
    based_on: str | None = None,
) -> str:  # fmt: skip
    """Write, prove and switch to a new generation; returns its name. Whatever fails, the one in use stays in use.

    `based_on` names the generation that `prepared` was read from: when it is no longer the one in use, a document that
    another process added meanwhile would be lost, and the build is refused.
    """
    if not prepared:
        raise BadInput("没有任何文件可以收录；请检查 data/sources.toml 或给出的路径")
    with _write_lock(index):
        before = current_name(index)
        if based_on is not None and based_on != before:
            raise BadInput(f"{index}：另一个进程刚刚换了索引（{before}）；请把刚才的命令再运行一次")
        chunks = [c for one in prepared for c in chunks_of(one.document, one.source)]
        digests = [_chunk_digest(c) for c in chunks]
        corpus = hashlib.sha256(
            "\n".join(sorted(f"{c.id} {d}" for c, d in zip(chunks, digests, strict=True))).encode()
        ).hexdigest()
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{corpus[:8]}"
        folder = index / name
        _remove_unfinished(index)
        folder.mkdir()
        try:
            _write(folder, prepared, chunks, digests, corpus, catalog, encoder, index, say)
            say("核对：逐条检索自己")
            _prove(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        _switch(index, name)
        _remove_all_but(index, {name, before})  # a reader may still hold the one before
    return name


def _write(
    folder: Path, prepared: Sequence[Prepared], chunks: list[Chunk], digests: list[str], corpus: str,
    catalog: Catalog, encoder: Encoder, index: Path, say: Say,
) -> None:  # fmt: skip
    say(f"写入条文：{len(prepared)} 份文件，{sum(len(p.document.provisions) for p in prepared)} 条款项")
    write_store(folder / "provisions.sqlite", prepared, chunks, digests)
    vectors = _embed(chunks, digests, encoder, index, say)
    np.save(folder / "vectors.npy", vectors)
    say("写入 Chroma 与词索引")
    write_chroma(folder / "chroma", vectors, [c.fields for c in chunks])
    write_lexical(folder / "lexical", [words.words(c.searched) for c in chunks], [c.document for c in chunks])
    counts = {
        "documents": len(prepared),
        "articles": sum(len(p.document.articles) for p in prepared),
        "provisions": sum(len(p.document.provisions) for p in prepared),
        "chunks": len(chunks),
    }
    digested = [folder / "provisions.sqlite", folder / "vectors.npy", *sorted((folder / "lexical").glob("[!.]*"))]
    files = {str(path.relative_to(folder)): file_digest(path) for path in digested}
    manifest = Manifest(
        FORMAT, folder.name, datetime.now(UTC).isoformat(timespec="seconds"), corpus, PARSER_VERSION, chunk.VERSION,
        words.NAME, encoder.name, encoder.digest, encoder.dimension, counts, catalog.regions, files,
    )  # fmt: skip
    _write_file(folder / "manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


def _embed(chunks: list[Chunk], digests: list[str], encoder: Encoder, index: Path, say: Say) -> Vectors:
    """Vectors of all chunks; those whose id and digest the current generation has under the same weights are reused."""
    known: dict[tuple[str, str], Vectors] = {}
    current = index / current_name(index)
    manifest = intact(current)  # of a damaged one nothing is taken over
    if manifest and manifest.encoder_digest == encoder.digest:
        matrix = np.load(current / "vectors.npy")
        known = {(i, d): matrix[row] for row, i, d in Store(current / "provisions.sqlite").chunks()}
    keys = [(c.id, d) for c, d in zip(chunks, digests, strict=True)]
    fresh = [i for i, key in enumerate(keys) if key not in known]
    say(f"编码：{len(fresh)} 段新文本，沿用 {len(chunks) - len(fresh)} 段")
    out = np.zeros((len(chunks), encoder.dimension), dtype=np.float32)
    for start in range(0, len(fresh), 4096):
        batch = fresh[start : start + 4096]
        out[batch] = encoder.encode([chunks[i].embedded for i in batch])
        if len(fresh) > 4096:
            say(f"编码：{min(start + 4096, len(fresh))}/{len(fresh)}")
    for i, key in enumerate(keys):
        if key in known:
            out[i] = known[key]
    return out


def _chunk_digest(c: Chunk) -> str:
    """Over everything that is indexed, so that a changed field re-embeds its chunk."""
    return hashlib.sha256(json.dumps(asdict(c), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _prove(folder: Path) -> None:
    """In a child process, because a damaged Chroma folder can crash the process that opens it."""
    command = [sys.executable, "-m", "ingest.prove", str(folder.resolve())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3600, check=False)
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:] or [f"退出码 {done.returncode}"]
        raise BadInput(f"新索引没有通过核对（{last[0]}）；原有索引继续使用，请重新运行 {REBUILD}")


@contextmanager
def _write_lock(index: Path) -> Iterator[None]:
    try:
        index.mkdir(parents=True, exist_ok=True)
        file = open(index / "LOCK", "a+", encoding="utf-8")  # noqa: SIM115 (closed by the with below)
    except OSError as error:
        raise BadInput(f"{index}：不能在这里写索引（{error.strerror}）；请检查权限，或用 ANZE_INDEX 换一处") from None
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise BadInput(f"{index}：另一个进程正在写索引（{lock.read().strip()}）；等它结束再试") from None
        lock.truncate(0)
        lock.write(f"进程 {os.getpid()}，{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC 起")
        lock.flush()
        yield
        lock.truncate(0)


def _write_file(path: Path, text: str) -> None:
    """Write beside, fsync, rename, fsync the folder: a reader sees the old or the new, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _switch(index: Path, name: str) -> None:
    _write_file(index / "CURRENT", name + "\n")


def current_name(index: Path) -> str:
    """The generation in use, or an empty string."""
    current = index / "CURRENT"
    return current.read_text(encoding="utf-8").strip() if current.is_file() else ""


def _generations(index: Path) -> list[Path]:
    return sorted(p for p in index.iterdir() if p.is_dir() and NAME.fullmatch(p.name))


def _remove_unfinished(index: Path) -> None:
    for folder in _generations(index):
        if not (folder / "manifest.json").is_file():
            shutil.rmtree(folder, ignore_errors=True)


def _remove_all_but(index: Path, keep: set[str]) -> None:
    for folder in _generations(index):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def file_digest(path: Path) -> str:
    """sha256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """What a generation says of itself. Raises BadInput with the command to run when it cannot be read."""
    try:
        row: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if row.get("format") != FORMAT:
            raise BadInput(f"{folder}：索引格式 {row.get('format')}，本程序用 {FORMAT}；请运行 {REBUILD}")
        regions = tuple(Region(r["name"], tuple(r["short"]), r["parent"]) for r in row.pop("regions"))
        return Manifest(**row, regions=regions)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{folder}/manifest.json 读不出来（{error}）；请运行 {REBUILD}") from None


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise BadInput when a file is missing or is not the one that was written."""
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or file_digest(path) != digest:
            raise BadInput(f"{path} 缺失或已损坏；请运行 {REBUILD}")


def intact(folder: Path) -> Manifest | None:
    """The manifest of a generation whose files are as they were written, else None."""
    try:
        manifest = read_manifest(folder)
        check_files(folder, manifest)
    except BadInput:
        return None
    return manifest


class Generation:
    """A generation opened for reading: texts, and search by vector or by words within chosen documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.name = self.manifest.name
        check_files(folder, self.manifest)
        self.store = Store(folder / "provisions.sqlite")
        self.catalog = Catalog(folder / "manifest.json", self.store.sources(), self.manifest.regions)
        self.matrix: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self.ids = [i for _, i, _ in self.store.chunks()]
        self.lexical = LexicalIndex(folder / "lexical")
        try:
            self.chroma = ChromaIndex(folder / "chroma")
        except Exception as error:  # chromadb and its Rust core raise errors of many kinds
            raise BadInput(f"{folder / 'chroma'} 打不开（{type(error).__name__}）；请运行 {REBUILD}") from None

    def require_encoder(self, encoder: Encoder) -> None:
        """Raise BadInput when the index was built with other weights than those that would embed the question."""
        if encoder.digest != self.manifest.encoder_digest:
            raise BadInput(
                f"索引是用 {self.manifest.encoder} 建的，现在的编码模型是 {encoder.name}，权重不同；"
                f"请运行 {REBUILD} 重建，或把 ANZE_ENCODER 改回去"
            )

    def document(self, id: str) -> Document | None:
        return self.store.document(id)

    def provision(self, id: str) -> Provision | None:
        return self.store.provision(id)

    def outgoing(self, id: str) -> tuple[Reference, ...]:
        return self.store.outgoing(id)

    def incoming(self, id: str) -> tuple[Reference, ...]:
        return self.store.incoming(id)

    def findings(self, document: str) -> tuple[Finding, ...]:
        return self.store.findings(document)

    def source(self, document: str) -> Source | None:
        return next((s for s in self.catalog.sources if s.id == document), None)

    def knows(self, wording: str) -> bool:
        """Whether the words of the texts include this one."""
        parts = words.words(wording)
        return bool(parts) and all(self.lexical.search([part], 1) for part in parts)

    def dense(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> list[Hit]:
        """Nearest chunks by vector: Chroma over everything, the exact scan over the rows in scope."""
        if documents is None:
            return self.chroma.search(vector, min(k, len(self.ids)))
        return exact_search(self.matrix, vector, k, np.array(self.store.chunk_rows(documents), dtype=np.int64))

    def by_words(self, question: Sequence[str], k: int, documents: Sequence[str] | None = None) -> list[Hit]:
        """Best chunks by BM25 over words."""
        return self.lexical.search(question, k, documents)


def open_generation(index: Path) -> Generation:
    """Open the generation in use. Raises BadInput with the command to run when there is none or it does not fit."""
    name = current_name(index)
    if not name or not (index / name).is_dir():
        raise BadInput(f"{index} 里还没有索引；请先运行 {REBUILD}")
    generation = Generation(index / name)
    if generation.manifest.words != words.NAME:
        raise BadInput(f"索引的分词器是 {generation.manifest.words}，程序用 {words.NAME}；请运行 {REBUILD}")
    return generation
