"""Retrieval measured on a benchmark in the BEIR layout: loading is strict, measures are the standard ones."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from eval.__main__ import main
from eval.beir import Benchmark, load_benchmark
from eval.retrieval import MEASURES, WAYS, evaluate, measure
from ingest.encoder import load_encoder
from ingest.model import BadInput

CORPUS = [
    ("a", "劳动合同法第十九条", "劳动合同期限三个月以上不满一年的，试用期不得超过一个月。"),
    (
        "b",
        "劳动合同法第八十二条",
        "用人单位自用工之日起超过一个月不满一年未与劳动者订立书面劳动合同的，应当每月支付二倍的工资。",
    ),
    (
        "c",
        "民法典第一千零七十七条",
        "自婚姻登记机关收到离婚登记申请之日起三十日内，任何一方不愿意离婚的，可以撤回离婚登记申请。",
    ),
    ("d", "民法典第七百零八条", "出租人应当按照约定将租赁物交付承租人。"),
    ("e", "消防法第十六条", "机关、团体、企业、事业等单位应当落实消防安全责任制。"),
]
QUERIES = [("1", "试用期最长多久"), ("2", "离婚登记申请能撤回吗"), ("3", "没人判断过的问题")]
QRELS = "query-id\tcorpus-id\tscore\n1\ta\t1\n1\te\t0\n2\tc\t2\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    out = {name: tmp_path / name for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")}
    rows = [{"_id": id, "title": title, "text": text} for id, title, text in CORPUS]
    asked = [{"_id": id, "text": text} for id, text in QUERIES]
    for path, lines in ((out["corpus.jsonl"], rows), (out["queries.jsonl"], asked)):
        path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n", encoding="utf-8")
    out["qrels.tsv"].write_text(QRELS, encoding="utf-8-sig")
    return out


def loaded(files: dict[str, Path]) -> Benchmark:
    return load_benchmark(*files.values())


def test_only_judged_queries_and_scores_above_zero_count(files: dict[str, Path]) -> None:
    found = loaded(files)
    assert found.ids == ("a", "b", "c", "d", "e")
    assert found.queries == dict(QUERIES[:2])
    assert found.relevant == {"1": {"a": 1}, "2": {"c": 2}}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", '{"_id": "a"}', r"corpus\.jsonl:1：应是 .+都是文字$"),
        ("corpus.jsonl", '{"_id": 1, "text": "甲"}', r"corpus\.jsonl:1：应是"),
        ("corpus.jsonl", "{", r"corpus\.jsonl:1：不是合法的 JSON"),
        ("corpus.jsonl", '{"_id":"a","text":"甲"}\n{"_id":"a","text":"乙"}', r"corpus\.jsonl:2：_id「a」出现过"),
        ("queries.jsonl", "[]", r"queries\.jsonl:1：应是"),
        ("qrels.tsv", "1\ta\t1\n", r"qrels\.tsv:1：第一行应是以制表符分隔的 query-id corpus-id score$"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n1\ta\n", r"qrels\.tsv:2：应是三栏"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n1\ta\tx\n", r"qrels\.tsv:2：应是三栏"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n9\ta\t1\n", r"qrels\.tsv:2：问题里没有 9$"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n1\tz\t1\n", r"qrels\.tsv:2：语料里没有 z$"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n1\ta\t0\n", r"没有一条判断的分数大于 0"),
    ],
)
def test_a_wrong_line_is_named(files: dict[str, Path], name: str, text: str, message: str) -> None:
    files[name].write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        loaded(files)


def test_measures_by_hand() -> None:
    relevant = {"1": {"a": 1, "b": 1}, "2": {"c": 1}, "3": {"d": 1}}
    benchmark = Benchmark((), (), (), dict.fromkeys(relevant, ""), relevant)
    run = {
        "1": {"x": 9.0, "a": 8.0, **{f"y{i}": 7.0 - i / 100 for i in range(9)}, "b": 1.0},  # b is the twelfth
        "2": {"c": 0.1},
        "3": {},
    }
    found = measure(benchmark, run)
    assert found["hit@1"] == pytest.approx(1 / 3)
    assert found["MRR@10"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert found["recall@5"] == found["recall@10"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert found["recall@20"] == found["recall@100"] == pytest.approx(2 / 3)
    assert tuple(found) == MEASURES


def test_ndcg_is_that_of_scikit_learn() -> None:
    draw = random.Random(7)
    names = [f"d{i}" for i in range(30)]
    for _ in range(20):
        relevant = dict.fromkeys(draw.sample(names, 4), 1)
        order = draw.sample(names, len(names))
        run = {"q": {name: 1.0 - i / 100 for i, name in enumerate(order)}}
        truth = np.array([[relevant.get(name, 0) for name in order]])
        expected = ndcg_score(truth, np.array([list(run["q"].values())]), k=10)
        found = measure(Benchmark((), (), (), {"q": ""}, {"q": relevant}), run)
        assert found["nDCG@10"] == pytest.approx(expected)


def test_every_way_finds_the_obvious_article(files: dict[str, Path]) -> None:
    figures = evaluate(loaded(files), load_encoder())
    assert tuple(figures.ways) == WAYS
    assert (figures.queries, figures.documents) == (2, 5)
    for way in WAYS:
        assert figures.ways[way]["hit@1"] == 1, way


def test_the_command(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["retrieval", *(f"--{path.stem}={path}" for path in files.values())]
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ways"]["reranked"]["MRR@10"] == 1
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["reranked", *["1.000"] * len(MEASURES)]
    files["qrels.tsv"].unlink()
    assert main(arguments) == 2
    assert capsys.readouterr().err.endswith("qrels.tsv：没有这个文件；请检查路径\n")
