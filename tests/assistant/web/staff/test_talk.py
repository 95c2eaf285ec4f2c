"""What a person sees of asking, stopping and asking again, over real records and an engine that is told."""

from __future__ import annotations

import json

import pytest

from assistant.records.conversations import conversations
from assistant.records.turns import turns
from assistant.web.staff import history, talk
from assistant.web.staff.model import Desk, Screen, Talk
from tests.assistant.web.staff.conftest import ASKED, ask, last


def test_an_answer_is_shown_with_its_evidence_and_kept(desk: Desk) -> None:
    here = Talk("甲")
    end = ask(desk, here, ASKED, ("福建省",))
    assert "c0-1" in str(end.live)
    assert "只查：福建省" in str(end.live)
    assert (end.box, end.welcome, end.busy) == ("", False, False)
    (stored,) = turns(desk.records, "甲", here.id)
    assert (stored.question, stored.regions, stored.outcome) == (ASKED, ("福建省",), "answered")
    assert ASKED in str(end.listed)


def test_a_slow_answer_shows_its_steps(desk: Desk) -> None:
    desk.engine.delay = 0.12  # type: ignore[attr-defined]
    screens = list(talk.ask(desk, Talk("甲"), ASKED, ()))
    assert any('<li aria-current="step">检索条文</li>' in str(screen.live) for screen in screens)
    assert [screen.busy for screen in screens] == [*[True] * (len(screens) - 1), False]


def test_a_screen_for_the_page_names_what_changes_alone() -> None:
    told = json.loads(Screen(live="甲", busy=False).to_json())
    assert set(told) == {"live", "busy", "at"}


@pytest.mark.parametrize(("text", "said"), [("  ", "请先写下要问的问题"), ("问" * 61, "问题有 61 个字，最多 60 个字")])
def test_an_empty_or_overlong_question_is_not_asked(desk: Desk, text: str, said: str) -> None:
    here = Talk("甲")
    (screen,) = talk.ask(desk, here, text, ())
    assert said in str(screen.notice)
    assert screen.live is None
    assert here.turns == []


def test_personal_numbers_reach_neither_engine_nor_records(desk: Desk) -> None:
    here = Talk("甲")
    screen = ask(desk, here, "我的手机13812345678，迟报怎么办")
    (asked,) = desk.engine.asked  # type: ignore[attr-defined]
    assert "13812345678" not in asked.text + str(screen.live) + turns(desk.records, "甲", here.id)[0].question
    assert "问题里的手机号已经隐去" in str(screen.live)


def test_a_follow_up_knows_what_was_asked_before(desk: Desk) -> None:
    here = Talk("甲")
    ask(desk, here, ASKED)
    ask(desk, here, "那上海呢")
    assert desk.engine.asked[-1].history == (ASKED,)  # type: ignore[attr-defined]
    assert len(turns(desk.records, "甲", here.id)) == 2


def test_asking_again_and_editing_replace_the_last_turn(desk: Desk) -> None:
    here = Talk("甲")
    ask(desk, here, ASKED)
    last(talk.again(desk, here))
    assert [t.question for t in turns(desk.records, "甲", here.id)] == [ASKED]
    screen = talk.edit(here)
    assert screen.box == ASKED
    assert "会替换原来的" in str(screen.notice)
    ask(desk, here, "上海有什么规定")
    assert [t.question for t in turns(desk.records, "甲", here.id)] == ["上海有什么规定"]
    assert desk.engine.asked[-1].history == ()  # type: ignore[attr-defined]
    ask(desk, here, ASKED)
    assert len(turns(desk.records, "甲", here.id)) == 2


def test_a_stopped_question_says_so_and_is_not_kept(desk: Desk) -> None:
    here = Talk("甲")
    desk.engine.delay = 0.12  # type: ignore[attr-defined]
    running = talk.ask(desk, here, ASKED, ())
    next(running)
    running.close()  # type: ignore[attr-defined]
    screen = talk.stopped(desk, here)
    assert "已停止" in str(screen.live)
    assert conversations(desk.records, "甲") == []
    desk.engine.delay = 0.0  # type: ignore[attr-defined]
    ask(desk, here, ASKED)
    assert desk.engine.asked[-1].history == ()  # type: ignore[attr-defined]
    assert len(here.turns) == 1


def test_an_answer_that_comes_after_the_stop_is_dropped(desk: Desk) -> None:
    here = Talk("甲")
    desk.engine.delay = 0.12  # type: ignore[attr-defined]
    running = talk.ask(desk, here, ASKED, ())
    next(running)
    talk.stopped(desk, here)
    assert all(screen.busy for screen in running), (
        "no last screen, which would take the place of the word about the stop"
    )
    assert conversations(desk.records, "甲") == []


def test_an_answer_never_goes_into_another_conversation(desk: Desk) -> None:
    """A step that cannot be interrupted ends after somebody has opened an earlier conversation on the same screen."""
    here = Talk("甲")
    ask(desk, here, "上海有什么规定")
    earlier = here.id
    history.fresh(desk, here)
    desk.engine.delay = 0.12  # type: ignore[attr-defined]
    running = talk.ask(desk, here, ASKED, ())
    next(running)
    history.opened(desk, here, earlier)
    list(running)
    assert [t.question for t in turns(desk.records, "甲", earlier)] == ["上海有什么规定"]
    assert [t.question for t in here.turns] == ["上海有什么规定"]


def test_a_fault_is_never_worded_as_no_rule(desk: Desk) -> None:
    screen = ask(desk, Talk("甲"), "坏")
    assert "暂时不可用" in str(screen.live)
    assert "不代表没有相关规定" in str(screen.live)


def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(desk: Desk) -> None:
    here = Talk("甲", id="0" * 32)
    screen = ask(desk, here, ASKED)
    assert "没有存进历史记录" in str(screen.live)
    assert "c0-1" in str(screen.live)
