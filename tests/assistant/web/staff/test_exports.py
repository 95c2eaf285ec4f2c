"""Files taken away over HTTP, read back and verified; and nobody takes what is another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from assistant.access.people import Person, Role, put
from assistant.model import Question
from assistant.records.actions import actions
from assistant.records.store import Records, open_records
from assistant.records.turns import begin
from assistant.render.export import read
from assistant.sheets.check import check
from assistant.web.api import build
from assistant.web.staff import exports
from assistant.web.staff.model import Desk
from tests.assistant.web.real import real_engine

KINDS = ("docx", "xlsx", "md")
Open = Callable[[str], TestClient]


@pytest.fixture
def desk(index: Path, tmp_path: Path) -> Iterator[Desk]:
    records = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield Desk(real_engine(index), records)
    records.close()


@pytest.fixture
def opened(desk: Desk) -> Open:
    app = build(desk.engine, desk.engine.settings)
    app.include_router(exports.router(desk))

    def client(name: str) -> TestClient:
        async def gated(scope: Scope, receive: Receive, send: Send) -> None:
            await app(put(scope, Person(name, Role.STAFF, name)) if scope["type"] == "http" else scope, receive, send)

        return TestClient(gated)

    return client


def ask(desk: Desk, records: Records, text: str, *regions: str) -> str:
    """The turn's id."""
    question = Question(text, regions=regions)
    return begin(records, "张三", question, desk.engine.ask(question)).id


def verified(answer: object, folder: Path, kind: str, desk: Desk) -> list[str]:
    """What the file says, once it has passed the check that `verify` makes."""
    path = folder / f"taken.{kind}"
    path.write_bytes(answer.content)  # type: ignore[attr-defined]
    sealed = read(path)
    checked = check(sealed, desk.engine.generation)
    assert checked.is_right, checked
    assert checked.verdicts
    return [str(line) for line in sealed.lines]


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_taken_away_and_verified(desk: Desk, opened: Open, tmp_path: Path, kind: str) -> None:
    turn = ask(desk, desk.records, "迟报生产安全事故后，福建适用哪些问责措施", "福建省")
    answer = opened("张三").get("/staff/export/answer", params={"turn": turn, "as": kind})
    assert answer.status_code == 200
    name = unquote(answer.headers["content-disposition"].partition("''")[2])
    assert name.startswith("安责问答-答复-")
    assert name.endswith(f"-迟报生产安全事故后.{kind}")
    text = "\n".join(verified(answer, tmp_path, kind, desk))
    for words in ("fujian/19.1.3", "第二十条", "限定的地区或文件：福建省", desk.engine.generation.name):
        assert words in text
    (done,) = actions(desk.records)
    assert (done.person, done.action, done.target) == ("张三", "导出", name)
    assert done.detail.startswith("校验码：sha256:")


@pytest.mark.parametrize("kind", KINDS)
def test_a_comparison_and_a_register_are_taken_away(desk: Desk, opened: Open, tmp_path: Path, kind: str) -> None:
    client = opened("张三")
    compared = client.get("/staff/export/compare", params={"place": ["fujian", "hebei"], "topic": "述职", "as": kind})
    assert "各级党委和政府领导班子及其成员在年度考核中" in "\n".join(verified(compared, tmp_path, kind, desk))
    register = client.get("/staff/export/duties", params={"place": "hebei", "who": "书记", "as": kind})
    assert "每季度" in "\n".join(verified(register, tmp_path, kind, desk))


def test_a_table_in_an_answer_is_taken_away_whole(desk: Desk, opened: Open, tmp_path: Path) -> None:
    turn = ask(desk, desk.records, "对比福建和河北对述职的规定")
    answer = opened("张三").get("/staff/export/answer", params={"turn": turn, "as": "docx"})
    assert "对比表" in "\n".join(verified(answer, tmp_path, "docx", desk))


def test_nobody_takes_what_is_anothers(desk: Desk, opened: Open) -> None:
    turn = ask(desk, desk.records, "福建细则第一条")
    answer = opened("李四").get("/staff/export/answer", params={"turn": turn, "as": "docx"})
    assert answer.status_code == 422
    assert "没有这个会话" in answer.json()["error"]["message"]
    assert actions(desk.records) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/staff/export/answer?turn=x&as=docx", "没有这个会话"),
        ("/staff/export/duties?as=pdf", "不能导出为「pdf」；可以选 docx、xlsx、md"),
        ("/staff/export/compare?place=fujian&topic=述职&as=md", "两份"),
        ("/staff/export/duties?place=上海&as=md", "上海"),
    ],
)
def test_what_cannot_be_exported_is_said(opened: Open, path: str, said: str) -> None:
    answer = opened("张三").get(path)
    assert answer.status_code == 422
    assert said in answer.json()["error"]["message"]
