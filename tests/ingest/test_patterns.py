"""Every pattern: rows that it must match, with what it reads, and rows that it must not."""

from __future__ import annotations

import re

import pytest

from ingest import patterns as P

MATCH = [
    (P.ARTICLE, "第十九条 党政领导干部", {"n": "十九"}),
    (P.ARTICLE, "第19条 党政领导干部", {"n": "19"}),
    (P.ARTICLE, "第 十九 条 党政领导干部", {"n": "十九"}),  # spaced for looks
    (P.ARTICLE, "第一百二十条之一 资助恐怖活动", {"n": "一百二十", "sub": "一"}),
    (P.ARTICLE, "### 第三条 国家", {"n": "三"}),  # Markdown
    (P.ARTICLE, "第八条", {"n": "八"}),  # its text on the next line
    (P.ARTICLE_TIGHT, "第五条本法所称", {"n": "五"}),
    (P.ARTICLE_TIGHT, "第一百二十八 条侦查人员对于", {"n": "一百二十八"}),  # 刑事诉讼法2018
    (P.INLINE_ARTICLE, "制定本规则。第二条 凡辖有航空器", {"n": "二"}),  # 飞行基本规则
    (P.HEADING, "第一章 总 则", {"n": "一", "unit": "章", "title": "总 则"}),
    (P.HEADING, "第三章", {"n": "三", "unit": "章"}),  # its title on the next line
    (P.HEADING, "## 第二编 分则", {"n": "二", "unit": "编", "hashes": "## "}),
    (P.HEADING, "### 第五节 生活、卫生。", {"unit": "节", "title": "生活、卫生"}),  # 监狱法
    (P.HEADING_TIGHT, "第五章法律责任", {"n": "五", "title": "法律责任"}),
    (P.HEADING_HASHED, "## 第六章法律责任", {"n": "六", "title": "法律责任"}),
    (P.HEADING_UNNUMBERED, "## 序言", {"title": "序言"}),
    (P.HEADING_BARE, "附  则", {"title": "附  则"}),
    (P.HEADING_LOST, "法律责任", {}),
    (P.CONTENTS, "目　录", {}),
    (P.SECTION, "一、提高站位", {"n": "一"}),
    (P.SECTION, "四、两类口岸的具体划分：", {"n": "四"}),
    (P.SECTION, "## 十二、附则", {"n": "十二"}),
    (P.SECTION_ARABIC, "2、 精心组织", {"n": "2"}),  # 通州
    (P.ITEM_STYLES["（一）"], "（三） 对迟报", {"n": "三"}),
    (P.ITEM_STYLES["（一）"], "(二) 把安全生产", {"n": "二"}),  # 枣庄第十五条
    (P.ITEM_STYLES["1."], "1. 船舶", {"n": "1"}),
    (P.ITEM_STYLES["1."], "12．船舶", {"n": "12"}),
    (P.ITEM_STYLES["（1）"], "（1）船舶", {"n": "1"}),
    (P.ITEM_STYLES["一、"], "一、船舶", {"n": "一"}),
    (P.ITEM_STYLES["①"], "③船舶", {"n": "③"}),
    (P.ANNEX, "附件：", {}),
    (P.ANNEX, "附件1", {}),
    (P.ANNEX, "## 附件一", {}),
    (P.ANNEX, "附：", {}),
    (P.IMPRINT, "抄送：市安委会办公室", {}),
    (P.IMPRINT, "（联系人：高达；", {}),
    (P.IMPRINT, "2019年6月28日印发", {}),
    (P.TITLE_FRAGMENT, "福建省党政领导干部安全生产", {}),
    (P.STRUCTURAL, "第十八条 实行", {}),
    (P.STRUCTURAL, "（二）把安全生产", {}),
]

NO_MATCH = [
    (P.ARTICLE, "第十九条情形的责任人员"),
    (P.ARTICLE, "第十九条、第二十条 的规定"),
    (P.ARTICLE, "第二章 职责"),
    (P.ARTICLE, "依照第十九条 的规定"),
    (P.ARTICLE_TIGHT, "第十九条情形的责任人员"),
    (P.ARTICLE_TIGHT, "第十九条所列情形"),
    (P.ARTICLE_TIGHT, "第十九条规定的"),
    (P.ARTICLE_TIGHT, "第十九条第二款"),
    (P.ARTICLE_TIGHT, "第十九条、第二十条"),
    (P.ARTICLE_TIGHT, "第三十一条的决定》第一次修正"),  # 文物保护法, the list of amendments
    (P.HEADING, "第二章所规定职责不到位的；"),
    (P.HEADING, "第二章 所规定职责不到位的；"),
    (P.HEADING, "第四条 总则"),
    (P.HEADING_TIGHT, "第二章所规定职责不到位的"),
    (P.HEADING_TIGHT, "第二章、第三章"),
    (P.HEADING_TIGHT, "第二章的规定"),
    (P.HEADING_UNNUMBERED, "# 标题"),  # one hash is the title
    (P.HEADING_BARE, "附则自公布之日起施行"),
    (P.HEADING_LOST, "情节严重的，"),
    (P.CONTENTS, "目录管理办法"),
    (P.SECTION, "一是进一步强化党政同责"),
    (P.SECTION, "一、二、三类动物疫病"),
    (P.SECTION, "一、二级海塘建设"),
    (P.SECTION_ARABIC, "2.5、"),
    (P.SECTION_ARABIC, "2019年、"),
    (P.ITEM_STYLES["（一）"], "（镇） 党委、街道党工委"),  # 河北, a line that begins in mid-sentence
    (P.ITEM_STYLES["（一）"], "（含定州、辛集市）"),
    (P.ITEM_STYLES["1."], "1.5米"),
    (P.ITEM_STYLES["1."], "1 次安全生产工作"),  # 河北, likewise
    (P.ITEM_STYLES["1."], "2019.6"),
    (P.ITEM_STYLES["一、"], "一、二、三类动物疫病"),
    (P.ANNEX, "附件所列的物品，不得进口。"),
    (P.ANNEX, "附则"),
    (P.IMPRINT, "自2019年6月28日起施行。"),
    (P.TITLE_FRAGMENT, "中共枣庄市委办公室"),
    (P.TITLE_FRAGMENT, "室字〔2019〕88号"),
    (P.STRUCTURAL, "（镇） 党委"),
    (P.STRUCTURAL, "第十九条情形"),
    (P.STRUCTURAL, "章、第三章所规定职责"),
]

SEARCH = [
    (P.ENDS_SENTENCE, "统一领导。", True),
    (P.ENDS_SENTENCE, "一岗双责。”", True),
    (P.ENDS_SENTENCE, "主要包括:", True),
    (P.ENDS_SENTENCE, "加强组织", False),
    (P.ENDS_SENTENCE, "实施细则》", False),
    (P.INLINE_ARTICLE, "依照本法第二条 的规定", False),  # no sentence ends before it
    (P.INLINE_ARTICLE, "处罚。第二条规定的", False),
    (P.INLINE_ITEM, "责任的；（五）有其他情形的。", True),
    (P.INLINE_ITEM, "乡（镇）党委", False),
    (P.INLINE_ITEM, "依照第（五）项", False),
    (P.ANNOUNCES_QUOTE, "第三章增加一节，作为第七节；增加五条，内容如下：", True),
    (P.ANNOUNCES_QUOTE, "第五条修改为：", True),
    (P.ANNOUNCES_QUOTE, "主要职责如下：", False),
    (P.DOCUMENT_KIND, "福建省党政领导干部安全生产责任制实施细则", True),
    (P.DOCUMENT_KIND, "关于学习宣贯《某某细则》的通知", True),
    (P.DOCUMENT_KIND, "某某办法（试行）", True),
    (P.DOCUMENT_KIND, "我的购物清单", False),
]


@pytest.mark.parametrize(("pattern", "line", "groups"), MATCH, ids=lambda v: v if isinstance(v, str) else None)
def test_matches(pattern: re.Pattern[str], line: str, groups: dict[str, str]) -> None:
    found = pattern.search(line) if pattern is P.INLINE_ARTICLE else pattern.match(line)
    assert found
    assert {name: found[name] for name in groups} == groups


@pytest.mark.parametrize(("pattern", "line"), NO_MATCH, ids=lambda v: v if isinstance(v, str) else None)
def test_does_not_match(pattern: re.Pattern[str], line: str) -> None:
    assert not pattern.match(line)


@pytest.mark.parametrize(("pattern", "line", "wanted"), SEARCH, ids=lambda v: v if isinstance(v, str) else None)
def test_search(pattern: re.Pattern[str], line: str, wanted: bool) -> None:
    assert bool(pattern.search(line)) is wanted


def test_every_pattern_has_rows() -> None:
    named = {
        id(p): n for n, p in vars(P).items() if n.isupper() and not n.startswith("_") and isinstance(p, re.Pattern)
    }
    named |= {id(p): f"ITEM_STYLES[{style}]" for style, p in P.ITEM_STYLES.items()}
    rows = {id(row[0]) for row in [*MATCH, *NO_MATCH, *SEARCH]}
    assert {name for i, name in named.items() if i not in rows} == set()
