"""Questions that people might type, made up at random: provisions by number, places, duties, cases, follow-ups.

In: a seeded `random.Random` and the Corpus. Out: an Asked: the question, what was asked before it, the regions chosen, and
what its maker knows of a right answer: the documents that may be cited, and the provisions. None where the maker cannot
know. What binds where is written down here once more (`HELD`, `BINDING`) and not taken from the program under test.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.cases import load_cases
from ingest.config import ROOT
from ingest.generation import Generation
from ingest.label import title_mark
from ingest.model import Document
from ingest.numerals import to_chinese

HELD = {
    "福建省": "fujian",
    "枣庄市": "zaozhuang",
    "北京市": "beijing",
    "通州区": "tongzhou",
    "河北省": "hebei",
    "吉林省": "jilin",
}
"""The places that have a document of their own."""
NOWHERE: frozenset[str] = frozenset()


def _binding() -> dict[str, frozenset[str]]:
    """By every name of data/places.tsv the documents that bind there: its own and those of what it belongs to."""
    rows = [row.split("\t") for row in (ROOT / "data/places.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    parents = {name: parent for name, _, parent, *_ in rows}
    out: dict[str, frozenset[str]] = {}
    for name, shorts, parent, *_ in rows:  # 朝阳区 is one of 北京 and one of 长春
        chain = [name, parent]
        while parents.get(chain[-1], "") not in ("", *chain):
            chain.append(parents[chain[-1]])
        documents = frozenset(HELD[place] for place in chain if place in HELD)
        for key in (name, *filter(None, shorts.split("|"))):
            out[key] = out.get(key, NOWHERE) | documents
    return out


BINDING = _binding()
HOME = tuple(name for name in BINDING if len(name) > 1 and BINDING[name])
AWAY = tuple(name for name in BINDING if len(name) > 1 and not BINDING[name])
OFTEN = (
    "福建", "福建省", "枣庄", "枣庄市", "北京", "北京市", "通州", "通州区", "河北", "河北省", "吉林", "吉林省", "厦门",
)  # fmt: skip
ABROAD = ("日本", "美国", "德国", "新加坡", "俄罗斯", "越南", "法国", "英国", "印度", "韩国")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `scope`: the only documents that may be cited; `only`: the only provisions an answer may be about."""

    text: str
    history: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    scope: frozenset[str] | None = None
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What questions are made of: the texts held, the ways to name each, questions that people wrote."""

    documents: Mapping[str, Document]
    names: Mapping[str, tuple[str, ...]]
    cases: tuple[str, ...]

    def numbers(self, document: str) -> frozenset[str]:
        return frozenset(p.number for p in self.documents[document].provisions)

    def some(self, rng: random.Random) -> tuple[str, str]:
        """A document, and one of its names."""
        document = rng.choice(list(self.documents))
        return document, rng.choice(self.names[document])


def corpus_of(generation: Generation) -> Corpus:
    """The corpus of an opened index, and the questions of data/cases."""
    documents, names = {}, {}
    for source in generation.catalog.sources:
        document = generation.document(source.id)
        assert document is not None, source.id
        documents[source.id] = document
        named = (*source.short, title_mark(source.title), source.title, source.number, title_mark(source.interprets))
        names[source.id] = tuple(name for name in named if name.strip("《》"))
    return Corpus(documents, names, tuple(case.question for case in load_cases()))


Make = Callable[[random.Random, Corpus], Asked]


def pick(rng: random.Random, *pools: Sequence[str]) -> str:
    """One of any of the pools, each pool being as likely as the next."""
    return rng.choice(rng.choice(pools))


# --- provisions by number ----------------------------------------------------------------------------------------------

HEADS = ("请问", "", "", "", "我想知道", "急！", "您好，", "那么", "根据规定，", "听说", "为什么", "帮我查一下")
TAILS = ("", "？", "是什么", "怎么说的", "的内容", "规定了什么", "原文", "怎么写的？", "写的啥", "全文", "，谢谢", "！")
WIDE = str.maketrans("0123456789()[].-", "０１２３４５６７８９（）［］．－")
PRINTED = re.compile(r"[1-9]\d*(-\d+)?(\.\d+){0,2}")


@dataclass(frozen=True, slots=True)
class Number:
    """An article and what lies in it; None where not named. 第零项 is named, and is nowhere."""

    article: int
    sub: int = 0
    paragraph: int | None = None
    item: int | None = None


def numeral(rng: random.Random, n: int) -> str:
    """A number as people write it: 19, 十九, １９, 一九."""
    forms = [str(n), str(n).translate(WIDE)]
    if n < 10_000:
        forms += [to_chinese(n), to_chinese(n)]
    if n > 9:
        forms.append("".join("〇一二三四五六七八九"[int(c)] for c in str(n)))
    return rng.choice(forms)


def some_number(rng: random.Random, corpus: Corpus, document: str) -> Number:
    """One that exists, more often than not; else one that is out of range, nothing, or enormous."""
    held = sorted(filter(PRINTED.fullmatch, corpus.numbers(document)))
    if held and rng.random() < 0.6:
        head, *rest = rng.choice(held).split(".")
        printed, _, sub = head.partition("-")
        paragraph, item, *_ = [*map(int, rest), None, None]
        return Number(int(printed), int(sub or 0), None if item and rng.random() < 0.5 else paragraph, item)
    article = rng.choice([rng.randint(1, 45), rng.randint(30, 200), rng.randint(0, 9_999)])
    article = rng.choice([article, article, 0, 9_999, 10_000, 10 ** rng.randint(4, 40)])
    part = rng.choice([None, 0, rng.randint(1, 9), rng.randint(5, 120), 10_001])
    return Number(article, rng.choice([0, 0, 0, 0, 1, 12]), rng.choice([None, part]), rng.choice([None, part]))


def written(rng: random.Random, n: Number) -> str:
    """第十九条第二款第（三）项 in one of its common forms."""
    gap = rng.choice(["", "", "", " "])
    out = f"第{gap}{numeral(rng, n.article)}{gap}条"
    if n.sub:
        out += f"之{numeral(rng, n.sub)}"
    if n.paragraph is not None:
        out += rng.choice(["", "的"]) + f"第{numeral(rng, n.paragraph)}款"
    if n.item is not None:
        i = numeral(rng, n.item)
        out += rng.choice([f"第（{i}）项", f"第{i}项", f"（{i}）", f"第({i})项", f"({i})", f"的第{i}项"])
    return out


def meant(corpus: Corpus, document: str, n: Number) -> frozenset[str]:
    """The ids that a number means in a document: none where it does not exist, or where the text has no articles."""
    numbers = frozenset(filter(PRINTED.fullmatch, corpus.numbers(document)))
    block = f"{n.article}-{n.sub}" if n.sub else f"{n.article}"
    inside = [x for x in numbers if re.fullmatch(rf"{block}\.\d+", x)]
    wanted = [block] if n.paragraph is None else [f"{block}.{n.paragraph}"]
    if n.item is not None:
        wanted = [f"{p}.{n.item}" for p in (inside if n.paragraph is None else wanted)]
    elif wanted == inside:
        wanted.append(block)  # the only paragraph of an article is the article
    return frozenset(f"{document}/{x}" for x in wanted if x in numbers)


def lookup(rng: random.Random, corpus: Corpus) -> Asked:
    """A document by one of its names, and a provision of it in a common form."""
    document, name = corpus.some(rng)
    n = some_number(rng, corpus, document)
    text = f"{rng.choice(HEADS)}{name}{rng.choice(['', '的', ' ', '，'])}{written(rng, n)}{rng.choice(TAILS)}"
    return Asked(text, scope=frozenset({document}), only=meant(corpus, document, n))


CHAPTERS = (
    "第{}章", "第{}章", "第{}节", "第{}部分", "第{}部分", "第{}编", "第{}段", "第{}点", "附则", "总则", "最后一条", "末条", "最后两条",
)  # fmt: skip


def chapters(rng: random.Random, corpus: Corpus) -> Asked:
    """A document and a chapter, a section, or what stands at its end."""
    document, name = corpus.some(rng)
    n = numeral(rng, rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 8, 19, 100, 9_999, 10_000, 99_999]))
    return Asked(f"{name}{rng.choice(CHAPTERS).format(n)}{rng.choice(TAILS)}", scope=frozenset({document}))


ODD = (
    "{a}.{b}", "第{a}.{b}条", "第-{a}条", "第{a}条至第{b}条", "第{a}条到第{b}条", "第{a}条—第{b}条", "第{a}条 ~ 第{b}条", "第{a}条到{b}条", "第{a}、{b}条", "{a}-{b}条", "第{a}条第{b}条第{c}条",
    "第{a}条之{b}之{c}", "第第{a}条条", "第（第{a}条）项", "第{a}条（{b}）（{c}）项", "第{a}条第{b}项和第{c}项", "第{a}条第{b}款第（{c}）项第{a}目",
    "§{a}", "Art. {a}({b})", "第{a}條第{b}項", "第{a}条第{b}项第{c}条", "第{a}章第{b}条", "倒数第{a}条", "第{a}条以后", "第{a}条前两款", "{a}条{b}项",
    "第 {a} 条 第 {b} 项", "第{a}\n条", "第{a}\t条第（ {b} ）项", "{a}/{b}/{c}", "第{a}+{b}条", "第{a}{b}条", "第{a}个条", "第几条", "第百条",
    "第千万条", "第十百千万条", "第半条", "第两百五十条", "第廿{a}条", "第{a}条第０项", "第{a}条第零款", "第{a}条第〇项", "第{a}条第{b}目",
    "第{a}条第一款第{b}项", "第{a}条、第{b}条、第{c}条", "上{a}条", "前{b}款", "下{a}条", "本条第{b}项", "该条", "这{a}条", "第{a}亿条",
    "第{a}万{b}条", "哪些条文提到第{a}条", "还有哪几条引用了第{a}条第{b}项", "第{a}条的“第{b}项”", "第{a}条/第{b}条", "第{a}条之", "之{a}条第{b}",
)  # fmt: skip


def odd_mentions(rng: random.Random, corpus: Corpus) -> Asked:
    """Ranges, lists, nesting, signs, gaps: with the name of a document or without."""
    most = 10 ** rng.choice([2, 2, 2, 3, 9, 20, 60])
    values = [rng.choice([0, rng.randint(1, 40), rng.randint(1, 40), rng.randint(0, most)]) for _ in "abc"]
    form = rng.choice(ODD).format(**{key: numeral(rng, n) for key, n in zip("abc", values, strict=True)})
    if rng.random() < 0.3:
        return Asked(rng.choice(HEADS) + form + rng.choice(TAILS))
    document, name = corpus.some(rng)
    return Asked(name + form + rng.choice(TAILS), scope=frozenset({document}))


# --- places and matters ------------------------------------------------------------------------------------------------

CASES = (
    "迟报事故", "瞒报生产安全事故", "谎报伤亡人数", "漏报", "把事故瞒着不往上报", "阻挠执法检查", "干涉事故调查", "履行职责不到位",
    "发生重大生产安全事故", "死了3个人", "事故救援中擅离职守", "一年内连续发生两起较大事故", "拒不整改重大隐患", "虚报瞒报",
    "死亡一人以上", "直接经济损失一百万元", "对事故负有领导责任", "作出失职渎职决定", "在事故处理中弄虚作假", "没开会研究安全",
)  # fmt: skip
CONSEQUENCES = (
    "怎么问责", "如何处理", "会受什么处分", "会不会撤职", "要负什么责任", "适用哪些问责措施", "从重追究吗", "能从轻吗", "算不算一票否决",
    "终身追责吗", "由谁问责", "还能提拔吗", "可以免责吗", "有什么后果", "罚多少钱", "什么下场", "要不要移送",
)  # fmt: skip
OFFICES = (
    "党委主要负责人", "县委书记", "市长", "镇长", "乡镇党委书记", "街道办主任", "分管安全生产的副县长", "常委会其他成员", "政府其他领导干部",
    "局长", "组织部", "应急管理局", "行业主管部门", "专职副主任", "开发区管委会主任", "部门分管负责人", "各级党委和政府", "纪委", "村长", "厂长",
)  # fmt: skip
ACTIONS = (
    "带队检查", "调研安全生产工作", "召开会议研究", "述职", "听取汇报", "组织督查", "考核", "巡查", "公布责任清单", "约谈", "通报",
    "学习培训", "应急演练", "报告履职情况", "组织安全生产专项整治", "表彰奖励", "审计", "带班值班", "签责任书", "植树",
)  # fmt: skip
OFTENS = (
    "多久一次", "几个月一次", "一年几次", "每季度至少几次", "频次是什么", "多长时间查一回", "每半年一次吗", "每月1次对吧", "隔多久", "定期吗",
)  # fmt: skip
SETTLED = ("适用范围", "什么时候施行", "由谁解释", "制定依据是什么", "文号是多少", "谁是第一责任人", "废止了什么")
MATTERS = (
    "{office}{often}{action}", "{office}{action}{often}", "{action}{often}", "{office}的安全生产职责有哪些", "{office}{case}{consequence}",
    "{case}{consequence}", "哪些情形{consequence}", "{case}，同时{other}，{consequence}", "{settled}",
)  # fmt: skip
DUTIES = (
    "{office}{often}{action}",
    "{office}{action}{often}",
    "{office}有哪些职责",
    "{office}要不要{action}",
    "谁负责{action}",
)
MARKS = ("？", "", "", "。", "?!", "……", "，", "；", "呢", "吗？")


def some_place(rng: random.Random) -> str:
    return pick(rng, OFTEN, OFTEN, HOME, AWAY)


def matter(rng: random.Random, forms: Sequence[str] = MATTERS) -> str:
    """What is asked about, without a place, a document or the number of a provision."""
    words = {"office": OFFICES, "action": ACTIONS, "often": OFTENS, "case": CASES, "other": CASES, "settled": SETTLED}
    return rng.choice(forms).format(
        consequence=rng.choice(CONSEQUENCES), **{key: rng.choice(pool) for key, pool in words.items()}
    )


def placed(rng: random.Random, corpus: Corpus) -> Asked:
    """A matter at a place, held or not."""
    place = some_place(rng)
    form = rng.choice(["{place}的{matter}", "{place}，{matter}", "{matter}（{place}）", "我在{place}。{matter}"])
    text = rng.choice(HEADS) + form.format(place=place, matter=matter(rng)) + rng.choice(MARKS)
    return Asked(text, scope=BINDING[place])


def abroad(rng: random.Random, corpus: Corpus) -> Asked:
    """A matter in another country: nothing held binds there."""
    return Asked(f"{rng.choice(ABROAD)}的{matter(rng)}{rng.choice(MARKS)}", scope=NOWHERE)


def duties(rng: random.Random, corpus: Corpus) -> Asked:
    """Offices, actions, how often; at a place, in a document, or anywhere."""
    text = matter(rng, DUTIES)
    (document, name), place = corpus.some(rng), rng.choice(OFTEN)
    anywhere, there = Asked(text), Asked(f"{place}：{text}", scope=BINDING[place])
    return rng.choice([anywhere, there, Asked(f"按{name}，{text}", scope=frozenset({document}))])


def consequences(rng: random.Random, corpus: Corpus) -> Asked:
    """Cases and what follows from them."""
    who, joint = rng.choice(["", "", "干部", *OFFICES]), rng.choice(["", "，", "之后"])
    text = f"{who}{rng.choice(CASES)}{joint}{rng.choice(CONSEQUENCES)}{rng.choice(MARKS)}"
    place = rng.choice(OFTEN)
    placed = [Asked(f"{place}，{text}", scope=BINDING[place]), Asked(f"{text}（在{place}）", scope=BINDING[place])]
    return rng.choice([Asked(text), *placed])


WRONG = (
    "{place}能按{name}{what}办吗",
    "{name}{what}适用于{place}吗",
    "{place}的{name}{what}",
    "我是{place}的，{name}，{what}",
    "{what}，{place}，{name}",
)


def wrong_place(rng: random.Random, corpus: Corpus) -> Asked:
    """A place beside a document that does not bind there, with a provision or a matter."""
    place, (document, name) = some_place(rng), corpus.some(rng)
    what = rng.choice([written(rng, some_number(rng, corpus, document)), matter(rng)])
    return Asked(rng.choice(WRONG).format(place=place, name=name, what=what), scope=BINDING[place] | {document})


HOW = ("有何不同", "的区别", "对比一下", "一样吗", "谁更严", "分别怎么规定", "比较")
SYSTEMS = ("问责方式", "问责情形", "一票否决", "巡查", "述职", "终身问责", "从重", "尽职免责")


def comparison(rng: random.Random, corpus: Corpus) -> Asked:
    """Two to four places or documents beside each other."""
    names: list[str] = []
    scope = NOWHERE
    for _ in range(rng.choice([2, 2, 2, 3, 4])):
        document, name = corpus.some(rng)
        place = some_place(rng)
        here = rng.random() < 0.6
        names.append(place if here else name)
        scope |= BINDING[place] if here else {document}
    joined = rng.choice(["和", "与", "、", "，", "跟"]).join(names)
    about, how = rng.choice([matter(rng), rng.choice(SYSTEMS)]), rng.choice(HOW)
    return Asked(rng.choice([f"{joined}{about}{how}", f"{about}，{joined}{how}"]), scope=scope)


PERIODS = (
    "每月", "每季度", "每半年", "每年", "每两年", "每周", "一年", "半年", "3个月", "0个月", "每0.5年", "每天", "２周", "每十二个月", "每٣个月",
)  # fmt: skip
PREMISES = (
    "{n}规定罚款{x}万元", "{office}{period}至少{action}{x}次", "{period}{action}{x}回", "{x}个月{action}{y}次", "{n}说{office}{period}{action}{x}次",
    "死亡{x}人以上、重伤{y}人以上的才问责", "自20{y}年{x}月{y}日起施行", "文号是闽委办〔20{x}〕{y}号", "一共有{x}条、{y}章", "有{x}种问责方式",
    "{n}第{x}项要求{y}小时内上报",
)  # fmt: skip
DOUBTS = ("，对吗", "，是不是", "，请引用原文", "吗？", "，这条怎么理解", "。为什么？", "，没错吧", "")


def false_premise(rng: random.Random, corpus: Corpus) -> Asked:
    """Something taken for granted, with figures, that no text says."""
    (document, name), place = corpus.some(rng), some_place(rng)
    x, y = (numeral(rng, rng.choice([0, 1, 2, 3, 7, rng.randint(0, 60), rng.randint(0, 10_000)])) for _ in "xy")
    said = rng.choice(PREMISES).format(
        n=written(rng, some_number(rng, corpus, document)), x=x, y=y,
        period=rng.choice(PERIODS), office=rng.choice(OFFICES), action=rng.choice(ACTIONS),
    )  # fmt: skip
    doubt = rng.choice(DOUBTS)
    there = Asked(f"{place}的{said}{doubt}", scope=BINDING[place])
    return rng.choice([Asked(f"{name}{said}{doubt}", scope=frozenset({document})), there])


# --- conversations and choices -----------------------------------------------------------------------------------------

TALK = ("你好", "您好！", "谢谢", "在吗", "hello", "再见", "你是谁", "你能做什么", "收录了哪些文件", "使用说明", "help")
OTHER_LAWS = (
    "劳动合同法规定试用期多久", "《安全生产法》第二十一条", "刑法第一百三十四条", "《民法典》第1165条是什么", "消防法怎么说", "公司法第三条",
    "《地方党政领导干部安全生产责任制规定》第二十四条", "《上海市党政领导干部安全生产责任制实施细则》第二条",
)  # fmt: skip
OTHER_FIELDS = (
    "明天天气怎么样", "写首诗", "1+1等于几", "推荐一部电影", "茅台股价", "帮我写个Python程序", "离婚怎么分财产", "我失眠怎么办",
)  # fmt: skip


def smalltalk(rng: random.Random, corpus: Corpus) -> Asked:
    """Greetings, what can you do, other laws: nothing held is to be cited. Other fields: nothing is known of them here."""
    if rng.random() < 0.3:
        return Asked(rng.choice(OTHER_FIELDS) + rng.choice(MARKS))
    return Asked(pick(rng, TALK, OTHER_LAWS) + rng.choice(MARKS), scope=NOWHERE)


LEANING = (
    "上一条呢", "下一条", "第{}项呢", "第{}款", "该条第{}项", "由谁解释？", "那县长呢？", "多久一次？", "还有呢", "这一条", "前{}条", "最后一条",
    "为什么", "那怎么处分？", "它什么时候施行", "第{}条呢", "再说一遍",
)  # fmt: skip
THERE = ("那{place}呢？", "{place}呢", "{place}：{leaning}", "{leaning}，{place}", "再看{place}的{leaning}")


def followup(rng: random.Random, corpus: Corpus) -> Asked:
    """One to three earlier questions, then one that leans on them, or not."""
    earlier = (lookup, placed, duties, consequences, false_premise, odd_mentions, smalltalk)
    history = tuple(rng.choice(earlier)(rng, corpus).text for _ in range(rng.choice([1, 1, 2, 3])))
    (document, name), place = corpus.some(rng), some_place(rng)
    leaning = rng.choice(LEANING).format(numeral(rng, rng.randint(0, 30)))
    there = rng.choice(THERE).format(place=place, leaning=leaning)
    named = rng.choice([f"换成{name}呢", f"{name}{leaning}"])
    return rng.choice(
        [
            Asked(leaning, history),
            Asked(there, history, scope=BINDING[place]),
            Asked(there, history, scope=BINDING[place]),
            Asked(named, history, scope=frozenset({document})),
            replace(rng.choice([placed, lookup])(rng, corpus), history=history),
        ]
    )


REGIONS = (*HELD, *HELD.values(), *OFTEN, "闽", "京", "冀", "滕州", "石家庄市")
UNKNOWN = (
    "火星", "上海", "山东省", "中国", "全国", "", " ", "FUJIAN", "福建/19", "*", "%", "' OR 1=1 --", "亚特兰蒂斯", "fujian/19.1.3",
    "None", "\u200b", "[1]", "<b>", "{held}", "福建省福建省", "\x00",
)  # fmt: skip


def bound_by(region: str) -> frozenset[str]:
    """The documents that a region stands for when it is chosen: one by its id, else those that bind the place."""
    return frozenset({region}) if region in HELD.values() else BINDING.get(region, NOWHERE)


def chosen_regions(rng: random.Random, corpus: Corpus) -> Asked:
    """Regions chosen by id or by name, known or not, with a question that names places within them, outside, or none."""
    regions = tuple(pick(rng, REGIONS, REGIONS, UNKNOWN) for _ in range(rng.choice([1, 1, 1, 2, 3])))
    chosen = NOWHERE.union(*map(bound_by, regions))
    makers = (placed, lookup, lookup, consequences, duties, false_premise, odd_mentions, smalltalk, followup)
    inner = rng.choice(makers)(rng, corpus)
    return replace(inner, regions=regions, scope=chosen if inner.scope is None else chosen & inner.scope)
