"""Make a run: ask every case and keep what was answered in a folder.

In: Cases and where to ask them. Out: the run's folder, complete or to be gone on with.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.texts.prompts import names, version_of
from eval.ask import Where, ask_all
from eval.cases import Case
from eval.runs import About, Recorder, cases_digest, code_digest
from ingest.config import Settings
from ingest.manifest import current_name, read_manifest

ROOT = Path(__file__).resolve().parent.parent


def new_folder() -> Path:
    """A name for a run that nobody named."""
    return ROOT / "runs" / f"{datetime.now():%Y%m%d-%H%M%S}"


def about(cases: Sequence[Case], settings: Settings, url: str, repeat: int) -> About:
    """What this run will be of. A server's corpus is taken to be the one here; its answers tell their generation."""
    manifest = read_manifest(settings.index / current_name(settings.index))
    kept: dict[str, Any] = {"question_limit": settings.question_limit}  # the others are addresses, or told by digests
    if settings.llm_model and not url:
        kept |= {"model": settings.llm_model, "prompts": {name: version_of(name) for name in names()}}
    return About(
        source=url or "engine", cases=len(cases), cases_digest=cases_digest(cases), repeat=repeat, settings=kept,
        generation=manifest.name, corpus=manifest.corpus_digest, encoder=manifest.encoder_digest[:16],
        code=code_digest(ROOT),
    )  # fmt: skip


def make(folder: Path, cases: Sequence[Case], settings: Settings, url: str, repeat: int, jobs: int) -> int:
    """Ask what is not asked yet; how many answers were there before."""
    recorder = Recorder(folder, about(cases, settings, url, repeat), cases)
    try:
        ask_all(cases, recorder, Where(url, settings.llm_replay), jobs, _show)
    finally:
        recorder.close()
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)
    return recorder.done


def _show(done: int, total: int) -> None:
    """A counter on a terminal, a line for every fifth elsewhere."""
    if sys.stderr.isatty():
        filled = 30 * done // total
        print(f"\r{'█' * filled}{'░' * (30 - filled)} {done}/{total}", end="", file=sys.stderr, flush=True)
    elif done * 5 // total > (done - 1) * 5 // total:
        print(f"提问：{done}/{total}", file=sys.stderr, flush=True)
