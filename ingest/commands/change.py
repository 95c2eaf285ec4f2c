"""Commands that make a new generation of the index: build, add, remove.

In: parsed arguments. Out: a new generation that is in use, progress on standard error, exit code 0. Raises BadInput.
"""

from __future__ import annotations

import argparse

from ingest import build as building
from ingest import chunk, corpus, encoder, words
from ingest.build import Index
from ingest.commands.held import documents_line, held_in, places
from ingest.config import load_settings
from ingest.corpus import catalog_files, prepare_all
from ingest.manifest import current_name, file_digest, intact
from ingest.model import BadInput
from ingest.progress import aloud
from ingest.sources import load_catalog
from ingest.store import Store


def build(options: argparse.Namespace) -> int:
    """A new generation of the registered files, or of those given."""
    index, encoder_name = places()
    if options.if_needed and not options.source and _fits(index, encoder_name):
        return 0
    catalog = load_catalog(library=load_settings().library)
    prepared = prepare_all(options.source or catalog_files(catalog), catalog, aloud)
    aloud(f"解析：{len(prepared)} 份文件，{sum(len(p.document.articles) for p in prepared)} 条；载入编码模型")
    name = building.build(index, prepared, catalog, encoder.load_encoder(encoder_name), aloud)
    aloud(f"完成：{index.folder / name}")
    return 0


def _fits(index: Index, encoder_name: str) -> bool:
    """Whether the index in use was built from the files as they are now, by this program, with this encoder."""
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
        and manifest.encoder_digest == encoder.weights_digest(encoder_name or str(encoder.SHIPPED))
        and (manifest.parser, manifest.chunker, manifest.words) == (corpus.PARSER_VERSION, chunk.VERSION, words.NAME)
    )


def add(options: argparse.Namespace) -> int:
    """The index with more files in it."""
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
    name = building.change(index, new, [], catalog, encoder.load_encoder(encoder_name), aloud, generation)
    aloud(f"完成：{index.folder / name}，共 {len(held) + len(new)} 份文件")
    return 0


def remove(options: argparse.Namespace) -> int:
    """The index without one document."""
    index, encoder_name = places()
    generation, sources = held_in(index.folder)
    if options.document not in {s.id for s in sources}:
        raise BadInput(f"索引里没有 {options.document}；{documents_line(sources)}")
    catalog = load_catalog(library=load_settings().library)
    name = building.change(
        index, [], [options.document], catalog, encoder.load_encoder(encoder_name), aloud, generation
    )
    aloud(f"完成：{index.folder / name}，共 {len(sources) - 1} 份文件")
    return 0
