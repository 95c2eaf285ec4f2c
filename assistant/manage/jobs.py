"""Publishing, withdrawing and going back as jobs in the background: what each has come to, line by line.

In: an Engine, the records, a Shelf, and what is to be done. Out: Jobs that a page can ask for while they run. One runs at a time;
whoever comes meanwhile is told. What was done, or why it was not, goes into the records with who did it.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.access.people import Person
from assistant.records.actions import record_action
from ingest.build import Index
from ingest.library import Shelf, State
from ingest.model import BadInput
from ingest.progress import Say

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.records.store import Records

log = logging.getLogger(__name__)
BUSY = "正在{what}（{person}），请等它结束再试。"
FAILED = "没有做成，原来的索引照常使用。详细原因在服务端日志里。"
COUNT = re.compile(r"(?P<what>.+：)\d+/\d+")
KEPT = 50
"""Jobs that are remembered; what was done stays in the records."""


@dataclass(slots=True)
class Job:
    """`lines` grows while it runs; `error` is empty where all went well."""

    number: int
    what: str
    person: str
    lines: list[str] = field(default_factory=list)
    done: bool = False
    error: str = ""

    def say(self, line: str) -> None:
        """One line more; a count that goes on takes the place of its last one, so that the page does not fill with tenths."""
        counting = COUNT.fullmatch(line)
        if counting and self.lines and self.lines[-1].startswith(counting["what"]):
            self.lines[-1] = line
        else:
            self.lines.append(line)


Work = Callable[[Say], State]


class Workshop:
    """The one place where the documents are changed while the server runs."""

    def __init__(self, engine: Engine, records: Records, shelf: Shelf) -> None:
        self.engine, self.records, self.shelf = engine, records, shelf
        settings = engine.settings
        self.index = Index(settings.index, settings.chroma_url)
        self._jobs: dict[int, Job] = {}
        self._lock = threading.Lock()

    def start(
        self, person: Person, what: str, target: str, work: Work, after: Callable[[], None] = lambda: None
    ) -> Job:
        """Begin a job. Raises BadInput while another one runs."""
        with self._lock:
            running = next((job for job in self._jobs.values() if not job.done), None)
            if running:
                raise BadInput(BUSY.format(what=running.what, person=running.person or "本机"))
            job = Job(max(self._jobs, default=0) + 1, what, person.name)
            self._jobs[job.number] = job
            for old in sorted(self._jobs)[:-KEPT]:
                del self._jobs[old]
        threading.Thread(target=self._run, args=(job, person, target, work, after), daemon=True).start()
        return job

    def job(self, number: int) -> Job:
        """Raises BadInput for one that is not remembered."""
        if number not in self._jobs:
            raise BadInput("没有这项工作的记录；服务可能重新启动过，请看操作记录")
        return self._jobs[number]

    def _run(self, job: Job, person: Person, target: str, work: Work, after: Callable[[], None]) -> None:
        try:
            state = work(job.say)
            after()
            self.engine.refresh()
            job.lines.append(f"已切换到新的索引 {state.generation}")
            self._note(person, job.what, target, f"第 {state.number} 次变动，索引 {state.generation}")
        except BadInput as error:
            job.error = str(error)
        except Exception:
            log.exception("%s没有做成", job.what)
            job.error = FAILED
        finally:
            if job.error:
                self._note(person, f"{job.what}（没有做成）", target, job.error)
            job.done = True

    def _note(self, person: Person, action: str, target: str, detail: str) -> None:
        try:
            record_action(self.records, person.id, action, target, detail[:2000])
        except BadInput as error:
            log.warning("操作没有记下：%s", error)
