"""One training run from start to finish: settings in, the model folder, its record and its card out, progress printed.

Two stages. First law texts and the lay questions written for them, which takes most of the time; then, at a lower rate,
the questions of STARD and the cases of the five documents as well. The second stage alone is repeated for every fold, so
that cross-validation costs minutes: the first stage has seen no question of STARD.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from ingest.asked import AskedRows
from ingest.encoder import weights_digest
from ingest.rerank import Reranker, laws_of
from ingest.train.asked import what_is_asked, write_asked
from ingest.train.cases import Cases, read_cases
from ingest.train.evaluate import Measures, encode, evaluate_cases, measure
from ingest.train.export import Record, load, save, write_card, write_reranker
from ingest.train.fit import Fit, Matrix, fit
from ingest.train.pairs import Mix, Passage, Question, Sampler, stard_questions, to_passages, to_questions
from ingest.train.rerank import collect, learn, measure_reranked, write_words
from ingest.train.settings import Settings
from ingest.train.texts import Article, LayQuestions, Stard, folds, read_laws, read_lay, read_stard
from ingest.train.vocabulary import build_tokenizer, choose_words, count_words

# People ask in words that laws do not use (怎样, 咋办): a word of the questions counts as often as this many in the laws.
QUESTION_WEIGHT = 3
STEPS_BETWEEN_LINES = 100
Say = Callable[[str], None]


@dataclass(frozen=True)
class Data:
    """All that is trained on, and the passages in one list: `rows` tells where the text of a key stands."""

    stard: Stard
    cases: Cases
    tokenizer: Tokenizer
    passages: list[Passage]
    rows: dict[str, int]
    lay: list[Question]
    lay_texts: LayQuestions


def run(settings: Settings) -> None:
    """Trains, cross-validates, writes the model, measures, and writes the record and the card with what was measured."""
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if settings.threads > 1 else "false"
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    started = time.monotonic()
    data = _read(settings)
    _say(
        f"词表 {data.tokenizer.get_vocab_size()} 词，切分 {len(data.passages)} 条（{time.monotonic() - started:.0f} 秒）"
    )
    base = _stage(settings, data, None, None, "第一阶段")
    with tempfile.TemporaryDirectory() as folder:
        checked = cross_validate(settings, data, base, Path(folder)) if settings.folds else None
    final = _stage(settings, data, base, data.stard, "第二阶段")
    save(settings.out, data.tokenizer, final)
    known = what_is_asked(load(settings.out), data.stard, data.lay_texts, weights_digest(str(settings.out)))
    write_asked(settings.out.with_name("asked.npz"), known)
    record = _record(settings, data, checked, (time.monotonic() - started) / 60)
    if checked:
        write_reranker(settings.out.with_name("reranker.json"), checked.reranker, record)
    (settings.out / "training.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    write_card(settings.out, record)
    _say(f"已写入 {settings.out}，用时 {record['minutes']} 分钟")


def _read(settings: Settings) -> Data:
    articles, stard, lay = read_laws(settings.laws), read_stard(settings.stard), read_lay(settings.questions)
    cases = read_cases(settings.cases)
    _say(
        f"读入 {len(articles)} 条法条、{len(lay.texts)} 个生活问题、STARD {len(stard.questions)} 个、"
        f"五份文件的用例 {len(cases.questions)} 个（另留出 {len(cases.kept)} 个）"
    )
    tokenizer = _tokenizer(articles, lay, settings.vocabulary)
    passages = to_passages(tokenizer, [*articles, *cases.articles])
    rows: dict[str, int] = {}
    for row, passage in enumerate(passages):
        rows.setdefault(passage.key, row)
    return Data(stard, cases, tokenizer, passages, rows, to_questions(tokenizer, lay.texts, lay.answers, rows), lay)


def _tokenizer(articles: list[Article], lay: LayQuestions, size: int) -> Tokenizer:
    counts = count_words(f"{article.title} {article.heading}\n{article.text}" for article in articles)
    counts += count_words(lay.texts * QUESTION_WEIGHT)
    return build_tokenizer(choose_words(counts, size))


def _stage(settings: Settings, data: Data, start: Matrix | None, stard: Stard | None, label: str) -> Matrix:
    """Word vectors from noise without STARD, or from `start` with its questions and the cases."""
    asked: list[Question] = []
    if stard is not None:
        asked = stard_questions(data.tokenizer, stard, data.rows)
        asked += to_questions(data.tokenizer, data.cases.questions, data.cases.answers, data.rows)
    steps = settings.steps if stard is None else settings.tuning_steps
    mix = Mix(size=settings.batch, asked=0 if stard is None else Mix.asked)
    sampler = Sampler(data.passages, data.lay, asked, mix, settings.seed)
    rate = settings.rate if stard is None else settings.tuning_rate
    words = data.tokenizer.get_vocab_size()
    how = Fit(words, settings.dimension, steps, settings.seed, rate=rate, device=settings.device)
    begun, losses = time.monotonic(), list[float]()

    def report(step: int, loss: float) -> None:
        losses.append(loss)
        if step % STEPS_BETWEEN_LINES == 0 or step == steps:
            recent = losses[-STEPS_BETWEEN_LINES:]
            left = (time.monotonic() - begun) / step * (steps - step) / 60
            _say(f"{label} {step}/{steps} 步，损失 {sum(recent) / len(recent):.3f}，约剩 {left:.1f} 分钟")

    return fit(sampler.endless(), how, report, start)


@dataclass(frozen=True)
class Checked:
    """Cross-validation: what the encoder alone and the reranker reach on each part, and the reranker learnt on all parts."""

    dense: list[Measures]
    reranked: list[Measures]
    reranker: Reranker


def cross_validate(settings: Settings, data: Data, base: Matrix, folder: Path) -> Checked:
    """The second stage for every part without its questions; then the reranker, for every part from the others."""
    corpus = data.stard.corpus
    shown = [f"{title} {text}" for title, text in corpus.values()]
    lexical = write_words(folder / "lexical", shown)
    laws = laws_of([title for title, _ in corpus.values()])
    rows = {key: row for row, key in enumerate(corpus)}
    dense, asked = [], []
    for training, kept in folds(data.stard, settings.folds, settings.seed):
        save(folder / "model", data.tokenizer, _stage(settings, data, base, training, "交叉验证"))
        model = load(folder / "model")
        answers = [np.array(sorted(rows[key] for key in kept.relevant[question])) for question in kept.questions]
        matrix, vectors = encode(model, shown), encode(model, list(kept.questions.values()))
        dense.append(measure(vectors, matrix, answers))
        known = what_is_asked(model, training, data.lay_texts)
        rows_known = AskedRows(known, known.places([text for _, text in corpus.values()]))
        asked.append(collect(list(kept.questions.values()), vectors, answers, matrix, lexical, laws, rows_known))
        _say(f"留出 {len(answers)} 个：{dense[-1]}")
    reranked = []
    for i, part in enumerate(asked):
        learnt = learn([one for j, other in enumerate(asked) if j != i for one in other], settings.seed)
        reranked.append(measure_reranked(learnt, part, len(shown)))
        _say(f"重排：{reranked[-1]}")
    return Checked(dense, reranked, learn([one for part in asked for one in part], settings.seed))


def _record(settings: Settings, data: Data, checked: Checked | None, minutes: float) -> Record:
    """Inputs by digest, settings, software and figures: what it takes to do it again and to compare."""
    paths = {name: getattr(settings, name) for name in ("laws", "stard", "questions", "cases")}
    model = load(settings.out)
    return {
        "settings": {k: str(v) if isinstance(v, Path) else v for k, v in asdict(settings).items()},
        "data": {name: folder_digest(path) for name, path in paths.items()},
        "counts": {
            "articles": len(data.passages), "lay_questions": len(data.lay), "stard_questions": len(data.stard.questions),
            "case_questions": len(data.cases.questions),
        },
        "software": {"torch": torch.__version__.partition("+")[0]},
        "minutes": round(minutes),
        "cross_validation": {
            "dense": [asdict(m) for m in checked.dense] if checked else [],
            "reranked": [asdict(m) for m in checked.reranked] if checked else [],
        },
        "five_documents": asdict(evaluate_cases(model, data.cases)),
    }  # fmt: skip


def folder_digest(folder: Path) -> str:
    """sha256 over the names and contents of all files below a folder."""
    sha = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        sha.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return sha.hexdigest()


def _say(message: str) -> None:
    print(message, flush=True)
