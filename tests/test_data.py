"""The data has tests of its own: sources, lexicon, gazetteer, the shipped model."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistant.understand.lexicon import DATA, load_lexicon, load_stopwords
from assistant.understand.places import NATION, load_gazetteer
from ingest.corpus import catalog_files
from ingest.encoder import SHIPPED
from ingest.fold import fold_text
from ingest.generation import open_generation
from ingest.model import BadInput
from ingest.sources import load_catalog

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
KINDS = {"case", "measure", "duty", "role", "matter", "typo"}


def test_every_source_is_the_file_it_says() -> None:
    catalog = load_catalog()
    assert [s.id for s in catalog.sources] == ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"]
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in catalog_files(catalog)}
    assert digests == {s.sha256 for s in catalog.sources}
    assert len(digests) == 5


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the folder of source texts is not beside this checkout")
def test_the_texts_are_byte_for_byte_those_given() -> None:
    given = {hashlib.sha256(path.read_bytes()).hexdigest() for path in SEEDS.glob("*.txt")}
    assert given == {s.sha256 for s in load_catalog().sources}


def test_every_term_of_the_lexicon_stands_in_the_texts(index: Path) -> None:
    generation = open_generation(index)
    documents = (generation.document(s.id) for s in generation.catalog.sources)
    texts = "\n".join(fold_text(d.text) for d in documents if d)
    entries = load_lexicon()
    assert len(entries) >= 600
    assert {e.kind for e in entries} <= KINDS
    missing = [(e.lay, t) for e in entries if e.kind != "typo" for t in e.terms if fold_text(t) not in texts]
    assert missing == []


def test_no_slip_mends_a_word_of_the_texts(index: Path) -> None:
    generation = open_generation(index)
    texts = "\n".join(d.text for s in generation.catalog.sources if (d := generation.document(s.id)))
    assert [e.lay for e in load_lexicon() if e.kind == "typo" and e.lay in texts] == []


@pytest.mark.parametrize(
    ("line", "match"),
    [("一列", "应为三列"), ("甲\t乙\t", "应为三列"), ("瞒着\t瞒报\tcase\n瞒着\t瞒报\tcase", "已经有一行")],
)
def test_a_bad_lexicon_row_is_named(tmp_path: Path, line: str, match: str) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text(f"lay\tterm\tkind\n{line}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=match):
        load_lexicon(path)


def test_every_place_belongs_to_a_place() -> None:
    names = load_gazetteer().names
    held = {r.name for r in load_catalog().regions}
    assert held - {NATION} <= set(names)
    for rows in names.values():
        for name, ancestors in rows:
            assert ancestors[-1] in (NATION, "外国"), name


def test_stopwords_are_no_terms_of_the_lexicon() -> None:
    offered = {e.lay for e in load_lexicon()} & load_stopwords()
    assert {w for w in offered if w in {"瞒报", "迟报", "问责", "职责"}} == set()


def test_the_shipped_model_is_small_enough() -> None:
    size = sum(f.stat().st_size for f in SHIPPED.rglob("*") if f.is_file())
    assert size <= 32_000_000
    assert (DATA / "models" / "anze-static" / "README.md").is_file()
