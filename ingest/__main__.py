"""The command line of ingest: build | add | remove | check | status | parse | show | train.

In: arguments. Out: text or JSON on standard output, one sentence on standard error when something is wrong.
Exit 0 done, 1 a check failed, 2 bad input. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.config import load_settings
from ingest.model import BadInput, Provision, Source
from ingest.options import Parser
from ingest.progress import aloud
from ingest.train.command import add_arguments, train

if TYPE_CHECKING:
    from ingest.build import Index
    from ingest.corpus import Prepared
    from ingest.generation import Generation

SHOWN = 20
"""Documents that a message lists."""

EXAMPLES = """例：
  python -m ingest build                          按 data/sources.toml 建索引
  python -m ingest add 安全生产法.docx            在现有索引上增加文件
  python -m ingest check data/raw                 只检查，不写索引
  python -m ingest parse data/raw --json          每条款项一行 JSON
  python -m ingest show fujian/19.1.3             一条的原文与引用关系
  python -m ingest train --out /tmp/model         重新训练编码模型，约一小时
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m ingest", description="从法规文件到索引。", epilog=EXAMPLES)
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")

    def command(name: str, about: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    build = command("build", "建一代新索引并切换过去", _build)
    build.add_argument("--source", type=Path, nargs="+", default=[], metavar="路径", help="改为收录这些文件或文件夹")
    build.add_argument("--if-needed", action="store_true", help="现有索引合用时什么也不做")
    add = command("add", "在现有索引上增加文件", _add)
    add.add_argument("paths", type=Path, nargs="+", metavar="路径")
    command("remove", "从现有索引去掉一份文件", _remove).add_argument("document", metavar="文件id")
    check = command("check", "解析并检查文件，不写索引；有错误时退出码为 1", _check)
    check.add_argument("paths", type=Path, nargs="*", metavar="路径", help="默认为 data/sources.toml 登记的文件")
    command("status", "说明正在使用的索引", _status)
    parse = command("parse", "列出文件或文件夹里的全部条款项，不需要索引", _parse)
    parse.add_argument("path", type=Path, metavar="路径")
    parse.add_argument("--json", action="store_true", help="每条款项一行 JSON")
    trained = command("train", "从零训练随附的编码模型；不联网，不用现成模型，显卡可有可无", train)
    add_arguments(trained)
    command("show", "一条的原文、位置和引用关系", _show).add_argument("provision", metavar="条款id")
    return parser


def _build(options: argparse.Namespace) -> int:
    from ingest.build import build
    from ingest.corpus import catalog_files, prepare_all
    from ingest.encoder import load_encoder
    from ingest.sources import load_catalog

    index, encoder_name = places()
    if options.if_needed and not options.source and _fits(index, encoder_name):
        return 0
    catalog = load_catalog(library=load_settings().library)
    prepared = prepare_all(options.source or catalog_files(catalog), catalog, aloud)
    aloud(f"解析：{len(prepared)} 份文件，{sum(len(p.document.articles) for p in prepared)} 条；载入编码模型")
    name = build(index, prepared, catalog, load_encoder(encoder_name), aloud)
    aloud(f"完成：{index.folder / name}")
    return 0


def _fits(index: Index, encoder_name: str) -> bool:
    """Whether the index in use was built from the files as they are now, by this program, with this encoder."""
    from ingest import chunk
    from ingest.corpus import PARSER_VERSION, catalog_files
    from ingest.encoder import SHIPPED, weights_digest
    from ingest.manifest import current_name, file_digest, intact
    from ingest.sources import load_catalog
    from ingest.store import Store
    from ingest.words import NAME

    folder = index.folder / current_name(index.folder)
    manifest = intact(folder)
    if manifest is None or manifest.collection.url != index.chroma:
        return False
    held = Store(folder / "provisions.sqlite").sources()
    catalog = load_catalog(library=load_settings().library)
    return (
        {file_digest(path) for path in catalog_files(catalog)} <= {s.sha256 for s in held}
        and set(catalog.sources) <= set(held)
        and catalog.regions == manifest.regions
        and manifest.encoder_digest == weights_digest(encoder_name or str(SHIPPED))
        and (manifest.parser, manifest.chunker, manifest.words) == (PARSER_VERSION, chunk.VERSION, NAME)
    )


def _add(options: argparse.Namespace) -> int:
    from ingest.build import change
    from ingest.corpus import prepare_all
    from ingest.encoder import load_encoder
    from ingest.sources import load_catalog

    index, encoder_name = places()
    catalog = load_catalog(library=load_settings().library)
    new = prepare_all(options.paths, catalog, aloud)
    generation, sources = held_in(index.folder)
    held = {s.id: s for s in sources}
    digests = {s.sha256: s for s in held.values()}
    for one in new:
        same_file = None if one.source.starts_with + one.source.ends_before else digests.get(one.source.sha256)
        if old := held.get(one.source.id, same_file):
            raise BadInput(
                f"{one.source.file}：索引里已有 {old.id}《{old.title}》；要换新先运行 python -m ingest remove {old.id}"
            )
    name = change(index, new, [], catalog, load_encoder(encoder_name), aloud, generation)
    aloud(f"完成：{index.folder / name}，共 {len(held) + len(new)} 份文件")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from ingest.build import change
    from ingest.encoder import load_encoder
    from ingest.sources import load_catalog

    index, encoder_name = places()
    generation, sources = held_in(index.folder)
    if options.document not in {s.id for s in sources}:
        raise BadInput(f"索引里没有 {options.document}；{_documents(sources)}")
    catalog = load_catalog(library=load_settings().library)
    name = change(index, [], [options.document], catalog, load_encoder(encoder_name), aloud, generation)
    aloud(f"完成：{index.folder / name}，共 {len(sources) - 1} 份文件")
    return 0


def held_in(index: Path) -> tuple[str, tuple[Source, ...]]:
    """The generation in use and the documents it holds, without opening its searches."""
    from ingest.manifest import REBUILD, current_name, read_manifest
    from ingest.store import Store

    name = current_name(index)
    if not name or not (index / name).is_dir():
        raise BadInput(f"{index} 里还没有索引；请先运行 {REBUILD}")
    read_manifest(index / name)
    return name, Store(index / name / "provisions.sqlite").sources()


def _documents(sources: Sequence[Source]) -> str:
    """The documents held, the first of them when there are many."""
    ids = [s.id for s in sources]
    more = f" 等 {len(ids)} 份，python -m ingest status 列出全部" if len(ids) > SHOWN else ""
    return f"收录的文件有：{'、'.join(ids[:SHOWN])}{more}"


def _check(options: argparse.Namespace) -> int:
    from ingest.corpus import catalog_files, distinct, read_files
    from ingest.load import files_under
    from ingest.sources import load_catalog

    catalog = load_catalog(library=load_settings().library)
    paths = [f for given in options.paths for f in files_under(given)] if options.paths else catalog_files(catalog)
    errors = refused = 0
    for _, found in read_files(distinct(paths, aloud), catalog):
        if isinstance(found, BadInput):
            print(found, file=sys.stderr)
            refused += 1
            continue
        errors += sum(_print_check(one) for one in found)
    return 2 if refused else 1 if errors else 0


def _print_check(one: Prepared) -> int:
    levels = {"error": "错误", "warning": "注意", "notice": "说明"}
    articles, total = len(one.document.articles), len(one.document.provisions)
    linked = sum(bool(r.targets) for r in one.references)
    print(
        f"{one.source.id}\t{one.document.title}\t{articles} 条，共 {total} 条款项，引用 {len(one.references)} 处，其中 {linked} 处有链接"
    )
    for f in one.findings:
        print(f"  {levels[f.level]} {f.code}\t{f.message}" + (f"\t{f.where}" if f.where else ""))
    return sum(f.level == "error" for f in one.findings)


def _status(options: argparse.Namespace) -> int:
    from ingest.generation import open_generation

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


def _parse(options: argparse.Namespace) -> int:
    from ingest.corpus import read_files
    from ingest.load import files_under
    from ingest.sources import load_catalog

    line = _json_line if options.json else _outline_line
    refused = 0
    for _, found in read_files(files_under(options.path), load_catalog(library=load_settings().library)):
        if isinstance(found, BadInput):
            print(found, file=sys.stderr)
            refused += 1
            continue
        sys.stdout.writelines(line(p) + "\n" for one in found for p in one.document.provisions)
    return 2 if refused else 0


def _json_line(p: Provision) -> str:
    row = {"id": p.id, "document": p.document, "kind": str(p.kind), "number": p.number, "label": p.label}
    return json.dumps({**row, "path": list(p.path), "text": p.text}, ensure_ascii=False)


def _outline_line(p: Provision) -> str:
    text = p.text.replace("\n", " ")
    return f"{'  ' * p.number.count('.')}{p.id}\t{text[:60]}{'…' if len(text) > 60 else ''}"


def _show(options: argparse.Namespace) -> int:
    from ingest.generation import open_generation

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
        return _documents(generation.catalog.sources)
    first, last = document.provisions[0], document.provisions[-1]
    return f"{document.id} 的条款从 {first.id} 到 {last.id}"


def _print_references(title: str, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
    for text, others in rows:
        print(f"{title}：{text} -> {'、'.join(others)}")


def places() -> tuple[Index, str]:
    """(where the index is, encoder name) as set."""
    from ingest.build import Index

    settings = load_settings()
    return Index(settings.index, settings.chroma_url), settings.encoder


if __name__ == "__main__":
    raise SystemExit(main())
