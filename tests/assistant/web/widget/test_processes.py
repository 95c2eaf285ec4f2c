"""Two server processes behind one address: one secret, one count of questions in a real Redis, answers judged at either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant.access.redis_server import running
from tests.assistant.web.widget.serving import WWW, Server, serving, set_up

PATIENT = "from assistant.access import limits\nlimits.PATIENCE = 20.0"
"""On a busy machine Redis, too, may need more than a fraction of a second, and then each process would count alone."""


@pytest.fixture(scope="module")
def both(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('both') / 'records.sqlite'}"
    set_up(url)
    own = {"ANZE_TRUSTED_PROXIES": "127.0.0.1"}
    with (
        running() as redis,
        serving(index, url, PATIENT, ANZE_LIMITS_URL=redis.url, **own) as one,
        serving(index, url, PATIENT, ANZE_LIMITS_URL=redis.url, **own) as other,
    ):
        yield one, other


def test_a_token_of_one_is_good_at_the_other(both: tuple[Server, Server]) -> None:
    one, other = both
    token = one.session()
    id = "5d1a3a4e-7b1f-4a58-9d0b-0b7f6a3f1e2d"
    here, there = one.ask(token, id=id).answer, other.ask(token, id=id).answer
    assert here["id"] == there["id"], "an answer is called the same wherever it is given"
    assert here["text"] == there["text"]
    assert other.session(token=token).partition(".")[0] == token.partition(".")[0]


def test_an_answer_of_one_is_judged_at_the_other(both: tuple[Server, Server]) -> None:
    one, other = both
    token = one.session()
    answer = one.ask(token).answer["id"]
    body = {"answer": answer, "helpful": True}
    assert other.post("/widget/c/demo/feedback", body, WWW, token).json == {"kept": True}
    assert other.post("/widget/c/demo/feedback", body, WWW, other.session()).status == 404


def test_questions_are_counted_together(both: tuple[Server, Server]) -> None:
    statuses = [both[i % 2].ask(both[0].session("tight"), "枣庄谁负责问责", "tight").status for i in range(6)]
    assert statuses == [200, 200, 200, 429, 429, 429]


def test_behind_our_proxy_each_visitor_is_counted_alone(both: tuple[Server, Server]) -> None:
    """And what a visitor writes before the proxy's own entry counts for nothing."""
    one, _ = both

    def ask(forwarded: str) -> int:
        return one.ask(one.session("narrow"), "枣庄谁负责问责", "narrow", x_forwarded_for=forwarded).status

    assert [ask("198.51.100.7") for _ in range(4)] == [200, 200, 200, 429]
    assert ask("198.51.100.8") == 200
    assert [ask(f"203.0.113.{i}, 198.51.100.8") for i in range(3)] == [200, 200, 429]
