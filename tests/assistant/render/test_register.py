"""The register as a table and as JSON lines: every cell the text's own; and how files are written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.duties import Listed, Wanted, listed
from assistant.render.files import write_whole
from assistant.render.register import NotVerbatim, check, columns, json_lines, rows_of, table
from ingest.generation import Generation
from ingest.model import BadInput

Find = Callable[..., Listed]


@pytest.fixture
def find(generation: Generation) -> Find:
    """find("河北", who=…, every=…) -> Listed."""

    def run(*regions: str, who: str = "", every: str = "", holds: str = "") -> Listed:
        return listed(generation, Wanted(regions, who, every, holds))

    return run


def test_a_row(generation: Generation, find: Find) -> None:
    found = find("福建", who="政府常务会议")
    (row,) = rows_of(generation, found)
    assert (row.region, row.title, row.clause) == (
        "福建省",
        "《福建省党政领导干部安全生产责任制实施细则》",
        "第六条第（二）项",
    )
    assert (row.holder, row.under) == ("政府常务会议", "县级以上各级政府主要负责人")
    assert (row.every, row.times, row.threshold) == ("每年", "至少2次", "")
    assert row.action == "研究部署安全生产工作不少于两次"
    assert row.quote == "政府常务会议每年研究部署安全生产工作不少于两次"


def test_whose_head_it_is(generation: Generation, find: Find) -> None:
    rows = rows_of(generation, find("枣庄", who="部门一把手", every="每季度"))
    assert {(r.holder, r.under) for r in rows} == {("主要负责人", "市、区（市）政府负有安全生产监管职责部门的领导干部")}


def test_a_row_says_once_or_at_least_once(generation: Generation, find: Find) -> None:
    rows = rows_of(generation, find("枣庄", who="区长", every="每季度"))
    assert [r.times for r in rows] == ["1次", "至少1次"]
    rows = rows_of(generation, find("福建", every="每季度"))
    assert [r.times for r in rows] == ["", ""]


def test_every_row_is_checked(generation: Generation, find: Find) -> None:
    assert len(rows_of(generation, find())) == 254


WRONG = [
    {"holder": "县级党委主要负责人"},
    {"every": "每周"},
    {"action": "至少调研2次安全生产工作"},
    {"threshold": "死亡一人以上"},
    {"quote": "每季度调研安全生产工作"},
    {"quote": ""},
    {"lead": "各级党委主要负责人职责："},
    {"times": 2},
]


@pytest.mark.parametrize("change", WRONG, ids=[f"{k}={v}" for w in WRONG for k, v in w.items()])
def test_a_cell_that_the_text_does_not_have(generation: Generation, find: Find, change: dict[str, object]) -> None:
    found = find("河北", who="书记", every="每季度")
    (duty,) = found.duties
    document, provision = found.documents[0], generation.provision(duty.provision)
    assert provision is not None
    check(duty, provision, document)
    changed = replace(duty, **change)  # type: ignore[arg-type]
    with pytest.raises(NotVerbatim, match=r"hebei/5\.1\.3：“.*”与原文不符，因此没有写出清单"):
        rows_of(generation, replace(found, duties=(changed,)))


# the table


def test_the_table(generation: Generation, find: Find) -> None:
    found = find("河北", who="书记", every="每季度")
    assert table(generation, found, rows_of(generation, found), 100).splitlines() == [
        "《河北省党政领导干部安全生产责任制实施细则》（河北省；已施行，自印发之日起施行）",
        "",
        "条款                  责任人                      频次      次数     事项",
        "--------------------  --------------------------  --------  -------  -----------------------------",
        "第五条第（三）项      县（市、区）党委主要负责人  每季度    至少1次  至少调研1次安全生产工作",
        "",
        "共 1 条，其中有频次 1 条、有门槛 0 条。条件：地区 河北；责任人 书记；频次 每季度。",
    ]


@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_the_table_keeps_its_width_and_all_words(generation: Generation, find: Find, width: int) -> None:
    found = find("枣庄")
    rows = rows_of(generation, found)
    lines = table(generation, found, rows, width).splitlines()
    assert all(columns(line) <= max(width, 97) for line in lines[1:-1])  # narrower than that, 事项 keeps its least
    assert not [line for line in lines[4:] if line.lstrip().startswith(tuple("，。；、"))]
    shown = "".join("".join(lines).split())
    assert all(c in shown for row in rows for c in (row.clause[:3], row.every, row.times))


def test_the_table_says_by_which_provision_rows_apply(generation: Generation, find: Find) -> None:
    found = find("福建", who="镇长", every="有频次")
    text = table(generation, found, rows_of(generation, found))
    assert "参照适用：《福建省党政领导干部安全生产责任制实施细则》第二条第二款：“乡镇（街道）党政领导干部，" in text


def test_the_table_says_what_is_an_interpretation(generation: Generation, find: Find) -> None:
    found = find("吉林")
    assert "（吉林省；解读材料，不是法规正文）" in table(generation, found, rows_of(generation, found))


def test_json_lines(generation: Generation, find: Find) -> None:
    found = find("河北", every="每两年")
    (row,) = map(json.loads, json_lines(rows_of(generation, found)).splitlines())
    assert row == {
        "provision": "hebei/14",
        "label": "《河北省党政领导干部安全生产责任制实施细则》第十四条",
        "document": "hebei",
        "region": "河北省",
        "holder": "各级党委和政府",
        "under": "",
        "every": "每两年",
        "times": 1,
        "at_least": False,
        "threshold": "",
        "action": "对本级党委、政府有关工作部门以及下级党委、政府进行1次安全生产巡查",
        "quote": "每两年对本级党委、政府有关工作部门以及下级党委、政府进行1次安全生产巡查",
    }


# files


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "职责清单.xlsx"
    write_whole(target, b"old")
    write_whole(target, b"new")
    assert (target.read_bytes(), list(tmp_path.iterdir())) == (b"new", [target])


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "real").read_bytes() == b"new"
    assert (tmp_path / "link").is_symlink()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BadInput, match=r"a\.xlsx：写不了（No space left on device）；请检查文件名、权限和磁盘空间"):
        write_whole(target, b"new")
    assert (target.read_bytes(), list(tmp_path.iterdir())) == (b"old", [target])


def test_paths_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="这是一个文件夹；请写出文件名"):
        write_whole(tmp_path, b"")
    with pytest.raises(BadInput, match=r"没有 .*/none 这个文件夹；请先建好，或换一处"):
        write_whole(tmp_path / "none" / "a.xlsx", b"")
    with pytest.raises(BadInput, match="不是普通文件"):
        write_whole(Path("/dev/null"), b"")
    with pytest.raises(BadInput, match="写不了（File name too long）"):
        write_whole(tmp_path / ("名" * 100), b"")
    (tmp_path / "a.xlsx").write_bytes(b"old")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(BadInput, match="这个文件是只读的，没有改动它"):
        write_whole(tmp_path / "a.xlsx", b"new")
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"
