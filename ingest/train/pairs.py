"""Draws training pairs: tokenised articles and questions in, batches of (query, passage) token lists out.

Five kinds: a sentence and its article; a clause and its article without that clause; title and heading and an article
under them; a lay question written for an article; a question of the STARD training set and an article that answers it.
All text is tokenised once; a batch is slices of integer arrays.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from ingest.fold import text_key
from ingest.train.texts import Article, Stard

Ids = npt.NDArray[np.int64]
CLAUSE = re.compile(r"[^，,；;。：:！？!?\n]+[，,；;。：:！？!?\n]*")
SENTENCE_END = re.compile(r"[；;。！？!?\n]")


@dataclass(frozen=True)
class Passage:
    """One article, tokenised: its clauses, which sentence each belongs to, and its title and heading."""

    law: int
    key: str
    name: Ids
    clauses: list[Ids]
    sentences: list[int]


@dataclass(frozen=True)
class Question:
    """A question and its answers, each a row of the passages."""

    tokens: Ids
    answers: list[int]


@dataclass(frozen=True)
class Mix:
    """How a batch is made up. `neighbours` articles of one law stand in it together, so that the model must tell
    articles of one law apart: in use, the wrong answers come from the same few texts as the right one. `lay` and
    `asked` are the shares of written and of STARD questions; the lay ones too come in runs from one law."""

    size: int = 1024
    lay: float = 3 / 8
    asked: float = 1 / 8
    grouped: float = 1 / 4
    neighbours: int = 8
    near: int = 60
    drop: float = 0.35
    named: float = 0.5


@dataclass(frozen=True)
class Batch:
    """`queries[i]` belongs to `passages[i]`; where `same[i, j]`, passage j also answers query i and is no negative."""

    queries: list[Ids]
    passages: list[Ids]
    same: npt.NDArray[np.bool_]


def tokenise(tokenizer: Tokenizer, texts: list[str]) -> list[Ids]:
    """One array of token ids for each text."""
    found: list[Ids] = []
    for start in range(0, len(texts), 20_000):
        block = tokenizer.encode_batch_fast(texts[start : start + 20_000], add_special_tokens=False)
        found.extend(np.array(encoding.ids, dtype=np.int64) for encoding in block)
    return found


def to_passages(tokenizer: Tokenizer, articles: Sequence[Article]) -> list[Passage]:
    """The articles, cut into clauses and tokenised; those without a token are left out."""
    pieces = [CLAUSE.findall(article.text) for article in articles]
    clauses = iter(tokenise(tokenizer, [piece for row in pieces for piece in row]))
    names = tokenise(tokenizer, [f"{article.title} {article.heading}" for article in articles])
    passages = []
    for article, row, name in zip(articles, pieces, names, strict=True):
        sentence, kept, sentences = 0, [], []
        for piece in row:
            ids = next(clauses)
            if ids.size:
                kept.append(ids)
                sentences.append(sentence)
            sentence += bool(SENTENCE_END.search(piece))
        if kept:
            passages.append(Passage(article.law, text_key(article.text), name, kept, sentences))
    return passages


def to_questions(
    tokenizer: Tokenizer, texts: Sequence[str], answers: Sequence[Iterable[str]], rows: Mapping[str, int]
) -> list[Question]:
    """The questions, in the order of the articles that answer them; `answers` are keys of texts, `rows` where those stand."""
    found = [
        Question(ids, known)
        for ids, keys in zip(tokenise(tokenizer, list(texts)), answers, strict=True)
        if ids.size and (known := sorted({rows[key] for key in keys if key in rows}))
    ]
    return sorted(found, key=lambda question: question.answers)


def stard_questions(tokenizer: Tokenizer, stard: Stard, rows: Mapping[str, int]) -> list[Question]:
    """The questions of STARD over the same passages."""
    answers = [[text_key(stard.corpus[key][1]) for key in stard.relevant[question]] for question in stard.questions]
    return to_questions(tokenizer, list(stard.questions.values()), answers, rows)


class Sampler:
    """Draws batches; the same seed draws the same ones."""

    def __init__(
        self, passages: list[Passage], lay: list[Question], asked: list[Question], mix: Mix, seed: int
    ) -> None:
        self.passages, self.lay, self.asked, self.mix = passages, lay, asked, mix
        self.random = np.random.default_rng(seed)
        laws = np.array([passage.law for passage in passages])
        self.starts = np.flatnonzero(np.diff(laws, prepend=-1))
        self.ends = np.append(self.starts[1:], len(laws))

    def endless(self) -> Iterator[Batch]:
        """One batch after another."""
        while True:
            yield self.draw()

    def draw(self) -> Batch:
        """One batch of about `mix.size` pairs."""
        size = self.mix.size
        chosen = [*self._lay(round(size * self.mix.lay)), *self._asked(round(size * self.mix.asked))]
        together = round(size * self.mix.grouped)
        rows = np.unique(np.concatenate([self._neighbours(together), self._anywhere(size - len(chosen) - together)]))
        pairs = [self._law_pair(self.passages[row]) for row in rows]
        targets = [int(row) for row in rows] + [int(self.random.choice(q.answers)) for q in chosen]
        pairs += [
            (q.tokens, self._shown(self.passages[row])) for q, row in zip(chosen, targets[len(rows) :], strict=True)
        ]
        drawn = np.array(targets)
        same = drawn[:, None] == drawn[None, :]
        for position, question in enumerate(chosen, start=len(rows)):
            same[position] = np.isin(drawn, question.answers)
        np.fill_diagonal(same, False)
        return Batch([self._thin(query) for query, _ in pairs], [self._thin(passage) for _, passage in pairs], same)

    def _asked(self, count: int) -> list[Question]:
        count = min(count, len(self.asked))
        return [self.asked[i] for i in self.random.choice(len(self.asked), count, replace=False)] if count else []

    def _lay(self, count: int) -> list[Question]:
        """Lay questions in runs of `mix.neighbours`, each run from `mix.near` that follow one another."""
        if not self.lay:
            return []
        near = min(self.mix.near, len(self.lay))
        starts = self.random.integers(len(self.lay) - near + 1, size=count // self.mix.neighbours)
        drawn = [start + self.random.choice(near, min(self.mix.neighbours, near), replace=False) for start in starts]
        return [self.lay[i] for i in np.unique(np.concatenate(drawn))] if drawn else []

    def _anywhere(self, count: int) -> Ids:
        return self.random.integers(len(self.passages), size=count)

    def _neighbours(self, count: int) -> Ids:
        """Articles in runs of `mix.neighbours` from one law; a law is drawn as often as it has articles."""
        groups = count // self.mix.neighbours if self.mix.neighbours else 0
        laws = np.searchsorted(self.starts, self._anywhere(groups), side="right") - 1
        drawn = [self.random.integers(self.starts[law], self.ends[law], size=self.mix.neighbours) for law in laws]
        return np.concatenate([np.zeros(0, dtype=np.int64), *drawn])

    def _law_pair(self, passage: Passage) -> tuple[Ids, Ids]:
        kind = self.random.random()
        count = len(passage.clauses)
        if kind < 0.4 and passage.sentences[-1] > passage.sentences[0]:
            sentence = passage.sentences[self.random.integers(count)]
            return _join(passage.clauses[at] for at in range(count) if passage.sentences[at] == sentence), self._shown(
                passage
            )
        if kind < 0.85 and count > 1:
            cut = int(self.random.integers(count))
            return passage.clauses[cut], self._shown(passage, without=cut)
        return passage.name, _join(passage.clauses)

    def _shown(self, passage: Passage, without: int = -1) -> Ids:
        """The article, half of the time under its title: the index has both kinds of text."""
        body = [clause for at, clause in enumerate(passage.clauses) if at != without]
        return _join([passage.name, *body] if self.random.random() < self.mix.named else body)

    def _thin(self, ids: Ids) -> Ids:
        """Some tokens dropped at random, so that no pair can be told by one shared word."""
        kept = ids[self.random.random(ids.size) >= self.mix.drop]
        return kept if kept.size else ids


def _join(parts: Iterable[Ids]) -> Ids:
    return np.concatenate(list(parts))
