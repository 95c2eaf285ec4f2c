"""Slips of the ear and of the input method, mended by sound: 党证同责 -> 党政同责, wenze -> 问责.

In: a question in simplified characters, and a Vocabulary built once from the words that may have been meant. Out: the
question, with what only sounds like one of these words put right. What is itself a word stays, however much it sounds
like another (检察机关 is not 监察机关, 终生问责 is not 终身问责): a wrong change would answer another question. Titles in
《》 and numerals stay. Slips that do not sound alike (责今辞职) are those of data/lexicon.tsv.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from assistant.understand.lexicon import DATA, Entry
from ingest.model import BadInput
from ingest.sources import Catalog

WORD = re.compile(r"[\u4e00-\u9fff]{2,6}")
TITLE = re.compile(r"(《[^》]*》?)")
LATIN = re.compile(r"(?<![A-Za-z0-9./@_-])[A-Za-z]+(?: +[A-Za-z]+)*(?![A-Za-z0-9/@_-]|\.[A-Za-z0-9]| +[A-Za-z])")

FUNCTION = frozenset("的了着过之不于与和及或而且但则为是其此该因即由自至向从以在有到把被将给对所者若如未已也都又才就人用时")
FUNCTION -= {"则"}
"""Characters that stand alone in ordinary Chinese: 应即 is not 应急, 时用于 not 适用于. In a stretch of two or three
characters they are no sign of a slip. 则 is left out: 问则, 追则, 负则 are what slips look like, and nothing else."""

JOINING = frozenset("和与及")
"""With nothing before it a conjunction joins nothing: 和北 at the start of a clause is 河北."""

NUMERALS = frozenset("〇零一二三四五六七八九十百千万两半")

MANY = frozenset("佛行调重长都弹种传降差便参藏曾朝处单得度恶干给冠好会几间将角校结解尽卷觉看空量率难宁铺强切曲任散色少舍省识数说宿吓鲜相兴应与载折只中转钻")
"""Characters whose second reading is alive. The table lists classical ones too (免 as wèn), which would make 免责 问责."""

BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"))
ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
RARE = 20
COMMON_PART = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    words: frozenset[str]
    known: frozenset[str]
    sounds: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Likeness:
    start: int
    end: int
    word: str


def domain_words(lexicon: Sequence[Entry], catalog: Catalog) -> frozenset[str]:
    import rjieba

    terms = {term for entry in lexicon for term in entry.terms}
    parts = Counter(part for term in terms for part in rjieba.cut(term, False))
    names = {name for region in catalog.regions for name in (region.name, *region.short)}
    words = terms | names | {part for part, n in parts.items() if n >= COMMON_PART}
    return frozenset(word for word in words if WORD.fullmatch(word))


def written_words(path: Path = DATA / "models/anze-static/tokenizer.json") -> frozenset[str]:
    return frozenset(w for w in json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"] if WORD.fullmatch(w))


def build_vocabulary(words: Iterable[str], known: Iterable[str] = ()) -> Vocabulary:
    words = frozenset(words)
    sounds: dict[str, tuple[str, ...]] = {}
    spellings: dict[str, str] = {}
    for word in sorted(words):
        for key in {"-".join(k) for k in product(*(_sounds(c) for c in word))}:
            parts = key.split("-")
            for n in range(1, len(parts)):
                sounds.setdefault("-".join(parts[:n]), ())
            sounds[key] = (*sounds.get(key, ()), word)
        for key in {"".join(k) for k in product(*(_readings(c) for c in word))}:
            spellings[key] = "" if key in spellings else word
    return Vocabulary(words, words | frozenset(known), sounds, spellings)


def mend_by_sound(text: str, vocabulary: Vocabulary) -> str:
    parts = TITLE.split(text)
    parts[::2] = [_mend(part, vocabulary) for part in parts[::2]]
    return "".join(parts)


def _mend(text: str, vocabulary: Vocabulary) -> str:
    text = LATIN.sub(lambda m: _spelled(m.group(), vocabulary) or m.group(), text)
    found = list(_likenesses(text, vocabulary))
    if not found:
        return text
    words = _words(text)
    slips = [like for like in found if _is_slip(text, like, words, vocabulary)]
    free = [True] * len(text)
    for slip in sorted(slips, key=lambda s: (s.start - s.end, s.start)):
        span = slice(slip.start, slip.end)
        rivals = {s.word for s in slips if (s.start, s.end) == (slip.start, slip.end)}
        if len(rivals) == 1 and all(free[span]):
            free[span] = [False] * len(slip.word)
            text = text[: slip.start] + slip.word + text[slip.end :]
    return text


def _likenesses(text: str, vocabulary: Vocabulary) -> Iterator[Likeness]:
    for start in range(len(text)):
        heads = list(s for s in _sounds(text[start]) if s in vocabulary.sounds)
        end = start + 1
        while heads and end < len(text):
            heads = [key for head in heads for s in _sounds(text[end]) if (key := f"{head}-{s}") in vocabulary.sounds]
            end += 1
            for word in {word for head in heads for word in vocabulary.sounds[head]}:
                yield Likeness(start, end, word)


def _is_slip(text: str, like: Likeness, words: Mapping[int, tuple[int, int]], vocabulary: Vocabulary) -> bool:
    typed, n = text[like.start : like.end], len(like.word)
    wrong = [like.start + i for i in range(n) if typed[i] != like.word[i]]
    if not 0 < len(wrong) <= max(1, n // 2) or typed in vocabulary.known:
        return False
    if words[like.start][0] != like.start or words[like.end - 1][1] != like.end:
        return False
    if any(text[i] in NUMERALS for i in wrong):
        return False
    if n > 3:
        return all(_is_loose(text, *words[i]) for i in wrong) and not _crossed(text, like, wrong, words, vocabulary.words)
    if any(words[i] != (i, i+1) for i in wrong): return False
    if any(_stands_alone(text, i) for i in range(like.start, like.end)):
        return False
    if n == 2 and not all(set(_initials(a)) & set(_initials(b)) for a, b in zip(typed, like.word, strict=True)):
        return False
    return not _crossed(text, like, range(like.start, like.end) if CROSS else wrong, words, vocabulary.known)
CROSS = True
def _crossed(text, like, places, words, known):
    starts = {a for a, _ in words.values()} | {len(text)}
    lo, hi = max(0, like.start - 5), min(len(text), like.end + 5)
    for a in range(lo, hi):
        if a in starts:
            for b in range(a + 2, min(hi, a + 6) + 1):
                if b in starts and text[a:b] in known and any(a <= i < b for i in places) and not (CROSS and like.start <= a and b <= like.end and not any(a <= i < b for i in range(like.start, like.end) if text[i] != like.word[i - like.start])):
                    return True
    return False

def _is_loose(text, start, end):
    import rjieba
    return end - start == 1 or (end - start == 2 and rjieba.suggest_freq(text[start:end]) <= RARE)


def _stands_alone(text: str, at: int) -> bool:
    if text[at] in JOINING and (at == 0 or not re.match(r"[\u4e00-\u9fff]", text[at - 1])):
        return False
    return text[at] in FUNCTION


def _words(text: str) -> dict[int, tuple[int, int]]:
    import rjieba
    out, at = {}, 0
    for word in rjieba.cut(text, False):
        out.update(dict.fromkeys(range(at, at + len(word)), (at, at + len(word))))
        at += len(word)
    return out


def _spelled(typed: str, vocabulary: Vocabulary) -> str:
    letters = typed.replace(" ", "").lower()
    ways = [{""}]
    for end in range(1, len(letters) + 1):
        ways.append({head + w for start in range(max(0, end - 36), end) if ways[start] and (w := vocabulary.spellings.get(letters[start:end])) for head in ways[start]})
    return ways[-1].pop() if len(ways[-1]) == 1 else ""


@cache
def _table() -> dict[str, str]:
    spec = find_spec("pypinyin")
    return json.loads((Path(spec.submodule_search_locations[0]) / "pinyin_dict.json").read_text("utf-8"))


@cache
def _readings(c: str) -> tuple[str, ...]:
    listed = _table().get(str(ord(c)), "").split(",")[: 2 if c in MANY else 1]
    plain = (unicodedata.normalize("NFD", r).replace("u\u0308", "v") for r in listed)
    return tuple(dict.fromkeys(re.sub("[^a-z]", "", r) for r in plain if r))


@cache
def _initials(c: str) -> tuple[str, ...]:
    return tuple(re.sub("^([zcs])h", r"\1", r).replace("fo", "fou") if r!='fou' else r for r in _readings(c))


@cache
def _sounds(c: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.sub("(?<!ian)(?<=[aei]n)g$", "", r) for r in _initials(c)))
