"""The command line of ingest: build | add | remove | check | status | parse | show.

In: arguments. Out: text or JSON on standard output, one sentence on standard error when something is wrong.
Exit 0 done, 1 a check failed, 2 bad input. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.config import load_settings
from ingest.model import BadInput, Provision

if TYPE_CHECKING:
    from ingest.corpus import Prepared
    from ingest.generation import Generation

EXAMPLES = """例：
  python -m ingest build                          按 data/sources.toml 建索引
  python -m ingest add 安全生产法.docx            在现有索引上增加文件
  python -m ingest check data/raw                 只检查，不写索引
  python -m ingest parse data/raw --json          每条款项一行 JSON
  python -m ingest show fujian/19.1.3             一条的原文与引用关系
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
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m ingest", description="从法规文件到索引。", epilog=EXAMPLES, formatter_class=form
    )
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
    command("show", "一条的原文、位置和引用关系", _show).add_argument("provision", metavar="条款id")
    return parser


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _build(options: argparse.Namespace) -> int:
    from ingest import generation
    from ingest.corpus import catalog_files, prepare_all
    from ingest.encoder import load_encoder
    from ingest.sources import load_catalog

    index, encoder_name = places()
    if options.if_needed and not options.source and _fits(index, encoder_name):
        return 0
    catalog = load_catalog()
    prepared = list(prepare_all(options.source or catalog_files(catalog), catalog))
    _say(f"解析：{len(prepared)} 份文件，{sum(len(p.document.articles) for p in prepared)} 条；载入编码模型")
    name = generation.build(index, prepared, catalog, load_encoder(encoder_name), _say)
    _say(f"完成：{index / name}")
    return 0


def _fits(index: Path, encoder_name: str) -> bool:
    """Whether the index in use was built from the files as they are now, by this program, with this encoder."""
    from ingest import chunk
    from ingest.corpus import PARSER_VERSION, catalog_files
    from ingest.encoder import SHIPPED, weights_digest
    from ingest.generation import current_name, file_digest, intact
    from ingest.sources import load_catalog
    from ingest.store import Store
    from ingest.words import NAME

    folder = index / current_name(index)
    manifest = intact(folder)
    if manifest is None:
        return False
    held = Store(folder / "provisions.sqlite").sources()
    catalog = load_catalog()
    return (
        {file_digest(path) for path in catalog_files(catalog)} <= {s.sha256 for s in held}
        and set(catalog.sources) <= set(held)
        and catalog.regions == manifest.regions
        and manifest.encoder_digest == weights_digest(encoder_name or str(SHIPPED))
        and (manifest.parser, manifest.chunker, manifest.words) == (PARSER_VERSION, chunk.VERSION, NAME)
    )


def _add(options: argparse.Namespace) -> int:
    from ingest.corpus import prepare_all
    from ingest.generation import open_generation
    from ingest.sources import load_catalog

    index, encoder_name = places()
    new = list(prepare_all(options.paths, load_catalog()))
    generation = open_generation(index)
    kept = _kept(generation)
    for one in new:
        for old in kept:
            same_file = one.source.sha256 == old.source.sha256 and not one.source.starts_with + one.source.ends_before
            if one.source.id == old.source.id or same_file:
                raise BadInput(
                    f"{one.source.file}：索引里已有 {old.source.id}《{old.source.title}》；要换新先运行 python -m ingest remove {old.source.id}"
                )
    return _rebuild(index, encoder_name, [*kept, *new], generation.name)


def _remove(options: argparse.Namespace) -> int:
    from ingest.generation import open_generation

    index, encoder_name = places()
    generation = open_generation(index)
    kept = _kept(generation)
    left = [one for one in kept if one.source.id != options.document]
    if len(left) == len(kept):
        raise BadInput(f"索引里没有 {options.document}；现有：{'、'.join(one.source.id for one in kept)}")
    return _rebuild(index, encoder_name, left, generation.name)


def _kept(generation: Generation) -> list[Prepared]:
    """The documents of the generation in use, as they were prepared."""
    from ingest.corpus import Prepared

    out = []
    for source in generation.catalog.sources:
        document = generation.document(source.id)
        if document is not None:
            references = generation.store.references(source.id)
            out.append(Prepared(source, document, references, generation.findings(source.id)))
    return out


def _rebuild(index: Path, encoder_name: str, prepared: list[Prepared], based_on: str) -> int:
    from ingest import generation
    from ingest.encoder import load_encoder
    from ingest.sources import load_catalog

    name = generation.build(index, prepared, load_catalog(), load_encoder(encoder_name), _say, based_on)
    _say(f"完成：{index / name}，共 {len(prepared)} 份文件")
    return 0


def _check(options: argparse.Namespace) -> int:
    from ingest.corpus import catalog_files, distinct, prepare
    from ingest.load import files_under
    from ingest.sources import load_catalog

    catalog = load_catalog()
    paths = [f for given in options.paths for f in files_under(given)] if options.paths else catalog_files(catalog)
    errors = refused = 0
    for path in distinct(paths):
        try:
            prepared = prepare(path, catalog)
        except BadInput as error:
            print(error, file=sys.stderr)
            refused += 1
            continue
        for one in prepared:
            errors += _print_check(one)
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

    generation = open_generation(places()[0])
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
    from ingest.load import files_under

    paths = files_under(options.path)
    refused = 0
    for lines, problem in _parsed(paths, options.json):
        if problem:
            print(problem, file=sys.stderr)
            refused += 1
        sys.stdout.write(lines)
    return 2 if refused else 0


def _parsed(paths: list[Path], as_json: bool) -> Iterator[tuple[str, str]]:
    """(output, problem) of each file in order; many files are shared out to two processes."""
    if len(paths) < 50:
        yield from (_parse_file(path, as_json) for path in paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=2) as pool:
        yield from pool.map(_parse_file, paths, [as_json] * len(paths), chunksize=16)


def _parse_file(path: Path, as_json: bool) -> tuple[str, str]:
    from ingest.corpus import prepare
    from ingest.sources import load_catalog

    try:
        documents = [one.document for one in prepare(path, load_catalog())]
    except BadInput as error:
        return "", str(error)
    form = _json_line if as_json else _outline_line
    return "".join(form(p) + "\n" for d in documents for p in d.provisions), ""


def _json_line(p: Provision) -> str:
    row = {"id": p.id, "document": p.document, "kind": str(p.kind), "number": p.number, "label": p.label}
    return json.dumps({**row, "path": list(p.path), "text": p.text}, ensure_ascii=False)


def _outline_line(p: Provision) -> str:
    text = p.text.replace("\n", " ")
    return f"{'  ' * p.number.count('.')}{p.id}\t{text[:60]}{'…' if len(text) > 60 else ''}"


def _show(options: argparse.Namespace) -> int:
    from ingest.generation import open_generation

    generation = open_generation(places()[0])
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
        return f"收录的文件有：{'、'.join(s.id for s in generation.catalog.sources)}"
    first, last = document.provisions[0], document.provisions[-1]
    return f"{document.id} 的条款从 {first.id} 到 {last.id}"


def _print_references(title: str, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
    for text, others in rows:
        print(f"{title}：{text} -> {'、'.join(others)}")


def places() -> tuple[Path, str]:
    """(index folder, encoder name) as set."""
    settings = load_settings()
    return settings.index, settings.encoder


if __name__ == "__main__":
    raise SystemExit(main())
