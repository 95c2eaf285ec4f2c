"""The password file from the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.access.users import Users


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "users.toml"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = "correct horse") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return main(["users", *arguments])


def test_people_come_and_go(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(monkeypatch, "add", "张三", "--file", str(file)) == 0
    assert run(monkeypatch, "add", "李四", "--admin", "--file", str(file)) == 0
    assert run(monkeypatch, "passwd", "张三", "--file", str(file), password="battery staple") == 0
    known = Users(file)
    assert known.check("张三", "correct horse") is None
    person = known.check("张三", "battery staple")
    assert person is not None
    assert not person.may_manage
    capsys.readouterr()
    assert run(monkeypatch, "list", "--file", str(file)) == 0
    assert capsys.readouterr().out == "张三\t工作人员\n李四\t管理员\n"
    assert run(monkeypatch, "remove", "张三", "--file", str(file)) == 0
    assert known.person("张三") is None


def test_what_is_wrong_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    monkeypatch.delenv("ANZE_USERS_FILE", raising=False)
    assert run(monkeypatch, "list") == 2
    assert "请加 --file users.toml" in capsys.readouterr().err
    assert run(monkeypatch, "add", "张三", "--file", str(file), password="short") == 2
    assert "口令至少 10 个字符" in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.parametrize("name", ["key:3f", "API:here", "browser:1", "visitor:fz:1"])
def test_nobody_is_called_as_the_records_call_programs_and_visits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path, name: str
) -> None:
    assert run(monkeypatch, "add", name, "--file", str(file)) == 2
    assert "请换一个姓名" in capsys.readouterr().err
    assert not file.exists()
