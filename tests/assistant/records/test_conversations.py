"""The list of conversations, and that nobody sees or changes what is somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.records.conversations import Conversation, conversations, delete, rename, restore
from assistant.records.feedback import give_feedback, take_back
from assistant.records.store import Records
from assistant.records.turns import Turn, add_turn, begin, replace_last_turn, turns
from ingest.model import BadInput
from tests.assistant.records.conftest import Clock, answer, question


def titles(records: Records, person: str, search: str = "") -> list[str]:
    return [c.title for c in conversations(records, person, search)]


def test_the_newest_comes_first_and_a_new_turn_makes_it_new(records: Records) -> None:
    first = begin(records, "li", question("一"), answer())
    begin(records, "li", question("二"), answer())
    assert titles(records, "li") == ["二", "一"]
    add_turn(records, "li", first.conversation, question("接着问"), answer())
    assert [(c.title, c.turns) for c in conversations(records, "li")] == [("一", 2), ("二", 1)]
    assert [c.title for c in conversations(records, "li", limit=1)] == ["一"]
    assert titles(records, "nobody") == []


def test_search_reads_titles_and_all_questions(records: Records) -> None:
    first = begin(records, "li", question("河北县委书记"), answer())
    add_turn(records, "li", first.conversation, question("约谈ABC怎么办"), answer("答复里有督查二字"))
    begin(records, "li", question("100%_达标\\的/吗"), answer())
    assert (
        titles(records, "li", "约谈")
        == titles(records, "li", "abc")
        == titles(records, "li", " 县委 ")
        == ["河北县委书记"]
    )
    assert titles(records, "li", "督查") == []
    for sign in ("%", "_", "\\", "/", "100%_达标\\的/"):
        assert titles(records, "li", sign) == ["100%_达标\\的/吗"], sign
    assert titles(records, "li", "0_达") == titles(records, "li", "'; DROP TABLE turns; --") == []
    rename(records, "li", first.conversation, "改了名")
    assert titles(records, "li", "改了") == titles(records, "li", "河北") == ["改了名"]
    assert len(titles(records, "li", "问" * 100)) == 0
    with pytest.raises(BadInput, match="要查找的文字有 101 个字，应为最多 100 个字"):
        conversations(records, "li", "问" * 101)


def test_rename(records: Records) -> None:
    first = begin(records, "li", question("一"), answer())
    begin(records, "li", question("二"), answer())
    rename(records, "li", first.conversation, "  督查\n 要点 ")
    assert titles(records, "li") == ["二", "督查 要点"]
    rename(records, "li", first.conversation, "名" * 60)
    for title, count in (("名" * 61, 61), (" \n", 0)):
        with pytest.raises(BadInput, match=f"会话名称有 {count} 个字，应为1 到 60 个字"):
            rename(records, "li", first.conversation, title)
    assert titles(records, "li") == ["二", "名" * 60]


def test_delete_can_be_undone_for_a_day(records: Records, clock: Clock) -> None:
    first = begin(records, "li", question("一"), answer())
    delete(records, "li", first.conversation)
    assert titles(records, "li") == titles(records, "li", "一") == []
    with pytest.raises(BadInput, match="没有这个会话"):
        delete(records, "li", first.conversation)
    clock.move(hours=23)
    restore(records, "li", first.conversation)
    assert turns(records, "li", first.conversation) == [first]
    restore(records, "li", first.conversation)  # restoring what is there changes nothing
    delete(records, "li", first.conversation)
    clock.move(hours=25)
    with pytest.raises(BadInput, match="删除后只保留一天"):
        restore(records, "li", first.conversation)


WRONG: dict[str, Callable[[Records, str, Turn], Any]] = {
    "turns": lambda r, who, t: turns(r, who, t.conversation),
    "add_turn": lambda r, who, t: add_turn(r, who, t.conversation, question("插话"), answer()),
    "replace_last_turn": lambda r, who, t: replace_last_turn(r, who, t.conversation, question("插话"), answer()),
    "rename": lambda r, who, t: rename(r, who, t.conversation, "别人起的名"),
    "delete": lambda r, who, t: delete(r, who, t.conversation),
    "give_feedback": lambda r, who, t: give_feedback(r, who, t.id, helpful=True),
}


@pytest.mark.parametrize("name", WRONG)
def test_somebody_elses_is_as_if_it_were_not_there(records: Records, name: str) -> None:
    begin(records, "wang", question("王的问题"), answer())
    mine = begin(records, "li", question("李的问题"), answer())
    give_feedback(records, "li", mine.id, helpful=False, note="李的话")
    before = state(records, mine)
    nowhere = Turn("0" * 32, "1" * 32, 1, "", (), {}, "", "", "")
    said = []
    for who, turn in (("wang", mine), ("", mine), ("LI", mine), ("li%", mine), ("wang", nowhere)):
        with pytest.raises(BadInput, match="没有这个会话") as told:
            WRONG[name](records, who, turn)
        said.append(str(told.value))
    assert len(set(said)) == 1
    assert state(records, mine) == before


def test_lists_restoring_and_taking_back_pass_by_what_is_somebody_elses(records: Records) -> None:
    mine = begin(records, "li", question("李的问题"), answer())
    give_feedback(records, "li", mine.id, helpful=False, note="李的话")
    before = state(records, mine)
    take_back(records, "wang", mine.id)
    assert state(records, mine) == before
    assert titles(records, "wang") == titles(records, "wang", "李") == []
    delete(records, "li", mine.conversation)
    with pytest.raises(BadInput, match="不能恢复"):
        restore(records, "wang", mine.conversation)
    assert titles(records, "li") == []


def state(records: Records, mine: Turn) -> tuple[list[Conversation], list[Turn]]:
    return conversations(records, "li"), turns(records, "li", mine.conversation)
