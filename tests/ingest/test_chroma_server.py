"""Generations whose vectors a Chroma server keeps: a real `chroma run` on loopback."""

from __future__ import annotations

import logging
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ingest import build as building
from ingest import prove
from ingest.__main__ import main
from ingest.build import Index, build
from ingest.generation import open_generation
from ingest.manifest import current_name
from ingest.model import BadInput
from ingest.vectors import ChromaPlace
from tests.conftest import ROOT
from tests.ingest.conftest import NOTHING, Clock, Letters, prepared, proved_by

JIA = "甲办法\n\n第一条 甲甲甲乙乙乙乙应当报告。\n第二条 甲甲应当检查。\n"
YI = "乙办法\n\n第一条 丙丙应当考核。\n第二条 乙甲甲应当检查。\n"
PROGRAM = Path(sys.executable).with_name("chroma")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def running(folder: Path, port: int) -> Iterator[str]:
    """A Chroma server, from when its heartbeat answers."""
    command = [str(PROGRAM), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=1):
                        break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("server"), free_port()) as url:
        yield url


@pytest.fixture
def index(tmp_path: Path, server: str, in_process: None, monkeypatch: pytest.MonkeyPatch) -> Index:
    """An index of its own on the server; names a second apart, so that no test meets another's collection."""
    monkeypatch.setattr(building, "datetime", CLOCK)
    return Index(tmp_path / "index", server)


CLOCK = Clock()


def made(index: Index, **texts: str) -> str:
    return build(index, prepared(index.folder.parent / "texts", **texts), NOTHING, Letters())


def collections(url: str) -> set[str]:
    with ChromaPlace(Path(), url).client() as client:
        return {c.name for c in client.list_collections()}


def test_a_generation_is_a_collection(index: Index, server: str, tmp_path: Path) -> None:
    name = made(index, jia=JIA, yi=YI)
    assert f"anze-{name}" in collections(server)
    assert not (index.folder / "chroma").exists()
    beside = made(Index(tmp_path / "embedded"), jia=JIA, yi=YI)
    ours, embedded = open_generation(index.folder), open_generation(tmp_path / "embedded")
    assert (ours.name, ours.manifest.collection.url, embedded.manifest.collection.url) == (name, server, "")
    assert beside == embedded.name
    for asked in ("甲甲", "乙甲", "丙"):
        vector = Letters().encode([asked])[0]
        hits = [[(g.ids[h.row], round(h.score, 4)) for h in g.dense(vector, 3) if h.score] for g in (ours, embedded)]
        assert hits[0] == hits[1]


def test_readers_go_on_and_what_nobody_needs_is_dropped(index: Index, server: str) -> None:
    with ChromaPlace(Path(), server).client() as client:
        client.get_or_create_collection("somebody-elses", embedding_function=None)
    names = [made(index, jia=JIA)]
    reader = open_generation(index.folder)
    names.append(made(index, jia=JIA, yi=YI))
    vector = Letters().encode(["甲甲"])[0]
    assert reader.ids[reader.dense(vector, 1)[0].row] == "jia/2"
    names.append(made(index, yi=YI))
    held = collections(server)
    assert f"anze-{names[0]}" not in held
    assert {f"anze-{names[1]}", f"anze-{names[2]}", "somebody-elses"} <= held


def test_a_failed_proof_leaves_nothing_behind(index: Index, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, held = made(index, jia=JIA), collections(server)

    def fails(folder: Path) -> None:
        raise BadInput("不行")

    proved_by(monkeypatch, fails)
    with pytest.raises(BadInput, match="不行"):
        made(index, yi=YI)
    assert (current_name(index.folder), collections(server)) == (before, held)


def test_two_processes_read_at_once(index: Index) -> None:
    made(index, jia=JIA, yi=YI)
    code = (
        "import sys, numpy as np; from pathlib import Path; from ingest.generation import open_generation\n"
        "g = open_generation(Path(sys.argv[1])); v = np.array([1, 0, 0, 0], dtype=np.float32)\n"
        "print({g.ids[g.dense(v, 1)[0].row] for _ in range(20)})"
    )
    command = [sys.executable, "-c", code, str(index.folder)]
    readers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [reader.communicate(timeout=60)[0].strip() for reader in readers] == ["{'jia/2'}"] * 2


def test_a_server_that_went_down_costs_time_and_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(building, "datetime", CLOCK)
    port = free_port()
    with running(tmp_path / "server", port) as url:
        index = Index(tmp_path / "index", url)
        made(index, jia=JIA, yi=YI)
        opened = open_generation(index.folder)
        vector = Letters().encode(["甲甲"])[0]
        expected = opened.dense(vector, 2)
    with caplog.at_level(logging.WARNING):
        found, again = opened.dense(vector, 2), opened.dense(vector, 2)
    assert found == again
    assert [h.row for h in found] == [h.row for h in expected]
    assert [h.score for h in found] == pytest.approx([h.score for h in expected], abs=1e-3)
    assert caplog.text.count("改用精确扫描") == 1
    with pytest.raises(BadInput, match=rf"^Chroma 服务 {url} 没有正常应答（.+）；请启动它"):
        open_generation(index.folder).warm()
    with running(tmp_path / "server", moved := free_port()) as elsewhere:
        assert str(moved) in elsewhere
        assert open_generation(index.folder, elsewhere).dense(vector, 1)[0].row == expected[0].row


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "ftp://a:1", "http://", "http://a:x", "http://a:1/path", "http://u@a", "http://a:1?b"]
)
def test_an_address_that_is_none(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^ANZE_CHROMA_URL=.+：应是 http://主机:端口 这样的地址，不带路径和口令$"):
        made(Index(tmp_path / "index", url), jia=JIA)


def test_the_command_says_so_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANZE_INDEX", str(tmp_path))
    monkeypatch.setenv("ANZE_CHROMA_URL", f"http://127.0.0.1:{free_port()}")
    assert main(["build"]) == 2
    assert "没有正常应答" in capsys.readouterr().err.splitlines()[-1]
    assert current_name(tmp_path) == ""


def test_what_the_proof_says_of_a_server(index: Index) -> None:
    name = made(index, jia=JIA, yi=YI)
    assert prove.prove(index.folder / name) == ""
    copy = index.folder / "20990101-000000-00000000"
    shutil.copytree(index.folder / name, copy)
    assert prove.prove(copy) == ""  # the manifest names the collection, wherever the folder lies


def test_what_another_index_wrote_stays_theirs(index: Index, server: str, tmp_path: Path) -> None:
    name = made(index, jia=JIA)
    CLOCK.at -= timedelta(seconds=2)  # the lock and the name take a second each
    with pytest.raises(BadInput, match=f"已有集合 anze-{name}，不是这个索引写的；请再运行一次"):
        build(Index(tmp_path / "other", server), prepared(tmp_path / "texts", jia=JIA), NOTHING, Letters())
    assert open_generation(index.folder).name == name


def test_a_collection_that_is_gone_or_was_never_there(
    index: Index, server: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = made(index, jia=JIA)
    with ChromaPlace(Path(), server).client() as client:
        client.delete_collection(f"anze-{name}")
    with pytest.raises(BadInput, match=rf"没有集合 anze-{name}；请运行 python -m ingest build"):
        open_generation(index.folder).warm()
    made(Index(tmp_path / "embedded"), jia=JIA)
    with caplog.at_level(logging.WARNING):
        open_generation(tmp_path / "embedded", server).warm()
    assert "没有用 ANZE_CHROMA_URL" in caplog.text
