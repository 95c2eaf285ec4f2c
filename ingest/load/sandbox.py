"""Foreign formats are parsed in a child process that may die without hurting us.

In: a kind and the bytes of a file. Out: its text, or BadInput without the file's name; a crash, a loop, too much memory
or output there becomes one sentence here. The child gets the bytes, never the path, so what was digested is what is read.
The limits hold a careless or hostile file, they are no barrier against code that already runs in the child.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.model import BadInput

ROOT = Path(__file__).resolve().parents[2]
REFUSED = 3
"""Exit code of the child when its output is a sentence of refusal instead of the text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: address space and output in bytes, processor and wall-clock time in seconds."""

    memory: int = 2**30
    output: int = 32 * 2**20
    cpu: int = 50
    wall: float = 60.0


def read(kind: str, data: bytes, limits: Limits = Limits()) -> str:
    """The text of a foreign file. Raises BadInput with the child's own refusal, or with how it ended."""
    # Files instead of pipes: nobody waits on a full pipe, and RLIMIT_FSIZE caps the output in the kernel.
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        source.write(data)
        source.seek(0)
        code = _run(kind, limits, source, result)
        result.seek(0)
        output = result.read(limits.output).decode("utf-8", "replace")
    if code == 0:
        return output
    raise BadInput(output if code == REFUSED and output else _ending(code, limits))


def _run(kind: str, limits: Limits, source: IO[bytes], result: IO[bytes]) -> int | None:
    """The child's exit code, negative for a signal, None when it was killed for taking too long."""
    command = [sys.executable, "-P", "-B", "-m", "ingest.load.child", kind]
    command += [str(n) for n in (limits.memory, limits.output, limits.cpu)]
    env = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"}  # no keys of ours: not the whole environment
    env |= {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    child = subprocess.Popen(
        command, stdin=source, stdout=result, stderr=subprocess.DEVNULL, cwd=ROOT, env=env, start_new_session=True
    )
    try:
        return child.wait(limits.wall)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:  # also when we ourselves are interrupted
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _ending(code: int | None, limits: Limits) -> str:
    if code is None or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"解析超过 {limits.wall:.0f} 秒的时限，应是普通大小的文档；请拆分后重试，或另存为 .txt"
    name = signal.Signals(-code).name if code < 0 else f"退出码 {code}"
    return f"解析程序意外终止（{name}），文件可能损坏或过大；请重新另存一份，或另存为 .txt"
