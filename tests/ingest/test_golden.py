"""One golden file per quirk of the real texts: what a person read in the raw file, compared with a fresh parse.

Fields: quirk, document, raw (as printed in the file), provisions (number, kind, label, path, text), and where it matters
articles (their count), headings, tail, missing (numbers that must not exist), absent (words that must be gone), findings.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.conftest import Loaded

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = sorted(GOLDEN.glob("*.json"))
FIELDS = {"quirk", "document", "raw", "provisions", "articles", "headings", "tail", "missing", "absent", "findings"}


def load(path: Path) -> dict[str, Any]:
    golden: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return golden


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_quirk(path: Path, texts: dict[str, Loaded]) -> None:
    golden = load(path)
    text = texts[golden["document"]]
    for expected in golden["provisions"]:
        found = text[expected["number"]]
        assert {
            "number": found.number,
            "kind": str(found.kind),
            "label": found.label,
            "path": list(found.path),
            "text": found.text,
        } == expected
    assert len(text.document.articles) == golden.get("articles", len(text.document.articles))
    assert [h.title for h in text.document.headings] == golden.get(
        "headings", [h.title for h in text.document.headings]
    )
    if "tail" in golden:
        assert text.shown[text.document.tail :] == golden["tail"]
    assert not set(golden.get("missing", [])) & set(text.numbers)
    assert [words for words in golden.get("absent", []) if words in text.shown] == []
    assert text.codes == golden.get("findings", text.codes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_is_what_the_file_prints(path: Path, texts: dict[str, Loaded]) -> None:
    golden = load(path)
    assert set(golden) <= FIELDS
    assert golden["quirk"].endswith("。")
    raw = texts[golden["document"]].raw
    assert golden["raw"] in raw, "the excerpt is not in the raw file"
    printed = bare(raw).replace("[bookmark:_GoBack]", "")
    for expected in golden["provisions"]:
        assert bare(expected["text"]) in printed


def test_every_document_has_goldens() -> None:
    assert len(FILES) >= 24
    assert {load(path)["document"] for path in FILES} == {
        "fujian",
        "zaozhuang",
        "beijing",
        "tongzhou",
        "hebei",
        "jilin",
    }
