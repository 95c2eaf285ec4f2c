"""What the service does, in numbers for Prometheus, and a line in the log for each question.

In: answers with the door they were asked at, and limits that were hit. Out: GET /metrics in Prometheus' text format; who may read
it is decided by the gate. No number carries a question, a person or an address. The numbers are those of one process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from assistant.web import logs

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.model import Answer

Door = Literal["staff", "api", "widget"]
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
STEP_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
QUESTIONS = Counter("anze_questions", "Questions answered.", ("outcome", "door"), registry=REGISTRY)
STEPS = Histogram("anze_step_seconds", "Seconds of a step.", ("step",), registry=REGISTRY, buckets=STEP_BUCKETS)
ANSWERS = Histogram("anze_answer_seconds", "Seconds of an answer.", ("door",), registry=REGISTRY, buckets=STEP_BUCKETS)
IN_PROGRESS = Gauge("anze_questions_in_progress", "Questions being answered.", ("door",), registry=REGISTRY)
LIMITED = Counter("anze_limited", "Requests refused by a limit.", ("kind",), registry=REGISTRY)
GENERATION = Gauge("anze_generation_info", "The index generation in use.", ("generation",), registry=REGISTRY)


def note(answer: Answer, door: Door) -> None:
    """One question has been answered."""
    QUESTIONS.labels(answer.outcome.value, door).inc()
    ANSWERS.labels(door).observe(sum(answer.timings_ms.values()) / 1000)
    for step, ms in answer.timings_ms.items():
        STEPS.labels(step).observe(ms / 1000)
    logs.question(answer, door)


@contextmanager
def asking(door: Door) -> Iterator[None]:
    """While a question is being answered."""
    with IN_PROGRESS.labels(door).track_inprogress():
        yield


def limited(kind: str) -> None:
    """Somebody was told to wait. `kind` is one of a few words of ours, never of theirs."""
    LIMITED.labels(kind).inc()


def router(engine: Engine) -> APIRouter:
    """GET /metrics."""
    out = APIRouter(include_in_schema=False)

    @out.get("/metrics")
    def metrics() -> Response:
        GENERATION.clear()
        GENERATION.labels(engine.generation.name).set(1)
        return Response(generate_latest(REGISTRY), headers={"content-type": CONTENT_TYPE_LATEST})

    return out
