"""What the API gives and takes, as pydantic models: the schemas of /openapi.json, with an example of each.

In: nothing. Out: models. A question and its answer are in `asking`. Examples are real answers, shortened.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

LABEL = "《福建省党政领导干部安全生产责任制实施细则》第十九条第（三）项"
QUOTE = "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的"


class QuoteBody(BaseModel):
    """逐字引文"""

    provision: str = Field(title="条款代号")
    label: str = Field(title="条款名称")
    quote: str = Field(title="逐字引文")
    url: str = Field(title="条文页网址")


class DocumentRow(BaseModel):
    """一份文件；文中没有载明的为空"""

    id: str = Field(title="文件代号")
    title: str = Field(title="名称")
    region: str = Field(title="地区")
    kind: str = Field(title="文种")
    issuer: str = Field(title="制发机关")
    number: str = Field(title="文号")
    issued: str = Field(title="印发日期")
    effective: str = Field(title="施行日期")
    status: str = Field(title="状态")
    interpreter: str = Field(title="解释机关")
    url: str = Field(title="条文页网址")


class DocumentsBody(BaseModel):
    """收录的文件"""

    model_config = ConfigDict(json_schema_extra={"example": {"generation": "20261128-000000-5f0b", "documents": []}})
    generation: str = Field(title="所用索引")
    documents: list[DocumentRow] = Field(title="文件")


class LinkBody(BaseModel):
    """一条条款的代号、名称和网址"""

    id: str = Field(title="代号")
    label: str = Field(title="名称")
    url: str = Field(title="条文页网址")


class HeadingBody(BaseModel):
    """编、章、节的标题"""

    level: int = Field(title="层级，从 1 起")
    title: str = Field(title="标题")
    articles: list[LinkBody] = Field(title="标题下的条文")


class DocumentBody(DocumentRow):
    """一份文件的要项和目录"""

    extent: str = Field(title="收录的范围")
    outline: list[HeadingBody] = Field(title="目录；第一个标题之前的条文在标题为空的一项里")


class MentionBody(BaseModel):
    """引用了什么"""

    text: str = Field(title="引用的文字")
    title: str = Field(title="所引文件的名称；本文件为空")
    targets: list[LinkBody] = Field(title="所引的条款；没有收录的为空")


class MentionedBody(LinkBody):
    """被什么引用"""

    text: str = Field(title="引用的文字")


class ProvisionBody(LinkBody):
    """一条、一款或一项"""

    document: str = Field(title="文件代号")
    number: str = Field(title="条款号")
    kind: str = Field(title="层级：article、paragraph、item、subitem、section、preamble 之一")
    path: list[str] = Field(title="所在的章节")
    text: str = Field(title="原文，不含条款号")
    refers_to: list[MentionBody] = Field(title="引用")
    referred_by: list[MentionedBody] = Field(title="被引用")


class StretchBody(BaseModel):
    """引文里的一段文字"""

    start: int = Field(title="从第几个字起，从 0 数")
    end: int = Field(title="到第几个字止，不含")


class PieceBody(QuoteBody):
    """逐字引文"""

    marks: list[StretchBody] = Field(title="同行别处没有的文字")


class CellBody(BaseModel):
    """一份文件对一个事项的规定"""

    quotes: list[PieceBody] = Field(title="引文")
    silence: str = Field(title="没有引文时的说明")
    apart: bool = Field(title="整格的写法与别处大不相同")


class ComparedRow(BaseModel):
    """一个事项，每份文件一格"""

    name: str = Field(title="事项")
    cells: list[CellBody] = Field(title="各格，次序同 columns")


class ColumnBody(BaseModel):
    """对比的一份文件"""

    document: str = Field(title="文件代号")
    region: str = Field(title="地区")
    title: str = Field(title="名称")
    url: str = Field(title="条文页网址")


class ComparedBody(BaseModel):
    """各地规定的对比"""

    topic: str = Field(title="对比的事项")
    columns: list[ColumnBody] = Field(title="各列")
    rows: list[ComparedRow] = Field(title="各行")
    note: str = Field(title="表里没有的说明，Markdown")
    generation: str = Field(title="所用索引")


class DutyBody(QuoteBody):
    """一条职责；责任人、频次、事项都是原文里的字"""

    document: str = Field(title="文件代号")
    region: str = Field(title="地区")
    holder: str = Field(title="责任人")
    under: str = Field(title="列在谁的职责之下，与责任人相同时为空")
    every: str = Field(title="频次")
    times: int | None = Field(default=None, title="次数")
    at_least: bool = Field(title="是否“至少”")
    threshold: str = Field(title="门槛")
    action: str = Field(title="事项")


class DutiesBody(BaseModel):
    """职责清单的一页"""

    total: int = Field(title="符合条件的共有几条")
    offset: int = Field(title="本页从第几条起，从 0 数")
    limit: int = Field(title="每页至多几条")
    next: str | None = Field(default=None, title="下一页的网址；没有下一页为 null")
    duties: list[DutyBody] = Field(title="职责")
    references: list[str] = Field(title="哪一条规定别的层级参照适用")
    generation: str = Field(title="所用索引")


class ErrorMessage(BaseModel):
    """错误说明"""

    message: str = Field(title="说明")


class ProblemBody(BaseModel):
    """错误（RFC 9457）"""

    type: str = Field(title="错误的种类")
    title: str = Field(title="种类的名称")
    status: int = Field(title="HTTP 状态码")
    detail: str = Field(title="说明")
    detail_en: str = Field(title="英文说明")
    instance: str = Field(default="", title="出错的请求")
    error: ErrorMessage
