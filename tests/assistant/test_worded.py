"""Answers that a chat model words, with the real engine and a scripted server: what is shown when, and what stands at last."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn

from assistant.engine import Engine
from assistant.llm.chat import Chat
from assistant.model import LABEL, Answer, Outcome, Question
from assistant.records.store import open_records
from assistant.texts import message
from assistant.web.api import build
from assistant.web.staff import talk
from assistant.web.staff.model import Desk, Talk
from ingest.config import Settings, load_settings
from tests.assistant.wording import evidence, words
from tests.llm.scripted import Asked, Behaviour, Faulty, Says, Scripted, Wire, closed_port, says, scripted, status

ASKED = Question("福建迟报事故如何问责")
ONE, TWO = "涉嫌职务违法犯罪的，由监察机关依法调查处置", "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的"
MEASURES = "对存在本实施细则第十九条情形的责任人员，应当根据情况采取通报、诫勉、停职检查、调整职务、责令辞职、降职、免职或者处分等方式问责"
GIVEN_UP, FAULT = message("wording.given_up"), message("wording.fault")


@pytest.fixture(scope="module")
def worded(index: Path) -> Engine:
    """An engine that has a model; `serve` gives it an address."""
    settings = replace(load_settings({}), index=index, llm_model="qwen-test", llm_base_url=closed_port())
    engine = Engine(settings)
    engine.load()
    return engine


@contextmanager
def serve(engine: Engine, *behaviours: Behaviour, **changed: float) -> Iterator[Scripted]:
    with scripted(*behaviours) as server:
        limits = {"llm_react_s": 1.0, "llm_first_s": 2.0, "llm_gap_s": 1.0, "llm_total_s": 20.0, **changed}
        engine.settings = replace(engine.settings, llm_base_url=server.url, **limits)  # type: ignore[arg-type]
        engine._chat = Chat(engine.settings)
        yield server


def tokens(pairs: list[tuple[str, str]]) -> tuple[str, str]:
    """The tokens of the provision with the cases and of that with the measures."""
    return next(t for t, q in pairs if "迟报" in q), next(t for t, q in pairs if "诫勉" in q)


def honest(pairs: list[tuple[str, str]]) -> str:
    cases, measures = tokens(pairs)
    return f"{MEASURES}[[{measures}]]。{TWO}[[{cases}]]。"


def extractive(answer: Answer) -> str:
    """The part of an answer that no model wrote."""
    return answer.text[answer.text.index("**采取") :]


def test_an_honest_wording_stands_in_front_of_the_quotations(worded: Engine, engine: Engine) -> None:
    before = engine.ask(ASKED)
    with serve(worded, words(honest)) as server:
        answer = worded.ask(ASKED)
    assert answer.text.startswith(f"{MEASURES}。[2]应当问责的情形：{TWO}。[1]\n\n{LABEL}（模型：qwen-test）")
    assert answer.text.endswith(before.text)
    assert (answer.outcome, answer.citations, answer.table) == (before.outcome, before.citations, before.table)
    assert answer.to_json()["mode"] == "generated"
    assert answer.to_json()["worded"] == {
        "model": "qwen-test", "prompt": "wording-staff-2", "label": LABEL, "struck": 0,
    }  # fmt: skip
    (asked,) = server.asked
    assert "第二十条" not in asked.prompt
    assert "实施细则》" not in asked.prompt
    assert [q for _, q in evidence(asked.prompt)] == [c.quote for c in answer.citations]


def test_without_a_model_nothing_says_so(engine: Engine) -> None:
    assert "worded" not in engine.ask(ASKED).to_json()
    assert [e.kind for e in engine.stream(ASKED)].count("wait") == 0


def test_sentences_come_before_the_model_is_done(worded: Engine) -> None:
    done = threading.Event()

    @Faulty
    def slow(wire: Wire, asked: Asked) -> None:
        _, measures = tokens(evidence(asked.prompt))
        wire.head()
        wire.piece(f"{MEASURES}[[{measures}]]。\n还")
        wire.wait(0.6)
        wire.piece("有。")
        wire.end()
        done.set()

    with serve(worded, slow), closing(worded.stream(ASKED)) as events:
        first = next(e for e in events if e.kind == "sentence")
        assert not done.is_set()
        assert first.data == {"text": f"{MEASURES}。[2]", "label": LABEL, "model": "qwen-test"}
        last = [*events][-1]
    assert last.answer is not None
    assert "有1句与引文不符" not in last.answer.text  # half of all was struck: nothing of it stands
    assert last.answer.text.endswith(GIVEN_UP)
    assert last.answer.worded is None


def test_streaming_and_asking_give_the_same(worded: Engine) -> None:
    with serve(worded, words(honest)):
        events = list(worded.stream(ASKED))
        asked = worded.ask(ASKED)
    last = events[-1].answer
    assert last is not None
    assert (last.text, last.worded, last.citations) == (asked.text, asked.worded, asked.citations)
    said = [e.data["text"] for e in events if e.kind == "sentence"]
    assert "".join(said[:2]) == asked.text.split("\n\n")[0]
    assert said[2:] == asked.text.split("\n\n")[1:]
    assert [e.data["name"] for e in events if e.kind == "step"][-2:] == ["render", "word"]


@pytest.mark.parametrize(
    "lie",
    [
        "根据第九百九十九条，应当开除[[{0}]]。",
        "应当开除。",
        "Ignore the rules[[{0}]].",
        "对瞒报的，可以不予追究[[{0}]]。对迟报的，可以不予追究[[{0}]]。",
    ],
)
def test_what_a_citation_does_not_say_is_not_shown(worded: Engine, engine: Engine, lie: str) -> None:
    with serve(worded, words(lambda pairs: lie.format(*tokens(pairs)))):
        answer = worded.ask(ASKED)
    assert answer.text == f"{engine.ask(ASKED).text}\n\n{GIVEN_UP}"
    assert (answer.mode, answer.worded) == ("extractive", None)


def test_a_model_that_has_nothing_to_say_is_not_said_to_be_wrong(worded: Engine, engine: Engine) -> None:
    with serve(worded, words(lambda _: "无。")):
        answer = worded.ask(ASKED)
    assert answer.text == f"{engine.ask(ASKED).text}\n\n{message('wording.declined')}"
    assert (answer.mode, answer.worded) == ("extractive", None)


def test_a_struck_sentence_is_counted(worded: Engine) -> None:
    with serve(worded, words(lambda pairs: honest(pairs) + "应当开除[[{1}]]。".format(*tokens(pairs)))):
        answer = worded.ask(ASKED)
    assert answer.worded is not None
    assert answer.worded.struck == 1
    assert "开除" not in answer.text
    assert answer.text.endswith(message("wording.struck", count="1"))


def test_a_wording_that_misses_what_is_said_first_is_not_taken(worded: Engine) -> None:
    with serve(worded, words(lambda pairs: f"{TWO}[[{tokens(pairs)[0]}]]。")):
        assert worded.ask(ASKED).text.endswith(GIVEN_UP)


def test_a_model_that_repeats_itself_is_stopped(worded: Engine) -> None:
    @Faulty
    def repeats(wire: Wire, asked: Asked) -> None:
        _, measures = tokens(evidence(asked.prompt))
        wire.head()
        for _ in range(12):
            wire.piece(f"{MEASURES}[[{measures}]]。")
        wire.wait(20)

    with serve(worded, repeats, llm_gap_s=20) as server:
        answer = worded.ask(ASKED)
        assert server.asked[-1].gone.wait(2)
    assert answer.text.endswith(GIVEN_UP)


@Faulty
def stalls_after_one(wire: Wire, asked: Asked) -> None:
    _, measures = tokens(evidence(asked.prompt))
    wire.head()
    wire.piece(f"{MEASURES}[[{measures}]]。对")
    wire.wait(20)


def test_what_was_shown_before_a_fault_stays(worded: Engine, engine: Engine) -> None:
    with serve(worded, stalls_after_one, llm_gap_s=0.4):
        answer = worded.ask(ASKED)
    assert answer.text.startswith(f"{MEASURES}。[2]\n\n{LABEL}")
    assert engine.ask(ASKED).text in answer.text
    assert answer.text.endswith(FAULT)
    assert answer.mode == "generated"


@pytest.mark.parametrize(
    "plan", [status(401), status(500), says(""), Faulty(lambda wire, _: wire.head(kind="text/html"))]
)
def test_a_fault_leaves_the_extractive_answer(worded: Engine, engine: Engine, plan: Behaviour) -> None:
    with serve(worded, plan):
        answer = worded.ask(ASKED)
    assert answer.text == f"{engine.ask(ASKED).text}\n\n{FAULT}"
    assert answer.worded is None


def test_outcomes_without_quotations_ask_no_model(worded: Engine) -> None:
    with serve(worded, says("你好。")) as server:
        for text in ("你好", "上海迟报事故如何问责", "福建细则第九十九条", "今天天气怎么样"):
            worded.ask(Question(text))
        worded.ask(replace(ASKED, wording=""))
    assert server.asked == []


def test_the_citizen_wording_has_a_prompt_of_its_own(worded: Engine) -> None:
    with serve(worded, words(honest)) as server:
        answer = worded.ask(replace(ASKED, wording="citizen"))
    assert answer.worded is not None
    assert answer.worded.prompt == "wording-citizen-2"
    assert "群众" in server.asked[0].body["messages"][0]["content"]


def test_leaving_cancels_the_call(worded: Engine) -> None:
    with serve(worded, stalls_after_one, llm_gap_s=20) as server:
        events = worded.stream(ASKED)
        next(e for e in events if e.kind == "sentence")
        events.close()
        assert server.asked[-1].gone.wait(2)


def rewrites(**changed: object) -> Says:
    reply = {"question": "福建瞒报事故如何问责", "places": ["福建"], "documents": [], **changed}
    return Says(lambda prompt: "无。" if "材料开始" in prompt else json.dumps(reply, ensure_ascii=False))


def unread(engine: Engine) -> Question:
    """A question that the rules do not answer."""
    for text in ("福建那边的事情该咋整", "福建怎么弄", "在福建这算什么"):
        if engine.ask(Question(text)).outcome in (Outcome.CLARIFY, Outcome.NOT_IN_CORPUS):
            return Question(text)
    raise AssertionError("the rules answer them all")


def test_a_question_that_was_not_understood_is_put_into_other_words(worded: Engine, engine: Engine) -> None:
    asked = unread(engine)
    with serve(worded, rewrites()):
        answer = worded.ask(asked)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.question == asked.text
    assert answer.text.startswith("原来的说法没有读懂，按“福建省、迟报、漏报、谎报或者瞒报、问责方式”查找。")
    assert {c.document for c in answer.citations} == {"fujian"}


@pytest.mark.parametrize(
    "changed",
    [
        {"question": "河北瞒报事故如何问责", "places": ["河北"]},  # another place
        {"question": "瞒报事故如何问责", "places": []},  # every place
        {"question": "福建和河北瞒报事故如何问责"},  # one more
        {"question": "福建细则第二十条"},  # a number that nobody said
        {"question": "福建瞒报火箭发射事故如何问责"},  # a matter that nobody named and no text knows
        {"question": ""},
        {"question": "福建瞒报事故如何问责\n忽略规则"},
        {"question": 1},
        {"more": "x"},
        {"documents": ["《安全生产法》"]},
    ],
)
def test_a_rewriting_that_adds_something_is_ignored(worded: Engine, engine: Engine, changed: dict[str, object]) -> None:
    asked = unread(engine)
    with serve(worded, rewrites(**changed)):
        assert worded.ask(asked).text == engine.ask(asked).text


@pytest.mark.parametrize("reply", ["", "好的", "{", "```json\n{}\n```", '["福建"]'])
def test_a_rewriting_that_does_not_parse_is_ignored(worded: Engine, engine: Engine, reply: str) -> None:
    asked = unread(engine)
    with serve(worded, says(reply)):
        assert worded.ask(asked).text == engine.ask(asked).text


def test_a_place_that_is_not_held_is_not_asked_about(worded: Engine) -> None:
    with serve(worded, rewrites()) as server:
        assert worded.ask(Question("上海瞒报事故如何问责")).outcome is Outcome.NOT_IN_CORPUS
    assert server.asked == []


@contextmanager
def over_http(engine: Engine) -> Iterator[int]:
    """The API on a real port."""
    config = uvicorn.Config(build(engine, engine.settings), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


def request(port: int, accept: str) -> socket.socket:
    body = json.dumps({"question": ASKED.text}).encode()
    head = (
        f"POST /api/v1/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: {accept}\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(head.encode() + body)
    return connection


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
@pytest.mark.parametrize("silent", [False, True])
def test_a_visitor_who_leaves_over_http_cancels_the_call(worded: Engine, accept: str, silent: bool) -> None:
    @Faulty
    def waits(wire: Wire, asked: Asked) -> None:
        if not silent:
            wire.head()
            wire.piece("根据")
        wire.wait(20)

    limits = {"llm_react_s": 20, "llm_first_s": 20, "llm_gap_s": 20}
    with serve(worded, waits, **limits) as model, over_http(worded) as port:
        connection = request(port, accept)
        until(lambda: model.asked)
        connection.close()
        assert model.asked[-1].gone.wait(2)


def test_the_staff_page_shows_what_came_and_lets_go_when_it_is_left(worded: Engine, tmp_path: Path) -> None:
    records = open_records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    with serve(worded, stalls_after_one, llm_gap_s=20) as server:
        screens = talk.ask(Desk(worded, records), Talk("甲"), ASKED.text, ())
        shown = next(s.live for s in screens if s.live and "诫勉" in s.live)
        assert "内容由人工智能生成（模型：qwen-test）" in shown
        assert all(next(screens).live is None for _ in range(3))  # nothing new
        screens.close()  # type: ignore[attr-defined]
        assert server.asked[-1].gone.wait(2)
    records.close()


def test_the_label_comes_over_http(worded: Engine) -> None:
    with serve(worded, words(honest)), over_http(worded) as port:
        for accept in ("text/event-stream", "application/json"):
            with request(port, accept) as connection:
                got = b""
                while b'"worded"' not in got:
                    more = connection.recv(65536)
                    assert more
                    got += more
    assert "内容由人工智能生成" in got.decode()


def test_settings_say_what_is_wrong() -> None:
    assert load_settings({"ANZE_LLM_GAP_S": "0.5"}).llm_gap_s == 0.5
    assert Settings().llm_react_s == 2.0


def test_the_model_is_told_the_questions_before(worded: Engine) -> None:
    with serve(worded, words(honest)) as server:
        worded.ask(Question("那河北呢", history=("福建瞒报事故怎么问责",)))
    assert "福建瞒报事故怎么问责\n" in server.asked[0].user
