"""What happens when somebody asks, stops, asks again or changes the question; free of Gradio.

In: a Talk (the conversation on the screen), the engine, the records. Out: Screens: what is to be shown now, a field for each
part of the page, None where it stays as it is. Earlier conversations are opened in `history`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from assistant import privacy
from assistant.model import Answer, Outcome, Question
from assistant.records import turns
from assistant.texts import message
from assistant.web import metrics
from assistant.web.staff import cards
from assistant.web.staff.history import listing
from assistant.web.staff.model import Desk, Screen, Talk, Turn
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Event

log = logging.getLogger(__name__)
EMPTY = "请先写下要问的问题。"
TOO_LONG = "问题有 {count} 个字，最多 {limit} 个字；请分开来问。"
STOPPED = "已停止，这个问题没有回答完。"
EDITING = "正在修改上一个问题：发送后，新的答复会替换原来的。"
PAUSE = 0.1
"""Seconds between two pictures of an answer in progress: an eye sees no more, and each costs the browser a new page."""


def ask(desk: Desk, talk: Talk, text: str, regions: Sequence[str]) -> Iterator[Screen]:
    """Steps and sentences while it takes long, then the answer with its evidence; it is kept in the records.

    The question itself is shown by the page, which need not wait for a place among those who ask at the same time.
    """
    limit = desk.engine.settings.question_limit
    text = (text or "").strip()
    if not text or len(text) > limit:
        said = EMPTY if not text else TOO_LONG.format(count=len(text), limit=limit)
        yield Screen(notice=cards.alert(said))
        return
    masked = privacy.mask(text)
    before = [turn for turn in (talk.turns[:-1] if talk.replacing else talk.turns) if turn.answer]
    replacing, talk.replacing = talk.replacing, False
    turn = Turn(masked.text, regions=tuple(regions), masked=masked.found)
    talk.turns = [*before, turn]
    yield from _answering(desk, talk, turn)
    if turn.note == STOPPED or not any(shown is turn for shown in talk.turns):
        return  # Its last step ended after the stop, or after another conversation was opened: it belongs to neither.
    _keep(desk, talk, turn, replacing)
    yield _asked(desk, talk, listed=listing(desk, talk), busy=False)


def _answering(desk: Desk, talk: Talk, turn: Turn) -> Iterator[Screen]:
    """The events of the engine, drawn as often as an eye can follow."""
    drawn, new = time.monotonic(), False
    try:
        with closing(_measured(desk, _question(talk, turn))) as events:
            for event in events:
                if event.kind == "step":
                    turn.steps.append(event.data["label"])
                elif event.kind == "sentence":
                    turn.sentences.append(event.data["text"])
                    turn.model = event.data.get("model", turn.model)
                elif event.answer:
                    turn.take(event.answer)
                waits = event.kind == "wait"
                if waits and not new:
                    yield Screen(busy=True)  # only between two screens can somebody leave
                    continue
                new = True
                if not turn.answer and (waits or time.monotonic() - drawn > PAUSE):
                    yield _asked(desk, talk, busy=True)
                    drawn, new = time.monotonic(), False
    except BadInput as error:
        turn.note = str(error)
    except Exception:
        log.exception("回答没有完成")
        turn.take(Answer("", turn.question, Outcome.UNAVAILABLE, message("outcome.unavailable")))


def _measured(desk: Desk, question: Question) -> Generator[Event, None, None]:
    with metrics.asking("staff"), closing(desk.engine.stream(question)) as events:
        for event in events:
            if event.answer:
                metrics.note(event.answer, "staff")
            yield event


def _asked(desk: Desk, talk: Talk, busy: bool, listed: str | None = None) -> Screen:
    return Screen(live=cards.live(desk, talk), listed=listed, notice="", box="", welcome=False, busy=busy)


def _question(talk: Talk, turn: Turn) -> Question:
    history = tuple(t.question for t in talk.turns if t is not turn)
    return Question(turn.question, history=history, regions=turn.regions)


def _keep(desk: Desk, talk: Talk, turn: Turn, replacing: bool) -> None:
    """Into the records. What cannot be kept is still shown, with a word about it."""
    if turn.result is None:
        return
    question = _question(talk, turn)
    try:
        if not talk.id:
            stored = turns.begin(desk.records, talk.person, question, turn.result)
        else:
            put = turns.replace_last_turn if replacing else turns.add_turn
            stored = put(desk.records, talk.person, talk.id, question, turn.result)
        talk.id, turn.id = stored.conversation, stored.id
    except BadInput as error:
        log.warning("对话没有存下：%s", error)
        turn.note = f"这次问答没有存进历史记录（{error}），请留意另行保存。"


def again(desk: Desk, talk: Talk) -> Iterator[Screen]:
    """Ask the last question once more; its new answer takes the place of the old."""
    if talk.turns:
        last = talk.turns[-1]
        talk.replacing = bool(last.answer)
        yield from ask(desk, talk, last.question, last.regions)


def edit(talk: Talk) -> Screen:
    """Put the last question into the box; what is sent next replaces it."""
    if not talk.turns:
        return Screen()
    talk.replacing = bool(talk.turns[-1].answer)
    return Screen(box=talk.turns[-1].question, notice=f'<p role="status" data-editing>{EDITING}</p>')


def stopped(desk: Desk, talk: Talk) -> Screen:
    """What is on the page when the work was cancelled: the question, and that it has no answer."""
    if not talk.turns or talk.turns[-1].answer:
        return Screen(busy=False)
    talk.turns[-1].note = STOPPED
    return Screen(live=cards.live(desk, talk), busy=False)
