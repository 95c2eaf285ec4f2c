"""The child process in which a generation is proved: a damaged Chroma folder can crash the process that opens it.

In: the folder of a generation. Out: nothing; Unproved with one sentence when it must not be used. The child is started
before the generation is written: importing chromadb takes longer than proving a small one.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.manifest import REBUILD
from ingest.model import BadInput
from ingest.prove import CHROMA

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 3600
"""Seconds that a proof may take."""
Prove = Callable[[Path], None]


class Unproved(BadInput):
    """A generation that did not pass."""


@contextmanager
def prover(*, chroma: bool) -> Iterator[Prove]:
    """A child that waits for a folder; calling what is given here tells it which, and waits for what it says.

    `chroma` says whether the collection is to be proved too.
    """
    command = [sys.executable, "-m", "ingest.prove", *([CHROMA] if chroma else [])]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True) as child:

        def prove(folder: Path) -> None:
            said, _ = child.communicate(f"{folder.resolve()}\n", timeout=PATIENCE)
            if child.returncode:
                last = said.strip().splitlines()[-1:] or [f"退出码 {child.returncode}"]
                raise Unproved(f"新索引没有通过核对（{last[0]}）；原有索引继续使用，请重新运行 {REBUILD}")

        try:
            yield prove
        finally:
            child.kill()
