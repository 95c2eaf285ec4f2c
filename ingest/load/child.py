"""The child process of `sandbox`: `python -m ingest.load.child KIND MEMORY OUTPUT CPU`, never called by hand.

In: the bytes of a file on standard input. Out: its text on standard output and exit code 0, or the sentence of refusal
and exit code 3. It limits itself before it imports a parser or reads a byte.
"""

from __future__ import annotations

import importlib
import resource
import sys

from ingest.load.sandbox import REFUSED
from ingest.model import BadInput

READERS = {"html": "ingest.load.html", "docx": "ingest.load.docx", "pdf": "ingest.load.pdf"}


def limit(memory: int, output: int, cpu: int) -> None:
    """Lower the limits of this process for good."""
    for what, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))


def answer(kind: str, data: bytes) -> tuple[int, str]:
    """Exit code and output."""
    try:
        return 0, str(importlib.import_module(READERS[kind]).read(data))
    except BadInput as error:
        return REFUSED, str(error)
    except MemoryError:
        return REFUSED, "解析时内存超过上限，文件展开后过大；请拆分，或另存为 .txt 后重试"
    except Exception as error:  # whatever a parser raises on foreign bytes is the file's fault, and ends here
        return REFUSED, f"解析失败（{type(error).__name__}），文件可能损坏；请重新另存一份，或另存为 .txt"


def main(arguments: list[str]) -> int:
    kind, memory, output, cpu = arguments
    limit(int(memory), int(output), int(cpu))
    code, text = answer(kind, sys.stdin.buffer.read())
    encoded = text.encode("utf-8", "replace")
    if len(encoded) >= int(output):
        code, encoded = REFUSED, f"文字超过 {int(output) // 2**20} MB 的上限；请拆分后重试".encode()
    sys.stdout.buffer.write(encoded)
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
