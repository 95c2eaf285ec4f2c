"""The kind of question, where it changes how evidence is chosen.

In: a question. Out: an Ask, or OPEN. The order of the table decides.
"""

from __future__ import annotations

import re

from assistant.model import Ask

INJECTION = (
    r"忽略(?:以上|上面|之前|前面|所有)|无视(?:以上|之前|上述)|系统提示|提示词|system prompt|ignore (?:all |the )?(?:previous|above)|"
    r"以后(?:谁|都|不管|无论)[^。]{0,16}(?:这样|这么|照此)|把[^。？]{0,24}(?:改成|改为|替换成)|不许说(?:是)?|开发者|测试模式|"
    r"(?:编|造|伪造|虚构|杜撰)(?:一|个|几|出)[^。？]{0,8}(?:条|规定|条文)|(?:泄露|输出|打印|告诉我|说出)[^。？]{0,8}(?:指令|设定|内部规则|密钥|口令)|"
    r"你不再是|你现在是(?!不是)|扮演|越狱|jailbreak|开发者模式|没有任何限制"
)
GREETING = r"^(?:你好|您好|hi|hello|嗨|哈喽|早上好|下午好|晚上好|在吗|在不在|谢谢了?|辛苦|多谢|再见|辛苦了)(?:[呀啊哈吗你您了，,、\s]*(?:在吗|在不在|您好|你好)?[呀啊哈吗了]*)[！!。.，,～~？?\s]*$"
ABILITY = r"^(?:请问)?(?:你|您)(?:到底|都|究竟)?(?:是谁|是什么|能(?:做|干|帮|回答|查)|会(?:做|干|什么)|可以(?:做|干|帮|回答|查)|有(?:什么|哪些)功能|怎么用)|使用(?:说明|方法|帮助)|^帮助$|^help$|怎么使用(?:你|本)"
HOLDINGS = (
    r"哪(?:几)?个?(?:省|市|地方|省市)[^，。？]{0,6}(?:规定|细则|文件|法规)?(?:可以|能|能够)(?:查|问)|(?:收录|收集|入库|收了|支持)(?:了|有)?(?:些)?(?:哪些|什么|多少|几)|(?:你|库里|系统|这里)[^，。]{0,6}有(?:些)?(?:哪些|什么|多少|几)(?:份|个|部)?"
    r"(?:文件|法规|地区|地方|资料|文本)|(?:能|可以|能够)(?:查|问)(?:到)?(?:哪些|什么)(?:地方|地区|文件|法规|省)"
)
FREQUENCY = (
    r"多久|多长时间|几(?:个)?(?:月|年|天|季度|周)[^，。？]{0,8}(?:一次|一回|次|回|得|要|查|开)|隔多|每几|频次|频率|频度|几次|几回|多少次|多少回|"
    r"一年[^，。？]{0,12}(?:几|多少)[次回]|间隔|更勤|更频|勤不勤|次数"
)
COMPARISON = r"不同|区别|差别|差异|对比|比较(?!大|小|严重|多)|相比|异同|一样吗|有何异|谁更|哪个更"
DOCUMENTS = r"(?:哪个|哪份|哪部|哪些|哪几个|什么)(?:文件|细则|办法|规定|法规|地方|省|市|地区)[^？。]{0,10}(?:规定|提到|写|涉及|有|明确|要求)"
REFERRERS = r"(?:哪些|哪几|什么|还有)[^？。]{0,8}(?:提到|引用|提及|援引|指向|用到)"
CONSEQUENCE = (
    r"问责|追责|追究|处理|处分|处罚|惩[罚处戒]|后果|怎么办|怎么处置|会怎(?:么)?样|什么责任|受(?:到)?(?:什么|哪些|啥)|罚|撤职|免职|措施|"
    r"挨|下场|担(?:什么|啥|哪些)责|承担(?:什么|哪些|啥)(?:责任|后果)"
)
CONFIRM = r"[吗么嘛][？?。！\s]*$|对不对|是不是|是否|能不能|可不可以|能否|可否|会不会|要不要|有没有|该不该|算不算|对吧|是吧|没错吧|行不行|真的|吧[？?。！\s]*$"

TABLE: tuple[tuple[Ask, str], ...] = (
    (Ask.INJECTION, INJECTION),
    (Ask.GREETING, GREETING),
    (Ask.HOLDINGS, HOLDINGS),
    (Ask.ABILITY, ABILITY),
    (Ask.REFERRERS, REFERRERS),
    (Ask.COMPARISON, COMPARISON),
    (Ask.FREQUENCY, FREQUENCY),
    (Ask.CONSEQUENCE, CONSEQUENCE),
)


def ask_of(text: str) -> Ask:
    """The first kind whose wording is in the question."""
    for ask, pattern in TABLE:
        if re.search(pattern, text, flags=re.IGNORECASE):
            return ask
    return Ask.OPEN
