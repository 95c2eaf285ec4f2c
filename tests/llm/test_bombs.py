"""Replies that never end, in size: the program's memory does not grow with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.llm.conftest import QUESTIONS
from tests.llm.faults import FAULTS
from tests.llm.scripted import Faulty, Says, scripted
from tests.llm.writing import honest

ROOT = Path(__file__).resolve().parent.parent.parent
MOST = 200
"""Megabytes by which one reply may raise the peak of the process, the packages of the client among them."""
ASK = """
import resource, sys
from assistant.engine import Engine
from assistant.model import Question
from ingest.config import load_settings
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
engine = Engine(load_settings())
engine.load()
before = peak()
answer = engine.ask(Question(sys.argv[1]))
print(peak() - before, answer.mode, answer.outcome.value)
"""


def grown(index: Path, url: str) -> tuple[int, str]:
    """Megabytes that one question costs a process of its own, and how it was answered."""
    env = {
        **os.environ, "ANZE_INDEX": str(index), "ANZE_LLM_BASE_URL": url, "ANZE_LLM_MODEL": "scripted",
        "ANZE_LLM_GAP_S": "5", "ANZE_LLM_FIRST_S": "5", "ANZE_LLM_TOTAL_S": "8",
    }  # fmt: skip
    command = [sys.executable, "-c", ASK, QUESTIONS[0]]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=True)
    megabytes, mode, outcome = done.stdout.split()
    assert outcome == "answered"
    return int(megabytes), mode


@pytest.mark.parametrize("name", ["压缩炸弹", "一行没有尽头", "响应头没有尽头", "飞快，没有尽头", "一片三百万字"])
def test_memory_does_not_grow_with_a_reply(name: str, index: Path) -> None:
    with scripted(Faulty(next(f for f in FAULTS if f.name == name).send)) as server:
        megabytes, mode = grown(index, server.url)
    assert mode == "extractive"
    assert megabytes < MOST


def test_an_honest_reply_is_the_measure(index: Path) -> None:
    with scripted(Says(honest)) as server:
        megabytes, mode = grown(index, server.url)
    assert mode == "generated"
    assert megabytes < MOST
