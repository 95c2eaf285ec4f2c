"""/openapi.json against the program: what it promises of every address is tried with made-up requests, right and wrong ones."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.web.problems import KIND, problem
from assistant.web.v1 import shapes
from assistant.web.v1.asking import AnswerBody, AskBody, FeedbackBody, KeptBody
from tests.assistant.web.served import Served

EXAMPLES = "40"
"""Made-up requests for each way of making them, at each address."""


@pytest.fixture(scope="module")
def described(served: Served) -> dict[str, Any]:
    return served.ask("GET", "/openapi.json").json()


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, o) for path, ways in described["paths"].items() for method, o in ways.items()]


def test_the_program_keeps_what_its_description_promises(served: Served, tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{served.url}/openapi.json", "--url", served.url,
        "-H", f"Authorization: Bearer {served.key}", "--max-examples", EXAMPLES, "--seed", "20261128",
        "--generation-deterministic", "--no-color", "--request-timeout", "20",
        # In this mode a request without a key is let in too; and no schema says which places and periods there are.
        "--exclude-checks", "ignored_auth,positive_data_acceptance",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert re.search(r"\d+ generated", done.stdout), done.stdout[-2000:]
    print(done.stdout[-900:])


def test_every_answer_is_described_in_chinese_with_an_example(described: dict[str, Any]) -> None:
    found = operations(described)
    assert len(found) == 7
    for path, _, operation in found:
        assert re.search("[\u4e00-\u9fff]", operation["summary"]), path
        assert {"200", "400", "401", "403", "406", "421", "429", "500", "503"} <= set(operation["responses"]), path
        for status, answer in operation["responses"].items():
            assert re.search("[\u4e00-\u9fff]", answer["description"]), (path, status)
            kind = "application/json" if status == "200" else KIND
            assert answer["content"][kind]["example"], (path, status)


def test_examples_are_what_they_are_examples_of(described: dict[str, Any]) -> None:
    models = {
        "ask": AnswerBody, "feedback": KeptBody, "documents": shapes.DocumentsBody, "compare": shapes.ComparedBody,
        "document": shapes.DocumentBody, "provision": shapes.ProvisionBody, "duties": shapes.DutiesBody,
    }  # fmt: skip
    for _, _, operation in operations(described):
        example = operation["responses"]["200"]["content"]["application/json"]["example"]
        models[operation["operationId"]].model_validate(example)
        for body in (
            operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {}).values()
        ):
            {"ask": AskBody, "feedback": FeedbackBody}[operation["operationId"]].model_validate(body["value"])


def test_an_example_question_is_answered(served: Served, described: dict[str, Any]) -> None:
    bodies = described["paths"]["/api/v1/ask"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    for body in bodies.values():
        answer = served.ask("POST", "/api/v1/ask", body["value"])
        assert answer.status == 200
        assert answer.json()["outcome"] in ("answered", "partial")


def test_the_schema_of_a_problem_is_that_of_a_problem(described: dict[str, Any]) -> None:
    schema = described["components"]["schemas"]["ProblemBody"]
    assert set(problem(404, "没有", path="/x")) == set(schema["properties"])
