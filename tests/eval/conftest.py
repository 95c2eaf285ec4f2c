"""What the tests of the evaluation share: made-up answers over the real texts, and runs made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case
from eval.runs import About, Answered, Recorder, Run, Took, cases_digest, read_run
from eval.trace import Trace
from ingest.generation import Generation, open_generation


@pytest.fixture(scope="session")
def generation(index: Path) -> Generation:
    return open_generation(index)


def case(id: str = "x", question: str = "问", tags: Sequence[str] = (), **expect: Any) -> Case:
    return Case.model_validate(
        {"id": id, "question": question, "tags": list(tags), "expect": {"outcome": "answered", **expect}}
    )


def answered(
    id: str = "x", outcome: str = "answered", text: str | None = None, trace: Trace | None = None, repeat: int = 0,
    fault: str = "", **cites: str,
) -> Answered:  # fmt: skip
    """An answer that cites `fujian_19p1p3="quote"`; without a text it has the markers alone."""
    citations = [
        {"n": n, "provision": key.replace("_", "/").replace("p", "."), "label": "", "quote": quote}
        for n, (key, quote) in enumerate(cites.items(), start=1)
    ]
    said = "".join(f"[{c['n']}]" for c in citations) if text is None else text
    answer = {"id": id, "question": "问", "outcome": outcome, "text": said, "citations": citations}
    return Answered(case=id, repeat=repeat, answer=answer, trace=trace, fault=fault)


RunOf = Callable[..., Run]


@pytest.fixture
def run_of(tmp_path: Path, generation: Generation) -> RunOf:
    """A run on disk of some cases and their answers; what is not given takes the real corpus."""
    made: list[int] = []

    def make(cases: Sequence[Case], answers: Sequence[Answered], repeat: int = 1, **about: Any) -> Run:
        made.append(1)
        what: Mapping[str, Any] = {
            "source": "engine", "cases": len(cases), "cases_digest": cases_digest(cases), "repeat": repeat,
            "generation": generation.name, "corpus": generation.manifest.corpus_digest, "encoder": "e", "code": "c",
            "settings": {}, **about,
        }  # fmt: skip
        recorder = Recorder(tmp_path / f"run{len(made)}", About(**what), cases)
        for one in answers:
            recorder.add(one, Took(case=one.case, repeat=one.repeat, milliseconds=5.0, steps={}))
        recorder.close()
        return read_run(recorder.folder)

    return make


def written(path: Path, *cases: Case | dict[str, Any]) -> Path:
    """A file of cases."""
    rows = [c.model_dump(mode="json") if isinstance(c, Case) else c for c in cases]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path
