"""The one tokenizer, used for building the lexical index and for asking it.

In: any text. Out: a list of lower-case words of the folded text: jieba words in search mode plus nothing else.
Its name and version are part of the manifest, because an index asked with other words answers wrongly in silence.
"""

from __future__ import annotations

import unicodedata
from importlib.metadata import version

NAME = f"rjieba-{version('rjieba')}-search"
_STOP = frozenset(
    [
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "在",
        "是",
        "为",
        "对",
        "有",
        "等",
        "其",
        "之",
        "以",
        "于",
        "被",
        "把",
        "将",
        "我",
        "你",
        "他",
        "吗",
        "呢",
        "啊",
        "吧",
        "么",
        "哪些",
        "什么",
        "怎么",
        "如何",
        "怎样",
        "多少",
        "请问",
    ]
)


def words(text: str) -> list[str]:
    """The words of a text, in order; compounds are given with their parts (安全生产 -> 安全, 生产, 安全生产)."""
    import rjieba  # 0.14 s to load its dictionary: not before the first call

    folded = unicodedata.normalize("NFKC", text).lower()
    found = (w.strip() for w in rjieba.cut_for_search(folded, True))
    return [w for w in found if w and w not in _STOP and unicodedata.category(w[0])[0] in "LN"]
