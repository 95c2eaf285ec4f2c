"""/compare over the real engine: the table, its links and marks, the form that is kept, the same as a fragment."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.assistant.web.real import FRAGMENT, OWN_SCRIPTS, real_client, real_engine


@pytest.fixture(scope="module")
def site(index: Path) -> TestClient:
    return real_client(index)


def compare(site: TestClient, topic: str, *places: str, marks: str = "1", **headers: str) -> str:
    query = [*(("place", p) for p in places), ("topic", topic), ("marks", marks)]
    answer = site.get("/compare", params=query, headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_without_a_choice_the_form_says_what_can_be_chosen(site: TestClient) -> None:
    page = site.get("/compare").text
    assert page.count('type="checkbox" name="place"') == 6
    assert '<option value="督查督办">' in page
    assert "<table" not in page
    assert "<title>对比 - 安责问答</title>" in page


def test_columns_are_places_rows_are_matters_and_labels_lead_to_the_text(site: TestClient) -> None:
    page = compare(site, "督查督办", "fujian", "hebei")
    assert '<th scope="row">督查督办</th>' in page
    assert re.findall(r'<th scope="col"><a href="([^"]+)">([^<]+)</a>', page) == [
        ("/d/fujian", "福建省"),
        ("/d/hebei", "河北省"),
    ]
    assert re.search(r'<a href="/d/hebei/13\?quote=[^"]+">第十三条</a>', page)
    assert page.count(" checked>") == 2
    assert 'value="督查督办" list' in page


def test_every_link_of_a_quotation_opens_the_article_with_the_quotation_marked(site: TestClient) -> None:
    page = compare(site, "述职", "fujian", "zaozhuang", "beijing")
    links = [unescape(u) for u in re.findall(r'<p class="label"><a href="([^"]+)"', page)]
    assert len(links) == 6
    for link in links:
        opened = site.get(link).text
        assert "<mark>" in opened
        assert "没有逐字出现" not in opened


def test_cells_are_verbatim_with_and_without_marks(site: TestClient, index: Path) -> None:
    page = compare(site, "第二十条", "fujian", "beijing")
    article = real_engine(index).generation.provision("fujian/20")
    assert article
    cell = re.findall(r"<td>(.*?)</td>", page, flags=re.S)[1]
    shown = unescape(re.sub(r"<[^>]+>", "", re.sub(r'<p class="(?:label|apart)">.*?</p>', "", cell)))
    assert "".join(shown.split()) == "".join(article.text.split())


def test_marks_can_be_turned_off_and_on(site: TestClient) -> None:
    page = compare(site, "终身问责", "fujian", "beijing")
    assert '<mark class="diff">各级</mark>党政领导干部' in page
    (other,) = re.findall(r'<a href="([^"]+)">不标出不同之处</a>', page)
    plain = site.get(unescape(other)).text
    assert "<mark" not in plain
    assert "各级党政领导干部" in plain
    assert '<input type="hidden" name="marks" value="0">' in plain
    (back,) = re.findall(r'<a href="([^"]+)">标出不同之处</a>', plain)
    query = parse_qsl(urlsplit(unescape(back)).query)
    assert query == [("place", "fujian"), ("place", "beijing"), ("topic", "终身问责")]


def test_silence_is_in_words(site: TestClient) -> None:
    page = compare(site, "约谈", "福建", "枣庄", "jilin")
    assert re.findall(r'class="silent">([^<]+)<', page) == ["未规定", "解读未提及"]
    page = compare(site, "第九十条", "fujian", "hebei")
    assert "没有第九十条（收录的是第一条至第二十九条）" in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("place=fujian&topic=考核", "对比至少要两份文件"),
        ("place=fujian&place=上海&topic=考核", "上海"),
        ("place=fujian&place=hebei", "没有写要对比的事项"),
        ("topic=考核", "对比至少要两份文件"),
        ("place=&place=+&topic=考核", "对比至少要两份文件"),
    ],
)
def test_what_cannot_be_compared_is_said_above_the_form_which_is_kept(site: TestClient, query: str, says: str) -> None:
    answer = site.get(f"/compare?{query}")
    assert answer.status_code == 422
    assert says in answer.text.split("<form")[0]
    assert 'role="alert"' in answer.text
    if "考核" in query:
        assert 'name="topic" value="考核"' in answer.text
    assert "<table" not in answer.text


def test_words_are_escaped(site: TestClient) -> None:
    page = compare(site, '"><script>alert(1)</script>', "fujian", "hebei")
    assert "<script" not in page.replace(OWN_SCRIPTS, "")


def test_as_a_fragment_it_is_the_content_of_main(site: TestClient) -> None:
    whole, part = compare(site, "考核", "fujian", "hebei"), compare(site, "考核", "fujian", "hebei", **FRAGMENT)
    assert part.startswith('<div class="page wide"')
    assert 'data-title="对比：考核"' in part
    for tag in ("<html", "<head", "<header", "<footer", "<main", "<title"):
        assert tag in whole
        assert tag not in part
    inside = whole[whole.index("<h1>") : whole.index("</main>")]
    assert part[part.index("<h1>") :].strip() == inside.strip()
    assert site.get("/compare").headers["vary"] == "X-Fragment"
    assert site.get("/compare/x", headers=FRAGMENT).status_code == 404


def test_the_view_that_is_open_is_marked_in_the_navigation(site: TestClient) -> None:
    for path, name in (
        ("/compare", "对比"),
        ("/duties", "职责清单"),
        ("/d", "法规"),
        ("/d/fujian/19", "法规"),
        ("/coverage", "收录"),
    ):
        page = site.get(path).text
        assert re.findall(r'<a href="[^"]+" aria-current="page">([^<]+)</a>', page) == [name]
        assert '<a class="skip" href="#main">' in page
