"""Ids, titles and places -> the texts meant; a place of which nothing is held is said, never answered from somewhere else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.compose.chosen import chosen
from assistant.engine import Engine
from ingest.model import BadInput, Source


@pytest.mark.parametrize(
    ("places", "ids"),
    [
        (["福建", "hebei"], ("fujian", "hebei")),
        (["通州区", "河北"], ("tongzhou", "hebei")),  # its own, though Beijing's binds it too
        (["吉林省", "《福建省党政领导干部安全生产责任制实施细则》"], ("fujian", "jilin")),
        (["hebei", " ", "fujian", "河北省"], ("fujian", "hebei")),
        ([], ()),
    ],
)
def test_places_and_texts(engine: Engine, places: list[str], ids: tuple[str, ...]) -> None:
    assert chosen(engine.generation, places) == ids


@pytest.mark.parametrize(("place", "says"), [("上海", "上海"), ("山东", "枣庄市"), ("没有这个地方", "没有这个地方")])
def test_a_place_not_held(engine: Engine, place: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        chosen(engine.generation, ["fujian", place])


def test_what_binds_the_whole_nation_is_not_a_province_s_own() -> None:
    national = tuple(Source(f"law{i}", "", "", f"第{i}号法", region="中国") for i in range(3))
    city = Source("fuzhou", "", "", "福州办法", region="福州市", parents=("福建省", "中国"))
    generation: Any = SimpleNamespace(catalog=SimpleNamespace(sources=(*national, city)))
    with pytest.raises(BadInput, match="没有收录福建省的文件"):
        chosen(generation, ["福建"])
    assert chosen(generation, ["中国"]) == ("law0", "law1", "law2")
    assert chosen(generation, ["福州市", "第1号法"]) == ("law1", "fuzhou")
