"""A retrieval benchmark in the BEIR layout, loaded strictly.

In: corpus.jsonl and queries.jsonl ({"_id", "title", "text"} a line) and a tab-separated qrels file with a header. Out: a
frozen Benchmark. Raises BadInput with file and line, what was found and what was expected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.model import BadInput

HEADER = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`texts[i]` and `titles[i]` belong to `ids[i]`; `relevant` gives a query's judgements above 0 by document id."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]


def load_benchmark(corpus: Path, queries: Path, qrels: Path) -> Benchmark:
    """The three files together; queries without a judgement are left out, as is usual."""
    documents: dict[str, tuple[str, str]] = {}
    for where, row in _lines(corpus):
        if row["_id"] in documents:
            raise BadInput(f"{where}：_id「{row['_id']}」出现过；每篇只能有一行")
        documents[row["_id"]] = (str(row.get("title") or ""), row["text"])
    asked = {row["_id"]: row["text"] for _, row in _lines(queries)}
    relevant = _qrels(qrels, documents, asked)
    if not relevant:
        raise BadInput(f"{qrels}：没有一条判断的分数大于 0；没有可以评测的问题")
    kept = {id: text for id, text in asked.items() if id in relevant}
    titles, texts = zip(*documents.values(), strict=True)
    return Benchmark(tuple(documents), titles, texts, kept, relevant)


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadInput(f"{where}：不是合法的 JSON（{error}）") from None
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("_id", "text")):
            raise BadInput(f'{where}：应是 {{"_id": "…", "text": "…"}}，_id 和 text 都是文字')
        yield where, row


def _qrels(path: Path, documents: dict[str, tuple[str, str]], asked: dict[str, str]) -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        fields = line.split("\t")
        if number == 1:
            if tuple(fields) != HEADER:
                raise BadInput(f"{path}:1：第一行应是以制表符分隔的 {' '.join(HEADER)}")
            continue
        if len(fields) != 3 or not fields[2].lstrip("-").isdecimal():
            raise BadInput(f"{path}:{number}：应是三栏，以制表符分隔，第三栏是整数")
        query, document, score = fields
        for id, known, where in ((query, asked, "问题"), (document, documents, "语料")):
            if id not in known:
                raise BadInput(f"{path}:{number}：{where}里没有 {id}")
        if int(score) > 0:
            out.setdefault(query, {})[document] = int(score)
    return out


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"{path}：没有这个文件；请检查路径") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}：读不出来（{error}）；应是 UTF-8 的文本文件") from None
