from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

QUOTE = "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的"
DOCUMENTS = ("fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin")


def test_article_page_shows_path_items_and_neighbours(client: TestClient) -> None:
    page = client.get("/d/fujian/19").text
    assert '<html lang="zh-CN">' in page
    assert "第五章 责任追究" in page
    assert "<h1>第十九条</h1>" in page
    assert 'id="p1.3"' in page
    assert '<span class="marker">（三）</span>对迟报' in page
    assert 'rel="prev" href="/d/fujian/18"' in page
    assert 'rel="next" href="/d/fujian/20"' in page
    assert '<a href="/d/fujian/20#p1">第二十条</a>' in page
    assert '所在文件：<a href="/d/fujian">' in page
    assert "自2018年9月28日起施行" in page


def test_quote_is_marked_exactly(client: TestClient) -> None:
    page = client.get(f"/d/fujian/19?quote={quote(QUOTE)}").text
    assert re.findall(r"<mark>(.*?)</mark>", page) == [QUOTE]


def test_quote_over_several_lines_is_marked_on_each(client: TestClient) -> None:
    page = client.get(f"/d/fujian/19?quote={quote('不到位的；（二）阻挠')}").text
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["不到位的；", "（二）", "阻挠"]


@pytest.mark.parametrize(
    "words", ["应当给予死刑", "对迟报,漏报", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>']
)
def test_words_not_in_the_article_are_neither_marked_nor_printed(client: TestClient, words: str) -> None:
    page = client.get(f"/d/fujian/19?quote={quote(words)}").text
    assert "<mark>" not in page
    assert words not in page
    assert "<script" not in page
    assert "没有逐字出现" in page


def test_same_words_twice_are_marked_where_they_are_cited(client: TestClient) -> None:
    page = client.get(f"/d/fujian/19?quote={quote('领导责任的')}&at=1.4").text
    assert "对发生生产安全事故负有<mark>领导责任的</mark>" in page
    assert page.count("<mark>") == 1


def test_document_page_has_facts_outline_and_every_anchor(client: TestClient) -> None:
    page = client.get("/d/zaozhuang").text
    assert "室字〔2019〕88号" in page
    assert "2019年6月27日" in page
    assert "市委办公室、市政府办公室会同市应急局、市委组织部" in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert {"p1", "p41", "h1"} <= anchors
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= anchors


def test_what_a_text_does_not_say_is_said_to_be_unstated(client: TestClient) -> None:
    assert re.search(r"<dt>文号</dt><dd>文中未载明</dd>", client.get("/d/fujian").text)


@pytest.mark.parametrize("id", DOCUMENTS)
def test_ids_on_a_page_are_unique(client: TestClient, id: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', client.get(f"/d/{id}").text)
    assert len(ids) == len(set(ids))


def test_interpretation_says_that_the_regulation_is_not_held(client: TestClient) -> None:
    for path in ("/d/jilin", "/d/jilin/s4"):
        page = client.get(path).text
        assert "解读" in page
        assert "原文本库未收录" in page
    assert "<h1>第四部分</h1>" in client.get("/d/jilin/s4").text
    assert client.get("/d/jilin/4").status_code == 404


def test_item_address_leads_to_its_article(client: TestClient) -> None:
    answer = client.get("/d/fujian/19.1.3", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/d/fujian/19#p1.3")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/d/fujian/30", "收录的是第一条至第二十九条"),
        ("/d/fujian/s1", "收录的是第一条至第二十九条"),
        ("/d/jilin/19", "收录的是第一部分至第六部分"),
        ("/d/shanghai", "没有收录代号为「shanghai」的文件"),
        ("/d/shanghai/1", "福建省党政领导干部安全生产责任制实施细则"),
        ("/nowhere", "没有这个页面"),
        ("/d/fujian/19/2", "没有这个页面"),
    ],
)
def test_what_is_not_held_is_a_page_that_says_what_is(client: TestClient, path: str, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert says in answer.text
    assert '<html lang="zh-CN">' in answer.text


def test_address_is_escaped_on_the_404_page(client: TestClient) -> None:
    page = client.get("/d/%3Cscript%3Ealert(1)%3C%2Fscript%3E").text
    assert "<script" not in page


def test_list_of_documents(client: TestClient) -> None:
    page = client.get("/d").text
    assert page.count("<li>") == 6


def test_pages_load_nothing_from_elsewhere_and_cannot_be_framed(client: TestClient) -> None:
    answer = client.get("/d/fujian/19", headers={"origin": "http://portal.test"})
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in answer.headers
