"""html: a page like those of government sites, encodings, tables, lists."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from ingest.load import load
from ingest.model import BadInput
from ingest.normalise import normalise
from ingest.parse import parse

RAW = Path(__file__).resolve().parents[2] / "data/raw/福建省实施细则.txt"
TITLE = "福建省党政领导干部安全生产责任制实施细则"
PAGE = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}_省政府</title>
<style>p {{ color: red }}</style><script>var 导航 = "脚本";</script></head>
<body><form method="post" action="show.aspx" id="aspnetForm">
<div class="header"><img alt="徽标"><h2>某省人民政府门户网站</h2></div>
<nav><a href="/">首页</a><a href="/a">政务公开</a></nav>
<ul class="list"><li><a href="1">新闻中心</a></li><li><a href="2">政策文件</a></li><li><a href="3">互动交流</a></li>
<li><a href="4">办事服务</a></li></ul>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/a">政策文件</a></div>
<div style="display: none">隐藏的统计代码</div><p hidden>也是隐藏的</p>
<div class="TRS_Editor">
{body}
</div>
<div class="share-box">分享到微信</div>
<form><input name="q"><label>站内搜索</label></form>
<aside>相关阅读：另一件事</aside>
<div id="footer">主办单位：某省人民政府办公厅　网站标识码：3500000001</div>
</form></body></html>"""


def page(folder: Path, body: str, charset: str = "utf-8", encoding: str = "", name: str = "a.html") -> Path:
    path = folder / name
    path.write_bytes(PAGE.format(title=TITLE, body=body, charset=charset).encode(encoding or charset))
    return path


def fragment(folder: Path, body: str) -> list[str]:
    path = folder / "a.html"
    path.write_text(f"<meta charset=utf-8><body>{body}</body>", encoding="utf-8")
    return load(path).text.split("\n")


def provisions(text: str, kind: str) -> dict[str, str]:
    document = parse(normalise(text, kind), "fujian", TITLE)
    return {p.number: re.sub(r"\s", "", p.text) for p in document.provisions}


@pytest.mark.parametrize("mark", ["<p>{}</p>\n", "<p><span>{}</span></p>", "{}<br>\n", "<div>　　{}</div>"])
def test_the_fujian_text_in_a_government_page_gives_the_same_provisions(tmp_path: Path, mark: str) -> None:
    lines = RAW.read_text(encoding="utf-8").split("\n")
    body = "".join(mark.format(html.escape(line)) for line in lines if line.strip())
    found = provisions(load(page(tmp_path, body)).text, "html")
    assert found == provisions(RAW.read_text(encoding="utf-8"), "txt")
    assert sum("." not in number for number in found if number != "0") == 29


def test_what_is_around_the_text_is_dropped(tmp_path: Path) -> None:
    body = "".join(f"<p>第{n}条　各级党委和政府应当加强对安全生产工作的领导。</p>" for n in "一二三四五六")
    text = load(page(tmp_path, body)).text
    assert text.startswith("当前位置：首页 > 政策文件\n第一条")  # kept: `normalise.cut_web_page` cuts there
    assert text.endswith("工作的领导。")
    for gone in (
        "脚本",
        "color",
        "政务公开",
        "新闻中心",
        "门户网站",
        "隐藏",
        "微信",
        "站内搜索",
        "相关阅读",
        "标识码",
        "省政府",
    ):
        assert gone not in text


def test_a_law_whose_articles_are_full_of_links_is_no_navigation(tmp_path: Path) -> None:
    links = "".join(f'<p>第{n}条　依照<a href="/{n}">《安全生产法》</a>处理，并报告。</p>' for n in "一二三四五")
    assert fragment(tmp_path, f"<div>{links}</div>")[4] == "第五条　依照《安全生产法》处理，并报告。"


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("utf-8", "utf-8"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("big5", "big5"),
        ("big5", "utf-8"),
        ("x", "utf-16"),
    ],
)
def test_the_encoding_is_found_whatever_the_page_declares(tmp_path: Path, charset: str, encoding: str) -> None:
    law = "第一条 各级政府主要人士都有安全生产工作之事" * 3
    body = f"<p>{law}</p>"
    if encoding == "big5":
        law = "第一條 為了加強安全生產工作的領導，制定本法" * 3
        path = tmp_path / "a.html"
        path.write_bytes(f'<html><meta charset="big5"><body><p>{law}</p></body></html>'.encode("big5"))
    else:
        path = page(tmp_path, body, charset, encoding, "a.htm")
    assert law in load(path).text


def test_an_undecodable_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b'<html><meta charset="big5"><body>' + "第一條".encode("big5") + b"\xff\xff\xff</body></html>")
    with pytest.raises(BadInput, match=r"a\.html：网页自称是 big5 编码却无法这样解码"):
        load(path)


def test_blocks_breaks_and_white_space_are_lines_as_a_browser_shows_them(tmp_path: Path) -> None:
    body = "<div>甲<p>乙<b>丙</b>\n  丁<br/>戊</p>己</div><!-- 注释 --><h3>第一章&emsp;总则</h3><p>在 PDF\n file 里</p>"
    assert fragment(tmp_path, body) == ["甲", "乙丙丁", "戊", "己", "第一章\u2003总则", "在 PDF file 里"]


def test_tables_row_by_row_and_layout_tables_line_by_line(tmp_path: Path) -> None:
    data = "<table><caption>清单</caption><tr><th>序号<th>职责<tr><td>1<td><p>检查</p></table>"
    layout = "<table><tr><td></td><td><p>第一条 甲。</p><p>第二条 乙。</p></td></tr></table>"
    assert fragment(tmp_path, data + layout) == ["清单", "序号\t职责", "1\t检查", "第一条 甲。", "第二条 乙。"]


def test_numbers_that_only_the_browser_prints(tmp_path: Path) -> None:
    body = (
        "<ol><li>甲</li><li><p>乙</p></li></ol><ol start=4 style='list-style: cjk-ideographic'><li>丙</li></ol>"
        "<ol><li>（一）丁</li></ol><ol style='list-style:none'><li>戊</li></ol><ol><p>说明</p><li value=7>己</li></ol>"
    )
    assert fragment(tmp_path, body) == ["1. 甲", "2. 乙", "四、丙", "（一）丁", "戊", "说明", "7. 己"]


def test_a_title_in_the_header_of_an_article_stays(tmp_path: Path) -> None:
    body = "<header>网站名称</header><article><header><h1>某市办法</h1></header><p>第一条 加强安全生产工作领导。</p></article>"
    assert fragment(tmp_path, body) == ["某市办法", "第一条 加强安全生产工作领导。"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.4 ...", "其实是PDF"),
        (b"<html><body><script>x</script></body></html>", "没有文字"),
        (b"<html><body><p>Not found</p></body></html>", "没有一个汉字"),
    ],
    ids=["pdf", "script only", "english"],
)
def test_what_is_no_page_of_ours_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.html").write_bytes(data)
    with pytest.raises(BadInput, match=words):
        load(tmp_path / "a.html")
