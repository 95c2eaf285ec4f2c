"""The views beside the chat and what is taken away from them: in a real browser, the files verified by the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.__main__ import main
from tests.browser.conftest import Server, Visit
from tests.browser.test_staff_page import QUESTION, ask, desk, open_page

__all__ = ["desk"]
KINDS = {"Word 文档": "docx", "电子表格": "xlsx", "Markdown 文本": "md"}


def view(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="站内").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#view h1")).to_be_visible()


def taken(page: Page, scope: str, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator(scope).get_by_role("link", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_what_is_taken_away_verifies(
    desk: Visit, server: Server, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    page = open_page(desk, server)
    ask(page, QUESTION)
    page.locator("#live details.menu summary").click()
    files = [taken(page, "#live details.menu", name, tmp_path)]
    page.goto(f"{server.url}/compare?place=fujian&place=hebei&topic=述职")
    files.append(taken(page, "#main", name, tmp_path))
    page.goto(f"{server.url}/duties?place=hebei&who=书记")
    files.append(taken(page, "#main", name, tmp_path))
    assert [file.suffix for file in files] == [f".{kind}"] * 3
    assert [file.name.split("-")[1] for file in files] == ["答复", "对比", "职责清单"]
    assert main(["verify", *map(str, files)]) == 0
    assert "未改动" in capsys.readouterr().out


def test_a_comparison_is_asked_for_and_shown_in_the_page(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    view(page, "对比")
    for place in ("福建省", "河北省"):
        page.locator("#view").get_by_label(place).check()
    page.get_by_label("事项或条号").fill("述职")
    page.get_by_role("button", name="对比").click()
    table = page.get_by_role("region", name="对比表")
    expect(table).to_contain_text("第十五条第三款")
    expect(table).to_contain_text("第十六条第二款")
    assert "/compare?place=fujian&place=hebei&topic=" in page.url
    page.go_back()
    expect(table).to_have_count(0)


def test_the_register_is_filtered_in_the_page(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    view(page, "职责清单")
    page.get_by_label("责任人").fill("书记")
    page.get_by_label("频次", exact=True).select_option("每季度")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#view #count")).to_contain_text("共 4 条")
    expect(page.locator("#view .register")).to_contain_text("每季度")
    page.get_by_label("责任人").fill("宇航员")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#view")).to_contain_text("没有符合条件的职责")


def test_on_a_phone_a_duty_is_read_without_scrolling_sideways(visit: Visit, server: Server) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/duties?place=hebei&every=每月")
    row = page.locator(".register tbody tr").nth(1)
    expect(row.locator(".action")).to_be_visible()
    right = row.evaluate("row => Math.max(...[...row.children].map(cell => cell.getBoundingClientRect().right))")
    assert right <= 390
    assert row.evaluate("row => getComputedStyle(row.children[2], '::before').content") == '"频次："'


def test_a_text_is_searched_and_jumped_in(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    view(page, "法规")
    page.locator("#view").get_by_role("link", name="福建省党政领导干部").first.click()
    page.get_by_label("在本文中查找").fill("迟报")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#view")).to_contain_text("“迟报”共 2 处")
    page.get_by_label("跳到第几条").fill("第十九条第三项")
    page.get_by_role("button", name="跳到").click()
    expect(page.locator("#view #p19\\.1\\.3")).to_be_in_viewport()


def test_what_is_not_held_is_said(desk: Visit, server: Server) -> None:
    page = open_page(desk, server)
    view(page, "收录")
    expect(page.locator("#view")).to_contain_text("没有收录")
    expect(page.locator("#view")).to_contain_text("吉林省")
