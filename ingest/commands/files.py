"""Commands that read files and need no index: check and parse.

In: parsed arguments. Out: what was found on standard output, one sentence on standard error for each file that is refused.
"""

from __future__ import annotations

import argparse
import json
import sys

from ingest.config import load_settings
from ingest.corpus import Prepared, catalog_files, distinct, read_files
from ingest.load import files_under
from ingest.model import BadInput, Provision
from ingest.progress import aloud
from ingest.sources import load_catalog


def check(options: argparse.Namespace) -> int:
    """Parse and audit, and write nothing. 1 with an error, 2 with a file that is refused."""
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


def parse(options: argparse.Namespace) -> int:
    """Every provision of the files, without an index."""
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
