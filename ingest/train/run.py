"""One training run from start to finish: settings in, the model folder and its card out, progress printed."""

import os
import time
from pathlib import Path
from string import Template

import torch
from tokenizers import Tokenizer

from ingest.train.evaluate import Measures, evaluate
from ingest.train.export import folder_bytes, load, save
from ingest.train.fit import Fit, fit
from ingest.train.pairs import Mix, Sampler, to_passages, to_questions
from ingest.train.settings import Settings
from ingest.train.texts import Article, Stard, hold_out, read_laws, read_stard
from ingest.train.vocabulary import build_tokenizer, choose_words, count_words

CARD = Path(__file__).with_name("card.md")
# People ask in words that laws do not use (怎样, 咋办): a word of the questions counts as often as this many in the laws.
QUESTION_WEIGHT = 3
STEPS_BETWEEN_LINES = 100


def run(settings: Settings) -> None:
    """Trains, writes, measures on the questions kept out, and writes the card with what was measured."""
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if settings.threads > 1 else "false"
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    started = time.monotonic()
    articles = read_laws(settings.laws)
    training, kept = hold_out(read_stard(settings.stard), settings.seed)
    print(
        f"读入 {len(articles)} 条法条、{len(training.questions)} 个训练问题，留出 {len(kept.questions)} 个问题",
        flush=True,
    )
    tokenizer = _tokenizer(articles, training, settings.vocabulary)
    print(f"词表 {tokenizer.get_vocab_size()} 词（{time.monotonic() - started:.0f} 秒）", flush=True)
    _train(settings, tokenizer, articles, training)
    model = load(settings.out)
    titled, plain = evaluate(model, kept), evaluate(model, kept, titled=False)
    minutes = (time.monotonic() - started) / 60
    (settings.out / "README.md").write_text(_card(settings, len(articles), titled, plain, minutes), encoding="utf-8")
    print(f"留出问题：{_line(titled)}；只用正文：{_line(plain)}")
    print(f"已写入 {settings.out}，{folder_bytes(settings.out)} 字节，用时 {minutes:.1f} 分钟")


def _tokenizer(articles: list[Article], training: Stard, size: int) -> Tokenizer:
    counts = count_words(f"{article.title} {article.heading}\n{article.text}" for article in articles)
    counts += count_words(list(training.questions.values()) * QUESTION_WEIGHT)
    return build_tokenizer(choose_words(counts, size))


def _train(settings: Settings, tokenizer: Tokenizer, articles: list[Article], training: Stard) -> None:
    """Everything between the tokenizer and the written folder."""
    passages = to_passages(tokenizer, articles)
    questions, answers = to_questions(tokenizer, training)
    print(f"已切分 {len(passages)} 条，开始训练", flush=True)
    sampler = Sampler(passages, questions, answers, Mix(size=settings.batch), settings.seed)
    losses: list[float] = []
    begun = time.monotonic()

    def report(step: int, loss: float) -> None:
        losses.append(loss)
        if step % STEPS_BETWEEN_LINES == 0 or step == settings.steps:
            recent = losses[-STEPS_BETWEEN_LINES:]
            left = (time.monotonic() - begun) / step * (settings.steps - step) / 60
            mean = sum(recent) / len(recent)
            print(f"第 {step}/{settings.steps} 步，损失 {mean:.3f}，约剩 {left:.1f} 分钟", flush=True)

    how = Fit(tokenizer.get_vocab_size(), settings.dimension, settings.steps, settings.seed, device=settings.device)
    save(settings.out, tokenizer, fit(sampler.endless(), how, report))


def _line(measures: Measures) -> str:
    return f"MRR@10 {measures.mrr10:.3f}，recall@10 {measures.recall10:.3f}，recall@100 {measures.recall100:.3f}"


def _card(settings: Settings, articles: int, titled: Measures, plain: Measures, minutes: float) -> str:
    """The model card; a placeholder without a value raises."""
    options = ("dimension", "vocabulary", "steps", "batch", "seed", "device", "threads")
    return Template(CARD.read_text(encoding="utf-8")).substitute(
        vars(settings),
        command=" ".join(
            ["python -m ingest.train --laws ../shared/laws --stard ../shared/stard --out data/models/anze-static"]
            + [f"--{option} {getattr(settings, option)}" for option in options]
        ),
        articles=articles,
        kept=titled.questions,
        minutes=f"{minutes:.0f}",
        megabytes=f"{folder_bytes(settings.out) / 1e6:.1f}",
        versions=f"torch {torch.__version__.partition('+')[0]}",
        **{
            f"{name}_{key}": f"{value:.3f}"
            for name, m in (("titled", titled), ("plain", plain))
            for key, value in vars(m).items()
            if key != "questions"
        },
    )
