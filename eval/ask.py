"""Ask the cases: of the program in this machine's own processes, or of a running server over its HTTP API.

In: Cases and a Recorder. Out: every answer recorded in the order of the cases, however many are asked at once. A fault is an
answer too: it is recorded, and fails its case.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from eval.cases import Case
from eval.runs import Answered, Recorder, Took
from eval.trace import trace
from ingest.model import BadInput

FEW = 40
"""Cases below which it is not worth starting processes: each loads the program anew."""
TOGETHER = 4
"""Cases handed to a process at a time."""
PATIENCE = 60.0
"""Seconds that a server may take for one answer."""
Work = tuple[Case, int]
"""A case, and which time it is asked."""
Asked = tuple[Answered, Took]
_ENGINE: Any = None


@dataclass(frozen=True, slots=True)
class Where:
    """A server's address, or empty for the program here; `replay` is the folder of a chat model's replies."""

    url: str = ""
    replay: str = ""


def ask_all(
    cases: Sequence[Case], recorder: Recorder, where: Where, jobs: int, show: Callable[[int, int], None]
) -> None:
    """Ask what the recorder has not got yet; `show` is told how many are done, of how many."""
    by_id = {case.id: case for case in cases}
    total = recorder.done + len(recorder.left)
    work = [(by_id[id], repeat) for id, repeat in recorder.left]
    if not work:
        return
    for done, (answered, took) in enumerate(_asked(work, where, jobs), start=recorder.done + 1):
        recorder.add(answered, took)
        show(done, total)


def _asked(work: Sequence[Work], where: Where, jobs: int) -> Iterator[Asked]:
    """What was answered, in the order of the work."""
    url = where.url
    if not url and (jobs == 1 or len(work) < FEW):
        load_engine(sys.path, where.replay)
        yield from map(ask_here, work)
        return
    with _pool(where, jobs) as pool:
        try:
            yield from pool.map(partial(ask_server, url) if url else ask_here, work, chunksize=1 if url else TOGETHER)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _pool(where: Where, jobs: int) -> Executor:
    if where.url:
        return ThreadPoolExecutor(jobs)
    # A forked child would inherit the threads of Chroma and tantivy half alive.
    return ProcessPoolExecutor(
        jobs, multiprocessing.get_context("spawn"), initializer=load_engine, initargs=(sys.path, where.replay)
    )


def load_engine(path: Sequence[str], replay: str = "") -> None:
    """Load the program into this process."""
    global _ENGINE
    sys.path[:] = path
    from assistant.engine import Engine
    from ingest.config import load_settings

    settings = load_settings()
    _ENGINE = Engine(replace(settings, llm_replay=replay or settings.llm_replay))
    _ENGINE.load()


def ask_here(work: Work) -> Asked:
    """One case, of the engine of this process."""
    from assistant.model import Question

    case, repeat = work
    start = time.perf_counter()
    try:
        state = _ENGINE.run(Question(case.question, case.id, case.history, case.regions))
    except BadInput as error:
        return _fault(case, repeat, start, str(error))
    except Exception as error:  # a fault of the program fails its case and no other
        return _fault(case, repeat, start, f"{type(error).__name__}: {error}")
    answer = state.answer.to_json()
    steps = answer.pop("timings_ms")
    return Answered(case=case.id, repeat=repeat, answer=answer, trace=trace(state)), _took(case, repeat, start, steps)


def ask_server(url: str, work: Work) -> Asked:
    """One case, of a server."""
    case, repeat = work
    asked = {"question": case.question, "history": list(case.history), "regions": list(case.regions)}
    body = json.dumps(asked).encode()
    request = urllib.request.Request(f"{url}/api/v1/ask", body, {"Content-Type": "application/json"})
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        return _fault(case, repeat, start, f"HTTP {error.code}")
    except (OSError, ValueError) as error:
        return _fault(case, repeat, start, f"{type(error).__name__}: {error}")
    answer["id"] = case.id  # the server gives each answer an id of its own
    steps = answer.pop("timings_ms", {})
    return Answered(case=case.id, repeat=repeat, answer=answer), _took(case, repeat, start, steps)


def _fault(case: Case, repeat: int, start: float, fault: str) -> Asked:
    answer = {"id": case.id, "question": case.question, "outcome": "unavailable", "text": "", "citations": []}
    return Answered(case=case.id, repeat=repeat, answer=answer, fault=fault), _took(case, repeat, start, {})


def _took(case: Case, repeat: int, start: float, steps: dict[str, float]) -> Took:
    milliseconds = round((time.perf_counter() - start) * 1000, 2)
    return Took(case=case.id, repeat=repeat, milliseconds=milliseconds, steps=steps)
