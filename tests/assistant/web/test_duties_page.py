"""/duties over the real engine: the whole register, filters that are kept, the chart, bad filters and empty ones."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.duties import duties
from assistant.web.views.duties import period_of
from tests.assistant.web.real import FRAGMENT, real_client, real_engine

ROW = re.compile(r'<tr><td class="clause"><a href="([^"]+)">(.*?)</tr>', re.S)


@pytest.fixture(scope="module")
def site(index: Path) -> TestClient:
    return real_client(index)


def test_every_duty_is_a_row_under_its_document(site: TestClient, index: Path) -> None:
    page = site.get("/duties").text
    register = duties(real_engine(index).generation)
    assert len(ROW.findall(page)) == len(register) == 254
    assert f"共 {len(register)} 条" in page
    assert re.findall(r'<th colspan="6" scope="rowgroup"><span><b>([^<]+)</b>', page) == [
        "福建省",
        "枣庄市",
        "北京市",
        "河北省",
        "吉林省",
    ]
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= {*ids}


def test_rows_are_verbatim_and_lead_to_their_provision(site: TestClient, index: Path) -> None:
    page = site.get("/duties?place=hebei&every=每季度").text
    wanted = duties(real_engine(index).generation, ["hebei"], every="每季度")
    rows = ROW.findall(page)
    assert len(rows) == len(wanted) > 0
    for (link, row), duty in zip(rows, wanted, strict=True):
        cells = [unescape(re.sub(r"<small>.*?</small>|<[^>]+>", "", c)) for c in row.split("</td>")]
        assert (cells[1], cells[2], cells[5]) == (duty.holder, duty.every, duty.action)
        assert "<mark>" in site.get(unescape(link)).text


def test_filters_are_kept_in_the_form(site: TestClient) -> None:
    page = site.get("/duties?place=河北&place=fujian&who=书记&every=每周&holds=隐患").text
    assert re.findall(r'value="(\w+)" checked', page) == ["fujian", "hebei"]
    assert 'name="who" value="书记"' in page
    assert "<option selected>每周</option>" in page
    assert 'name="holds" value="隐患"' in page


def test_conditions_are_printed_with_the_count(site: TestClient) -> None:
    assert "条件：地区 河北省；频次 每季度。" in site.get("/duties?place=hebei&every=每季度").text
    assert "条件：全部。" in site.get("/duties").text


def test_the_chart_counts_what_the_table_lists(site: TestClient, index: Path) -> None:
    page = site.get("/duties?place=fujian&place=hebei").text
    chart = page[page.index("<figure") : page.index("</figure>")]
    assert re.findall(r'<th scope="col">([^<]+)</th>', chart) == ["频次", "福建省", "河北省"]
    figures = [int(n) for n in re.findall(r'class="figure">(\d+)<', chart)]
    with_period = [d for d in duties(real_engine(index).generation, ["fujian", "hebei"]) if d.every]
    assert sum(figures) == len(with_period)
    seasons = [sum(period_of(d.every) == "每季度" for d in with_period if d.document == i) for i in ("fujian", "hebei")]
    row = chart[chart.index("每季度") :].split("</tr>")[0]
    assert [int(n) for n in re.findall(r'class="figure">(\d+)<', row)] == seasons
    widths = [float(w) for w in re.findall(r'<rect width="([\d.]+)" height', chart)]
    assert max(widths) == 100
    assert "style=" not in page  # the content security policy allows none


@pytest.mark.parametrize(
    ("every", "period"),
    [
        ("每季度", "每季度"), ("季度", "每季度"), ("每个月", "每月"), ("每年度", "每年"), ("每年定期", "每年"), ("每两年", "每两年"),
        ("每半年", "每半年"), ("定期和不定期", "定期"), ("不定期", "不定期"), ("每天", "每日"), ("每三年", "其他"), ("随时", "其他"),
    ],
)  # fmt: skip
def test_periods_have_one_name(every: str, period: str) -> None:
    assert period_of(every) == period


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("every=每隔", "频次 每隔：认不出这个频次"),
        ("place=上海", "上海"),
        ("who=。。", "责任人 。。：里面没有字可查"),
        ("holds=！", "原文含 ！：里面没有字可查"),
    ],
)
def test_a_filter_that_is_none_is_said_above_the_form(site: TestClient, query: str, says: str) -> None:
    answer = site.get(f"/duties?{query}")
    assert answer.status_code == 422
    before = answer.text.split("<form")[0]
    assert says in before
    assert "--" not in before
    assert not ROW.search(answer.text)
    name, _, value = query.partition("=")
    if name != "place":
        assert value in answer.text.split("<form")[1]


def test_nothing_found_says_what_can_be_changed(site: TestClient) -> None:
    answer = site.get("/duties?who=书记&holds=宠物")
    assert answer.status_code == 200
    assert "没有符合条件的职责" in answer.text
    assert "原文含 宠物" in answer.text
    assert not ROW.search(answer.text)
    assert "<figure" not in answer.text


def test_what_applies_to_other_levels_is_said(site: TestClient) -> None:
    assert "参照适用：《福建省" in site.get("/duties?place=fujian&who=乡镇党委书记").text


def test_as_a_fragment(site: TestClient) -> None:
    part = site.get("/duties?place=hebei", headers=FRAGMENT).text
    assert part.startswith('<div class="page wide" data-title="职责清单"')
    assert "<html" not in part
    assert ROW.search(part)


def test_many_texts_are_not_all_listed(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.web.views.places.LISTED", 3)
    page = site.get("/duties").text
    assert "请先选地区或文件" in page
    assert 'id="more" name="place"' in page
    assert not ROW.search(page)
    assert ROW.search(site.get("/duties?place=河北").text)
