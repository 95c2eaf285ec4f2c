"""Slips of the ear and of the input method: 党证同责 -> 党政同责, wenze -> 问责.

In: a question in simplified characters and a Vocabulary, built once from the words of the texts. Out: the question with
the words that only sound right put right. What is itself a word is never changed: a wrong change answers another question.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from assistant.understand.lexicon import Entry
from ingest.sources import Catalog

LONGEST = 6
LIVING = frozenset("佛行调重长都弹种传降差便参藏曾朝处单的得地度恶发干给冠好号和会几系间将角校结解尽据卷觉看空量率难宁漂铺强切曲任散色少舍省识率数说宿缩为吓鲜相兴血压要应与载着折只中转钻作")
RARE = 20
BLUR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
FIXED = frozenset("〇零一二三四五六七八九十百千万两半")
HAN = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[A-Za-z]+(?: +[A-Za-z]+)*")
TITLE = re.compile(r"《[^》]*》?")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    words: frozenset[str]
    sounds: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str]


def domain_words(lexicon, catalog):
    import rjieba
    names = [n for r in catalog.regions for n in (r.name, *r.short)]
    terms = [t for e in lexicon for t in e.terms]
    parts = [p for t in terms for p in rjieba.cut(t, False)]
    from collections import Counter
    cnt = Counter(p for t in dict.fromkeys(terms) for p in rjieba.cut(t, False))
    return frozenset(w for w in (*terms, *names, *(p for p in cnt if cnt[p] >= PARTS)) if re.fullmatch(r"[\u4e00-\u9fff]{2,6}", w))
PARTS = 2


def build_vocabulary(words: Iterable[str]) -> Vocabulary:
    words = frozenset(words)
    sounds: dict[str, set[str]] = {}
    spellings: dict[str, set[str]] = {}
    for word in words:
        for key in product(*(_blurred(c) for c in word)):
            for n in range(1, len(key)):
                sounds.setdefault("-".join(key[:n]), set())
            sounds.setdefault("-".join(key), set()).add(word)
        for key in product(*(_readings(c) for c in word)):
            spellings.setdefault("".join(key), set()).add(word)
    return Vocabulary(words, {k: tuple(sorted(v)) for k, v in sounds.items()}, {k: min(v) for k, v in spellings.items() if len(v) == 1})


@cache
def _table():
    spec = find_spec("pypinyin")
    return json.loads((Path(spec.submodule_search_locations[0]) / "pinyin_dict.json").read_text("utf-8"))


@cache
def _readings(c: str) -> tuple[str, ...]:
    out = []
    for r in _table().get(str(ord(c)), "").split(",")[: 2 if c in LIVING else 1]:
        r = "".join(x for x in unicodedata.normalize("NFD", r.replace("ü", "v")) if not unicodedata.combining(x)) if "ü" not in unicodedata.normalize("NFC", r) else r
        r = re.sub("[ǖǘǚǜü]", "v", r)
        if r: out.append(r)
    return tuple(dict.fromkeys(out))


def blur(s):
    for a, b in BLUR:
        if len(a) == 2 and s.startswith(a): s = b + s[len(a):]
        if len(a) == 3 and s.endswith(a): s = s[:-len(a)] + b
    return "fou" if s == "fo" else s


@cache
def _blurred(c: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(blur(r) for r in _readings(c)))


@dataclass(frozen=True, slots=True)
class Slip:
    start: int
    word: str
    end: int


def candidates(text, v):
    for start in range(len(text)):
        heads = [""]
        for end in range(start + 1, min(len(text), start + LONGEST) + 1):
            heads = [k for h in heads for s in _blurred(text[end - 1]) if (k := f"{h}-{s}" if h else s) in v.sounds]
            if not heads: break
            if end - start > 1:
                S = text[start:end]
                ws = {w for h in heads for w in v.sounds[h]}
                if ws and S not in ws:
                    for w in ws:
                        if any(a == b for a, b in zip(S, w)): yield start, end, w


def mend(text, v, why=None):
    import rjieba
    cands = list(candidates(text, v))
    if not cands: return text, []
    at, span = 0, {}
    for w in rjieba.cut(text, False):
        for k in range(at, at + len(w)): span[k] = (at, at + len(w))
        at += len(w)
    starts = {a for a, b in span.values()}; ends = {b for a, b in span.values()}
    done = []
    for (i, j, w) in sorted(cands, key=lambda c: (c[0] - c[1], c[0])):
        n = j - i
        if any(i < b and a < j for a, b, *_ in done): continue
        if i not in starts or j not in ends: continue
        S = text[i:j]
        diff = [k for k in range(n) if S[k] != w[k]]
        if len(diff) > max(1, n // 2): continue
        if S in v.words: continue
        segs = {span[i + k] for k in diff}
        def weak(a, b):
            if b - a == 1: return True
            return n >= 4 and b - a == 2 and rjieba.suggest_freq(text[a:b]) <= RARE
        if not all(weak(a, b) for a, b in segs): continue
        if any(S[k] in FIXED for k in diff): continue
        others = {x for a, b, x in cands if (a, b) == (i, j) and x != w}
        done.append((i, j, w, bool(others)))
    return text, [(text[i:j], w, o, text[max(0, i - 8):j + 8]) for i, j, w, o in done]
