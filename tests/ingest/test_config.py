"""Settings from a mapping and a .env file."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from ingest.config import DEFAULT_INDEX, ROOT, Settings, load_settings
from ingest.model import BadInput


@pytest.fixture
def dotenv(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_defaults(dotenv: Path) -> None:
    assert load_settings({}, dotenv) == Settings()
    assert (Settings().host, Settings().port, Settings().index) == ("127.0.0.1", 7860, ROOT / "data" / "index")
    assert Settings().encoder == ""


EACH = [
    ("ANZE_HOST", "0.0.0.0", "host", "0.0.0.0"),
    ("ANZE_PORT", "8080", "port", 8080),
    ("ANZE_INDEX", "/srv/index", "index", Path("/srv/index")),
    ("ANZE_ENCODER", "/srv/model", "encoder", "/srv/model"),
    ("ANZE_QUESTION_LIMIT", "200", "question_limit", 200),
    ("ANZE_LLM_MODEL", "qwen", "llm_model", "qwen"),
    ("ANZE_LLM_BASE_URL", "http://127.0.0.1:1/v1", "llm_base_url", "http://127.0.0.1:1/v1"),
    ("ANZE_LLM_REPLAY", "/srv/replies", "llm_replay", "/srv/replies"),
    ("ANZE_LLM_REACT_S", "1.5", "llm_react_s", 1.5),
    ("ANZE_LLM_FIRST_S", "20", "llm_first_s", 20.0),
    ("ANZE_LLM_GAP_S", "0.25", "llm_gap_s", 0.25),
    ("ANZE_LLM_TOTAL_S", "300", "llm_total_s", 300.0),
    ("ANZE_LLM_COOL_S", "10", "llm_cool_s", 10.0),
]


@pytest.mark.parametrize(("name", "value", "field", "expected"), EACH, ids=[row[0] for row in EACH])
def test_each_variable(dotenv: Path, name: str, value: str, field: str, expected: object) -> None:
    assert getattr(load_settings({name: value}, dotenv), field) == expected
    dotenv.write_text(f"{name}={value}\n")
    assert getattr(load_settings({}, dotenv), field) == expected
    assert load_settings({name: ""}, dotenv) == Settings()  # empty means default, and the environment wins


def test_the_environment_wins_over_the_file(dotenv: Path) -> None:
    dotenv.write_text("ANZE_PORT=8080\nANZE_HOST=::1\n")
    settings = load_settings({"ANZE_PORT": "9090"}, dotenv)
    assert (settings.port, settings.host) == (9090, "::1")


def test_the_environment_of_the_process(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZE_INDEX", "/srv/index")
    assert load_settings(dotenv=dotenv).index == Path("/srv/index")
    monkeypatch.delenv("ANZE_INDEX")
    assert load_settings(dotenv=dotenv).index == DEFAULT_INDEX


def test_how_a_dotenv_is_read(dotenv: Path) -> None:
    lines = [
        "\ufeff# 设置",
        "",
        "#ANZE_PORT=1",
        " ANZE_HOST = '::1' ",
        'ANZE_INDEX="/srv/索引=1"',
        "一行说明",
        "ANZE_PORT=8080",
    ]
    dotenv.write_bytes("\r\n".join(lines).encode())
    settings = load_settings({}, dotenv)
    assert (settings.host, settings.port, settings.index) == ("::1", 8080, Path("/srv/索引=1"))


def test_a_dotenv_of_windows_notepad(dotenv: Path) -> None:
    dotenv.write_bytes("\ufeffANZE_PORT=8080".encode())
    assert load_settings({}, dotenv).port == 8080


def test_a_dotenv_in_another_encoding(dotenv: Path) -> None:
    dotenv.write_bytes("ANZE_INDEX=索引".encode("gb18030"))
    with pytest.raises(BadInput, match=r"/\.env：读不出来（.+）；应是 UTF-8"):
        load_settings({}, dotenv)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.0", "http", " 80", "²", "1e3"])
def test_a_port_that_is_none(dotenv: Path, port: str) -> None:
    with pytest.raises(
        BadInput, match=rf"^ANZE_PORT={port.replace('.', '[.]')}：应为 1 到 65535 的整数；改好后再启动$"
    ):
        load_settings({"ANZE_PORT": port}, dotenv)


@pytest.mark.parametrize("port", ["1", "65535"])
def test_the_ends_of_the_range(dotenv: Path, port: str) -> None:
    assert load_settings({"ANZE_PORT": port}, dotenv).port == int(port)


def test_question_limit_out_of_range(dotenv: Path) -> None:
    with pytest.raises(BadInput, match=r"^ANZE_QUESTION_LIMIT=10001：应为 1 到 10000 的整数"):
        load_settings({"ANZE_QUESTION_LIMIT": "10001"}, dotenv)


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'port'"):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("value", ["0", "-1", "abc", "3601", "1e3", "nan", "1.23456"])
def test_seconds_are_checked(dotenv: Path, value: str) -> None:
    with pytest.raises(BadInput, match=r"ANZE_LLM_GAP_S=.*秒数"):
        load_settings({"ANZE_LLM_GAP_S": value}, dotenv)
