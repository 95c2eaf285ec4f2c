"""What is taken away: real answers as sheets, in each kind of file written, read again and found intact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.compose.compared import compared
from assistant.duties import Wanted, listed
from assistant.engine import Engine
from assistant.model import Worded
from assistant.render.blocks import Heading, Paragraph, Sheet, Table, lines_of
from assistant.render.export import KINDS, file_name, read, write
from assistant.render.register import rows_of
from assistant.sheets.answers import answer_sheet, compared_sheet, comparison_sheet
from assistant.sheets.check import check, generation_of, quotations
from assistant.sheets.duties import register_sheet
from assistant.sheets.frame import LABEL
from ingest.generation import Generation
from tests.assistant.conftest import Ask

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=8)))
LATE = "迟报生产安全事故后，福建适用哪些问责措施"
DIFFERENT = "福建、枣庄、吉林的督查督办有什么不同"
MATTERS = ("答复", "对比", "职责清单")
Make = Callable[[str], Sheet]


def made(matter: str, generation: Generation, ask: Ask) -> Sheet:
    """A sheet of the real engine."""
    if matter == "答复":
        return answer_sheet(ask(LATE).to_json(), generation, NOW, ("福建", "《河北省…实施细则》"))
    if matter == "对比":
        return comparison_sheet(ask(DIFFERENT).to_json(), generation, NOW)
    found = listed(generation, Wanted(("河北",), "书记"))
    return register_sheet(generation, found, rows_of(generation, found), NOW)


@pytest.fixture
def make(generation: Generation, ask: Ask) -> Make:
    return lambda matter: made(matter, generation, ask)


def tables(sheet: Sheet) -> dict[str, Table]:
    return {block.name: block for block in sheet.blocks if isinstance(block, Table)}


def texts(sheet: Sheet) -> list[str]:
    return [block.text for block in sheet.blocks if isinstance(block, Heading | Paragraph)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("matter", MATTERS)
def test_written_and_read_again(make: Make, generation: Generation, tmp_path: Path, matter: str, kind: str) -> None:
    sheet = make(matter)
    data = write(sheet, kind)
    assert data == write(make(matter), kind)
    path = tmp_path / file_name(sheet, kind)
    path.write_bytes(data)
    sealed = read(path)
    assert sealed.lines == lines_of(sheet)
    checked = check(sealed, generation)
    assert checked.is_right, checked
    assert (checked.digest, checked.index) == ("未改动", f"{generation.name}，就是现在使用的")
    assert checked.verdicts
    assert {v.words for v in checked.verdicts} == {"原文逐字一致"}


def test_an_answer(make: Make, ask: Ask, generation: Generation) -> None:
    sheet, answer = make("答复"), ask(LATE)
    said = texts(sheet)
    assert said[:4] == ["问题", LATE, "限定的地区或文件：福建、《河北省…实施细则》", "答复"]
    assert said[4] == "采取通报、诫勉、停职检查、调整职务、责令辞职、降职、免职或者处分等方式问责。[2]"
    assert "[3]" in said[8]
    assert "时效" in said
    assert "条文以发文机关公布的文本为准。" in said
    table = tables(sheet)["引用的条文"]
    assert table.header == ("标号", "条款", "条款代号", "所在文件", "地区", "施行", "引文")
    assert [row[-1] for row in table.rows] == [c.quote for c in answer.citations]
    assert table.rows[0][:6] == (
        "[1]",
        "第十九条第（三）项",
        "fujian/19.1.3",
        "《福建省党政领导干部安全生产责任制实施细则》",
        "福建省",
        "已施行，自2018年9月28日起施行",
    )
    assert tables(sheet)[""].rows == (
        ("依据的索引", f"{generation.name}（{generation.manifest.created} 建成）"),
        ("导出时间", "2026-01-02 03:04（UTC+08:00）"),
    )
    assert LABEL not in said


def test_every_word_of_the_answer_is_there(ask: Ask, generation: Generation) -> None:
    for question in (LATE, "河北省的书记多久研究一次安全生产", "你好", "上海怎么规定", "第十九条"):
        answer = ask(question)
        sheet = answer_sheet(answer.to_json(), generation, NOW)
        flat = "".join("".join(texts(sheet)).split())
        words = (line.strip().removeprefix("- ").replace("**", "") for line in answer.text.split("\n"))
        assert all("".join(line.split()) in flat for line in words if not line.startswith("|")), question
    assert "没有引用条文。" in texts(answer_sheet(ask("你好").to_json(), generation, NOW))


def test_what_a_model_worded_says_so(ask: Ask, generation: Generation, tmp_path: Path) -> None:
    answer = replace(ask(LATE), mode="generated")
    sheet = answer_sheet(answer.to_json(), generation, NOW)
    assert (texts(sheet)[0], texts(sheet)[-1], sheet.label) == (LABEL, LABEL, LABEL)
    for kind in KINDS:
        path = tmp_path / f"a.{kind}"
        path.write_bytes(write(sheet, kind))
        sealed = read(path)
        assert sealed.is_intact
        assert (sealed.lines[1], sealed.lines[-1]) == ((LABEL,), (LABEL,))


def test_the_models_name_goes_along(ask: Ask, generation: Generation, tmp_path: Path) -> None:
    answer = replace(ask(LATE), mode="generated", worded=Worded("qwen", "p-1", LABEL, 0))
    for sheet in (
        answer_sheet(answer.to_json(), generation, NOW),
        comparison_sheet(replace(ask(DIFFERENT), mode="generated", worded=answer.worded).to_json(), generation, NOW),
    ):
        said = f"{LABEL}（模型：qwen）"
        assert (texts(sheet)[0], texts(sheet)[-1], sheet.label) == (said, said, said)
        for kind in KINDS:
            path = tmp_path / f"a.{kind}"
            path.write_bytes(write(sheet, kind))
            assert read(path).is_intact
            assert read(path).lines[1] == (said,)


def test_a_comparison(make: Make, ask: Ask) -> None:
    sheet = make("对比")
    table = tables(sheet)["对比表"]
    answer = ask(DIFFERENT)
    assert table.header == ("事项", "福建省", "枣庄市", "吉林省")
    (row,) = table.rows
    quotes = [c.quote for c in answer.citations]
    assert row[0] == "督查督办"
    assert row[1] == f"第十二条第一款：“{quotes[0]}”[1]；\n第十二条第二款：“{quotes[1]}”[2]"
    assert quotes[3] in row[3], "whole, not as an excerpt"
    assert not [b for b in sheet.blocks if isinstance(b, Table) and b.name == "" and b.header]


def test_silence_in_a_comparison(make: Make, ask: Ask, generation: Generation) -> None:
    answer = cast(dict[str, Any], ask(DIFFERENT).to_json())
    (row,) = answer["table"]["rows"]
    silent = {**answer, "table": {**answer["table"], "rows": [{**row, "cells": [[], row["cells"][1], []]}]}}
    (cells,) = tables(comparison_sheet(silent, generation, NOW))["对比表"].rows
    assert (cells[1], cells[3]) == ("未规定", "解读未提及")


def test_the_comparison_page(engine: Engine, generation: Generation, tmp_path: Path) -> None:
    found = compared(engine, ["福建", "河北"], "督查督办")
    sheet = compared_sheet(found, generation, NOW)
    pieces = [p for row in found.rows for cell in row.cells for p in cell.pieces]
    rows = tables(sheet)["引用的条文"].rows
    assert {(row[2], row[-1]) for row in rows} == {(p.provision, p.quote) for p in pieces}
    assert [row[0] for row in rows] == [f"[{n}]" for n in range(1, len(rows) + 1)]
    path = tmp_path / "a.docx"
    path.write_bytes(write(sheet, "docx"))
    assert check(read(path), generation).is_right
    by_number = compared_sheet(compared(engine, ["福建", "吉林"], "第五条"), generation, NOW)
    (cells,) = tables(by_number)["对比表"].rows
    assert cells[2].startswith("没有第五条（解读不分条")


def test_columns_of_one_place_are_told_apart(generation: Generation, ask: Ask) -> None:
    answer = cast(dict[str, Any], ask(DIFFERENT).to_json())
    columns = [{**column, "region": "福建省"} for column in answer["table"]["columns"]]
    sheet = comparison_sheet({**answer, "table": {**answer["table"], "columns": columns}}, generation, NOW)
    header = tables(sheet)["对比表"].header
    assert len(set(header)) == len(header) == 4


def test_a_register(make: Make, generation: Generation) -> None:
    sheet = make("职责清单")
    found = listed(generation, Wanted(("河北",), "书记"))
    table = tables(sheet)["职责清单"]
    assert table.header[-2:] == ("原文", "条款代号")
    assert [row[-2:] for row in table.rows] == [(d.quote, d.provision) for d in found.duties]
    assert [q.quote for q in quotations(lines_of(sheet))] == [" ".join(d.quote.split()) for d in found.duties]
    assert generation_of(lines_of(sheet)) == generation.name


def test_an_answer_of_another_generation_and_a_text_no_longer_held(ask: Ask, generation: Generation) -> None:
    answer = cast(dict[str, Any], ask(LATE).to_json())
    gone = {**answer["citations"][0], "provision": "jiangxi/1", "document": "jiangxi", "label": "《江西省细则》第一条"}
    old = {**answer, "generation": "20250101-000000-01234567", "citations": [gone, *answer["citations"][1:]]}
    sheet = answer_sheet(old, generation, NOW)
    assert tables(sheet)[""].rows[0][1] == f"20250101-000000-01234567（导出时在用的是 {generation.name}）"
    assert tables(sheet)["引用的条文"].rows[0][1:6] == (
        "《江西省细则》第一条",
        "jiangxi/1",
        "",
        "福建省",
        "2018年9月28日",
    )


NAMES = [
    (LATE, "安责问答-答复-20260102-0304-迟报生产安全事故后.docx"),
    ("福建、枣庄的“督查督办”？", "安责问答-答复-20260102-0304-福建枣庄的督查督办.docx"),
    ("../../etc/passwd", "安责问答-答复-20260102-0304-etcpasswd.docx"),
    ("？！\n，", "安责问答-答复-20260102-0304.docx"),
    ("a\x00\r\nb\ud800", "安责问答-答复-20260102-0304-a.docx"),
    ("", "安责问答-答复-20260102-0304.docx"),
]


@pytest.mark.parametrize(("subject", "name"), NAMES, ids=repr)
def test_names_of_files(make: Make, subject: str, name: str) -> None:
    assert file_name(replace(make("答复"), subject=subject), "docx") == name


def test_a_long_subject_makes_no_long_name(make: Make) -> None:
    name = file_name(replace(make("答复"), subject="长" * 500), "xlsx")
    assert len(name) == 60
    assert name.endswith("长.xlsx")
