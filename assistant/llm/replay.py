"""Replies kept in a folder, so that a run of the evaluation repeats offline, to the letter.

In: what was asked of which model. Out: the reply that was kept. A file for each question, named by the digest of model, prompt
version and messages; an evaluation that runs in several processes writes each file whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from ingest.model import BadInput


@dataclass(frozen=True, slots=True)
class Replay:
    """The folder; it is made when the first reply is kept."""

    folder: Path

    def find(self, model: str, version: str, system: str, user: str) -> str | None:
        """The reply to exactly this, or None. Raises BadInput for a file that is not one of ours."""
        path = self._path(model, version, system, user)
        if not path.is_file():
            return None
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["reply"])
        except (OSError, ValueError, KeyError, TypeError):
            raise BadInput(f"{path}：读不出来；应是带 reply 的 JSON，请删掉它，再连着模型运行一次") from None

    def keep(self, model: str, version: str, system: str, user: str, reply: str) -> None:
        """Keep a whole reply."""
        path = self._path(model, version, system, user)
        path.parent.mkdir(parents=True, exist_ok=True)
        row = {"model": model, "prompt": version, "system": system, "user": user, "reply": reply}
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)

    def _path(self, model: str, version: str, system: str, user: str) -> Path:
        digest = hashlib.sha256("\0".join((model, version, system, user)).encode()).hexdigest()[:32]
        return self.folder / f"{digest}.json"
