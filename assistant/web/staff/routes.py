"""What the staff page fetches beside Gradio's events: an article to open, feedback to keep.

In: requests that the gate let through, with their person. Out: HTML fragments, JSON. Each touches only what is that person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.records import feedback
from assistant.web.pages import QUOTE_LIMIT
from assistant.web.staff.cards import opened
from assistant.web.staff.people import person_of

if TYPE_CHECKING:
    from assistant.web.staff.model import Desk

REASONS = {reason.shown: reason for reason in feedback.Reason}


class FeedbackBody(BaseModel):
    """赞或踩"""

    model_config = ConfigDict(extra="forbid", strict=True)
    turn: str = Field(max_length=64)
    helpful: bool
    reason: str = ""
    provision: str = ""
    note: str = ""


def router(desk: Desk) -> APIRouter:
    """The addresses under /staff."""
    out = APIRouter(prefix="/staff", include_in_schema=False)

    @out.get("/article")
    def article(provision: str, quote: Annotated[str, Query(max_length=QUOTE_LIMIT)] = "") -> Response:
        html = opened(desk.engine.generation, provision, quote)
        return HTMLResponse(html or "<p>本库没有这一条。</p>", 200 if html else 404)

    @out.post("/feedback")
    def keep(body: FeedbackBody, request: Request) -> Response:
        feedback.give_feedback(
            desk.records, person_of(request).id, body.turn, helpful=body.helpful, reason=REASONS.get(body.reason),
            provision=body.provision, note=body.note,
        )  # fmt: skip
        return JSONResponse({"kept": True})

    return out
