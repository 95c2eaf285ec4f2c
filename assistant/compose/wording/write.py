"""Let a chat model word an answer that is already found and checked, and keep of its words what the text says.

In: an extractive Answer and a Chat. Out: the sentences that stand, as they come, and at last the Answer with them in front: the
quotations follow whole, so that nothing found is lost by the wording. Never changes the outcome, the citations or the table.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace

from assistant.compose.wording.check import Verdict, bare, check
from assistant.compose.wording.pieces import Piece, asked, pieces_of
from assistant.compose.wording.stream import Cutter
from assistant.llm.chat import Chat
from assistant.llm.faults import Fault
from assistant.model import LABEL, Answer, Outcome, Question, Worded
from assistant.texts import message
from ingest.generation import Generation

MOST_STRUCK = 0.4
"""Share of sentences struck above which the rest is not trusted either."""
HOPELESS = 4
"""Sentences struck with hardly one that stands, after which the model is not listened to any longer."""
REPEATED = 3
HEARD = 3
"""Earlier questions that a model is told."""
NOTHING = "无"
FIRST_SAID = re.compile(r"^(?:[^\n：*]{1,12}：)?\*\*[^\n]+\*\*。?((?:\[\d+\])+)", re.M)


@dataclass(slots=True)
class Tally:
    """What came of the sentences so far."""

    kept: list[Verdict] = field(default_factory=list)
    struck: int = 0
    repeated: int = 0
    fault: str = ""
    broken: bool = False
    """A sentence was struck since the last that stands, so that its list does not go on."""
    declined: bool = False
    """It said that it has nothing to say, as the prompt asks it to."""

    @property
    def hopeless(self) -> bool:
        return self.repeated >= REPEATED or (self.struck >= HOPELESS and self.struck > 2 * len(self.kept))

    @property
    def untrusted(self) -> bool:
        return not self.kept or self.struck > MOST_STRUCK * (self.struck + len(self.kept))

    def take(self, sentence: str, pieces: tuple[Piece, ...]) -> bool:
        """Whether the sentence is to be shown."""
        if bare(sentence).strip("。.") == NOTHING:
            self.declined = True
            return False
        verdict = check(sentence, pieces, self.kept[-1].lead if self.kept and not self.broken else "")
        if verdict.text and verdict.text in [v.text for v in self.kept]:
            self.repeated += 1
            return False
        if not verdict.text:
            self.struck += 1
            self.broken = True
            return False
        self.kept.append(verdict)
        self.broken = False
        return True


def may_word(answer: Answer) -> bool:
    """Whether there is anything to word."""
    return answer.outcome in (Outcome.ANSWERED, Outcome.PARTIAL) and bool(answer.citations)


def word(answer: Answer, question: Question, chat: Chat, generation: Generation) -> Generator[str, None, Answer]:
    """Sentences that stand, as they come, and "" while none does; returns the answer. Closing it cancels the call."""
    pieces = pieces_of(question.text, answer.citations, generation)
    if not pieces:
        return answer
    request = asked(f"wording-{question.wording}", question.text, pieces, question.history[-HEARD:])
    tally, cutter = Tally(), Cutter()
    yield ""
    try:
        with closing(chat.pieces(request)) as reply:
            for text in reply:
                if not text:
                    yield ""
                for sentence in cutter.feed(text):
                    if tally.take(sentence, pieces):
                        yield tally.kept[-1].text
                if tally.hopeless:
                    break
        for sentence in () if tally.hopeless else cutter.close():
            if tally.take(sentence, pieces):
                yield tally.kept[-1].text
    except Fault as fault:
        tally.fault = fault.kind
    return worded(answer, tally, chat.name, request.version, pieces)


def worded(answer: Answer, tally: Tally, model: str, version: str, pieces: tuple[Piece, ...]) -> Answer:
    """The answer with what stands of the wording, or as it was with a word about it."""
    used = {n for v in tally.kept for n in v.numbers}
    if tally.fault and not tally.kept:
        return _with_note(answer, "wording.fault")
    if tally.declined and not tally.kept and not tally.struck:
        return _with_note(answer, "wording.declined")
    if tally.untrusted or tally.hopeless or not used & key(answer):
        return _with_note(answer, "wording.given_up")
    lines = [
        "".join(v.text for v in tally.kept),
        message("wording.label", label=LABEL, model=model),
        answer.text,
    ]
    if tally.fault:
        lines.append(message("wording.fault"))
    elif tally.struck:
        lines.append(message("wording.struck", count=str(tally.struck)))
    return replace(
        answer, text="\n\n".join(lines), mode="generated", worded=Worded(model, version, LABEL, tally.struck)
    )


def key(answer: Answer) -> set[int]:
    """The citations that a wording must rest on: those of the direct answer, where there is one, else any."""
    first = {int(n) for m in FIRST_SAID.finditer(answer.text) for n in re.findall(r"\d+", m[1])}
    return first or {c.n for c in answer.citations}


def _with_note(answer: Answer, note: str) -> Answer:
    return replace(answer, text=f"{answer.text}\n\n{message(note)}")
