"""What search engines are told: robots.txt, the sitemap, canonical addresses and structured data of pages."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from assistant.web import sitemap
from assistant.web.structured import of_document, script
from ingest.generation import Generation, open_generation
from ingest.model import Source
from tests.assistant.web.fake import FakeGeneration
from tests.assistant.web.served import Served

SITE = "https://anze.example.gov.cn"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(xml: str) -> list[str]:
    return [str(element.text) for element in ElementTree.fromstring(xml).iter(f"{SPACE}loc")]


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_every_text_and_article_is_in_the_sitemap_and_opens(served: Served) -> None:
    found = addresses(served.ask("GET", "/sitemap.xml", key=False).body.decode())
    assert len(found) == len(set(found)) > 100
    assert {f"{SITE}/d/fujian", f"{SITE}/d/fujian/19", f"{SITE}/d/jilin/s4"} <= set(found)
    for address in found[::10]:
        page = served.ask("GET", address.removeprefix(SITE), key=False)
        assert page.status == 200
        assert f'<link rel="canonical" href="{address}">' in page.body.decode()


def test_robots_name_the_sitemap(served: Served) -> None:
    lines = served.ask("GET", "/robots.txt", key=False).body.decode().splitlines()
    assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"
    assert "Disallow: /" in lines
    assert "Allow: /d" in lines


def test_without_a_public_address_none_is_made_up(client: TestClient) -> None:
    headers = {"host": "evil.test"}
    assert client.get("/sitemap.xml", headers=headers).status_code == 404
    assert "Sitemap" not in client.get("/robots.txt", headers=headers).text
    page = client.get("/d/fujian", headers=headers).text
    assert "canonical" not in page
    assert "evil.test" not in page
    assert "url" not in data_of(page)


def test_more_than_fifty_thousand_are_parted(monkeypatch: pytest.MonkeyPatch, generation: FakeGeneration) -> None:
    monkeypatch.setattr(sitemap, "MOST", 50)
    engine: Any = type("Engine", (), {"generation": generation})()
    whole = sitemap.pages_of(generation)  # type: ignore[arg-type]
    parts = addresses(sitemap._opened(engine, SITE, 0))
    assert parts == [f"{SITE}/sitemap-{n}.xml" for n in range(1, -(-len(whole) // 50) + 1)]
    found = [address for n in range(1, len(parts) + 1) for address in addresses(sitemap._opened(engine, SITE, n))]
    assert found == [sitemap.absolute(SITE, page) for page in whole]
    for none in (len(parts) + 1, -1):
        with pytest.raises(Exception, match="没有这一份网站地图"):
            sitemap._opened(engine, SITE, none)


def test_a_sitemap_of_the_national_body_of_law_keeps_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """150,423 addresses: four files, each under 50 MB and made at once."""
    pages = tuple(f"law{n}/{m}" for n in range(3423) for m in range(44))
    assert len(addresses(sitemap.index(SITE, len(pages)))) == 4
    assert len(sitemap.listed(SITE, pages[: sitemap.MOST])) < 50 * 2**20


def test_tops_are_what_has_a_page(index: Any) -> None:
    generation: Generation = open_generation(index)
    tops = generation.tops()
    assert "fujian/19" in tops
    assert "fujian/19.1" not in tops
    for source in generation.catalog.sources:
        document = generation.document(source.id)
        assert document
        own = [p.id for p in document.provisions if "." not in p.number]
        assert [id for id in tops if id.startswith(f"{source.id}/")] == own


def test_a_text_is_described_by_what_is_known_of_it(client: TestClient) -> None:
    data = data_of(client.get("/d/zaozhuang").text)
    assert data["@type"] == "Legislation"
    assert data["legislationIdentifier"] == "室字〔2019〕88号"
    assert data["legislationDate"] == data["datePublished"] == data["legislationDateOfApplicability"] == "2019-06-27"
    assert data["legislationJurisdiction"] == {"@type": "AdministrativeArea", "name": "枣庄市"}
    assert data["legislationLegalForce"] == "https://schema.org/InForce"
    assert data["inLanguage"] == "zh-CN"
    assert len(data["hasPart"]) == 41
    fujian = data_of(client.get("/d/fujian").text)
    assert not {"legislationIdentifier", "legislationDate", "datePublished", "legislationPassedBy"} & set(fujian)


def test_an_article_is_part_of_its_text(client: TestClient) -> None:
    data = data_of(client.get("/d/hebei/5").text)
    assert data["name"] == "《河北省党政领导干部安全生产责任制实施细则》第五条"
    assert data["isPartOf"]["legislationRepeals"][0]["name"].startswith("河北省安全生产")


@pytest.mark.parametrize("id", ["jilin", "tongzhou"])
def test_an_interpretation_or_a_notice_is_no_legislation(client: TestClient, id: str) -> None:
    data = data_of(client.get(f"/d/{id}").text)
    assert data["@type"] == "CreativeWork"
    assert not [name for name in data if name.startswith("legislation")]


def test_a_version_that_was_replaced_is_not_said_to_be_in_force(generation: FakeGeneration) -> None:
    document = generation.document("fujian")
    assert document
    source = Source("fujian", "f", "0", "细则", status="已施行", superseded_by="fujian-2")
    assert "legislationLegalForce" not in of_document(source, document, "")


def test_nothing_in_the_data_ends_its_element() -> None:
    text = str(script({"name": "</script><script>alert(1)</script>&\u2028"}))
    assert not re.search("[<>&\u2028]", text)
    assert json.loads(text)["name"].startswith("</script>")
