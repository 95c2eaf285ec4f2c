"""Slips of the ear and of the input method, mended by sound: 党证同责 -> 党政同责, wenze -> 问责.

In: a question in simplified characters, and a Vocabulary built once from the words that may have been meant. Out: the
question, with what only sounds like one of these words put right. What is itself a word stays, however much it sounds
like another (检察机关 is not 监察机关, 终生问责 is not 终身问责): a wrong change would answer another question. Titles in
《》 and numerals stay. Slips that do not sound alike (责今辞职) are left to data/lexicon.tsv.
"""

from __future__ import annotations

import json
import re
import unicodedata
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
"""A run of letters that is no address, no file name and not the beginning of a longer run."""

NUMERALS = frozenset("〇零一二三四五六七八九十百千万两半")
FUNCTION = frozenset(
    "的得了着过之不于与和及或而且但为是其此该因即由自至向从以有无到在把被将给对所者"
    "若如未已也都又才就只越会慢多少人用时里上下中内外前后"
)
"""Characters that stand alone in ordinary Chinese, so that they are no sign of a slip: 应即 is not 应急, 时用于 not 适用于.
则 is not among them: 问则, 追则, 负则 are what slips look like, if only slips of 责 (负则 is not 附则)."""
JOINING = frozenset("和与及")
"""With nothing before it a conjunction joins nothing: 和北 at the start of a clause is 河北."""
LEVELS = ("", *"省市县区乡镇村")
"""The segmenter joins these to an unknown word that follows: 县正府."""
POLYPHONES = frozenset("行调重长传弹种都佛校降藏朝曾乐")
"""The second reading is alive. For the others the table lists classical ones: 免 wèn would make 免责 of 问责."""
RARE = 20
"""Up to this frequency a word of the segmenter's dictionary is an oddity (党证 3, 千部 11; but 求援 184)."""
PART = 8
"""A noun or verb that is part of so many terms is itself a word of the field (应急, 救援, 领导)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that may have been meant, by sound and by spelling; `known` are all the words that are no slips."""

    words: frozenset[str]
    known: frozenset[str]
    sounds: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """A stretch of the question and a word that it sounds like."""

    span: range
    word: str


def domain_words(lexicon: Sequence[Entry], catalog: Catalog) -> frozenset[str]:
    """The terms, the words many of them are made of, and the regions that have a document.

    Of the regions the short names only: 福建 mends 福件省 as well, and 福建升级 must not become 福建省级.
    """
    import rjieba

    terms = {term for entry in lexicon for term in entry.terms}
    parts = {part for term in terms for part, tag in rjieba.tag(term, False) if tag[0] in "nv" or tag == "an"}
    common = {part for part in parts if sum(part in term for term in terms) >= PART}
    held = {source.region for source in catalog.sources}
    names = {short for region in catalog.regions if region.name in held for short in region.short}
    return frozenset(word for word in terms | common | names if WORD.fullmatch(word))


def written_words(path: Path = DATA / "models" / "anze-static" / "tokenizer.json") -> frozenset[str]:
    """The words of the laws the encoder was made from; some (缓报, 借道) are in no dictionary."""
    return frozenset(w for w in json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"] if WORD.fullmatch(w))


def build_vocabulary(words: Iterable[str], known: Iterable[str] = ()) -> Vocabulary:
    """Index `words` (2-6 Han characters) by sound; `known` are further words that must stay. Takes some 50 ms."""
    words = frozenset(words)
    sounds: dict[str, tuple[str, ...]] = {}
    spellings: dict[str, str] = {}
    for word in sorted(words):
        for syllables in product(*map(_sounds, word)):
            for n in range(1, len(syllables)):  # a beginning leads on, but is no word
                sounds.setdefault("-".join(syllables[:n]), ())
            sounds["-".join(syllables)] = (*sounds.get("-".join(syllables), ()), word)
        for spelling in {"".join(syllables) for syllables in product(*map(_readings, word))}:
            spellings[spelling] = "" if spelling in spellings else word  # "": two words, so neither
    return Vocabulary(words, words | frozenset(known), sounds, spellings)


def mend_by_sound(text: str, vocabulary: Vocabulary) -> str:
    """Put right what only sounds right; nothing changes where two words are possible."""
    parts = TITLE.split(text)
    parts[::2] = [_mend(LATIN.sub(lambda m: _spelled(m.group(), vocabulary), p), vocabulary) for p in parts[::2]]
    return "".join(parts)


def _mend(text: str, vocabulary: Vocabulary) -> str:
    found = [a for a in _alike(text, vocabulary) if text[a.span.start : a.span.stop] not in vocabulary.known]
    if not found:  # nearly always: the segmenter is asked only where something sounds like a word
        return text
    words = _segments(text, False)
    slips = [a for a in found if _is_slip(text, a, words, vocabulary)]
    free = set(range(len(text)))
    for slip in sorted(slips, key=lambda s: (-len(s.span), s.span.start)):
        if free.issuperset(slip.span) and all(s.word == slip.word for s in slips if s.span == slip.span):
            free.difference_update(slip.span)
            text = text[: slip.span.start] + slip.word + text[slip.span.stop :]
    return text


def _alike(text: str, vocabulary: Vocabulary) -> Iterator[Alike]:
    for start in range(len(text)):
        heads, end = [s for s in _sounds(text[start]) if s in vocabulary.sounds], start + 1
        while heads and end < len(text):
            heads = [key for head in heads for s in _sounds(text[end]) if (key := f"{head}-{s}") in vocabulary.sounds]
            end += 1
            yield from (Alike(range(start, end), word) for head in heads for word in vocabulary.sounds[head])


def _is_slip(text: str, alike: Alike, words: Sequence[range], vocabulary: Vocabulary) -> bool:
    """Whole segments; at most half of the characters wrong, one of three; and what is wrong belongs to no word."""
    span = alike.span
    wrong = [i for i, meant in zip(span, alike.word, strict=True) if text[i] != meant]
    if len(wrong) > max(1, len(span) // 2) or not _whole(span, words) or any(text[i] in NUMERALS for i in wrong):
        return False
    loose = [i for i in span if _is_loose(text, words[i], vocabulary)]
    if not set(wrong) <= set(loose) or any(i in held for held in _held(text, span, vocabulary.words) for i in wrong):
        return False
    if len(span) < 5 and all(i in wrong or _is_function(text, i) for i in loose):
        return False  # 责任|只, 工作|不|离: words that stand by themselves, and a character beside them
    return len(span) > 3 or _is_short_slip(text, alike, wrong, words, vocabulary)


def _is_short_slip(text: str, alike: Alike, wrong: list[int], words: Sequence[range], vocabulary: Vocabulary) -> bool:
    """Two or three characters prove little: they must sound the same but for zh and z, and be part of nothing else."""
    span = alike.span
    checked = span if len(span) == 2 else wrong
    if any(len(words[i]) > 1 for i in wrong) or any(_is_function(text, i) for i in checked):
        return False
    if len(span) == 2 and any(text[i] == "则" and i not in wrong for i in span):
        return False
    if any(set(_initials(text[i])).isdisjoint(_initials(c)) for i, c in zip(span, alike.word, strict=True)):
        return False
    guessed = _segments(text, True)
    first = guessed[span.start].start
    if text[first : span.start] not in LEVELS or not _whole(range(first, span.stop), guessed):
        return False
    parts = [held for held in _held(text, span, vocabulary.known) if _whole(held, words)]
    return all(set(held) <= set(span) and set(held).isdisjoint(wrong) for held in parts)


def _held(text: str, span: range, known: frozenset[str]) -> Iterator[range]:
    """The known words that share a character with a stretch."""
    for start in range(max(0, span.start - 5), span.stop):
        for end in range(max(start + 2, span.start + 1), min(len(text), start + 6) + 1):
            if text[start:end] in known:
                yield range(start, end)


def _segments(text: str, guess: bool) -> list[range]:
    """For each place the segment it is in; `guess` also joins what looks like a name or a new word (王晋生)."""
    import rjieba

    out: list[range] = []
    for word in rjieba.cut(text, guess):
        out += [range(len(out), len(out) + len(word))] * len(word)
    return out


def _whole(span: range, segments: Sequence[range]) -> bool:
    return segments[span.start].start == span.start and segments[span.stop - 1].stop == span.stop


def _is_loose(text: str, segment: range, vocabulary: Vocabulary) -> bool:
    """Whether the segmenter left it over, or made a word of it that hardly anybody uses."""
    import rjieba

    typed = text[segment.start : segment.stop]
    return len(typed) == 1 or (len(typed) == 2 and typed not in vocabulary.known and rjieba.suggest_freq(typed) <= RARE)


def _is_function(text: str, at: int) -> bool:
    opens = at == 0 or not "\u4e00" <= text[at - 1] <= "\u9fff"
    return text[at] in FUNCTION and not (opens and text[at] in JOINING)


def _spelled(typed: str, vocabulary: Vocabulary) -> str:
    """The words that a run of letters spells from end to end, or the run itself."""
    letters = typed.replace(" ", "").lower()
    ways: list[set[str]] = [{""}]
    for end in range(1, len(letters) + 1):
        tails = ((start, vocabulary.spellings.get(letters[start:end])) for start in range(end) if ways[start])
        ways.append({head + tail for start, tail in tails if tail for head in ways[start]})
    return ways[-1].pop() if len(ways[-1]) == 1 else typed


@cache
def _table() -> dict[str, str]:
    """Readings by code point. Read as data: importing the package loads its phrases too, a third of a second."""
    spec = find_spec("pypinyin")
    if spec is None or spec.origin is None:
        raise BadInput("缺少 pypinyin：请运行 make install")
    table: dict[str, str] = json.loads((Path(spec.origin).parent / "pinyin_dict.json").read_text(encoding="utf-8"))
    return table


@cache
def _readings(character: str) -> tuple[str, ...]:
    """Without tones, ü as v: 履 -> lv."""
    listed = _table().get(str(ord(character)), "").split(",")[: 2 if character in POLYPHONES else 1]
    plain = (unicodedata.normalize("NFD", reading).replace("u\u0308", "v") for reading in listed if reading)
    return tuple(dict.fromkeys(re.sub("[^a-z]", "", reading) for reading in plain))


@cache
def _initials(character: str) -> tuple[str, ...]:
    """As heard where zh is z, ch c and sh s; and 佛 fo, the only one of its kind, is 否 fou."""
    return tuple(re.sub("^fo$", "fou", re.sub("^([zcs])h", r"\1", reading)) for reading in _readings(character))


@cache
def _sounds(character: str) -> tuple[str, ...]:
    """As heard where besides ang is an, eng en and ing in (but iang is not ian)."""
    return tuple(dict.fromkeys(re.sub("(?<!ian)(?<=[aei]n)g$", "", sound) for sound in _initials(character)))
