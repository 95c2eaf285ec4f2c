"""Reads what the encoder is trained on.

In: a folder of law texts in Markdown, a folder in the BEIR layout (STARD). Out: articles, questions, judgements.
Not the project's parser: it finds lines that open with 第…条 and takes what follows, which is enough for training,
and so the trained model does not change whenever the real parser does.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ARTICLE = re.compile(r"^第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?[ \u3000]+")
HEADING = re.compile(r"^(#{2,4})\s+(?:第[零〇一二三四五六七八九十百]+[编章节]\s*)?(.*)$")
INFO_END = "<!-- INFO END -->"


@dataclass(frozen=True)
class Article:
    """One article; `law` is the number of its file, `heading` the chapter and section titles without their numbers."""

    law: int
    title: str
    heading: str
    text: str


@dataclass(frozen=True)
class Stard:
    """`corpus` id -> (title, text); `questions` id -> text; `relevant` question id -> ids of the articles that answer."""

    corpus: dict[str, tuple[str, str]]
    questions: dict[str, str]
    relevant: dict[str, frozenset[str]]

    def only(self, questions: list[str]) -> "Stard":
        """The same corpus with these questions alone."""
        return Stard(
            self.corpus,
            {key: self.questions[key] for key in questions},
            {key: self.relevant[key] for key in questions},
        )


def read_laws(folder: Path) -> list[Article]:
    """All distinct articles below `folder`, in the order of their paths; of equal texts the first is kept.

    Many laws are held in several versions that share most articles: as negatives of each other they would teach
    the model to push the right answer away.
    """
    seen: set[str] = set()
    articles = []
    for number, path in enumerate(sorted(folder.rglob("*.md"))):
        for article in split_law(number, path.read_text(encoding="utf-8")):
            if article.text not in seen:
                seen.add(article.text)
                articles.append(article)
    return articles


def split_law(number: int, source: str) -> Iterator[Article]:
    """The articles of one law file; a file without articles yields none."""
    head, _, body = source.partition(INFO_END)
    title = " ".join(line.lstrip("# ").strip() for line in head.splitlines() if line.startswith("#"))
    headings: dict[int, str] = {}
    heading, lines = "", list[str]()
    for line in [*body.splitlines(), "## "]:
        opened, headed = ARTICLE.match(line), HEADING.match(line)
        if (opened or headed) and lines:
            yield Article(number, title, heading, "\n".join(lines))
            lines = []
        if headed:
            level = len(headed[1])
            headings = {key: value for key, value in headings.items() if key < level} | {level: headed[2].strip()}
            heading = " ".join(headings.values())
        elif opened:
            lines = [line[opened.end() :].strip()]
        elif lines and line.strip():
            lines.append(line.strip())


def read_stard(folder: Path) -> Stard:
    """Corpus, training questions and training judgements of STARD."""
    corpus = {row["_id"]: (row["title"], row["text"]) for row in _rows(folder / "corpus.jsonl")}
    questions = {row["_id"]: row["text"] for row in _rows(folder / "queries.train.jsonl")}
    relevant: dict[str, set[str]] = {}
    for line in (folder / "qrels.train.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, document, score = line.split("\t")
        if int(score) > 0:
            relevant.setdefault(question, set()).add(document)
    answered = {key: text for key, text in questions.items() if key in relevant}
    return Stard(corpus, answered, {key: frozenset(relevant[key]) for key in answered})


@dataclass(frozen=True)
class LayQuestions:
    """`texts[i]` is a question that the articles with the keys `answers[i]` answer."""

    texts: list[str]
    answers: list[list[str]]


def read_lay(folder: Path) -> LayQuestions:
    """The lay questions of every .jsonl in `folder`: {"law", "article", "key", "questions"} a line."""
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in _rows(path)]
    pairs = [(question, [row["key"]]) for row in rows for question in row["questions"]]
    return LayQuestions([question for question, _ in pairs], [keys for _, keys in pairs])


def folds(stard: Stard, count: int, seed: int) -> list[tuple[Stard, Stard]]:
    """`count` times (for training, kept out); every question is kept out once."""
    keys = sorted(stard.questions, key=int)
    random.Random(seed).shuffle(keys)
    parts = [sorted(keys[i::count], key=int) for i in range(count)]
    return [(stard.only([k for k in keys if k not in set(part)]), stard.only(part)) for part in parts]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
