"""BM25 over words. The only module that imports tantivy.

In: rows of words and the document of each. Out: Hits, best first, among the documents in scope.
The words come from `ingest.words`, already cut; the index only splits them at spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ingest.vectors import Hit

ANALYSER = "words"
HEAP = 64_000_000
"""Bytes the writer may fill before it writes a segment."""


def _index(folder: Path | None = None, *, create: bool = False) -> Any:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("row", stored=True, indexed=True, fast=True)
    schema.add_text_field("document", tokenizer_name="raw", index_option="basic")
    schema.add_text_field("body", tokenizer_name=ANALYSER, index_option="freq")
    built = schema.build()
    index = tantivy.Index(built, path=str(folder)) if create else tantivy.Index.open(str(folder))
    index.register_tokenizer(ANALYSER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def create_lexical(folder: Path) -> None:
    """A new, empty index."""
    folder.mkdir(parents=True)
    _index(folder, create=True).writer(heap_size=HEAP, num_threads=1).commit()


def change_lexical(folder: Path, rows: Iterable[tuple[int, str, Sequence[str]]], removed: Iterable[str] = ()) -> None:
    """Take whole documents out and write `rows`: the number of each, its document id and its words."""
    import tantivy

    writer = _index(folder).writer(heap_size=HEAP, num_threads=1)
    for document in removed:
        writer.delete_documents_by_term("document", document)
    for row, document, body in rows:
        entry = tantivy.Document(document=document, body=" ".join(body))
        entry.add_unsigned("row", row)
        writer.add_document(entry)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """An opened BM25 index."""

    def __init__(self, folder: Path) -> None:
        self._index = _index(folder)
        self._searcher = self._index.searcher()
        self._rows: dict[tuple[int, int], int] = {}

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, words: Sequence[str], k: int, documents: Sequence[str] | None = None) -> list[Hit]:
        """The k best rows for the words, among the documents given; None means all, an empty list means none."""
        import tantivy

        if not words or k < 1 or (documents is not None and not documents):
            return []
        schema = self._index.schema
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", w)) for w in dict.fromkeys(words)]
        )
        if documents is not None:
            scope = tantivy.Query.term_set_query(schema, "document", list(documents))
            scope = tantivy.Query.boost_query(scope, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, scope)])
        found = self._searcher.search(query, k).hits
        return [Hit(self._row(address), float(score)) for score, address in found]

    def _row(self, address: Any) -> int:
        """The row that an entry is about. An opened index never changes, and to read an entry takes longer than to find it."""
        key = (address.segment_ord, address.doc)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = int(self._searcher.doc(address)["row"][0])
        return row
