"""The shipped encoder: the light reader gives what sentence-transformers gives, and a broken model is one sentence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ingest.encoder import SHIPPED, Encoder, StaticEncoder, TransformerEncoder, load_encoder, weights_digest
from ingest.model import BadInput

TEXTS = [
    "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的；",
    "第三条 各级党政主要负责人是本地区安全生产第一责任人",
    "安全",
    "",
    " \n\t　",
    "GDP 2019 ⅷ ㈠ 🙂 ᠮᠣᠩᠭᠣᠯ",
    "安全生产责任制" * 2000,
    "a" * 3000,
]


@pytest.fixture(scope="module")
def light() -> Encoder:
    return load_encoder("")


@pytest.fixture(scope="module")
def whole() -> Encoder:
    return TransformerEncoder(str(SHIPPED))


def test_which_reader_is_taken(light: Encoder, whole: Encoder) -> None:
    assert type(light) is StaticEncoder
    assert type(whole) is TransformerEncoder
    assert (light.name, light.digest, light.dimension) == (whole.name, whole.digest, whole.dimension)
    assert (light.name, light.digest) == ("anze-static", weights_digest(str(SHIPPED)))


def test_both_readers_give_the_same_bits(light: Encoder, whole: Encoder) -> None:
    found, expected = light.encode(TEXTS), whole.encode(TEXTS)
    assert found.dtype == expected.dtype == np.float32
    assert found.shape == expected.shape == (len(TEXTS), light.dimension)
    for row, text in enumerate(TEXTS):
        assert np.array_equal(found[row], expected[row]), text[:20]


def test_sentence_transformers_itself_gives_them_to_the_last_digit(light: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(SHIPPED), device="cpu").float()
    texts = [text for text in TEXTS if text.strip()]
    assert np.allclose(model.encode(texts), light.encode(texts), atol=1e-7, rtol=0)


@pytest.mark.parametrize("reader", ["light", "whole"])
def test_length_is_one_or_nothing(reader: str, request: pytest.FixtureRequest) -> None:
    encoder: Encoder = request.getfixturevalue(reader)
    lengths = np.linalg.norm(encoder.encode(TEXTS), axis=1)
    assert lengths[[3, 4]].tolist() == [0, 0]  # without a token there is no direction
    assert np.allclose(lengths[[0, 1, 2, 6]], 1, atol=1e-6)
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_does_not_depend_on_its_company(light: Encoder, whole: Encoder) -> None:
    for encoder in (light, whole):
        together = encoder.encode(TEXTS)
        assert np.array_equal(together[[2]], encoder.encode([TEXTS[2]]))


def test_near_in_meaning_is_near(light: Encoder) -> None:
    late, hidden, food = light.encode(["迟报生产安全事故", "瞒报安全生产事故", "食品添加剂使用标准"])
    assert late @ hidden > 0.3 > late @ food


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "copy"))


def test_digest_is_of_the_weights_and_the_tokenizer(copy: Path, light: Encoder) -> None:
    assert weights_digest(str(copy)) == light.digest  # wherever it lies
    (copy / "README.md").write_text("anything")
    assert weights_digest(str(copy)) == light.digest
    for name in ("model.safetensors", "tokenizer.json"):
        before = weights_digest(str(copy))
        data = bytearray((copy / name).read_bytes())
        data[-2] ^= 1
        (copy / name).write_bytes(data)
        assert weights_digest(str(copy)) != before
    assert weights_digest("some/name") != weights_digest("other/name")


@pytest.mark.parametrize("name", ["/nowhere/model", "./nowhere", "../nowhere", "data/models/nowhere", "~/nowhere"])
def test_a_folder_that_is_not_there(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadInput, match=rf"^编码模型 {name}：没有这个文件夹；请检查 ANZE_ENCODER 的路径或名称$"):
        load_encoder(name)
    assert capfd.readouterr() == ("", "")


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=rf"^编码模型 {tmp_path} 打不开（.+）；请检查 ANZE_ENCODER 的路径或名称$"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize("reader", [load_encoder, TransformerEncoder])
@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_damaged_model(copy: Path, name: str, reader: Callable[[str], Encoder]) -> None:
    (copy / name).write_bytes(b"{")
    with pytest.raises(BadInput, match=rf"^编码模型 {copy} 打不开（.+）；请检查 ANZE_ENCODER 的路径或名称$"):
        reader(str(copy))


def test_the_light_reader_takes_static_models_only(copy: Path) -> None:
    modules = json.loads((copy / "modules.json").read_text("utf-8"))
    modules[0]["type"] = "sentence_transformers.models.Transformer"
    (copy / "modules.json").write_text(json.dumps(modules), "utf-8")
    with pytest.raises(BadInput, match="不是静态词向量模型"):
        StaticEncoder(copy)
