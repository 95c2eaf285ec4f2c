"""Duty-holders: how people name an office, and how the texts print it.

In: a question. Out: the offices named, each with the wordings of the texts. A table, because 「市、区政府和乡镇（街道）政府
（办事处）主要负责人」 contains no 「政府主要负责人」 to look for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """`asked` matches the question, `printed` the text of a provision or the sentence that introduces it.

    `loosely` is how a text prints it that does not know the level: 福建 has no article on 镇党委.
    """

    name: str
    asked: str
    printed: tuple[str, ...]
    loosely: tuple[str, ...] = ()


_HEAD = r"主要负责(?:人|同志)(?!报告)"
"""「向本级党委和政府主要负责人报告」 is somebody else's duty."""
TOWN = r"镇|乡|街道"
PARTY_HEAD = rf"(?<!协助)党委[^，。；]{{0,30}}{_HEAD}|党（工）委{_HEAD}"
GOVERNMENT_HEAD = rf"(?<!协助)政府[^，。；]{{0,24}}{_HEAD}|行政{_HEAD}|管委会{_HEAD}"
"""「协助党委主要负责人落实…」 is a duty of somebody else."""

OFFICES: tuple[Office, ...] = (
    Office(
        "镇街应急办专职副主任",
        r"应急(?:管理)?办[^，。？]{0,12}副主任|安委办[^，。？]{0,8}副主任|专职副主任",
        ("专职副主任",),
    ),
    Office(
        "镇街党委主要负责人",
        rf"(?:{TOWN})[^，。？]{{0,10}}(?:书记|党[（(]?工?[）)]?委{_HEAD})",
        (rf"(?:{TOWN})[^，。；]{{0,12}}(?:党（工）委|党委|党工委)[^，。；]{{0,4}}{_HEAD}",),
        (PARTY_HEAD,),
    ),
    Office(
        "镇街政府主要负责人",
        rf"(?<!副)(?:镇长|乡长)|街道办?(?:事处)?主任|(?:{TOWN})[^，。？]{{0,8}}(?:政府|行政){_HEAD}",
        (rf"(?:{TOWN})[^，。；]{{0,12}}(?:行政|政府（办事处）|街道办事处){_HEAD}",),
        (GOVERNMENT_HEAD,),
    ),
    Office(
        "常委会其他成员",
        r"常委会(?:的)?其他成员|其他常委|党委其他成员|委会其他成员|除(?:了)?书记(?:以外|之外|外)?[^，。？]{0,6}(?:委员|成员|常委)|常委(?!会)(?![^，。？]{0,8}分管安全)",
        (r"委会[^，。；]{0,16}其他成员",),
    ),
    Office(
        "分管安全生产的政府领导",
        r"(?<![不分])管安全(?:生产)?的(?:那个|那位)?(?:副[省市县区镇乡]长|副职|领导)|常委[^，。？]{0,4}(?<!不)分管安全[^，。？]{0,6}(?:副职|领导|干部|同志)?|(?<!不)分管安全(?:生产)?(?:工作)?的?(?:那位|那个|这位)?(?:副职|同志|常委)|(?<!不)分管安全(?:生产)?(?:工作)?的?(?:政府)?(?:副?[省市县区镇乡]长|领导|政府领导)|(?:安全(?:生产)?)?分管领导|(?<!不)分管(?:的)?副[省市县区镇乡]长",
        (r"分管安全生产工作，(?:对本地安全生产工作具体负责，)?其安全生产职责", "分管安全生产工作的政府领导"),
    ),
    Office(
        "镇街其他班子成员",
        r"(?:镇|乡|街道)(?!应急)[^，。？]{0,8}(?:委员(?!会)|其他(?:党政)?(?:领导)?(?:班子)?成员|副镇长|副乡长|班子成员)|副镇长|副乡长",
        (r"镇（街道）其他党政领导班子成员",),
        ("其他领导干部", "委会其他成员"),
    ),
    Office(
        "政府其他领导干部",
        r"政府(?:的)?其他领导|管(?:某个|别的|其他|具体|各)?(?:行业|领域|一块)的副[省市县区镇乡]长|其他副[省市县区镇乡]长|不分管安全[^，。？]{0,6}副[省市县区镇乡]长|(?<!分管)副[省市县区]长",
        ("政府其他领导干部", r"政府（办事处）其他领导干部"),
    ),
    Office(
        "部门其他负责人",
        r"不分管[^，。]{0,8}(?:副局长|副厅长|副职|班子成员)|(?:副局长|副厅长|副职)[^。？]{0,14}不(?:分)?管|部门[^。？]{0,8}其他(?:负责人|班子成员|领导)|班子其他成员|其他副局长",
        (r"(?<!及)其他负责人", r"(?<!及)(?<!及其他)班子其他成员"),
    ),
    Office(
        "监管部门分管负责人",
        r"部门[^。？]{0,12}分管(?:安全(?:生产)?的?)?负责人|分管(?:安全(?:生产)?)?的?副局长",
        ("分管安全生产工作负责人对本部门", "分管安全生产的负责人", "分管负责人"),
    ),
    Office(
        "部门主要负责人",
        rf"(?:局|厅)[，,]?[^，。？]{{0,4}}(?:一把手|{_HEAD}|负责人)|局长|厅长|部门[^。？]{{0,10}}(?:一把手|{_HEAD})",
        (rf"{_HEAD}对本部门", rf"部门的?{_HEAD}", rf"{_HEAD}应当把", rf"部门的领导干部[^。]*{_HEAD}$"),
        ("政府工作部门及相关机构领导班子成员", "部门的领导干部"),
    ),
    Office(
        "支持保障部门",
        r"支持保障(?:工作)?(?:的)?部门|不直接(?:管|负责|抓)安全[^，。？]{0,10}(?:部门|单位)|其他(?:的)?(?:工作)?部门|不(?:搞|管|负责)监管[^。？]{0,20}部门|(?:财政|人社|科技|司法|教育|民政|人力资源)[^，。？]{0,4}[局厅]",
        ("支持保障工作部门", "党委、政府其他工作部门"),
        (r"政府工作部门",),
    ),
    Office(
        "监管部门",
        r"(?:负有)?安全(?:生产)?监管(?:职责)?(?:的)?部门(?!领导班子|分管|主要)|(?:应急管理|应急|安监|公安|住建|住房城乡建设|交通运输|交通|质监|市场监管)[局厅](?:长)?",
        ("负有安全生产监管职责部门", "安全监管、公安、"),
        ("政府工作部门",),
    ),
    Office(
        "行业主管部门",
        r"(?:行业|领域)(?:的)?(?:主管)?部门|主管部门",
        (r"行业（领域）主管部门",),
        ("政府工作部门",),
    ),
    Office(
        "党委主要负责人",
        rf"(?:[省市县区]委)?书记(?!处)|(?:[省市县区]|党)委(?=(?:常委)?会(?!的?其他|及其|成员|里除|中除|除))|(?<![省市县区党])常委(?=会(?!的?其他|及其|成员|里除|中除|除))|党[（(]?工?[）)]?委(?:的)?(?:一把手|{_HEAD}|第一责任人)|[省市县区]委(?:的)?(?:一把手|{_HEAD})",
        (PARTY_HEAD,),
    ),
    Office(
        "政府主要负责人",
        rf"(?<!副)(?:省长|市长|县长|区长)|政府(?=常务会)|政府(?:的)?(?:一把手|{_HEAD})|行政{_HEAD}",
        (GOVERNMENT_HEAD,),
    ),
    Office(
        "党委工作机关",
        r"党委工作机关|党委部门|组织部|宣传部|政法委",
        (r"党委工作机关(?!、)", r"党委、政府其他工作部门"),
    ),
    Office(
        "政府工作部门",
        r"政府工作部门|政府部门|厅局|委办局|部门(?:的)?(?:领导)?班子",
        (r"(?<!、)政府工作部门及相关机构领导班子成员", "政府工作部门"),
    ),
)

LEVELS: tuple[tuple[str, str], ...] = (
    (r"(?<!景德)镇(?!静|定|压)|(?<![城新下])乡(?!村|建设|亲)|街道", r"乡|镇|街道"),
    (r"县|区委|区长|区政府|区级|区里|区一级|区[（(]市", r"县（市、区）|县级|市、区|区（市）"),
    (r"市委|市长|设区市|市级|市政府", r"各市|市级|设区市|市、区|区（市）"),
    (r"功能区|开发区|园区|高新区|港区|风景区", r"功能区|开发区|园区|高新区|港区|风景区"),
    (r"雄安", r"雄安"),
    (r"省委|省长|省政府|省级", r"省级|省委"),
)

NOT_MEANT = re.compile(r"(?:不是|并非|除了|除)[^，。？（）()]{0,4}$")
"""「县委常委（不是书记，也不是县长）」 asks for neither of the two."""


def find_offices(text: str) -> tuple[tuple[Office, re.Match[str]], ...]:
    """Offices named; a stretch of the question names one office, the first of the table that fits."""
    out: list[tuple[Office, re.Match[str]]] = []
    for office in OFFICES:
        for m in re.finditer(office.asked, text):
            if not NOT_MEANT.search(text[: m.start()]) and not any(
                o.start() < m.end() and m.start() < o.end() for _, o in out
            ):
                out.append((office, m))
    names = {office.name for office, _ in out}
    return tuple((o, m) for o, m in out if not (o.name == "党委工作机关" and "常委会其他成员" in names))


def find_levels(text: str) -> tuple[str, ...]:
    """How the texts print the levels that a question names (县 -> 县（市、区）)."""
    return tuple(printed for asked, printed in LEVELS if re.search(asked, text))
