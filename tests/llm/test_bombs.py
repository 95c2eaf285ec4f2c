"""Replies that never end, in size: the program's memory does not grow with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.llm.conftest import QUESTIONS
from tests.llm.faults import FAULTS
from tests.llm.scripted import Faulty, Says, scripted
from tests.llm.writing import honest

ROOT = Path(__file__).resolve().parent.parent.parent
BOMBS = ("一片三百万字", "响应头没有尽头", "飞快，没有尽头", "一行没有尽头", "压缩炸弹")
MOST = 150
"""Megabytes by which one reply may raise the peak of the process: a gigabyte is sent, or as much as is taken."""
ASK = """
import json, resource, sys
from dataclasses import replace
from assistant.engine import Engine
from assistant.model import Question
from ingest.config import load_settings

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

for url in sys.argv[2:]:
    engine = Engine(replace(load_settings(), llm_base_url=url))
    engine.load()
    before = peak()
    answer = engine.ask(Question(sys.argv[1]))
    print(json.dumps([peak() - before, answer.mode, answer.outcome.value]))
"""


def test_memory_does_not_grow_with_a_reply(index: Path) -> None:
    """In a process of its own, an honest reply first: it brings the packages of the client."""
    with ExitStack() as open_:
        behaviours = [Says(honest), *(Faulty(next(f for f in FAULTS if f.name == name).send) for name in BOMBS)]
        urls = [open_.enter_context(scripted(b)).url for b in behaviours]
        limits = {"ANZE_LLM_GAP_S": "3", "ANZE_LLM_FIRST_S": "3", "ANZE_LLM_TOTAL_S": "5"}
        env = {**os.environ, "ANZE_INDEX": str(index), "ANZE_LLM_MODEL": "scripted", **limits}
        command = [sys.executable, "-c", ASK, QUESTIONS[0], *urls]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0][1:] == ["generated", "answered"]
    assert [row[1:] for row in rows[1:]] == [["extractive", "answered"]] * len(BOMBS)
    grown = dict(zip(BOMBS, (row[0] for row in rows[1:]), strict=True))
    assert all(megabytes < MOST for megabytes in grown.values()), grown
