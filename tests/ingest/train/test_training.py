"""The trainer over small synthetic articles: what a batch holds, what folds keep out, what a fit changes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ingest.__main__ import main
from ingest.asked import nothing_asked
from ingest.fold import text_key
from ingest.rerank import FEATURES, Candidates
from ingest.train.asked import what_is_asked
from ingest.train.fit import Fit, fit
from ingest.train.pairs import Mix, Sampler, stard_questions, to_passages, to_questions
from ingest.train.rerank import Answered, learn, measure_reranked
from ingest.train.texts import Article, LayQuestions, Stard, folds, read_lay
from ingest.train.vocabulary import build_tokenizer, choose_words, count_words

TEXTS = [f"{what}应当{how}；违反的，由{who}处理。" for what, how, who in zip(
    ("合同", "工资", "房屋", "婚姻", "遗嘱", "商标"), ("履行", "支付", "登记", "自愿", "见证", "注册"),
    ("法院", "人社局", "登记机构", "民政局", "公证处", "商标局"), strict=True,
)]  # fmt: skip
ARTICLES = [Article(i // 3, f"第{i // 3}法", "总则", text) for i, text in enumerate(TEXTS)]
TOKENIZER = build_tokenizer(choose_words(count_words(TEXTS * 3), 400))
PASSAGES = to_passages(TOKENIZER, ARTICLES)
ROWS = {passage.key: row for row, passage in enumerate(PASSAGES)}
LAY = to_questions(TOKENIZER, ["工资不给", "房屋怎么登记", "工资拖欠"], [[text_key(TEXTS[i])] for i in (1, 2, 1)], ROWS)
STARD = Stard(
    {str(i): (f"法第{i}条", text) for i, text in enumerate(TEXTS)},
    {str(i): f"{text[:4]}吗" for i, text in enumerate(TEXTS)},
    {str(i): frozenset({str(i), str((i + 1) % 6)}) for i in range(6)},
)


def sampler(seed: int = 1, **mix: float) -> Sampler:
    asked = stard_questions(TOKENIZER, STARD, ROWS)
    return Sampler(PASSAGES, LAY, asked, Mix(size=16, neighbours=2, near=3, **mix), seed)  # type: ignore[arg-type]


def test_questions_stand_in_the_order_of_their_articles() -> None:
    assert [question.answers for question in LAY] == [[1], [1], [2]]
    assert to_questions(TOKENIZER, ["工资"], [["not held"]], ROWS) == []


def test_what_answers_a_query_is_no_negative_of_it() -> None:
    for seed in range(20):
        batch = sampler(seed, drop=0.0, named=0.0).draw()
        size = len(batch.queries)
        assert batch.same.shape == (size, size)
        assert not batch.same.diagonal().any()
        for i in range(size):
            for j in range(size):
                if i != j and np.array_equal(batch.passages[i], batch.passages[j]):
                    assert batch.same[i, j]


def test_the_same_seed_draws_the_same_batches() -> None:
    one, two, other = sampler(3).draw(), sampler(3).draw(), sampler(4).draw()
    assert all(np.array_equal(a, b) for a, b in zip(one.queries, two.queries, strict=True))
    same_length = len(one.queries) == len(other.queries)
    assert not same_length or any(not np.array_equal(a, b) for a, b in zip(one.queries, other.queries, strict=True))


def test_every_question_is_kept_out_once() -> None:
    parts = folds(STARD, 3, 7)
    kept = [question for _, part in parts for question in part.questions]
    assert sorted(kept) == sorted(STARD.questions)
    for training, part in parts:
        assert not set(training.questions) & set(part.questions)
        assert set(training.questions) | set(part.questions) == set(STARD.questions)
        assert training.relevant.keys() == training.questions.keys()


def test_a_fit_lowers_the_loss_and_leaves_its_start_as_it_was() -> None:
    """It once trained the array it was given: each fold of a cross-validation began where the one before had ended."""
    losses: list[float] = []
    how = Fit(TOKENIZER.get_vocab_size(), 8, 30, 1)
    start = fit(sampler(1).endless(), how, lambda step, loss: losses.append(loss))
    assert losses[-1] < losses[0]
    before = start.copy()
    tuned = fit(sampler(2).endless(), how, lambda step, loss: None, start)
    assert np.array_equal(start, before)
    assert not np.array_equal(tuned, before)


def test_the_reranker_learns_which_feature_tells() -> None:
    draw = np.random.default_rng(7)
    asked = []
    for _ in range(40):
        features = draw.random((8, len(FEATURES)), dtype=np.float32)
        features[3, 0] += 2
        asked.append(Answered(Candidates(np.arange(8), features), np.array([3])))
    reranker = learn(asked, 7)
    assert int(np.abs(reranker.weights).argmax()) == 0
    found = measure_reranked(reranker, asked, 10)
    assert (found.questions, found.recall100) == (40, 1)
    assert found.mrr10 > 0.95
    assert len(nothing_asked(3, 2).rows) == 0


class Two:
    """A model whose vectors are east for what names 工资 and north for all else."""

    def encode(self, texts: list[str], **_: object) -> np.ndarray:
        return np.array([[1, 0] if "工资" in text else [0, 1] for text in texts], dtype=np.float32)


def test_what_is_asked_is_the_mean_of_the_questions_and_their_number() -> None:
    lay = LayQuestions(["工资不给", "怎么办"], [[text_key(TEXTS[1])], [text_key(TEXTS[1])]])
    known = what_is_asked(Two(), STARD.only([]), lay)  # type: ignore[arg-type]
    assert list(known.keys) == [text_key(TEXTS[1])]
    assert known.vectors[0] == pytest.approx([0.5**0.5, 0.5**0.5])
    assert known.counts.tolist() == [[0, 2]]
    both = what_is_asked(Two(), STARD, lay)  # type: ignore[arg-type]
    assert both.counts[both.keys[text_key(TEXTS[1])]].tolist() == [2, 2]


def test_lay_questions_are_read_with_their_keys(tmp_path: Path) -> None:
    rows = [{"law": "甲法", "article": "第一条", "key": "k1", "questions": ["甲？", "乙？"]}]
    (tmp_path / "甲法.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert read_lay(tmp_path) == LayQuestions(["甲？", "乙？"], [["k1"], ["k1"]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--laws", "nowhere"], "找不到 --laws 指定的文件夹“nowhere”"),
        (["--steps", "0"], "--steps 应是正数，现在是 0"),
        (["--folds", "1"], "--folds 应是 0 或不小于 2 的整数，现在是 1"),
        (["--out", "tests"], "--out 指定的“tests”已存在，又不是模型文件夹"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [f"--{name}={tmp_path}" for name in ("laws", "stard", "questions", "cases")]
    assert main(["train", *folders, *arguments]) == 2
    assert message in capsys.readouterr().err
