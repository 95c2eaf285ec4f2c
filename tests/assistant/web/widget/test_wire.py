"""The outer form of the widget's requests, where no server is needed."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from assistant.web.widget import wire


def test_a_body_that_does_not_arrive_is_refused_by_the_widget_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.01)

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError("nothing arrives")

    scope = {"type": "http", "headers": [(b"content-type", b"application/json"), (b"content-length", b"9")]}
    with (
        ThreadPoolExecutor(1) as elsewhere,  # the browser of other tests keeps a loop running in this thread
        pytest.raises(wire.Refusal, match="没有传完") as refused,
    ):
        elsewhere.submit(lambda: asyncio.run(wire.read_json(scope, receive))).result(60)  # type: ignore[arg-type]
    assert refused.value.status == 408
