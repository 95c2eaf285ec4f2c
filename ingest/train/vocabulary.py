"""Builds the tokenizer: texts in, a `tokenizers` WordPiece out whose pieces are whole Chinese words.

WordPiece with an empty continuation prefix is longest-match segmentation, so the saved tokenizer.json segments Chinese
with no other package; rjieba is needed only here, to count which words are worth a row of the matrix.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
WORD = re.compile(r"[㐀-鿿a-z0-9]+")
NUMERAL = "[零〇一二三四五六七八九十百千]"
# 第十九条 says where a rule stands and not what it says; numbers are read by the lookup, not by the encoder.
ARTICLE_NUMBER = re.compile(f"第?{NUMERAL}+[条章节款项编]|第{NUMERAL}+|{NUMERAL}{{2,}}")
LONGEST_WORD = 8
# Longest match tries every end of a run: its cost grows with the square, and a page without punctuation is one run.
LONGEST_RUN = 48
RARE_CHARACTER = 3


def fold(text: str) -> str:
    """What the tokenizer's normaliser does before it looks words up, for counting the same words."""
    return unicodedata.normalize("NFKC", text).lower()


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word and each character occurs."""
    counts: Counter[str] = Counter()
    for text in texts:
        folded = fold(text)
        counts.update(word for word in rjieba.cut(folded) if len(word) > 1 and WORD.fullmatch(word))
        counts.update(character for character in folded if WORD.fullmatch(character))
    return counts


def choose_words(counts: Counter[str], size: int) -> list[str]:
    """`size` pieces: the unknown one, every character that is not rare, then the most frequent words.

    Every piece of a word must be in the list as a character too: longest match gives up a whole run at a dead end.
    """
    always = set("abcdefghijklmnopqrstuvwxyz0123456789")
    characters = sorted(always | {key for key, n in counts.items() if len(key) == 1 and n >= RARE_CHARACTER})
    known = set(characters)
    words = [
        word
        for word in sorted(counts, key=lambda key: (-counts[key], key))
        if 1 < len(word) <= LONGEST_WORD and known.issuperset(word) and not ARTICLE_NUMBER.fullmatch(word)
    ]
    return [UNKNOWN, *characters, *words][:size]


def build_tokenizer(words: list[str]) -> Tokenizer:
    """The tokenizer over these pieces. Punctuation and characters that are no piece separate words and leave no token.

    A mean of vectors learns nothing from punctuation; and one unknown character would turn the whole run that holds it
    into a single unknown token, so none may reach the lookup.
    """
    characters = "".join(word for word in words if len(word) == 1)
    tokenizer = Tokenizer(
        models.WordPiece(
            {word: index for index, word in enumerate(words)},
            unk_token=UNKNOWN,
            max_input_chars_per_word=LONGEST_RUN,
            continuing_subword_prefix="",
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(f"[^{characters}]+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.FixedLength(LONGEST_RUN)]
    )
    return tokenizer
