"""Commands that read the index in use: status and show.

In: parsed arguments. Out: text on standard output. Raises BadInput where there is no index or no such provision.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from ingest.commands.held import documents_line, places
from ingest.generation import Generation, open_generation
from ingest.model import BadInput


def status(options: argparse.Namespace) -> int:
    """What is in the index in use."""
    generation = open_generation(places()[0].folder)
    m = generation.manifest
    print(f"索引 {m.name}，{m.created} 建；编码模型 {m.encoder}（{m.dimension} 维），分词 {m.words}")
    print(
        f"{m.counts['documents']} 份文件，{m.counts['articles']} 条，{m.counts['provisions']} 条款项，{m.counts['chunks']} 段"
    )
    for source in generation.catalog.sources:
        dates = "，".join(
            x
            for x in (
                source.number,
                source.issued and f"{source.issued} 印发",
                source.effective and f"{source.effective} 起施行",
            )
            if x
        )
        print(f"  {source.id}\t{source.region or '—'}\t{source.title}" + (f"（{dates}）" if dates else ""))
    return 0


def show(options: argparse.Namespace) -> int:
    """A provision with its place and its references both ways."""
    generation = open_generation(places()[0].folder)
    p = generation.provision(options.provision)
    if p is None:
        raise BadInput(f"没有 {options.provision}；{_held(generation, options.provision)}")
    print(f"{p.label}  [{p.id}]")
    print(" > ".join(p.path) or "（无章节）")
    print(f"\n{p.text}\n")
    _print_references(
        "引用",
        (
            (r.text, r.targets or (f"《{r.title}》（未收录）" if r.title else "（本文没有）",))
            for r in generation.outgoing(p.id)
        ),
    )
    _print_references("被引用", ((r.source, (f"「{r.text}」",)) for r in generation.incoming(p.id)))
    return 0


def _held(generation: Generation, wanted: str) -> str:
    document = generation.document(wanted.partition("/")[0])
    if document is None:
        return documents_line(generation.catalog.sources)
    first, last = document.provisions[0], document.provisions[-1]
    return f"{document.id} 的条款从 {first.id} 到 {last.id}"


def _print_references(title: str, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
    for text, others in rows:
        print(f"{title}：{text} -> {'、'.join(others)}")
