from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from assistant.web.finding import search
from assistant.web.html import render
from assistant.web.plain import STATIC
from assistant.web.views.held import PAGE, leaf_of, matching
from ingest.model import Source
from ingest.sources import Catalog
from tests.assistant.web.fake import FakeEngine, FakeGeneration
from tests.assistant.web.real import without_own_scripts

FRAGMENT = {"x-fragment": "1"}
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
    assert "<script" not in without_own_scripts(page)
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
        ("/d/shanghai", "没有收录代号为“shanghai”的文件"),
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
    assert "<script" not in without_own_scripts(page)


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


@pytest.mark.parametrize("words", ["迟报", "遲報", "迟 报", "迟报。"])
def test_words_are_found_wherever_they_stand_in_a_text(client: TestClient, words: str) -> None:
    page = client.get("/d/fujian", params={"find": words}).text
    assert re.findall(r'<mark id="(f\d+)">(.*?)</mark>', page) == [("f1", "迟报"), ("f2", "迟报")]
    assert "共 2 处" in page
    assert '<li><a href="#f1">第十九条</a></li><li><a href="#f2">第二十二条</a></li>' in page
    assert '<a href="#f2">下一处</a>' in page
    assert '<a href="#f1">上一处</a>' in page


@pytest.mark.parametrize("id", DOCUMENTS)
@pytest.mark.parametrize("words", ["安全生产", "责任", "的", "第"])
def test_every_place_counted_is_marked_once_and_each_list_entry_leads_to_one(
    client: TestClient, generation: FakeGeneration, id: str, words: str
) -> None:
    document = generation.document(id)
    assert document
    found = search(document, words)
    page = client.get(f"/d/{id}", params={"find": words}).text
    assert re.findall(r'<mark id="f(\d+)">', page) == [str(n) for n in range(1, len(found.places) + 1)]
    assert sum(a.count for a in found.articles) == len(found.places)
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert all("".join(document.text[p.start : p.end].split()) == words for p in found.places)


def test_words_do_not_run_over_the_end_of_a_sentence_unless_asked_to(generation: FakeGeneration) -> None:
    document = generation.document("fujian")
    assert document
    assert search(document, "方式问责涉嫌职务").places == ()
    assert len(search(document, "方式问责；涉嫌职务").places) == 1
    assert search(document, "通报诫勉").places  # 、 is no end


def test_words_that_are_not_there_are_said_not_to_be(client: TestClient) -> None:
    page = client.get("/d/fujian", params={"find": "宠物<b>"}).text
    assert "这份文件里没有“宠物&lt;b&gt;”" in page
    assert "<mark" not in page
    assert "没有可查的字" in client.get("/d/fujian", params={"find": "。。"}).text


@pytest.mark.parametrize(
    ("go", "anchor"),
    [("十九", "p19"), ("第十九条第三项", "p19.1.3"), ("19.1.3", "p19.1.3"), (" 第 19 条 ", "p19"), ("第五章", "h5")],
)
def test_a_number_leads_to_its_place(client: TestClient, go: str, anchor: str) -> None:
    answer = client.get("/d/fujian", params={"go": go}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/d/fujian#{anchor}")
    assert f'id="{anchor}"' in client.get("/d/fujian").text
    part = client.get("/d/fujian", params={"go": go}, headers=FRAGMENT, follow_redirects=False)
    assert part.status_code == 200
    assert f'data-anchor="{anchor}"' in part.text  # a fetched page does not tell its script where it was led to


@pytest.mark.parametrize(
    ("id", "go", "says"),
    [
        ("fujian", "第九十条", "没有“第九十条”。收录的是第一条至第二十九条"),
        ("jilin", "第四条", "没有“第四条”。收录的是第一部分至第六部分"),
        ("fujian", "迟报", "没有“迟报”"),
    ],
)
def test_a_number_that_is_not_there_gets_a_sentence(client: TestClient, id: str, go: str, says: str) -> None:
    answer = client.get(f"/d/{id}", params={"go": go}, follow_redirects=False)
    assert answer.status_code == 200
    assert says in answer.text
    assert f'name="go" value="{go}"' in answer.text


@pytest.mark.parametrize("path", ["/d", "/d/fujian", "/d/fujian/19", "/d/shanghai", "/d/fujian/30", "/d/fujian/19/2"])
def test_every_page_is_a_fragment_too(client: TestClient, path: str) -> None:
    whole, part = client.get(path), client.get(path, headers=FRAGMENT)
    assert whole.status_code == part.status_code
    assert whole.headers["vary"] == part.headers["vary"] == "X-Fragment"
    assert part.text.startswith('<div class="page ')
    assert "<html" not in part.text
    assert "<header" not in part.text
    assert (
        part.text[part.text.index("<h1") :].split()
        == whole.text[whole.text.index("<h1") : whole.text.index("</main>")].split()
    )


LAWS = [
    Source(f"law{i}", "", "", f"第{i}号办法", short=("办法",), region="福建省" if i % 2 else "") for i in range(250)
]


def test_many_texts_come_a_hundred_at_a_time(client: TestClient, engine: FakeEngine) -> None:
    engine.generation = FakeGeneration()
    engine.generation.catalog = Catalog(STATIC, tuple(LAWS))
    first, last = client.get("/d").text, client.get("/d?at=3").text
    assert (first.count("<li>"), last.count("<li>")) == (PAGE, 50)
    assert "共收录 250 份" in first
    assert 'rel="next" href="/d?at=2"' in first
    assert 'rel="next"' not in last
    assert client.get("/d?at=99").text == last
    some = client.get("/d", params={"q": "福建 號辦法", "at": "2"}).text
    assert some.count("<li>") == 25
    assert 'value="福建 號辦法"' in some
    none = client.get("/d?q=宠物").text
    assert "没有这样的文件" in none
    assert none.count("<li>") == 0


def test_words_of_a_list_must_all_fit() -> None:
    assert [s.id for s in matching(LAWS, "第12号")] == ["law12"]
    assert matching(LAWS, "第12号 福建") == []
    assert matching(LAWS, "。") == []
    assert len(matching(LAWS, " ")) == 250


@pytest.mark.parametrize("at", ["0", "-1", "x", "", "²", "9" * 50])
def test_a_page_that_is_none_is_the_nearest(at: str) -> None:
    assert leaf_of("/d", {}, 250, at).number in (1, 3)


def relative(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((relative(one), relative(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = [
    ("ink", "paper"), ("ink", "ground"), ("ink", "tint"), ("ink", "mark"), ("ink", "diff"), ("quiet", "paper"),
    ("quiet", "ground"), ("quiet", "tint"), ("accent", "paper"), ("accent", "ground"), ("accent", "tint"),
    ("on-accent", "accent"), ("on-accent", "accent-dark"), ("on-bar", "bar"), ("bad", "paper"), ("bad", "tint"), ("warn", "paper"),
]  # fmt: skip
DRAWN_ON = [
    ("line-strong", "paper"),
    ("diff-line", "diff"),
    ("mark-line", "mark"),
    ("bar-fill", "tint"),
    ("bar-fill", "paper"),
]


@pytest.mark.parametrize("theme", [":root {", ':root[data-theme="dark"] {', ':root:not([data-theme="light"]) {'])
def test_colours_are_told_apart_in_every_theme(theme: str) -> None:
    sheet = (STATIC / "tokens.css").read_text(encoding="utf-8")
    block = sheet[sheet.index(theme) :].split("}")[0]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    low = {(a, b): contrast(colours[a], colours[b]) for a, b in TEXT_ON if contrast(colours[a], colours[b]) < 4.5}
    low |= {(a, b): contrast(colours[a], colours[b]) for a, b in DRAWN_ON if contrast(colours[a], colours[b]) < 3}
    assert low == {}


def test_a_page_without_a_request_has_its_frame() -> None:
    assert render("absent.html", title="甲", message="乙", documents=[]).startswith("<!doctype html>")
