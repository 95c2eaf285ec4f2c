"""What an honest chat model does with a prompt: read the fenced evidence and its tokens, write sentences from it alone.

In: the prompt text as it came over the wire. Out: the text of a reply. It knows nothing of the program but what the prompt says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FENCED = re.compile(r"<(?P<fence>[^<>\n]+)> (?P<what>\w+)开始\n(?P<inside>.*?)\n<(?P=fence)> (?P=what)结束", re.S)
PIECE = re.compile(r"\[\[(?P<token>\w+)\]\](?P<about>[^\n]*)\n(?P<text>.*?)(?=\n\n\[\[\w+\]\]|\Z)", re.S)
ITEM = re.compile(r"^\s*[（(][一二三四五六七八九十]+[）)]\s*", re.M)
REREAD = '{"question": "", "places": [], "documents": []}'
NOTHING = "无"


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence as the model sees it. `token` is what is to be put behind a sentence."""

    token: str
    text: str
    about: str = ""

    @property
    def told(self) -> dict[str, str]:
        """What stands before it: 地区, 内容, and where there is one, 责任人 and 引导语."""
        return dict(part.split("：", 1) for part in self.about.split("；") if "：" in part)


def fenced(prompt: str) -> dict[str, str]:
    """What stands between the fences, by what the fences call it."""
    return {m["what"]: m["inside"] for m in FENCED.finditer(prompt)}


def evidence(prompt: str) -> list[Shown]:
    """The evidence in a prompt; none where the model is asked for something else."""
    return [
        Shown(f"[[{m['token']}]]", m["text"], m["about"].strip())
        for m in PIECE.finditer(fenced(prompt).get("材料", ""))
    ]


def clauses(text: str) -> list[str]:
    """Whole statements of a provision, without the marks of items and the full stop."""
    return [part.strip() for part in re.split(r"[。；;\n]", ITEM.sub("", text)) if part.strip("　 ：:")]


def ended(sentence: str, token: str) -> str:
    """A sentence as the prompt wants it: the token behind the full stop."""
    return f"{sentence}。{token}"


def faithful(shown: Sequence[Shown], each: int = 2) -> list[str]:
    """Sentences from the evidence: the first statements of each piece, word for word; and one more than once, led in anew."""
    out = [ended(told(clause, one), one.token) for one in shown for clause in clauses(one.text)[:each]]
    whole = [(clause, one) for one in shown for clause in clauses(one.text)[:each] if not clause.endswith("的")]
    for clause, one in whole[:1]:
        place = re.match(r"地区：(\w+)", one.about)
        out += [ended(f"{lead}，{clause}", one.token) for lead in (f"{place[1]}规定" if place else "其中", "具体来说")]
    out += [ended(sentence, one.token) for one in shown for sentence in introduced(one)]
    return list(dict.fromkeys(out))


def told(clause: str, one: Shown) -> str:
    """A statement as it can stand alone."""
    return f"{one.told['内容']}：{clause}" if clause.endswith("的") else clause


def introduced(one: Shown) -> list[str]:
    """Its first statement with what the prompt tells of it: whose duty it is, what follows from such a case."""
    clause, whose = clauses(one.text)[0], one.told.get("责任人", "")
    then = one.told.get("引导语", "").partition("下列情形之一的，")[2]
    if then:
        return [f"{clause}，{then}"] if one.told["引导语"].startswith(("党政领导干部在", "各级党政领导干部在")) else []
    return [f"{whose}{clause}", f"{whose}应当{clause}"] if whose and "、" not in whose and "应当" not in clause else []


def honest(prompt: str) -> str:
    """A reply made of faithful sentences; to a question about a question, that it has nothing to add."""
    shown = evidence(prompt)
    if "材料" not in fenced(prompt):
        return REREAD
    return "\n".join(faithful(shown)) or NOTHING


def among(shown: Sequence[Shown], lies: Sequence[str], at: int) -> str:
    """Faithful sentences with lies among them, the first of them at a place of its own."""
    sentences = faithful(shown)
    at %= len(sentences) + 1
    return "\n".join([*sentences[:at], *lies, *sentences[at:]])


Writer = Callable[[str], str]
