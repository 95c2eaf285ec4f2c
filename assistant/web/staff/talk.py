"""What happens when somebody asks, stops, asks again, or opens an earlier conversation; free of Gradio.

In: a Talk (the conversation on the screen), the engine, the records. Out: Screens: what is to be shown now, a field for each
part of the page, None where it stays as it is. Nothing of one person's records can be reached through another's Talk.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant import clock, privacy
from assistant.model import Answer, Outcome, Question
from assistant.records import conversations, turns
from assistant.texts import message
from assistant.web import metrics
from assistant.web.html import render
from assistant.web.staff import cards
from assistant.web.staff.cards import Turn
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.engine import Engine, Event
    from assistant.records.conversations import Conversation
    from assistant.records.store import Records

log = logging.getLogger(__name__)
EMPTY = "请先写下要问的问题。"
TOO_LONG = "问题有 {count} 个字，最多 {limit} 个字；请分开来问。"
STOPPED = "已停止，这个问题没有回答完。"
EDITING = "正在修改上一个问题：发送后，新的答复会替换原来的。"
PAUSE = 0.1
"""Seconds between two pictures of an answer in progress: an eye sees no more, and each costs the browser a new page."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every conversation works with."""

    engine: Engine
    records: Records


@dataclass(slots=True)
class Talk:
    """The conversation on somebody's screen; `id` is empty until its first answer is kept."""

    person: str = ""
    id: str = ""
    turns: list[Turn] = field(default_factory=list)
    replacing: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """New content of the parts of the page; None leaves a part as it is. A `live` turn follows the one on the screen, or
    takes its place where it has the same number; with `past` everything is anew."""

    past: str | None = None
    live: str | None = None
    listed: str | None = None
    notice: str | None = None
    box: str | None = None
    welcome: bool | None = None
    busy: bool | None = None

    def to_json(self) -> str:
        """For the page's script. `at` makes two screens alike differ, which Gradio would not send twice."""
        return json.dumps(
            {**{k: v for k, v in asdict(self).items() if v is not None}, "at": time.time_ns()}, ensure_ascii=False
        )


def ask(desk: Desk, talk: Talk, text: str, regions: Sequence[str]) -> Iterator[Screen]:
    """Steps and sentences while it takes long, then the answer with its evidence; it is kept in the records.

    The question itself is shown by the page, which need not wait for a place among those who ask at the same time.
    """
    limit = desk.engine.settings.question_limit
    text = (text or "").strip()
    if not text or len(text) > limit:
        said = EMPTY if not text else TOO_LONG.format(count=len(text), limit=limit)
        yield Screen(notice=_alert(said))
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
    return Screen(live=_live(desk, talk), listed=listed, notice="", box="", welcome=False, busy=busy)


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
    return Screen(live=_live(desk, talk), busy=False)


def fresh(desk: Desk, talk: Talk) -> Screen:
    """An empty screen for the next conversation; the one before stays in the records."""
    talk.id, talk.turns, talk.replacing = "", [], False
    return Screen(past="", live="", listed=listing(desk, talk), notice="", welcome=True, busy=False)


def opened(desk: Desk, talk: Talk, id: str) -> Screen:
    """An earlier conversation of this person, to be gone on with."""
    try:
        stored = turns.turns(desk.records, talk.person, id)
    except BadInput as error:
        return replace(fresh(desk, talk), notice=_alert(str(error)))
    talk.id, talk.replacing = id, False
    talk.turns = [
        Turn(
            t.question,
            t.answer,
            t.regions,
            id=t.id,
            helpful=t.feedback.helpful if t.feedback else None,
            struck=tuple(t.answer.get("struck", ())),
        )
        for t in stored
    ]
    past = cards.conversation(desk.engine.generation, talk.turns[:-1])
    return Screen(past=past, live=_live(desk, talk), listed=listing(desk, talk), notice="", welcome=False, busy=False)


def arranged(desk: Desk, talk: Talk, done: str, id: str, title: str = "", words: str = "") -> Screen:
    """A conversation renamed, deleted or brought back."""
    try:
        if done == "rename":
            conversations.rename(desk.records, talk.person, id, title)
        elif done == "delete":
            conversations.delete(desk.records, talk.person, id)
        elif done == "restore":
            conversations.restore(desk.records, talk.person, id)
    except BadInput as error:
        return Screen(notice=_alert(str(error)))
    gone = id if done == "delete" else ""
    if gone and gone == talk.id:
        return replace(fresh(desk, talk), listed=listing(desk, talk, words, gone))
    return Screen(listed=listing(desk, talk, words, gone), notice="")


def listing(desk: Desk, talk: Talk, words: str = "", deleted: str = "") -> str:
    """The conversations of this person, newest first, by day."""
    rows = conversations.conversations(desk.records, talk.person, words)
    return render(
        "history.html",
        days=by_day(rows, clock.now()),
        current=talk.id,
        words=words.strip(),
        deleted=deleted,
    )


def by_day(rows: Sequence[Conversation], now: datetime) -> list[tuple[str, list[Conversation]]]:
    """今天, 昨天, then dates, in the time of the server; newest first as they come."""
    today = now.date()
    out: dict[str, list[Conversation]] = {}
    for row in rows:
        day = datetime.fromisoformat(row.updated).astimezone(now.tzinfo).date()
        name = {today: "今天", today - timedelta(days=1): "昨天"}.get(day, f"{day.year}年{day.month}月{day.day}日")
        out.setdefault(name, []).append(row)
    return list(out.items())


def _live(desk: Desk, talk: Talk) -> str:
    html = cards.turn_html(desk.engine.generation, talk.turns[-1], len(talk.turns) - 1)
    return render("live.html", conversation=talk.id, turn=html)


def _alert(text: str) -> str:
    return render("alert.html", text=text)
