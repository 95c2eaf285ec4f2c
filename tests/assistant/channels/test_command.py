"""`python -m assistant channels`, run as from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.channels.command import ABOUT


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    monkeypatch.setenv("ANZE_DATABASE_URL", f"sqlite:///{tmp_path / 'records.sqlite'}")

    def running(*words: str) -> tuple[int, str, str]:
        code = main(["channels", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return running


def test_a_channel_from_its_beginning_to_its_end(run) -> None:  # type: ignore[no-untyped-def]
    assert run("add", "fz", "--name", "福州", "--origin", "https://www.fuzhou.gov.cn", "--documents", "福建")[0] == 0
    assert "https://www.fuzhou.gov.cn" in run("list")[1]
    assert run("set", "fz", "--limit", "address_minute=60", "--text", "office=应急局")[0] == 0
    shown = run("show", "fz")[1]
    assert "每个地址每分钟：60" in shown
    assert "主办单位：应急局" in shown
    assert "来源：https://www.fuzhou.gov.cn" in shown, "what was not named stays"
    assert run("off", "fz", "--reason", "改版")[0] == 0
    assert "停用：改版" in run("list")[1]
    assert run("on", "fz")[0] == 0
    tag = run("tag", "fz", "--url", "https://anze.fuzhou.gov.cn/")[1]
    assert '<script async src="https://anze.fuzhou.gov.cn/widget.js" data-channel="fz"></script>' in tag
    assert "connect-src https://anze.fuzhou.gov.cn;" in tag
    assert run("set", "fz", "--documents", "")[0] == 0
    assert "开放的文件：全部" in run("show", "fz")[1]
    assert run("remove", "fz")[0] == 0
    assert run("list")[1] == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "no"), "没有「no」这个渠道"),
        (("add", "a", "--origin", "https://*.gov.cn"), "太宽"),
        (("add", "a"), "没有来源"),
        (("add", "a", "--origin", "https://a.cn", "--limit", "x"), "名称=值"),
        (("add", "a", "--origin", "https://a.cn", "--text", "colour=red"), "没有「colour」"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(run, words: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    code, out, error = run(*words)
    assert code == 2
    assert said in error
    assert out == ""


def test_an_origin_without_https_is_taken_with_a_warning(run) -> None:  # type: ignore[no-untyped-def]
    code, _, error = run("add", "a", "--origin", "http://10.0.0.1:8080")
    assert code == 0
    assert "不是 https" in error


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["channels", "--help"])
    said = capsys.readouterr().out
    assert "channels add fuzhou" in said
    assert all(name in said for name in ABOUT)
