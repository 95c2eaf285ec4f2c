"""The dates a text gives of itself."""

from __future__ import annotations

import pytest

from ingest.describe import Dates, dates_of
from tests.ingest.conftest import read

BODY = "\n\n第一条 为了公正，制定本法。\n第二条 应当报告。\n第三条 本法自2008年1月1日起施行。\n"
ADOPTED = "2007年6月29日 第十届全国人民代表大会常务委员会第二十八次会议通过"
AMENDED = "2012年12月28日 第十一届全国人民代表大会常务委员会第三十次会议《关于修改<某某法>的决定》修正"


@pytest.mark.parametrize(
    ("head", "stem", "dates"),
    [
        ([ADOPTED], "某某法", Dates("2007-06-29", "", "2008-01-01")),
        ([ADOPTED, AMENDED], "某某法(2012-12-28)", Dates("2007-06-29", "2012-12-28", "2008-01-01")),
        (
            [ADOPTED, AMENDED.replace("2012", "2009"), AMENDED],
            "某某法",
            Dates("2007-06-29", "2012-12-28", "2008-01-01"),
        ),
        ([ADOPTED], "某某法(2018-03-19)", Dates("2007-06-29", "2018-03-19", "2008-01-01")),
        ([], "某某法(2018-03-19)", Dates("2018-03-19", "", "2008-01-01")),
        ([], "某某法", Dates("", "", "2008-01-01")),
        (["1999年13月41日 通过"], "某某法", Dates("", "", "2008-01-01")),
    ],
)
def test_dates(head: list[str], stem: str, dates: Dates) -> None:
    text = "\n".join(["# 某某法", "", *head]) + BODY
    assert dates_of(read(text, title="某某法", kind="md").document, stem) == dates


def test_a_day_in_the_middle_of_a_text_is_not_its_own() -> None:
    text = "某某法\n\n" + "第一条 自2001年1月1日起施行的办法废止。\n" + "".join(f"第{n}条 略写。\n" for n in "二三四五")
    assert dates_of(read(text, title="某某法").document, "某某法") == Dates()
