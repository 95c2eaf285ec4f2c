"""What is masked, what is left alone."""

from __future__ import annotations

import time

import pytest

from assistant.privacy import BANK_CARD, ID_CARD, MOBILE, mask

MASKED = [
    # 身份证：GB 11643 的例号，末位 X，小写，全角，空格，连字符，十五位旧号
    ("身份证11010519491231002X。", "身份证〔身份证号已隐去〕。", ID_CARD),
    ("身份证11010519491231002x。", "身份证〔身份证号已隐去〕。", ID_CARD),
    ("440524188001010014", "〔身份证号已隐去〕", ID_CARD),
    ("我是１１０１０５１９４９１２３１００２Ｘ，请查", "我是〔身份证号已隐去〕，请查", ID_CARD),
    ("110105 19491231 002X", "〔身份证号已隐去〕", ID_CARD),
    ("110105-19491231-002X", "〔身份证号已隐去〕", ID_CARD),
    ("1101 0519 4912 3100 2X", "〔身份证号已隐去〕", ID_CARD),
    ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", "〔身份证号已隐去〕", ID_CARD),
    ("11010519491231002 X", "〔身份证号已隐去〕", ID_CARD),
    ("110105　19491231　002Ｘ", "〔身份证号已隐去〕", ID_CARD),
    ("ID11010519491231002Xabc", "ID〔身份证号已隐去〕abc", ID_CARD),
    ("旧证130503670401001", "旧证〔身份证号已隐去〕", ID_CARD),
    ("旧证130503 670401 001", "旧证〔身份证号已隐去〕", ID_CARD),
    # 手机：各种写法
    ("电话13812345678", "电话〔手机号已隐去〕", MOBILE),
    ("19912345678打来的", "〔手机号已隐去〕打来的", MOBILE),
    ("138 1234 5678", "〔手机号已隐去〕", MOBILE),
    ("138-1234-5678", "〔手机号已隐去〕", MOBILE),
    ("138–1234–5678", "〔手机号已隐去〕", MOBILE),
    ("138－1234－5678", "〔手机号已隐去〕", MOBILE),
    ("138 2012 5678", "〔手机号已隐去〕", MOBILE),
    ("1381 234 5678", "〔手机号已隐去〕", MOBILE),
    ("13 81 23 45 67 8", "〔手机号已隐去〕", MOBILE),
    ("1-3-8-1-2-3-4-5-6-7-8", "〔手机号已隐去〕", MOBILE),
    ("１３８１２３４５６７８", "〔手机号已隐去〕", MOBILE),
    ("𝟭𝟯𝟴𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴", "〔手机号已隐去〕", MOBILE),
    ("138\u200b1234\u200b5678", "〔手机号已隐去〕", MOBILE),
    ("+8613812345678", "〔手机号已隐去〕", MOBILE),
    ("+86 138 1234 5678", "〔手机号已隐去〕", MOBILE),
    ("+86-13812345678", "〔手机号已隐去〕", MOBILE),
    ("8613812345678", "〔手机号已隐去〕", MOBILE),
    ("008613812345678", "〔手机号已隐去〕", MOBILE),
    ("0086 13812345678", "〔手机号已隐去〕", MOBILE),
    ("＋８６１３８１２３４５６７８", "〔手机号已隐去〕", MOBILE),
    ("(+86)13812345678", "(+86)〔手机号已隐去〕", MOBILE),
    ("13812345678-8001", "〔手机号已隐去〕-8001", MOBILE),
    ("手机13812345678，2019年6月27日", "手机〔手机号已隐去〕，2019年6月27日", MOBILE),
    ("13812345678.12月1日再联系", "〔手机号已隐去〕.12月1日再联系", MOBILE),
    ("13812345678元旦后打", "〔手机号已隐去〕元旦后打", MOBILE),
    ("13812345678第19条", "〔手机号已隐去〕第19条", MOBILE),
    ("13812345678 13987654321", "〔手机号已隐去〕 〔手机号已隐去〕", MOBILE),
    ("1.13812345678", "1.〔手机号已隐去〕", MOBILE),
    # 银行卡
    ("卡号6222021234567890128", "卡号〔银行卡号已隐去〕", BANK_CARD),
    ("卡号 6222 0212 3456 7890 128", "卡号 〔银行卡号已隐去〕", BANK_CARD),
    ("4111111111111111", "〔银行卡号已隐去〕", BANK_CARD),
    ("4111-1111-1111-1111", "〔银行卡号已隐去〕", BANK_CARD),
    ("４１１１　１１１１　１１１１　１１１１", "〔银行卡号已隐去〕", BANK_CARD),
    ("378282246310005", "〔银行卡号已隐去〕", BANK_CARD),
    ("4222222222222", "〔银行卡号已隐去〕", BANK_CARD),
]


@pytest.mark.parametrize(("text", "expected", "kind"), MASKED)
def test_masked(text: str, expected: str, kind: str) -> None:
    masked = mask(text)
    assert masked.text == expected
    assert masked.found == (kind,)


LEFT = [
    "",
    "河北县委书记多久调研一次",
    "室字〔2019〕88号",
    "通安委办发〔2019〕37号",
    "2018年9月28日起施行",
    "2019-06-27",
    "2019-06-27 13:20:15",
    "20190627132015",
    "1998-12-15 100人",
    "2018-2019-2020-2021",
    "第十九条第（三）项",
    "第19条第3项",
    "fujian/19.1.3",
    "第13条、第15条、第120条之一",
    "罚款100000000元",
    "13812345678元",
    "13812345678.50元",
    "13812345678.50",
    "138.12345678亿元",
    "¥13812345678",
    "13,812,345,678",
    "4111111111111111元",
    "010-88886666",
    "0591-87654321",
    "+86 10 8888 6666",
    "400-810-8888",
    "12350",
    "12345",
    "12812345678",  # 没有 12 开头的手机号
    "1381234567",
    "138123456789",
    "113812345678",
    "013812345678",
    "99138123456789900000000000",
    "138  1234  5678",  # 两个空格：不是一个号
    "138/1234/5678",
    "110105194912310021",  # 校验位不对
    "11010519491331002X",  # 没有 13 月
    "11010519490230002X",
    "011010519491231002X1",
    "11010519491231002X1",
    "130503671301001",
    "990503670401001",  # 没有这个省
    "4111111111111112",  # Luhn 不对
    "7111111111111114",  # 7 开头
    "411111111111111111110000",
    "35000 42000 5600008",  # 三个数，不是四位一组
    "①②③④⑤⑥⑦⑧⑨⑩①",
    "统一社会信用代码91350100M000100Y43",
    "版本20260101-000000-fake",
]


@pytest.mark.parametrize("text", LEFT)
def test_left_alone(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).found == ()


def test_several_kinds_are_told_once_each_in_order() -> None:
    text = "张三 13812345678 11010519491231002X 13987654321 6222021234567890128"
    masked = mask(text)
    assert masked.text == "张三 〔手机号已隐去〕 〔身份证号已隐去〕 〔手机号已隐去〕 〔银行卡号已隐去〕"
    assert masked.found == (MOBILE, ID_CARD, BANK_CARD)
    assert mask(masked.text).text == masked.text
    assert mask(masked.text).found == ()


def test_the_law_itself_is_left_alone(generation_texts: list[str]) -> None:
    assert [mask(text).found for text in generation_texts if mask(text).found] == []


@pytest.fixture(scope="module")
def generation_texts() -> list[str]:
    from tests.assistant.web.fake import texts

    return [prepared.document.text for prepared in texts()[1].values()]


def test_the_time_grows_with_the_length_and_no_faster() -> None:
    def seconds(count: int) -> float:
        started = time.perf_counter()
        assert mask("1 " * count + "1" * count).found == ()
        return time.perf_counter() - started

    assert seconds(60_000) < 15 * seconds(10_000)
