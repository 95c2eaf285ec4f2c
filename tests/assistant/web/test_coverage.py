"""/coverage over the real index: what is held, what is not, what the audit saw; nothing that the texts do not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.web.views.missing import missing_laws, places_line
from ingest.label import title_mark
from ingest.model import Source
from tests.assistant.web.real import FRAGMENT, real_client, real_engine


@pytest.fixture(scope="module")
def page(index: Path) -> str:
    return real_client(index).get("/coverage").text


def section(page: str, name: str) -> str:
    return page[page.index(f'<h2 id="{name}">') :].split("</section>")[0]


def test_every_text_held_has_its_facts(page: str, index: Path) -> None:
    held = section(page, "held")
    for source in real_engine(index).generation.catalog.sources:
        assert f'<a href="/d/{source.id}">' in held
        assert source.sha256[:12] in held
        assert source.sha256 not in held
    assert "室字〔2019〕88号" in held
    assert "自2018年9月28日起施行" in held
    assert "29 条" in held
    assert "福建省实施细则.txt" in held
    assert "raw/" not in held


def test_what_is_not_held_is_said(page: str) -> None:
    missing = section(page, "missing")
    assert '《吉林省党政领导干部安全生产责任制实施细则》：只收录了<a href="/d/jilin">解读</a>' in missing
    assert "全国其他省（自治区、直辖市）均没有收录" in missing
    assert "山东省只收录了所属的枣庄市" in missing
    assert "《地方党政领导干部安全生产责任制规定》" in missing


def test_laws_cited_and_not_held_are_counted_in_the_texts(index: Path) -> None:
    generation = real_engine(index).generation
    found = {m.title: m for m in missing_laws(generation)}
    title = "地方党政领导干部安全生产责任制规定"
    references = [r for s in generation.catalog.sources for r in generation.store.references(s.id) if r.title == title]
    assert found[f"《{title}》"].times == len(references) > 1
    assert found[f"《{title}》"].texts == len({r.source.split("/")[0] for r in references})
    held = {title_mark(s.title) for s in generation.catalog.sources}
    assert not {*held, "《实施细则》"} & set(found)  # a text that names itself, and 「以下简称《实施细则》」
    assert [m.times for m in found.values()] == sorted((m.times for m in found.values()), reverse=True)


def test_findings_are_listed_with_their_place(page: str) -> None:
    seen = section(page, "seen")
    assert "换页处重字" in seen
    assert 'href="/d/zaozhuang/15#p1.7"' in seen
    assert "提示" in seen
    assert "notice" not in seen
    assert "4 份没有发现问题" in seen


def test_the_index_is_named(page: str, index: Path) -> None:
    manifest = real_engine(index).generation.manifest
    said = section(page, "index")
    assert manifest.name in said
    assert manifest.encoder in said
    assert f"{manifest.counts['provisions']} 个条款项" in said


def test_as_a_fragment(index: Path) -> None:
    part = real_client(index).get("/coverage", headers=FRAGMENT).text
    assert part.startswith('<div class="page wide" data-title="收录情况"')


SHANDONG = Source("a", "", "", "甲", region="山东省", parents=("中国",))


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        ([SHANDONG], "收录了山东省的文件；全国其他省（自治区、直辖市）均没有收录。"),
        (
            [replace(SHANDONG, region="枣庄市", parents=("山东省", "中国"))],
            "山东省只收录了所属的枣庄市，没有收录省级文件",
        ),
        ([replace(SHANDONG, interprets="甲细则")], "山东省只收录了解读，没有收录原文"),
        ([replace(SHANDONG, region="中国", parents=())], "收录的文件没有注明地区。"),
    ],
)
def test_places_held_and_not(sources: list[Source], says: str) -> None:
    assert says in places_line(sources)
