"""Slips mended by sound, and above all what only looks like one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.understand import homophones
from assistant.understand.homophones import build_vocabulary, domain_words, mend_by_sound, written_words
from assistant.understand.lexicon import DATA, load_lexicon
from ingest.model import BadInput
from ingest.sources import load_catalog

WORDS = domain_words(load_lexicon(), load_catalog())
VOCABULARY = build_vocabulary(WORDS, written_words())


def mend(text: str) -> str:
    return mend_by_sound(text, VOCABULARY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("漫报会怎么处理", "瞒报会怎么处理"),  # two characters that the segmenter left over
        ("福建问则方式有哪些", "福建问责方式有哪些"),  # 则 as a slip
        ("由谁负则", "由谁负责"),  # 则 is the slip, and no reason to think of 附则
        ("党证同责是什么意思", "党政同责是什么意思"),  # 党证 is in the dictionary, but an oddity
        ("安圈生产", "安全生产"),
        ("实施系则", "实施细则"),
        ("尽职面责", "尽职免责"),
        ("一票佛决", "一票否决"),  # 佛 fo, 否 fou
        ("领道干部", "领导干部"),  # the longest word wins
        ("领道", "领导"),  # no term of its own, but part of many
        ("应机预案", "应急预案"),
        ("福件省怎么规定", "福建省怎么规定"),  # the short name mends the full one
        ("赵庄", "枣庄"),  # zh and z
        ("早庄", "枣庄"),
        ("和北怎么规定", "河北怎么规定"),  # a conjunction with nothing before it
        ("县正府的责任", "县政府的责任"),  # the segmenter guesses a word 县正府
        ("民主声活会", "民主生活会"),  # 声 sheng, 生 sheng
        ("党正铜责", "党政同责"),  # two of four
        ("终深问责", "终身问责"),  # shen, sheng: only in words of four and more
        ("福件省党证同责，漫报", "福建省党政同责，瞒报"),  # several
    ],
)
def test_mends(typed: str, meant: str) -> None:
    assert mend(typed) == meant
    assert mend(meant) == meant


@pytest.mark.parametrize(
    "text",
    [
        "终生问责",  # 终生 is a word
        "检察机关能不能提起公益诉讼",  # 检察机关 is a word, and not 监察机关
        "监督检察工作",  # so is 检察
        "现场求援",  # so is 求援
        "缓报算不算迟报",  # in no dictionary, but in the laws: not 谎报
        "可以临时向邻居借道吗",  # not 街道
        "应即停止生产",  # 应即 is two words, not 应急
        "两年之责",  # 之责 is two words, not 职责
        "责任只追究一次吗",  # 责任 stands by itself: not 责任制
        "很负责任地说",  # 责任 across the segments 负责 and 任: not 负责人
        "工作不离岗",  # not 工作不力
        "福建新办法什么时候施行",  # not 福建省办法
        "福建升级了吗",
        "福建和北京有什么不同",  # 北京 holds 北
        "漳卫南运河和北三河",  # a conjunction with something before it
        "慢报几小时",  # late, not concealed
        "被问责则两年不得提拔",  # 责则 is no 职责
        "不履职则免职",  # 职 belongs to 履职
        "交强险赔不赔",  # 强险 is part of a longer word
        "王晋生书记",  # a name, not 晋升
        "五个必查",  # numerals are never changed
        "党组和党委有什么区别",
        "督茶",  # 督查 or 督察: nothing is certain
        "事故由谁查",
        "",
    ],
)
def test_leaves(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wenze", "问责"),
        ("Fujian省manbao怎么处理", "福建省瞒报怎么处理"),
        ("anquan shengchan", "安全生产"),
        ("an quan sheng chan", "安全生产"),
        ("lvzhi情况", "履职情况"),  # ü is typed v
        ("anquan shengchan zerenzhi", "安全生产责任制"),  # several words from end to end
        ("wenze fangshi shi shenme", "wenze fangshi shi shenme"),  # not all of it is known
        ("fujian.gov.cn", "fujian.gov.cn"),  # an address
        ("a@fujian", "a@fujian"),
        ("fujian.txt", "fujian.txt"),
        ("fujian-19", "fujian-19"),
        ("PDF和Word", "PDF和Word"),
        ("ducha", "ducha"),  # 督查 or 督察
    ],
)
def test_pinyin(typed: str, meant: str) -> None:
    assert mend(typed) == meant


def test_titles_stay() -> None:
    assert mend("《福件省党证同责wenze办法》里的党证同责") == "《福件省党证同责wenze办法》里的党政同责"
    assert mend("《福件省党证同责") == "《福件省党证同责"  # not closed


def test_rare_readings_do_not_count() -> None:
    vocabulary = build_vocabulary(["免责"])
    assert mend_by_sound("问责", vocabulary) == "问责"  # the table reads 免 as wèn too


def test_longer_of_two_words_wins_and_rivals_stop_each_other() -> None:
    assert mend_by_sound("鸿色预警", build_vocabulary(["红色", "红色预警"])) == "红色预警"
    assert mend_by_sound("鸿旗", build_vocabulary(["红旗"])) == "红旗"
    assert mend_by_sound("鸿旗", build_vocabulary(["红旗", "宏旗"])) == "鸿旗"


def test_known_words_stay() -> None:
    assert mend_by_sound("借道", build_vocabulary(["街道"])) == "街道"
    assert mend_by_sound("借道", build_vocabulary(["街道"], known=["借道"])) == "借道"


def test_the_texts_themselves_stay() -> None:
    for path in sorted((DATA / "raw").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for sentence in [*text.splitlines(), *re.split("(?<=[。；])", re.sub(r"\s", "", text))]:
            assert mend(sentence) == sentence, path.name


def test_what_people_say_and_places_stay() -> None:
    lay = [entry.lay for entry in load_lexicon() if entry.kind != "typo"]
    places = (DATA / "places.tsv").read_text(encoding="utf-8").replace("\t", "\n").replace("|", "\n").splitlines()
    assert [text for text in (*lay, *places) if mend(text) != text] == []


def test_known_slips_are_mended_as_listed_or_not_at_all() -> None:
    slips = {entry.lay: entry.terms[0] for entry in load_lexicon() if entry.kind == "typo"}
    mended = [typed for typed in slips if mend(typed) != typed]
    assert [typed for typed in mended if mend(typed) != slips[typed]] == []
    assert len(mended) > 0.75 * len(slips)  # the rest look alike, or are words themselves (实时细则)


def test_region_names_are_short() -> None:
    assert {"福建", "枣庄", "河北", "问责", "应急"} <= WORDS
    assert not {"福建省", "国家", "闽"} & WORDS


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homophones, "find_spec", lambda name: None)
    homophones._table.cache_clear()
    with pytest.raises(BadInput, match="pypinyin"):
        homophones._table()
    monkeypatch.undo()
    assert homophones._table()[str(ord("责"))] == "zé"


def test_written_words_are_words(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text('{"model": {"vocab": {"[UNK]": 0, "责": 1, "借道": 2, "abc": 3}}}', encoding="utf-8")
    assert written_words(path) == {"借道"}
