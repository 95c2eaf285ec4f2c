"""html: the text of a saved web page, block by block.

In: the bytes of a page. Out: its text, one block a line, or BadInput without the file's name. Left out: scripts, forms,
navigation, page header and footer, hidden elements, blocks that are little but links. Whichever of these holds most of the
page's text is kept: on ASP.NET sites the whole page is a form. `normalise.cut_web_page` trims what is left around a text.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from ingest.load import lines, signs, text
from ingest.model import BadInput
from ingest.numerals import to_chinese

NEVER = ("script", "style", "noscript", "template", "iframe", "object", "svg", "canvas", "head", "select", "button",
         "textarea", "audio", "video", "rt", "rp")  # fmt: skip
FURNITURE = ("nav", "header", "footer", "aside", "form", "menu", "dialog")
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "dir", "div", "fieldset"),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "header",
            "hr",
            "html",
            "main",
            "menu",
            "nav",
            "p",
            "pre",
            "section",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "summary"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    }
)
_NAMES = "nav|navbar|menu|header|footer|sidebar|share|copyright|toolbar|pagination"
_NAMED = re.compile(rf"(?:^|[-_\s])(?:{_NAMES})(?:$|[-_\s])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_WRAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n[ \t\n]*(?=[\u3000-\u9fff\uff00-\uffef])")
_MARKED = re.compile(r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|第\S{1,8}[条章节])")
LINKS = 4
CHINESE_TYPES = ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal")


def read(data: bytes) -> str:
    """The text of a page. Raises BadInput: it is another format, or its encoding cannot be read."""
    name = signs.name_of(data)
    if name and not name.startswith("网页"):
        raise BadInput(f"内容其实是{name}，应是网页（HTML）；请改用正确的后缀名")
    soup = BeautifulSoup(_decode(data), "lxml")
    root = soup.body or soup
    _drop(root)
    found = (line.strip(" \n") for line in _lines(root))
    return "\n".join(line for line in found if line)


def _decode(data: bytes) -> str:
    """BOM and valid UTF-8 before what the page declares: a page converted to UTF-8 often keeps its old meta tag."""
    declared = _META.search(data[:4096])
    if declared and not data.startswith(tuple(bom for bom, _ in text.BOMS)):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            encoding = declared[1].decode("ascii").lower()
            if encoding not in ("utf-8", "utf8", "gb2312", "gbk", "gb18030"):
                return _as_declared(data, encoding)
    return text.decode(data)


def _as_declared(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        advice = "请在浏览器中打开，确认显示正常后另存为 UTF-8 网页"
        raise BadInput(f"网页自称是 {encoding} 编码却无法这样解码；{advice}") from None


def _drop(root: Tag) -> None:
    for element in root.find_all(NEVER):
        element.decompose()
    whole = _size(root)
    for element in root.find_all(True):
        if not element.decomposed and _is_furniture(element) and _size(element) * 2 <= whole:
            element.decompose()


def _size(element: Tag) -> int:
    return len("".join(element.get_text().split()))


def _is_furniture(element: Tag) -> bool:
    if element.has_attr("hidden") or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(str(element.get("style", ""))):
        return True
    if element.name == "header":  # in an article it holds the title
        return element.find_parent(("article", "main")) is None
    if element.name in FURNITURE:
        return True
    if element.name not in BLOCKS:
        return False
    names = " ".join((*element.get_attribute_list("class"), str(element.get("id") or ""))) if element.attrs else ""
    return bool(_NAMED.search(names)) or _is_links(element)


def _is_links(element: Tag) -> bool:
    links = element.find_all("a", href=True)
    return len(links) >= LINKS and sum(_size(a) for a in links) * 5 >= _size(element) * 4


def _lines(block: Tag) -> list[str]:
    """The lines of a block: its runs of inline text, and the lines of the blocks inside it."""
    out: list[str] = []
    run: list[str] = []

    def flush() -> None:
        out.extend(_inline("".join(run)))
        run.clear()

    def walk(parent: Tag) -> None:
        for node in parent.children:
            if isinstance(node, Tag) and node.name == "br":
                run.append("\0")
            elif isinstance(node, Tag) and node.name in BLOCKS:
                flush()
                out.extend(_block(node))
            elif isinstance(node, Tag):
                walk(node)
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                run.append(str(node).replace("\0", ""))

    walk(block)
    flush()
    return out


def _block(node: Tag) -> list[str]:
    if node.name == "tr":
        cells = node.find_all(("td", "th"), recursive=False)
        if sum(_size(cell) for cell in cells) == _size(node):  # else something stands between the cells
            return lines.row(_lines(cell) for cell in cells)
    if node.name == "pre":
        return node.get_text().split("\n")
    if node.name == "ol":
        return _numbered(node)
    return _lines(node)


def _inline(run: str) -> list[str]:
    """White space as a browser shows it, except that a line break between two Chinese characters is nothing."""
    parts = (re.sub(r"[ \t\n\r\f]+", " ", _WRAP.sub("", part)) for part in run.replace("\r\n", "\n").split("\0"))
    return [part for part in parts if part.strip()]


def _numbered(ol: Tag) -> list[str]:
    """An ordered list: the browser prints its numbers, which stand nowhere in the page; a printed one is not doubled."""
    style = f"{ol.get('style', '')} {ol.get('type', '')}".lower()
    number = _whole(ol.get("start"), 1)
    for item in ol.find_all("li", recursive=False):
        number = _whole(item.get("value"), number)
        if "none" not in style and not _MARKED.match(item.get_text()):
            chinese = any(name in style for name in CHINESE_TYPES) and number < 10_000
            strings = (s for s in item.find_all(string=True) if not isinstance(s, PreformattedString))
            first = next((s for s in strings if s.strip()), None)
            if first is not None:
                first.replace_with((f"{to_chinese(number)}、" if chinese else f"{number}. ") + first.lstrip())
        number += 1
    return _lines(ol)


def _whole(attribute: object, default: int) -> int:
    text = str(attribute)
    return int(text) if text.isascii() and text.isdigit() else default
