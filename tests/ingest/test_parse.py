"""The parse of the five real texts, counted by hand in the files, and of small texts with one quirk each."""

from __future__ import annotations

import re

import pytest

from ingest.model import BadInput, Document, Kind
from ingest.normalise import normalise
from ingest.parse import parse
from tests.ingest.conftest import Loaded, read

ALL = ["fujian", "zaozhuang", "beijing", "tongzhou", "hebei", "jilin"]

# Counted in the raw files by reading them.
ARTICLES = {"fujian": 29, "zaozhuang": 41, "beijing": 28, "hebei": 31, "tongzhou": 0, "jilin": 0}
ITEMS = {
    "fujian": {5: 6, 6: 6, 7: 3, 8: 6, 9: 5, 10: 3, 11: 6, 19: 5, 22: 4, 23: 5},
    "zaozhuang": {6: 7, 7: 8, 9: 6, 10: 6, 12: 3, 13: 2, 14: 2, 15: 7, 16: 5, 17: 5, 19: 7, 30: 7},
    "beijing": {5: 6, 6: 6, 8: 9, 9: 6, 18: 6},
    "hebei": {5: 9, 6: 10, 8: 6, 9: 6, 10: 4, 11: 3, 12: 2, 21: 7},
}
PARAGRAPHS = {
    "fujian": {2: 2, 4: 2, 12: 2, 14: 2, 15: 4, 16: 2},
    "zaozhuang": {2: 2, 4: 3, 11: 2, 25: 2, 29: 2, 39: 3},
    "beijing": {2: 2, 4: 2, 13: 2, 14: 2, 26: 2},
    "hebei": {4: 2, 16: 2, 17: 2},
}
CHAPTERS = {  # the first article of each chapter
    "fujian": [1, 5, 12, 17, 19, 28],
    "zaozhuang": [1, 5, 11, 15, 20, 28, 30, 40],
    "beijing": [1, 5, 10, 16, 18, 27],
    "hebei": [1, 5, 10, 13, 19, 21, 30],
}
SECTIONS = {"jilin": {1: 1, 2: 1, 3: 1, 4: 5, 5: 7, 6: 1}, "tongzhou": {1: 1, 2: 1, 3: 2}}


@pytest.mark.parametrize("document", ALL)
def test_articles(document: str, texts: dict[str, Loaded]) -> None:
    found = [p.number for p in texts[document].document.articles]
    assert found == [str(n) for n in range(1, ARTICLES[document] + 1)]


@pytest.mark.parametrize("document", ITEMS)
def test_items_of_every_article(document: str, texts: dict[str, Loaded]) -> None:
    items = [p for p in texts[document].document.provisions if p.kind is Kind.ITEM]
    expected = [f"{article}.1.{k}" for article, count in ITEMS[document].items() for k in range(1, count + 1)]
    assert [p.number for p in items] == expected
    assert not [p for p in texts[document].document.provisions if p.kind is Kind.SUBITEM]


@pytest.mark.parametrize("document", PARAGRAPHS)
def test_paragraphs_of_every_article(document: str, texts: dict[str, Loaded]) -> None:
    paragraphs = [p.number for p in texts[document].document.provisions if p.kind is Kind.PARAGRAPH]
    expected = [
        f"{article}.{k}"
        for article in range(1, ARTICLES[document] + 1)
        for k in range(1, PARAGRAPHS[document].get(article, 1) + 1)
    ]
    assert [n for n in paragraphs if not n.startswith("0.")] == expected


@pytest.mark.parametrize("document", CHAPTERS)
def test_chapters(document: str, texts: dict[str, Loaded]) -> None:
    articles = texts[document].document.articles
    firsts = [i + 1 for i, p in enumerate(articles) if i == 0 or p.path != articles[i - 1].path]
    assert firsts == CHAPTERS[document]
    assert [h.title for h in texts[document].document.headings] == [articles[n - 1].path[0] for n in firsts]


@pytest.mark.parametrize("document", SECTIONS)
def test_sections(document: str, texts: dict[str, Loaded]) -> None:
    found = [n for n in texts[document].numbers if n.startswith("s")]
    expected = []
    for section, paragraphs in SECTIONS[document].items():
        expected += [f"s{section}", *(f"s{section}.{k}" for k in range(1, paragraphs + 1))]
    assert found == expected


@pytest.mark.parametrize("document", ALL)
def test_spans(document: str, texts: dict[str, Loaded]) -> None:
    check_spans(texts[document].document)


def check_spans(document: Document) -> None:
    provisions = document.provisions
    assert len({p.id for p in provisions}) == len(provisions)
    by_number = {p.number: p for p in provisions}
    for p in provisions:
        assert document.text[p.start : p.end] == p.text
        assert p.text == p.text.strip() != ""
        above, _, _ = p.number.rpartition(".")
        if above:
            assert by_number[above].start <= p.start <= p.end <= by_number[above].end
    last: dict[str, int] = {}
    for p in provisions:
        above, _, _ = p.number.rpartition(".")
        assert p.start >= last.get(above, 0), f"{p.id} overlaps its sibling"
        last[above] = p.end


TITLES = {  # the title as printed above the text, apart from the notice that it is issued with
    "fujian": "福建省党政领导干部安全生产\n责任制实施细则\n",
    "zaozhuang": "枣庄市贯彻落实《地方党政领导干部安全生产责任制规定》实施办法\n",
    "beijing": "",
    "tongzhou": "北京市通州区安全生产委员会办公室\n关于学习宣贯《北京市党政领导干部安全生产责任制实施细则》的通知\n",
    "hebei": "《河北省党政领导干部安全生产责任制实施细则》\n",
    "jilin": "《吉林省党政领导干部安全生产责任制实施细则》解读\n",
}
NUMBER = re.compile(r"第[一二三四五六七八九十]+条\s|[（(][一二三四五六七八九十]+[）)]|[一三]、|2、|\s")


@pytest.mark.parametrize("document", ALL)
def test_nothing_stands_between_provisions_but_headings_numbers_and_space(
    document: str, texts: dict[str, Loaded]
) -> None:
    """Every character is in the deepest provision, or is a heading, the title, the tail or a printed number."""
    parsed = texts[document].document
    leaves = [p for p in parsed.provisions if not any(q.number.startswith(f"{p.number}.") for q in parsed.provisions)]
    leads = [  # a paragraph with items: its lead sentence ends where its first item's number begins
        (p.start, parsed.text.rindex("\n", p.start, texts[document][f"{p.number}.1"].start))
        for p in parsed.provisions
        if f"{p.number}.1" in texts[document].numbers and p.kind is Kind.PARAGRAPH
    ]
    covered = [(p.start, p.end) for p in leaves] + leads + [(h.start, h.end) for h in parsed.headings]
    left = list(parsed.text)
    for start, end in covered:
        left[start:end] = "\0" * (end - start)
    if parsed.tail is not None:
        left[parsed.tail :] = ""
    rest = "".join(left)
    if title := TITLES[document]:
        assert rest.count(title) == 1
        rest = rest.replace(title, "")
    assert NUMBER.sub("", rest.replace("\0", "")) == ""


def numbers(text: Loaded) -> list[str]:
    return [p.number for p in text.document.articles]


def test_article_of_a_later_amendment() -> None:
    text = read("第一条 甲。\n第一条之一 乙。\n第一条之二 丙。\n第二条 丁。")
    assert numbers(text) == ["1", "1-1", "1-2", "2"]
    assert text["1-2"].label == "《某某办法》第一条之二"
    assert text.codes == []


def test_gap_is_reported_and_the_numbers_stay() -> None:
    text = read("第一条 甲。\n第四条 丁。\n第五条 戊。")
    assert numbers(text) == ["1", "4", "5"]
    assert [(f.level, f.code) for f in text.findings] == [("warning", "article-gap")]
    assert "缺第二条" in text.findings[0].message


def test_text_that_begins_in_the_middle() -> None:
    text = read("第九百八十九条 甲。\n第九百九十条 乙。")  # 民法典 人格权编
    assert numbers(text) == ["989", "990"]
    assert text.codes == ["article-start"]


def test_repeated_number_is_text_of_the_article_before_and_is_reported() -> None:
    text = read("第一条 甲。\n第二条 乙。\n第二条 又乙。\n第三条 丙。")
    assert numbers(text) == ["1", "2", "3"]
    assert text["2"].text == "乙。\n第二条 又乙。"
    assert text.codes == ["article-order"]


def test_mention_at_the_start_of_a_line_opens_nothing() -> None:
    text = read("第一条 甲。\n第二条情形的责任人员，从重处理。\n第一章所规定职责不到位的，也同。\n第二条 乙。")
    assert numbers(text) == ["1", "2"]
    assert text["1"].text.endswith("也同。")
    assert text["2"].text == "乙。"


@pytest.mark.parametrize("words", ["第二条修改为：", "增加三条，内容如下："])
def test_quoted_articles_of_an_amendment_are_not_its_own(words: str) -> None:
    text = read(f"第一条 {words}\n“第七十九条 国家主席。\n第八十条 副主席。”\n第二条 自公布之日起施行。")
    assert numbers(text) == ["1", "2"]
    assert "第八十条 副主席" in text["1"].text
    assert text["2"].text == "自公布之日起施行。"


def test_articles_announced_without_quotation_marks_are_not_its_own() -> None:
    text = read("第一条 增加两条，内容如下：\n第七十九条 国家主席。\n第八十条 副主席。\n第二条 自公布之日起施行。")
    assert numbers(text) == ["1", "2"]
    assert not {"article-gap", "article-order"} & set(text.codes)


def test_forgotten_closing_quotation_mark_does_not_swallow_the_rest() -> None:  # 刑法修正案（九）第二十三项
    text = read("一、第一条修改为：“甲。\n二、第二条修改为：“乙。”\n三、第三条修改为：“丙。”", title="修正案")
    assert [n for n in text.numbers if re.fullmatch(r"s\d", n)] == ["s1", "s2", "s3"]


def test_sections_inside_a_quotation_are_not_its_own() -> None:
    text = read("一、甲修改为：\n“一、子。\n二、丑。”\n二、乙。", title="决定")
    assert [n for n in text.numbers if re.fullmatch(r"s\d", n)] == ["s1", "s2"]
    assert text["s2"].text == "乙。"


def test_chapters_without_space() -> None:
    text = read("第一章总则\n第一条 甲。\n第二章法律责任\n第二条 乙。")
    assert [p.path for p in text.document.articles] == [("第一章总则",), ("第二章法律责任",)]


def test_markdown_headings_without_space() -> None:
    text = read("## 第一章总则\n第一条 甲。\n### 第一节 乙\n第二条 丙。\n## 第二章附则\n第三条 丁。", kind="md")
    assert [p.path for p in text.document.articles] == [
        ("第一章 总则",),
        ("第一章 总则", "第一节 乙"),
        ("第二章 附则",),
    ]


def test_chapter_number_and_title_on_two_lines() -> None:
    text = read("第一章\n总则\n第一条 甲。\n第二章\n法律责任\n第二条 乙。")
    assert [p.path for p in text.document.articles] == [("第一章 总则",), ("第二章 法律责任",)]
    assert text["1"].text == "甲。"


def test_heading_that_lost_its_number() -> None:  # 河南省畜牧业条例: 「种畜种禽」 alone above 第十九条
    text = read("第一章 总则\n第一条 甲。\n法律责任\n第二条 乙。")
    assert text["1"].text == "甲。"
    assert text["2"].path == ("法律责任",)


def test_short_last_line_of_a_list_is_no_heading() -> None:
    text = read("第一条 有下列情形之一的：\n（一）甲\n（二）乙\n第二条 丙。")
    assert text["1.1.2"].text == "乙"


def test_headings_of_a_judicial_interpretation() -> None:  # 民诉法解释: 「## 二、回避」 stands between two articles
    text = read("## 一、管辖\n第一条 甲。\n## 二、回避\n第二条 乙。", kind="md", title="某解释")
    assert [(p.path, p.text) for p in text.document.articles] == [(("一、管辖",), "甲。"), (("二、回避",), "乙。")]
    plain = read("一、管辖\n第一条 甲。\n二、回避\n第二条 乙。", title="某解释")
    assert [(p.path, p.text) for p in plain.document.articles] == [(("一、管辖",), "甲。"), (("二、回避",), "乙。")]


def test_parts_chapters_and_sections() -> None:
    text = read(
        "第一编 总则\n第一章 甲\n第一条 子。\n第一节 乙\n第二条 丑。\n第二章 丙\n第三条 寅。\n第二编 分则\n第三章 丁\n第四条 卯。"
    )
    assert [p.path for p in text.document.articles] == [
        ("第一编 总则", "第一章 甲"),
        ("第一编 总则", "第一章 甲", "第一节 乙"),
        ("第一编 总则", "第二章 丙"),
        ("第二编 分则", "第三章 丁"),
    ]
    assert text.codes == []  # chapters may count on through the parts (民事诉讼法)


def test_missing_chapter_is_reported() -> None:
    text = read("第一章 总则\n第一条 甲。\n第三章 附则\n第二条 乙。")
    assert text.codes == ["heading-gap"]


@pytest.mark.parametrize("gap", ["", " "])
def test_list_of_contents_is_no_heading_and_no_text(gap: str) -> None:
    text = read(
        f"目　录\n第一章{gap}总则\n第二章{gap}职责\n第三章{gap}附则\n"
        f"第一章{gap}总则\n第一条 甲。\n第二章{gap}职责\n第二条 乙。\n第三章{gap}附则\n第三条 丙。"
    )
    assert [h.title for h in text.document.headings] == [
        f"第{n}章{gap}{t}" for n, t in zip("一二三", ["总则", "职责", "附则"], strict=True)
    ]
    assert text.numbers == ["1", "1.1", "2", "2.1", "3", "3.1"]
    assert text.codes == ["contents"]


def test_articles_run_together_on_one_line() -> None:  # 飞行基本规则
    text = read("第一条 甲。 第二条 乙，依照第三条 的规定。 第三条 丙。\n第四条 丁。", kind="md")
    assert [p.text for p in text.document.articles] == ["甲。", "乙，依照第三条 的规定。", "丙。", "丁。"]
    check_spans(text.document)


def test_misplaced_space_in_an_article_number() -> None:  # 刑事诉讼法第一百二十八条
    text = read("第一条 甲。\n第二 条乙。\n第三条 丙。")
    assert [p.text for p in text.document.articles] == ["甲。", "乙。", "丙。"]


def test_article_without_space_is_believed_only_in_its_place() -> None:
    assert numbers(read("第一条 甲。\n第二条乙。\n第三条 丙。")) == ["1", "2", "3"]
    assert numbers(read("第一条 甲。\n第五条乙。\n第二条 丙。")) == ["1", "2"]


def test_article_number_alone_on_its_line() -> None:
    text = read("第一条\n甲。\n第二条\n乙。", kind="md")
    assert [p.text for p in text.document.articles] == ["甲。", "乙。"]


def test_arabic_article_numbers() -> None:
    assert numbers(read("第1条 甲。\n第2条 乙。")) == ["1", "2"]


@pytest.mark.parametrize("annex", ["附件：", "附件1", "## 附件一", "附：名录", "附表"])
def test_annex_after_the_last_article_is_tail(annex: str) -> None:
    text = read(f"第一条 甲。\n第二条 自公布之日起施行。\n{annex}\n一、第一类。\n第一条 表格。", kind="md")
    assert text["2"].text == "自公布之日起施行。"
    assert numbers(text) == ["1", "2"]
    assert text.shown[text.document.tail :].startswith(annex.lstrip("# "))


def test_signature_after_the_last_article_is_tail() -> None:
    text = read("第一条 甲。\n第二条 自公布之日起施行。\n某市人民政府\n2019年6月28日", kind="md")
    assert text["2"].text == "自公布之日起施行。"
    assert text.shown[text.document.tail :] == "某市人民政府\n2019年6月28日"


def test_annex_named_in_a_sentence_is_no_tail() -> None:
    text = read("第一条 甲。\n第二条 货物见附件。\n附件所列货物不得进口。")
    assert text["2.2"].text == "附件所列货物不得进口。"
    assert text.document.tail is None


def test_text_with_only_sections() -> None:
    text = read("现通知如下：\n一、提高认识\n甲。\n乙。\n二、加强领导。\n丙。\n三、自发布之日起施行。", title="某通知")
    assert text.numbers == ["0", "0.1", "s1", "s1.1", "s1.2", "s2", "s2.1", "s2.2", "s3", "s3.1"]
    assert text["s1"].path == ("一、提高认识",)
    assert text["s1.2"].label == "《某通知》第一部分第2段"
    assert text["s2.1"].text == "加强领导。"


def test_items_in_a_section() -> None:
    text = read("一、下列情形：\n（一）甲；\n（二）乙。\n二、丙。", title="某通知")
    assert text["s1.1.2"].text == "乙。"


def test_reply_without_numbers_is_paragraphs_of_its_head() -> None:
    text = read("某高级人民法院：\n你院请示收悉。经研究，批复如下：\n应当受理。\n此复。", title="关于某问题的批复")
    assert text.numbers == ["0", "0.1", "0.2", "0.3", "0.4"]
    assert text["0.3"].label == "《关于某问题的批复》文首第3段"
    assert text.codes == ["unnumbered"]


def test_nothing_citable() -> None:
    with pytest.raises(BadInput, match="没有找到任何条文"):
        parse(normalise("买菜\n做饭\n洗碗"), document="x", title="我的购物清单")


def test_empty_text() -> None:
    with pytest.raises(BadInput, match="没有找到任何条文"):
        parse("", document="x")


def test_title_is_found_where_none_is_given() -> None:
    assert parse("# 甲条例\n第一条 乙。", document="x").title == "甲条例"
    assert parse("某省安全生产\n责任制实施细则\n第一条 乙。", document="x").title == "某省安全生产责任制实施细则"
    assert parse("第一条 乙。", document="x").title == "x"


def test_unnumbered_items_are_reported() -> None:
    text = read("第一条 可以采取以下方式：\n甲；\n（二）乙。", kind="md")
    assert (text["1.1.1"].text, text["1.1.1"].label) == ("甲；", "《某某办法》第一条第（一）项")
    assert text.codes == ["item-unnumbered"]


def test_item_gap_is_reported() -> None:
    text = read("第一条 情形：\n（一）甲；\n（三）丙。")
    assert [n for n in text.numbers if n.count(".") == 2] == ["1.1.1", "1.1.3"]
    assert text.codes == ["item-gap"]
