"""Feedback becomes draft cases: over the real index, from real records, through the command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.model import Answer, Citation, Outcome, Question
from assistant.records.feedback import Reason, give_feedback, reports
from assistant.records.store import Records, open_records
from assistant.records.turns import Turn, add_turn, begin
from eval.__main__ import main
from eval.cases import DEFAULT, Header, load_cases
from eval.feedback import DRAFTS, Draft, drafts, lines, since_stamp, write
from ingest.generation import Generation
from ingest.model import BadInput


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'records.sqlite'}"


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    records = open_records(url)
    yield records
    records.close()


def answer(*cites: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    citations = [Citation(n, id, id, id.split("/")[0], "", "引", "duty", "", "") for n, id in enumerate(cites, start=1)]
    return Answer("a", "问", outcome, "答", tuple(citations))


def ask(records: Records, text: str, *cites: str, outcome: Outcome = Outcome.ANSWERED, regions: tuple[str, ...] = ()) -> Turn:  # fmt: skip
    return begin(records, "li", Question(text, regions=regions), answer(*cites, outcome=outcome))


def draft(records: Records, generation: Generation) -> Draft:
    [made] = drafts(reports(records, helpful=False), generation)
    return made


@pytest.mark.parametrize(
    ("named", "cites"),
    [
        ("fujian/20", ("fujian/20",)),
        ("fujian/19.1.3、fujian/20", ("fujian/19.1.3", "fujian/20")),
        ("fujian/20，fujian/99", ("fujian/20",)),
        ("河北第二十条", ("hebei/20",)),
        ("《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项", ("fujian/19.1.3",)),
        ("第二十条", ("fujian/20",)),  # 没说哪个文件：是答复所引的那个
    ],
)
def test_the_right_provision_is_looked_up(
    records: Records, generation: Generation, named: str, cites: tuple[str, ...]
) -> None:
    turn = ask(records, "迟报事故怎么问责", "fujian/27", regions=("福建",))
    give_feedback(records, "li", turn.id, helpful=False, reason=Reason.WRONG_PROVISION, provision=named)
    made = draft(records, generation)
    assert made.case.expect.cites == cites
    assert made.case.expect.outcome is Outcome.ANSWERED
    assert (made.case.question, made.case.regions) == ("迟报事故怎么问责", ("福建",))
    assert made.case.tags == ("draft", "wrong_provision")
    assert f"应引的是不是「{named}」" in made.checks


@pytest.mark.parametrize("named", ["fujian/99", "福建第九十九条", "安全生产法第二十一条", "不知道"])
def test_one_that_is_not_held_is_noted_and_the_cited_ones_stand(
    records: Records, generation: Generation, named: str
) -> None:
    turn = ask(records, "迟报事故怎么问责", "fujian/20", "fujian/19.1.3", "fujian/20", "gone/1")
    give_feedback(records, "li", turn.id, helpful=False, reason=Reason.MISSING_PROVISION, provision=named)
    made = draft(records, generation)
    assert made.case.expect.cites == ("fujian/20", "fujian/19.1.3")
    assert f"索引里找不到「{named}」，请改成条款代号" in made.checks
    assert "应引的条款：现在填的是答复引过的" in made.checks
    assert "索引里已没有 gone/1，没有写入" in made.checks


def test_a_wrong_place_is_not_read_in_the_text_that_was_cited(records: Records, generation: Generation) -> None:
    turn = ask(records, "第二十条说什么", "fujian/20")
    give_feedback(records, "li", turn.id, helpful=False, reason=Reason.WRONG_PLACE, provision="第二十条")
    made = draft(records, generation)
    assert "索引里找不到「第二十条」，请改成条款代号" in made.checks
    assert "该是哪个地区" in made.checks


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [(Outcome.NOT_IN_CORPUS, Outcome.NOT_IN_CORPUS), (Outcome.UNAVAILABLE, Outcome.ANSWERED)],
)
def test_without_a_right_provision_the_outcome_stands_unless_it_was_a_fault(
    records: Records, generation: Generation, outcome: Outcome, expected: Outcome
) -> None:
    turn = ask(records, "山西怎么规定，打13812345678告诉我", outcome=outcome)
    give_feedback(records, "li", turn.id, helpful=False)
    made = draft(records, generation)
    assert (made.case.expect.outcome, made.case.expect.cites) == (expected, ())
    assert made.case.question == "山西怎么规定，打〔手机号已隐去〕告诉我"
    assert made.case.tags == ("draft", "other")
    assert made.checks == ("应引的条款：答复没有引，请补上", "问题里有隐去的号码，请改写", "结果、contains")


def test_the_command_writes_cases_that_load(records: Records, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], index: Path) -> None:  # fmt: skip
    first = ask(records, "福建的问责方式", "fujian/20")
    second = add_turn(records, "li", first.conversation, Question("那从重呢"), answer("fujian/27"))
    third = ask(records, "好问题", "fujian/1")
    give_feedback(records, "li", first.id, helpful=False, reason=Reason.UNCLEAR, note="太\t长\x1b[31m")
    give_feedback(records, "li", second.id, helpful=False, reason=Reason.WRONG_PROVISION, provision="第二十二条")
    give_feedback(records, "li", third.id, helpful=True)
    out = tmp_path / "new" / "drafts.jsonl"
    assert main(["import-feedback", "--out", str(out), "--database-url", url]) == 0
    unclear, wrong = load_cases([out])
    assert (unclear.question, unclear.history, unclear.tags) == ("福建的问责方式", (), ("draft", "unclear"))
    assert (wrong.question, wrong.history, wrong.expect.cites) == ("那从重呢", ("福建的问责方式",), ("fujian/22",))
    assert re.fullmatch("fb-[0-9a-f]{12}", wrong.id)
    header = Header.model_validate_json(out.read_text(encoding="utf-8").splitlines()[0])
    assert (header.author, header.written) == ("用户反馈", date.today())
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 4
    assert said[1] == f"{unclear.id}\t看不懂\t福建的问责方式\tfujian/20\t太\\u0009长\\u001b[31m\t应引的条款：现在填的是答复引过的；结果、contains"  # fmt: skip
    assert said[3].startswith(f"写入 {out}：2 个草稿")

    before = out.read_bytes()
    assert main(["import-feedback", "--out", str(out), "--database-url", url]) == 2
    assert "已经有了，里面可能有核对过的草稿；请换一个 --out，或加 --force" in capsys.readouterr().err
    assert out.read_bytes() == before
    assert main(["import-feedback", "--out", str(out), "--database-url", url, "--force"]) == 0
    assert load_cases([out]) == (unclear, wrong)


def test_nothing_to_import_writes_nothing(
    records: Records, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], index: Path
) -> None:
    turn = ask(records, "旧问题", "fujian/20")
    give_feedback(records, "li", turn.id, helpful=False)
    out = tmp_path / "drafts.jsonl"
    assert main(["import-feedback", "--out", str(out), "--database-url", url, "--since", "2999-01-01"]) == 0
    assert "什么也没有写" in capsys.readouterr().out
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "昨天"], "--since 昨天：不是日期；应写成 2026-11-23 这样"),
        (["--database-url", "sqlite:////nowhere/records.sqlite"], "没有记录库 /nowhere/records.sqlite"),
        (["--database-url", "mysql://u:s3cret@h/d"], "开头认不出来"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["import-feedback", "--out", str(tmp_path / "d.jsonl"), *arguments]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "s3cret" not in told


def test_a_day_begins_in_china() -> None:
    assert since_stamp("2026-11-23") == "2026-11-22T16:00:00.000000+00:00"
    assert since_stamp("") == ""


def test_drafts_are_no_cases_until_somebody_moves_them(tmp_path: Path) -> None:
    assert DRAFTS.parent != DEFAULT
    assert DRAFTS not in DEFAULT.rglob("*")
    assert "当作正式用例" not in "".join(lines(DRAFTS, []))
    assert "当作正式用例" in "".join(lines(DEFAULT / "x.jsonl", []))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="写不了"):
        write(tmp_path / "file" / "d.jsonl", [], date(2026, 11, 23), force=False)
