"""The content words of a question, each with the wordings that stand for it in the texts.

In: a question without its place names, document names and provision numbers. Out: Terms with patterns and a weight:
offices and lay wordings first, because they swallow the words they are made of; then the nouns and verbs that are left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.model import Term
from assistant.understand.facets import find_facets
from assistant.understand.lexicon import Entry
from assistant.understand.offices import find_offices

STOP = frozenset(
    [
        "规定",
        "要求",
        "内容",
        "情况",
        "情形",
        "问题",
        "怎么",
        "如何",
        "怎样",
        "哪些",
        "什么",
        "多少",
        "多久",
        "时候",
        "请问",
        "这个",
        "那个",
        "这些",
        "那些",
        "可以",
        "应该",
        "应当",
        "需要",
        "有没有",
        "是不是",
        "是否",
        "属于",
        "算",
        "说",
        "写",
        "讲",
        "讲的",
        "看",
        "问",
        "想",
        "知道",
        "告诉",
        "介绍",
        "解释一下",
        "关于",
        "对于",
        "按照",
        "根据",
        "依据",
        "适用",
        "措施",
        "方面",
        "分别",
        "各自",
        "具体",
        "主要",
        "一个",
        "一次",
        "一下",
        "一共",
        "总共",
        "几种",
        "几项",
        "几个",
        "地方",
        "各地",
        "文件",
        "法规",
        "细则",
        "办法",
        "实施细则",
        "实施办法",
        "条文",
        "条款",
        "原文",
        "全文",
        "条例",
        "第一",
        "法律",
        "今年",
        "去年",
        "现在",
        "以前",
        "以后",
        "之后",
        "以及",
        "还有",
        "或者",
        "如果",
        "因为",
        "所以",
        "但是",
        "我们",
        "你们",
        "他们",
        "咱们",
        "自己",
        "有人",
        "某个",
        "某",
        "人",
        "事",
        "事情",
        "东西",
        "领导",
        "干部",
        "领导干部",
        "党政领导干部",
        "官",
        "当官",
        "部门",
        "单位",
        "机关",
        "省",
        "市",
        "县",
        "区",
        "对吗",
        "对不对",
        "规矩",
        "角度",
        "提到",
        "列出",
        "列",
        "包括",
        "不同",
        "区别",
        "长时间",
        "年底",
        "结果",
        "必须",
        "得",
        "会",
        "要",
        "能",
        "把",
        "给",
        "让",
        "被",
        "到",
        "去",
        "来",
        "做",
        "干",
        "搞",
        "弄",
        "管",
        "抓",
        "出",
        "没",
        "不",
        "有",
        "无",
        "是",
        "在",
        "归",
        "由",
        "谁",
        "哪",
        "吗",
        "呢",
        "吧",
        "啊",
        "多长时间",
        "多",
        "少",
        "几",
        "次",
        "回",
        "年",
        "月",
        "日",
        "天",
        "钱",
        "再",
        "还",
        "都",
        "也",
        "就",
        "才",
        "只",
        "又",
        "很",
        "太",
        "最",
        "更",
        "上",
        "下",
        "中",
        "里",
        "内",
        "外",
        "前",
        "后",
        "间",
        "比较",
        "对比",
        "差异",
        "下面",
        "咋",
        "怎么办",
        "怎么样",
        "行",
        "好",
        "请",
        "给出",
        "列举",
        "说明",
        "说说",
        "情况下",
        "方式",
        "哪位",
        "哪个",
        "哪种",
        "某些",
        "有关",
        "相关",
        "之间",
        "啥",
        "块",
        "这块",
        "活儿",
        "活",
        "东西",
        "同样",
        "一样",
        "实行",
        "建立",
        "安全生产",
        "安全",
        "生产",
        "工作",
        "本地",
        "本地区",
        "本市",
        "本省",
        "我省",
        "我市",
        "全省",
        "全市",
        "当地",
        "各级",
    ]
)
"""Words that carry the question, not the matter, and words that stand in every article of the field."""

OFFICE = 1.5
FACET = 1.2
MEASURE = 0.5
"""What kinds of term weigh: an office or a set matter decides, 「怎么处理」 only says what is wanted of the case."""

NOUN = 1.0
VERB = 0.6
OTHER = 0.4
UNKNOWN_TALK = 0.2
"""How much a plain word counts. One that no text of the corpus holds is the matter if it is a noun (罚款, 津贴), else talk."""


def find_terms(text: str, lexicon: Sequence[Entry], known: Callable[[str], bool]) -> tuple[Term, ...]:
    """Terms of a question. `known` tells whether a wording occurs in the texts in scope of the corpus."""

    taken = [False] * len(text)
    out: list[Term] = []

    def take(start: int, end: int, term: Term) -> None:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            if all(term.patterns != other.patterns for other in out):
                out.append(term)

    for office, m in find_offices(text):
        take(m.start(), m.end(), Term(m.group(), office.printed, office.loosely, OFFICE))
    for facet, m in find_facets(text):
        take(m.start(), m.end(), Term(m.group(), facet.printed, weight=FACET))
    for entry in lexicon:
        if entry.kind == "typo":
            continue
        for m in re.finditer(re.escape(entry.lay), text):
            take(
                m.start(),
                m.end(),
                Term(entry.lay, tuple(re.escape(t) for t in (*entry.terms, entry.lay)), weight=_weight(entry)),
            )
    for word, tag, start in _tagged(text):
        if not any(taken[start : start + len(word)]) and not _is_stop(word, tag):
            take(start, start + len(word), _plain(word, tag, known))
    return tuple(out)


def _tagged(text: str) -> Iterator[tuple[str, str, int]]:
    """(word, part of speech, place); single characters side by side that the dictionary left over are one word (约谈)."""
    import rjieba

    at, run, run_at = 0, "", 0
    for word, tag in [*rjieba.tag(text, True), ("", "x")]:
        start = text.index(word, at)
        at = start + len(word)
        single = (
            len(word) == 1 and tag[0] not in "xpucymrqod" and word not in STOP and re.match(r"[\u4e00-\u9fff]", word)
        )
        if single:
            run, run_at = run + word, run_at if run else start
            continue
        if len(run) > 1:
            yield run, "vn", run_at
        run = ""
        yield word, tag, start


def _weight(entry: Entry) -> float:
    return MEASURE if entry.kind == "measure" else 1.0


def _is_stop(word: str, tag: str) -> bool:
    return (
        not word
        or word in STOP
        or tag[0] in "xpucyemrqo"
        or not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", word)
        or len(word) == 1
    )


def _plain(word: str, tag: str, known: Callable[[str], bool]) -> Term:
    parts = _parts(word)
    held = known(word) or any(known(p) for p in parts)
    noun = tag[0] in "nijlz" or tag in ("vn", "an")
    weight = NOUN if noun else UNKNOWN_TALK if not held else VERB if tag[0] == "v" else OTHER
    return Term(word, (re.escape(word),), tuple(map(re.escape, parts)), weight, held)


def _parts(word: str) -> tuple[str, ...]:
    """The shorter words inside a compound: 安全隐患 -> 隐患 (安全 says nothing here)."""
    import rjieba

    if len(word) < 4:
        return ()
    return tuple(w for w in rjieba.cut_for_search(word, True) if 1 < len(w) < len(word) and w not in STOP)
