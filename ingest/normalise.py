"""From a loaded text to its shown text: line wraps, page furniture and layout spacing go, characters stay as printed.

In: the text of a file and its kind. Out: the text every span counts in. One ordered tuple of named `str -> str` rules;
each is a no-op on a text that lacks its quirk. Nothing here knows which document it is looking at.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable

from ingest.patterns import ENDS_SENTENCE, HEADING, STRUCTURAL

HAN = r"㐀-鿿豈-﫿〇"
FULL_PUNCTUATION = "，。；：、！？“”‘’（）《》〈〉【】「」『』〔〕—…"
_RUN = re.compile(rf"(?:[{HAN}{FULL_PUNCTUATION}] ){{3,}}[{HAN}{FULL_PUNCTUATION}]")
_LINE_HEAD = re.compile(r"\s*(?:#{1,6}\s*)?第[^\s]{1,9}(?:条|编|章|节)(?:之[^\s]{1,3})?\s+|\s*#{1,6}\s+")


def unify_spaces(text: str) -> str:
    """One kind of newline and one kind of space; invisible characters go (BOM, zero-width, soft hyphen)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\x0b", "\n")
    text = re.sub(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]", "", text)
    return re.sub(r"[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]", " ", text)


def remove_bookmarks(text: str) -> str:
    """Word bookmarks left by a converter: 福建第二十九条 begins 「[bookmark: _GoBack]第二十九条」."""
    return re.sub(r"\[bookmark:[^\]\n]*\]", "", text)


def remove_comments(text: str) -> str:
    """HTML comments in Markdown, such as 「<!-- INFO END -->」."""
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def cut_web_page(text: str) -> str:
    """Navigation above and footer below an article saved from a government site (吉林解读)."""
    lines = text.split("\n")
    head = [
        i for i, line in enumerate(lines[:40]) if re.match(r"\s*您?(?:的|现在的?|当前的?|所在的?)*位置\s*[:：]", line)
    ]
    if not head:
        return text
    body = lines[head[-1] + 1 :]
    meta = re.compile(r"\s*(?:发布时间|发布日期|信息来源|来源|浏览次数|字体)\s*[:：]")
    foot = re.compile(r"\s*(?:责任编辑|主办单位|承办单位|网站标识码|打印|分享到|【?关闭)\s*(?:[:：]|$)")
    body = [line for line in body if not meta.match(line)]
    end = next((i for i, line in enumerate(body) if foot.match(line)), len(body))
    return "\n".join(body[:end])


def cut_other_stories(text: str) -> str:
    """On a newspaper page another story goes on after the text: 「（上接第一版）…」 (河北)."""
    found = re.search(r"^\s*[（(]上接第?.{1,6}版[）)]", text, flags=re.MULTILINE)
    if found and re.search(r"^\s*第\S{1,6}条\s", text[: found.start()], flags=re.MULTILINE):
        return text[: found.start()].rstrip() + "\n"
    return text


def close_spaced_runs(text: str) -> str:
    """Characters pulled apart to fill a newspaper line: 「管 业 务 必 须」."""
    return _RUN.sub(lambda m: m.group().replace(" ", ""), text)


def join_hard_wraps(text: str) -> str:
    """Lines broken at a fixed width (18 characters in 河北) become paragraphs again.

    A line goes on in the next one unless that one opens a provision, or the sentence is over and a blank line follows.
    """
    lines = [re.sub(r" +", " ", line.strip()) for line in text.split("\n")]
    width = _wrap_width([line for line in lines if line])
    if not width:
        return text
    out: list[str] = []
    blank = body = False
    above = ""
    for line in lines:
        if not line:
            blank = True
            continue
        opens = bool(STRUCTURAL.match(line)) or not out
        body = body or bool(STRUCTURAL.match(line))
        previous = out[-1] if out else ""
        ended = bool(ENDS_SENTENCE.search(previous)) and blank
        apart = bool(HEADING.match(previous)) or (not body and not _is_full(above, width))
        if opens or ended or apart:
            out.append(line)
        else:
            out[-1] = _glue(previous, line)
        blank, above = False, line
    return "\n".join(out)


def _is_full(line: str, width: int) -> bool:
    """Whether a line before the first article runs to the margin, so that it goes on; a title in 《》 stands alone."""
    return 0.8 * width <= len(line.replace(" ", "")) <= 1.2 * width and not re.fullmatch("《[^》]*》", line)


def _wrap_width(lines: list[str]) -> int:
    """The width at which a text is wrapped, in characters, or 0 when its lines are whole paragraphs."""
    lengths = [len(line.replace(" ", "")) for line in lines]
    if len(lines) < 20:
        return 0
    width = statistics.mode(sorted(lengths, reverse=True)[: max(20, len(lengths) * 2 // 3)])
    broken = sum(not ENDS_SENTENCE.search(line) for line in lines) / len(lines)
    near = sum(width * 0.75 <= n <= width * 1.2 for n in lengths) / len(lines)
    return width if 10 <= width <= 60 and broken > 0.5 and near > 0.5 else 0


def _glue(left: str, right: str) -> str:
    between = " " if left[-1:].isascii() and right[:1].isascii() and left[-1:].isalnum() and right[:1].isalnum() else ""
    return left + between + right


def join_page_breaks(text: str) -> str:
    """A blank line inside a sentence is a page break (枣庄): no sentence end before it, no provision after it."""
    if not re.search(r"^\s*第\S{1,6}条\s", text, flags=re.MULTILINE):
        return text
    out: list[str] = []
    blank = body = False
    for line in text.split("\n"):
        if not line.strip():
            blank = True
            continue
        previous = out[-1] if out else ""
        goes_on = blank and body and not ENDS_SENTENCE.search(previous.rstrip()) and not HEADING.match(previous.strip())
        if goes_on and not STRUCTURAL.match(line.strip()) and not _closing(previous) and not _closing(line):
            out[-1] = _glue(previous.rstrip(), line.strip())
        else:
            out.extend([""] * blank + [line])
        body = body or bool(STRUCTURAL.match(line.strip()))
        blank = False
    return "\n".join(out)


def _closing(line: str) -> bool:
    """A signature or imprint line, which stands alone: 「中共枣庄市委办公室」, 「2019年6月28日印发」."""
    return bool(re.search(r"(?:办公室|办公厅|委员会|政府|法院|检察院|印发|\d日|附件)\s*$", line.strip()))


def close_layout_spacing(text: str) -> str:
    """Spaces set for looks: around full-width punctuation, and between a Chinese character and a number.

    The space after 第一条 or 第一章 stays, because it is what tells an article from a mention of one.
    """
    return "\n".join(_close_line(line) for line in text.split("\n"))


def _close_line(line: str) -> str:
    head = _LINE_HEAD.match(line)
    start = head.end() if head else 0
    left, body = re.sub(r" +", " ", line[:start].lstrip()), line[start:].strip()
    if " " not in body:
        return left + body
    body = re.sub(rf" +(?=[{FULL_PUNCTUATION}])|(?<=[{FULL_PUNCTUATION}]) +", "", body)
    body = re.sub(r"《[^》\n]*》", lambda m: m.group().replace(" ", ""), body)
    body = re.sub(rf"(?<=[{HAN}]) +(?=[0-9])|(?<=[0-9]) +(?=[{HAN}])", "", body)
    return left + re.sub(r" {2,}", " ", body)


def drop_blank_lines(text: str) -> str:
    """One newline between paragraphs: a blank line has said what it had to say by now."""
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip())


def join_broken_titles(text: str) -> str:
    """A title broken inside 《…》 by its layout: 「《北京市党政领导干部安全生产⏎责任制实施细则》」."""
    return re.sub(r"《[^《》。\n]{2,40}\n(?=[^《》。\n]{1,40}》)", lambda m: m.group().rstrip(), text)


Rule = Callable[[str], str]

FURNITURE: tuple[Rule, ...] = (unify_spaces, remove_bookmarks, remove_comments, cut_web_page, cut_other_stories)
WRAPS: tuple[Rule, ...] = (close_spaced_runs, join_hard_wraps, join_page_breaks, join_broken_titles)
SPACING: tuple[Rule, ...] = (close_layout_spacing, drop_blank_lines)


def rules_for(kind: str) -> tuple[Rule, ...]:
    """The ordered rules for a kind of file: only txt and pdf have lost their paragraphs and need joining."""
    return FURNITURE + (WRAPS if kind in ("txt", "pdf") else ()) + SPACING


def normalise(text: str, kind: str = "txt") -> str:
    """The shown text of a loaded file."""
    for rule in rules_for(kind):
        text = rule(text)
    return text
